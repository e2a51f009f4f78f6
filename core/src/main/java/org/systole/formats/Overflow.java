package org.systole.formats;

import java.util.Locale;

/** What a number beyond the largest code becomes. */
public enum Overflow {
    /** The largest code. */
    SATURATE,
    /** The code with the same lowest bits, as in two's complement arithmetic without a check; integers only. */
    WRAP,
    /** Infinity, or NaN where the format has no infinity; floating point only. */
    INFINITY;

    /** Returns the name used in files. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
