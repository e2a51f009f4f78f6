package org.systole.quantize;

import java.util.Arrays;

/**
 * Counts of real numbers in evenly wide bins on both sides of zero. The bin is a power of two wide and doubles whenever a
 * number does not fit, so the result depends on the numbers only, not on their order. Zeros are counted apart.
 */
public final class Histogram {
    /** Bins on each side of zero. */
    public static final int SIDE = 2048;

    private final long[] counts = new long[2 * SIDE];
    private int exponent = Integer.MIN_VALUE;
    private long zeros;
    private long total;

    /** Creates an empty histogram. */
    public Histogram() {}

    /**
     * Counts numbers.
     *
     * @param values finite
     */
    public void add(float[] values) {
        float most = 0;
        for (float x : values) most = Math.max(most, Math.abs(x));
        if (most > 0) fit(most);
        double perBin = exponent == Integer.MIN_VALUE ? 0 : Math.scalb(1.0, -exponent);
        for (float x : values) {
            if (x == 0) zeros++;
            else counts[(int) Math.floor(x * perBin) + SIDE]++;
        }
        total += values.length;
    }

    /** Widens the bins until the magnitude lies within the outermost. */
    private void fit(float magnitude) {
        // x < SIDE * 2^e; a negative number of exactly that size would fit, but both sides stay alike
        int needed = Math.getExponent(magnitude) + 1 - Integer.numberOfTrailingZeros(SIDE);
        if (exponent == Integer.MIN_VALUE) exponent = needed;
        for (; exponent < needed; exponent++) halve();
    }

    private void halve() {
        long[] wider = new long[2 * SIDE];
        for (int i = 0; i < counts.length; i++) wider[Math.floorDiv(i - SIDE, 2) + SIDE] += counts[i];
        System.arraycopy(wider, 0, counts, 0, counts.length);
    }

    /** Returns the width of a bin, a power of two; 0 when nothing but zeros was counted. */
    public double width() {
        return exponent == Integer.MIN_VALUE ? 0 : Math.scalb(1.0, exponent);
    }

    /** Returns the count of a bin; bin 0 is the lowest, bin {@link #SIDE} begins at zero. */
    public long count(int bin) {
        return counts[bin];
    }

    /** Returns the number in the middle of a bin. */
    public double middle(int bin) {
        return (bin - SIDE + 0.5) * width();
    }

    /** Returns how many zeros were counted. */
    public long zeros() {
        return zeros;
    }

    /** Returns how many numbers were counted, zeros included. */
    public long total() {
        return total;
    }

    /** Returns the number below which a share of all numbers lies, to the width of a bin. */
    public double quantile(double share) {
        long wanted = (long) Math.floor(share * total), below = 0;
        for (int i = 0; i < counts.length; i++) {
            if (i == SIDE) {
                below += zeros;
                if (below > wanted) return 0;
            }
            below += counts[i];
            if (below > wanted) return (i - SIDE + (i < SIDE ? 0 : 1)) * width();
        }
        return SIDE * width();
    }

    /** Returns the counts of magnitudes: bin i of both sides together, without zeros. */
    long[] magnitudes() {
        long[] folded = Arrays.copyOfRange(counts, SIDE, 2 * SIDE);
        for (int i = 0; i < SIDE; i++) folded[i] += counts[SIDE - 1 - i];
        return folded;
    }
}
