package org.systole.explore;

import java.util.ArrayList;
import java.util.List;

/**
 * How closely the points of a study are looked at: all of them cheaply, those that the search leaves more closely.
 *
 * @param layers names of the layers that the search looks at; all when empty
 * @param largest how many layers the search looks at, those of the most multiply-accumulates; 0 for all
 * @param simulated whether the points that are left are compiled and simulated
 * @param withinPercent how far behind the front a point may be to be looked at again: its figures that a closer look may
 *     change are taken this much better, and those in constraints this much less or more
 */
public record Fidelity(List<String> layers, int largest, boolean simulated, double withinPercent) {
    /** Every point is looked at once, by the analytical model over the whole network. */
    public static final Fidelity ANALYTICAL = new Fidelity(List.of(), 0, false, 0);

    /** The name of the stage in which the points that a part of the layers left are evaluated over the whole network. */
    public static final String WHOLE = "whole";

    /** The name of the stage in which points are simulated. */
    public static final String SIMULATED = "simulated";

    /** Copies the list. */
    public Fidelity {
        layers = List.copyOf(layers);
    }

    /** Returns whether the search looks at a part of the layers. */
    public boolean isPartial() {
        return !layers.isEmpty() || largest > 0;
    }

    /** Returns the names of the stages after the search, in order. */
    public List<String> stages() {
        var stages = new ArrayList<String>();
        if (isPartial()) stages.add(WHOLE);
        if (simulated) stages.add(SIMULATED);
        return List.copyOf(stages);
    }
}
