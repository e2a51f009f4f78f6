package org.systole.units;

import java.util.Objects;

/**
 * A number that a person gets to see.
 *
 * @param value the number, or NaN when it is unknown (never zero in its place)
 * @param unit its unit
 * @param witness where it comes from
 * @param certainty how it was come by
 */
public record Figure(double value, Unit unit, Witness witness, Certainty certainty) {
    /** Checks that unknown figures have no number and others have one. */
    public Figure {
        Objects.requireNonNull(unit);
        Objects.requireNonNull(witness);
        Objects.requireNonNull(certainty);
        if (Double.isNaN(value) != (certainty == Certainty.UNKNOWN))
            throw new IllegalArgumentException(
                    "a figure is NaN exactly when it is unknown: " + value + ", " + certainty);
    }

    /** Returns an exactly counted figure. */
    public static Figure counted(double value, Unit unit, Witness witness) {
        return new Figure(value, unit, witness, Certainty.TABULATED);
    }

    /** Returns an unknown figure. */
    public static Figure unknown(Unit unit, Witness witness) {
        return new Figure(Double.NaN, unit, witness, Certainty.UNKNOWN);
    }

    /** Returns the same figure so many times as large. */
    public Figure times(double factor) {
        return new Figure(value * factor, unit, witness, certainty);
    }

    /** Returns whether there is a number. */
    public boolean isKnown() {
        return certainty != Certainty.UNKNOWN;
    }
}
