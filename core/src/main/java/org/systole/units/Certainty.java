package org.systole.units;

import java.util.Locale;

/** How a figure about cost was come by; the worst of its parts decides. */
public enum Certainty {
    /** A row of a table, or exact arithmetic on such rows. */
    TABULATED,
    /** Between rows of a table. */
    INTERPOLATED,
    /** Outside the range of a table. */
    EXTRAPOLATED,
    /** Some part has no known cost; the number is a lower bound. */
    INCOMPLETE,
    /** Nothing is known; there is no number. */
    UNKNOWN;

    /** Returns the less certain of two. */
    public Certainty and(Certainty other) {
        return compareTo(other) >= 0 ? this : other;
    }

    /** Returns the name as files and reports write it. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
