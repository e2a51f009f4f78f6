package org.systole.quantize;

/**
 * From the accumulator to the stored output: {@code y = clamp(low, high, zero + ((acc * multiplier + half) >> shift))}.
 *
 * <p>{@code half} is {@code 2^(shift-1)}, or 0 when the shift is 0; the shift is arithmetic, so ties round towards
 * plus infinity. The product is exact, however wide; an accumulator has at most 63 bits. An activation that is a clamp
 * (ReLU, ReLU6) is in the bounds.
 *
 * @param multipliers one, or one for each output channel; from 0 to {@code 2^MULTIPLIER_BITS - 1}
 * @param shifts as many as multipliers; from 0 to 62
 * @param zero the output's zero point
 * @param low the smallest output
 * @param high the largest output
 */
public record Requantization(int[] multipliers, int[] shifts, int zero, int low, int high) {
    /**
     * Width of a multiplier. 24 bits keep the scale as exactly as single precision does, in which ONNX Runtime computes it:
     * with 16 bits one of 500 outputs of 8 bits differs from it by a unit, with 24 bits one of 100,000.
     */
    public static final int MULTIPLIER_BITS = 24;

    /** Checks the ranges. The arrays are not copied and must not be written to. */
    public Requantization {
        if (multipliers.length == 0 || multipliers.length != shifts.length)
            throw new IllegalArgumentException(multipliers.length + " multipliers, " + shifts.length + " shifts");
        for (int m : multipliers)
            if (m < 0 || m >>> MULTIPLIER_BITS != 0) throw new IllegalArgumentException("multiplier " + m);
        for (int s : shifts) if (s < 0 || s > 62) throw new IllegalArgumentException("shift " + s);
        if (low > high) throw new IllegalArgumentException("bounds " + low + " to " + high);
    }

    /**
     * Returns the requantization by real factors.
     *
     * @param factors output units for each accumulator unit, one or one a channel; at least 0 and below 2^23
     */
    public static Requantization of(double[] factors, int zero, int low, int high) {
        int[] multipliers = new int[factors.length];
        int[] shifts = new int[factors.length];
        for (int i = 0; i < factors.length; i++) {
            int shift = shiftFor(factors[i]);
            long multiplier = Math.round(Math.scalb(factors[i], shift));
            if (multiplier >>> MULTIPLIER_BITS != 0) {
                shift--;
                multiplier = Math.round(Math.scalb(factors[i], shift));
            }
            // a power of two is a shift alone: the same bits without a multiplier
            boolean power = Long.bitCount(multiplier) == 1;
            int less = power ? Math.min(shift, Long.numberOfTrailingZeros(multiplier)) : 0;
            multipliers[i] = (int) (multiplier >> less);
            shifts[i] = multiplier == 0 ? 0 : shift - less;
        }
        return new Requantization(multipliers, shifts, zero, low, high);
    }

    /** Returns the shift that makes the multiplier as wide as it may be, within 0 to 62. */
    private static int shiftFor(double factor) {
        if (!(factor >= 0) || factor >= 1 << MULTIPLIER_BITS - 1)
            throw new IllegalArgumentException("factor " + factor + " is not from 0 to 2^23");
        if (factor == 0) return 0;
        return Math.min(62, MULTIPLIER_BITS - 1 - Math.getExponent(factor));
    }

    /** Returns whether every multiplier is a power of two, so that hardware needs shifters only. */
    public boolean isShift() {
        for (int m : multipliers) if (Integer.bitCount(m) > 1) return false;
        return true;
    }

    /**
     * Returns the output for an accumulator.
     *
     * @param channel the output channel; ignored when there is one multiplier
     */
    public int apply(long accumulator, int channel) {
        int c = multipliers.length == 1 ? 0 : channel;
        int shift = shifts[c];
        long scaled = scale(accumulator, multipliers[c], shift);
        return Math.clamp(scaled + zero, low, high);
    }

    /**
     * Returns {@code (value * multiplier + half) >> shift}, exactly, saturated to 63 bits.
     *
     * @param multiplier below {@code 2^MULTIPLIER_BITS} in magnitude
     * @param shift 0 to 62
     */
    public static long scale(long value, int multiplier, int shift) {
        long half = shift == 0 ? 0 : 1L << shift - 1;
        if (Math.abs(value) < 1L << 62 - MULTIPLIER_BITS) return value * multiplier + half >> shift;
        // 128 bits: high and low
        long low = value * multiplier, high = Math.multiplyHigh(value, multiplier), sum = low + half;
        if (Long.compareUnsigned(sum, low) < 0) high++;
        long scaled = shift == 0 ? sum : high << 64 - shift | sum >>> shift;
        if (high >> shift == scaled >> 63 && Math.abs(scaled) <= Long.MAX_VALUE / 2) return scaled;
        return high < 0 ? Long.MIN_VALUE / 2 : Long.MAX_VALUE / 2;
    }
}
