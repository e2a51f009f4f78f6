package org.systole.quantize;

import java.util.Objects;
import org.systole.formats.Accumulator;
import org.systole.formats.Overflow;

/**
 * What a plan says of a layer's accumulator.
 *
 * @param bits width of partial sums, 2 to 48
 * @param overflow what a sum beyond them becomes: SATURATE or WRAP
 * @param biasBits width of a stored bias, 2 to 48; a layer's biases, saturated to the accumulator, share a shift to the left,
 *     the smallest with which all fit
 */
public record AccumulatorSettings(int bits, Overflow overflow, int biasBits) {
    /** The widest accumulator that hardware is described with. */
    public static final int MOST_BITS = 48;

    /** Everything that hardware has: what holds where a plan says nothing. */
    public static final AccumulatorSettings WIDE = new AccumulatorSettings(MOST_BITS, Overflow.SATURATE, MOST_BITS);

    /** Checks the widths. */
    public AccumulatorSettings {
        Objects.requireNonNull(overflow);
        if (bits < 2 || bits > MOST_BITS || biasBits < 2 || biasBits > MOST_BITS || overflow == Overflow.INFINITY)
            throw new IllegalArgumentException("accumulator of " + bits + " bits, bias of " + biasBits);
    }

    /** Returns the accumulator. */
    public Accumulator accumulator() {
        return new Accumulator(bits, overflow);
    }

    /**
     * Returns biases as they are stored: saturated to the accumulator, then rounded to multiples of the smallest power of two with
     * which all of them fit.
     */
    long[] stored(long[] bias) {
        long most = (1L << bits - 1) - 1;
        long[] stored = new long[bias.length];
        for (int k = 0; k < bias.length; k++) stored[k] = Math.clamp(bias[k], -most - 1, most);
        int shift = 0;
        for (long b : stored) while (!fits(rounded(b, shift))) shift++;
        for (int k = 0; k < bias.length; k++) stored[k] = rounded(stored[k], shift) << shift;
        return stored;
    }

    private boolean fits(long value) {
        return AccumulatorBits.bits(Math.min(0, value), Math.max(0, value)) <= biasBits;
    }

    private static long rounded(long value, int shift) {
        return shift == 0 ? value : value + (1L << shift - 1) >> shift;
    }
}
