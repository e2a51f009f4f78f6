package org.systole.quantize;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/**
 * {@link Requantization} of rows of accumulators, in vectors.
 *
 * <p>With {@code A = acc * multiplier}, {@code (A + 2^(shift-1)) >> shift} is the integer nearest to {@code (2 A + 1) /
 * 2^(shift+1)}, which is never half way between two. {@code 2 A + 1} is exact in double precision where the multiplier has 24
 * bits and the accumulator with bias 28, so that one fused multiply-add and one addition of {@code 1.5 * 2^52}, which leaves no
 * fraction bits, give the result in the low bits of the sum. Where the product has up to 62 bits, 64-bit integers compute the
 * formula as it stands. Others take the slow way.
 */
final class FastOutput {
    private static final VectorSpecies<Double> DOUBLES = DoubleVector.SPECIES_PREFERRED;
    private static final int LANES = DOUBLES.length();
    private static final VectorSpecies<Integer> INTS =
            IntVector.SPECIES_64.withShape(VectorShape.forBitSize(Math.max(64, 32 * LANES)));
    private static final VectorSpecies<Long> LONGS = LongVector.SPECIES_64.withShape(DOUBLES.vectorShape());

    /** Adding this leaves a double without fraction bits, its integer in the low bits. */
    private static final double WHOLE = 0x1.8p52;

    private final Requantization output;
    private final double[] factors;
    private final double[] offsets;
    private final long[] bias;
    private final long[] multipliers;
    private final long[] halves;
    private final long[] shifts;
    private final boolean inDoubles;
    private final boolean inLongs;

    /**
     * Prepares the factors of all channels.
     *
     * @param most a bound of every accumulator's magnitude, without its bias
     */
    FastOutput(Requantization output, long[] bias, long most) {
        this.output = output;
        this.bias = bias;
        factors = new double[bias.length];
        offsets = new double[bias.length];
        multipliers = new long[bias.length];
        halves = new long[bias.length];
        shifts = new long[bias.length];
        boolean doubles = true, longs = true;
        for (int k = 0; k < bias.length; k++) {
            int c = output.multipliers().length == 1 ? 0 : k;
            multipliers[k] = output.multipliers()[c];
            shifts[k] = output.shifts()[c];
            halves[k] = shifts[k] == 0 ? 0 : 1L << shifts[k] - 1;
            factors[k] = Math.scalb((double) output.multipliers()[c], -output.shifts()[c]);
            offsets[k] = bias[k] * factors[k] + (shifts[k] == 0 ? 0 : Math.scalb(0.5, (int) -shifts[k]));
            long all = Math.abs(bias[k]) + most;
            doubles &= all < 1L << 28 && shifts[k] <= 52;
            longs &= all < 1L << 37;
        }
        inDoubles = doubles;
        inLongs = longs;
    }

    /**
     * Writes the outputs of a row of pixels.
     *
     * @param acc accumulators without bias, {@code stride} a pixel
     * @param pixels how many pixels
     * @param first first output channel
     * @param channels how many channels
     * @param y outputs, {@code step} a pixel
     * @param at index of the row's first pixel in {@code y}
     */
    void write(int[] acc, int stride, int pixels, int first, int channels, int[] y, int at, int step) {
        for (int p = 0; p < pixels; p++) {
            int from = p * stride, to = at + p * step + first, k = 0;
            if (inDoubles)
                for (; k + LANES <= channels; k += LANES) {
                    var sum = IntVector.fromArray(INTS, acc, from + k).convertShape(VectorOperators.I2D, DOUBLES, 0);
                    rounded((DoubleVector) sum, first + k).intoArray(y, to + k);
                }
            for (; k < channels; k++) y[to + k] = output.apply(bias[first + k] + acc[from + k], first + k);
        }
    }

    /** As the other, for accumulators in double precision. */
    void write(double[] acc, int stride, int pixels, int first, int channels, int[] y, int at, int step) {
        for (int p = 0; p < pixels; p++) {
            int from = p * stride, to = at + p * step + first, k = 0;
            if (inDoubles || inLongs)
                for (; k + LANES <= channels; k += LANES) {
                    DoubleVector sum = DoubleVector.fromArray(DOUBLES, acc, from + k);
                    (inDoubles ? rounded(sum, first + k) : shifted(sum, first + k)).intoArray(y, to + k);
                }
            for (; k < channels; k++) y[to + k] = output.apply(bias[first + k] + (long) acc[from + k], first + k);
        }
    }

    /** Returns the outputs of neighbouring channels from {@code k} on. */
    private IntVector rounded(DoubleVector sum, int k) {
        DoubleVector whole = sum.fma(
                        DoubleVector.fromArray(DOUBLES, factors, k), DoubleVector.fromArray(DOUBLES, offsets, k))
                .max((double) output.low() - output.zero())
                .min((double) output.high() - output.zero())
                .add(WHOLE + output.zero());
        return (IntVector) whole.reinterpretAsLongs().convertShape(VectorOperators.L2I, INTS, 0);
    }

    private IntVector shifted(DoubleVector sum, int k) {
        var acc = (LongVector) sum.convertShape(VectorOperators.D2L, LONGS, 0);
        LongVector scaled = acc.add(LongVector.fromArray(LONGS, bias, k))
                .mul(LongVector.fromArray(LONGS, multipliers, k))
                .add(LongVector.fromArray(LONGS, halves, k))
                .lanewise(VectorOperators.ASHR, LongVector.fromArray(LONGS, shifts, k))
                .add(output.zero())
                .max(output.low())
                .min(output.high());
        return (IntVector) scaled.convertShape(VectorOperators.L2I, INTS, 0);
    }
}
