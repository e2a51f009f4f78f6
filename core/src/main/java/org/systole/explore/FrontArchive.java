package org.systole.explore;

import java.util.ArrayList;
import java.util.List;

/** The Pareto front of the points so far, kept up to date one point at a time; of equal points all stay. */
public final class FrontArchive {
    private final FrontTree tree = new FrontTree();

    /** Creates an empty front. */
    public FrontArchive() {}

    /**
     * Adds a point unless one on the front dominates it, and removes those that it dominates.
     *
     * @param values its objectives, each so that less is better; not changed afterwards
     * @return whether it is on the front now
     */
    public boolean add(DesignPoint point, double[] values) {
        return tree.add(point, values);
    }

    /** Returns how many points are on the front. */
    public int size() {
        return tree.size();
    }

    /** Returns the points, in their order. */
    public List<DesignPoint> points() {
        var points = new ArrayList<DesignPoint>(size());
        tree.forEach(entry -> points.add(entry.point()));
        points.sort(null);
        return List.copyOf(points);
    }

    /** Returns the objectives of the points on the front, in no particular order. */
    public List<double[]> objectives() {
        var objectives = new ArrayList<double[]>(size());
        tree.forEach(entry -> objectives.add(entry.values()));
        return List.copyOf(objectives);
    }
}
