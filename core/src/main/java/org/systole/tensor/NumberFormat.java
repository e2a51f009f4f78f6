package org.systole.tensor;

/**
 * How a number is represented in hardware: its width and what the bits mean.
 *
 * <p>This is what cost models need to know. How a real number becomes such a number (scale, zero point, rounding,
 * saturation) is the business of {@code quantize}.
 *
 * @param kind what the bits mean
 * @param bits the width, 1 to 64
 */
public record NumberFormat(Kind kind, int bits) {
    /** The families of formats; each has its own multiplier. */
    public enum Kind {
        /** Two's complement integers, fixed point included. */
        SIGNED,
        /** Unsigned integers. */
        UNSIGNED,
        /** Binary floating point: 64, 32 or 16 bits are IEEE 754, 8 bits are E4M3. */
        FLOAT,
        /** 16-bit brain float. */
        BFLOAT,
        /** -1 and +1 in one bit, or -1, 0 and +1 in two. */
        TERNARY,
        /** Sums of signed powers of two: a shifter takes the multiplier's place. */
        POWER_OF_TWO
    }

    /** Signed 8-bit integers. */
    public static final NumberFormat INT8 = new NumberFormat(Kind.SIGNED, 8);
    /** Signed 16-bit integers. */
    public static final NumberFormat INT16 = new NumberFormat(Kind.SIGNED, 16);
    /** Signed 32-bit integers. */
    public static final NumberFormat INT32 = new NumberFormat(Kind.SIGNED, 32);
    /** IEEE 754 binary32. */
    public static final NumberFormat FLOAT32 = new NumberFormat(Kind.FLOAT, 32);
    /** IEEE 754 binary16. */
    public static final NumberFormat FLOAT16 = new NumberFormat(Kind.FLOAT, 16);
    /** Brain float. */
    public static final NumberFormat BFLOAT16 = new NumberFormat(Kind.BFLOAT, 16);

    /** Returns integers of a width, in two's complement where they have a sign. */
    public static NumberFormat integer(boolean signed, int bits) {
        return new NumberFormat(signed ? Kind.SIGNED : Kind.UNSIGNED, bits);
    }

    /** Checks the width. */
    public NumberFormat {
        if (bits < 1 || bits > 64) throw new IllegalArgumentException("width " + bits + " is not 1 to 64 bits");
    }

    /** Returns whether the format is binary floating point. */
    public boolean isFloat() {
        return kind == Kind.FLOAT || kind == Kind.BFLOAT;
    }

    /** Returns the name used in files: {@code int8}, {@code uint4}, {@code fp32}, {@code bf16}, {@code ternary2}, {@code pot4}. */
    @Override
    public String toString() {
        return switch (kind) {
            case SIGNED -> "int" + bits;
            case UNSIGNED -> "uint" + bits;
            case FLOAT -> "fp" + bits;
            case BFLOAT -> "bf" + bits;
            case TERNARY -> "ternary" + bits;
            case POWER_OF_TWO -> "pot" + bits;
        };
    }
}
