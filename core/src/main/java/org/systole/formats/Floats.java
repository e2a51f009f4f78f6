package org.systole.formats;

/**
 * Binary floating point with subnormal numbers.
 *
 * <p>Sources: IEEE 754-2019 (binary16), Intel's bfloat16 definition (338302-001US), OCP 8-bit Floating Point Specification
 * 1.0 (E4M3, E5M2).
 *
 * @param exponentBits width of the exponent, 2 to 8
 * @param mantissaBits width of the stored mantissa, 1 to 23
 * @param bias of the exponent
 * @param infinite whether the highest exponent is kept for infinity and NaN; otherwise only its last mantissa is NaN
 */
public record Floats(int exponentBits, int mantissaBits, int bias, boolean infinite) implements Grid {
    /** IEEE 754 binary32. */
    public static final Floats FLOAT32 = new Floats(8, 23, 127, true);
    /** Brain float. */
    public static final Floats BFLOAT16 = new Floats(8, 7, 127, true);
    /** IEEE 754 binary16. */
    public static final Floats FLOAT16 = new Floats(5, 10, 15, true);
    /** OCP FP8 E4M3: no infinity, largest 448. */
    public static final Floats E4M3 = new Floats(4, 3, 7, false);
    /** OCP FP8 E5M2: as IEEE 754, largest 57344. */
    public static final Floats E5M2 = new Floats(5, 2, 15, true);

    /** Checks the widths. */
    public Floats {
        if (exponentBits < 2 || exponentBits > 8 || mantissaBits < 1 || mantissaBits > 23)
            throw new IllegalArgumentException(exponentBits + " exponent bits, " + mantissaBits + " mantissa bits");
    }

    private int largestExponent() {
        return (1 << exponentBits) - (infinite ? 2 : 1) - bias;
    }

    /** Returns the smallest number above 0. */
    public double smallest() {
        return Math.scalb(1.0, 1 - bias - mantissaBits);
    }

    @Override
    public double low() {
        return -high();
    }

    @Override
    public double high() {
        int missing = infinite ? 1 : 2;
        return Math.scalb(2 - missing * Math.scalb(1.0, -mantissaBits), largestExponent());
    }

    @Override
    public int storedBits() {
        return 1 + exponentBits + mantissaBits;
    }

    @Override
    public boolean isIntegral() {
        return false;
    }

    @Override
    public double nearest(double x, Rounding rounding, Overflow overflow) {
        if (Double.isNaN(x)) return overflow == Overflow.INFINITY ? Double.NaN : 0;
        int exponent = Math.max(Math.getExponent(x), 1 - bias);
        int quantum = exponent - mantissaBits;
        double y = Double.isInfinite(x) ? x : Math.scalb(rounding.apply(Math.scalb(x, -quantum)), quantum);
        if (Math.abs(y) <= high()) return y;
        if (overflow == Overflow.INFINITY) return infinite ? Math.copySign(Double.POSITIVE_INFINITY, y) : Double.NaN;
        return Math.copySign(high(), y);
    }

    @Override
    public String name() {
        if (equals(BFLOAT16)) return "bf16";
        if (infinite && exponentBits == 8 && mantissaBits == 23) return "fp32";
        if (equals(FLOAT16)) return "fp16";
        return "e" + exponentBits + "m" + mantissaBits;
    }
}
