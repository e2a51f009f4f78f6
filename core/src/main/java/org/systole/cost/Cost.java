package org.systole.cost;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import org.systole.units.Certainty;

/**
 * What one action or one part costs. The unit is part of the name of whatever holds it ({@code readPj}).
 *
 * @param value the number, at least 0, or NaN when it is unknown
 * @param certainty how it was come by
 * @param source the rows it rests on, or the reason why it is unknown or zero
 */
public record Cost(double value, Certainty certainty, String source) {
    /** Checks that unknown costs have no number and others have one that is not negative. */
    public Cost {
        Objects.requireNonNull(certainty);
        Objects.requireNonNull(source);
        if (Double.isNaN(value) != (certainty == Certainty.UNKNOWN))
            throw new IllegalArgumentException("a cost is NaN exactly when it is unknown: " + value + ", " + certainty);
        if (value < 0) throw new IllegalArgumentException("negative cost " + value + " from " + source);
    }

    /** Returns a cost that stands in a table. */
    public static Cost tabulated(double value, String source) {
        return new Cost(value, Certainty.TABULATED, source);
    }

    /** Returns a cost that nobody knows, with the reason. */
    public static Cost unknown(String reason) {
        return new Cost(Double.NaN, Certainty.UNKNOWN, reason);
    }

    /** Returns zero because the reason says that there is nothing to pay; never use it for what is not known. */
    public static Cost none(String reason) {
        return new Cost(0, Certainty.TABULATED, reason);
    }

    /** Returns whether there is a number. */
    public boolean isKnown() {
        return certainty != Certainty.UNKNOWN;
    }

    /**
     * Returns the sum. A known and an unknown cost make a lower bound, marked {@link Certainty#INCOMPLETE}; two unknown
     * costs stay unknown, and so does an unknown one beside zero: a bound of zero says nothing.
     */
    public Cost plus(Cost other) {
        String sources = joined(source, other.source);
        if (isKnown() && other.isKnown()) return new Cost(value + other.value, certainty.and(other.certainty), sources);
        double known = (isKnown() ? value : 0) + (other.isKnown() ? other.value : 0);
        return known == 0 ? unknown(sources) : new Cost(known, Certainty.INCOMPLETE, sources);
    }

    /** Returns the cost of a number of such actions or parts, with the same certainty. */
    public Cost times(double count) {
        return isKnown() ? new Cost(value * count, certainty, source) : this;
    }

    /** Returns this cost, at best as certain as given; the note says why. */
    public Cost atBest(Certainty limit, String note) {
        if (!isKnown()) return this;
        return new Cost(value, certainty.and(limit), joined(source, note));
    }

    /** Returns this cost with a note added to its source. */
    public Cost noted(String note) {
        return new Cost(value, certainty, joined(source, note));
    }

    /** Names every source once; sums over many parts stay readable. */
    private static String joined(String a, String b) {
        if (a.contains(b)) return a;
        if (b.contains(a)) return b;
        var pieces = new LinkedHashSet<>(List.of(a.split("; ")));
        pieces.addAll(List.of(b.split("; ")));
        return String.join("; ", pieces);
    }
}
