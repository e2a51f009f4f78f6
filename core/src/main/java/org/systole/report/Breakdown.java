package org.systole.report;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.systole.units.Certainty;
import org.systole.units.Figure;
import org.systole.units.Unit;
import org.systole.units.Witness;

/**
 * A figure and what it is made of.
 *
 * @param unit unit of the whole and of each part
 * @param witness where the numbers come from
 * @param certainty how the whole was come by
 * @param parts the parts by name, in the order in which they are shown; not-a-number for one that is unknown
 */
public record Breakdown(Unit unit, Witness witness, Certainty certainty, Map<String, Double> parts) {
    /** Copies the map, keeping its order. */
    public Breakdown {
        Objects.requireNonNull(unit);
        Objects.requireNonNull(witness);
        Objects.requireNonNull(certainty);
        parts = Collections.unmodifiableMap(new LinkedHashMap<>(parts));
    }

    /** Returns the sum of the known parts; not-a-number when the whole is unknown. */
    public double total() {
        if (certainty == Certainty.UNKNOWN) return Double.NaN;
        double sum = 0;
        for (double part : parts.values()) if (!Double.isNaN(part)) sum += part;
        return sum;
    }

    /** Returns a part, 0 when there is none of that name. */
    public double part(String name) {
        return parts.getOrDefault(name, 0.0);
    }

    /** Returns the whole as a figure. */
    public Figure figure() {
        return new Figure(total(), unit, witness, certainty);
    }

    /** Returns the sum of two, part by part; parts of the first come first. */
    public Breakdown plus(Breakdown other) {
        var sum = new LinkedHashMap<>(parts);
        // An unknown part stays unknown only when both are: what is known is a lower bound, and the certainty says so.
        other.parts.forEach((name, value) ->
                sum.merge(name, value, (a, b) -> Double.isNaN(a) ? b : Double.isNaN(b) ? a : Double.valueOf(a + b)));
        return new Breakdown(unit, witness, sumCertainty(other), sum);
    }

    private Certainty sumCertainty(Breakdown other) {
        boolean one = certainty == Certainty.UNKNOWN;
        boolean two = other.certainty == Certainty.UNKNOWN;
        if (one != two) return Certainty.INCOMPLETE;
        return certainty.and(other.certainty);
    }
}
