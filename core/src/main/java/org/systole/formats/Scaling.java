package org.systole.formats;

/**
 * Where the scale of a format comes from.
 *
 * @param kind how it is chosen
 * @param fraction for FIXED the number of fraction bits, so that the scale is {@code 2^-fraction}
 */
public record Scaling(Kind kind, int fraction) {
    /** How a scale is chosen. */
    public enum Kind {
        /** There is none: the scale is 1, the format is a plain cast. */
        NONE,
        /** Any positive single-precision number. */
        REAL,
        /** A power of two chosen from the numbers: fixed point whose point is calibrated. */
        POWER_OF_TWO,
        /** A given power of two: fixed point in Q notation. */
        FIXED
    }

    /** No scale. */
    public static final Scaling NONE = new Scaling(Kind.NONE, 0);
    /** Any scale. */
    public static final Scaling REAL = new Scaling(Kind.REAL, 0);
    /** Powers of two. */
    public static final Scaling POWER_OF_TWO = new Scaling(Kind.POWER_OF_TWO, 0);

    /** Returns the scaling of fixed point with so many fraction bits. */
    public static Scaling fixed(int fraction) {
        return new Scaling(Kind.FIXED, fraction);
    }

    /** Returns the only scale there is, or NaN when it is chosen from the numbers. */
    public float given() {
        return switch (kind) {
            case NONE -> 1;
            case FIXED -> Math.scalb(1f, -fraction);
            default -> Float.NaN;
        };
    }
}
