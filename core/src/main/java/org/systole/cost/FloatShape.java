package org.systole.cost;

import org.systole.tensor.NumberFormat;

/**
 * What a floating-point unit's cost depends on.
 *
 * @param bits whole width
 * @param significand width of the significand with its hidden bit
 */
record FloatShape(int bits, int significand) {
    /** IEEE 754 binary16, a row of the tables. */
    static final FloatShape HALF = new FloatShape(16, 11);
    /** IEEE 754 binary32, a row of the tables. */
    static final FloatShape SINGLE = new FloatShape(32, 24);

    /** Returns the shape of a format; other widths than 8, 16, 32 and 64 are taken between those. */
    static FloatShape of(NumberFormat format) {
        int bits = format.bits();
        if (format.kind() == NumberFormat.Kind.BFLOAT) return new FloatShape(bits, Math.max(2, bits - 8));
        if (bits >= 64) return new FloatShape(bits, 53);
        if (bits >= 32) return new FloatShape(bits, bits - 8);
        if (bits >= 16) return new FloatShape(bits, bits - 5);
        return new FloatShape(bits, Math.max(2, bits - 4));
    }

    /** Returns whether the format is the one of that row. */
    boolean is(FloatShape row) {
        return equals(row);
    }
}
