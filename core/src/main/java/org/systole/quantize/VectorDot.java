package org.systole.quantize;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The innermost loops of the integer kernels, in single-precision vectors.
 *
 * <p>Integers up to 2^24 are exact in single precision, so as many products as stay below that together add up exactly, in any
 * order; the sums are then moved to integers. This is faster than integer multiplication, which takes twice the operations on
 * the usual processors, and needs no special instructions.
 */
final class VectorDot {
    /** Every integer up to this one is exact in single precision. */
    static final long EXACT = 1 << 24;

    private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;

    private VectorDot() {}

    /** Returns how many output channels are computed at once; weight rows are padded to a multiple of it. */
    static int lanes() {
        return SPECIES.length();
    }

    /**
     * Adds to the accumulators of four pixels and {@code 2 * lanes} channels the products over runs of taps.
     *
     * @param x inputs; the taps of a run are contiguous
     * @param bases index in {@code x} of the window of each of the four pixels, from {@code at}
     * @param offsets of each run from the window's index
     * @param rows first weight row of each run
     * @param lengths taps of each run
     * @param w weights, rows of {@code stride} channels
     * @param k first channel
     * @param acc accumulators, {@code stride} a pixel
     * @param out index in {@code acc} of the first pixel's channel {@code k}
     */
    static void fourByTwo(
            float[] x,
            int[] bases,
            int at,
            int[] offsets,
            int[] rows,
            int[] lengths,
            int from,
            int to,
            float[] w,
            int stride,
            int k,
            int[] acc,
            int out) {
        int lanes = SPECIES.length();
        var a0 = FloatVector.zero(SPECIES);
        var a1 = a0;
        var b0 = a0;
        var b1 = a0;
        var c0 = a0;
        var c1 = a0;
        var d0 = a0;
        var d1 = a0;
        for (int run = from; run < to; run++) {
            int a = bases[at] + offsets[run], b = bases[at + 1] + offsets[run];
            int c = bases[at + 2] + offsets[run], d = bases[at + 3] + offsets[run];
            int row = rows[run] * stride + k;
            for (int t = 0; t < lengths[run]; t++, row += stride) {
                var w0 = FloatVector.fromArray(SPECIES, w, row);
                var w1 = FloatVector.fromArray(SPECIES, w, row + lanes);
                var xa = FloatVector.broadcast(SPECIES, x[a + t]);
                a0 = xa.fma(w0, a0);
                a1 = xa.fma(w1, a1);
                var xb = FloatVector.broadcast(SPECIES, x[b + t]);
                b0 = xb.fma(w0, b0);
                b1 = xb.fma(w1, b1);
                var xc = FloatVector.broadcast(SPECIES, x[c + t]);
                c0 = xc.fma(w0, c0);
                c1 = xc.fma(w1, c1);
                var xd = FloatVector.broadcast(SPECIES, x[d + t]);
                d0 = xd.fma(w0, d0);
                d1 = xd.fma(w1, d1);
            }
        }
        flush(a0, acc, out);
        flush(a1, acc, out + lanes);
        flush(b0, acc, out + stride);
        flush(b1, acc, out + stride + lanes);
        flush(c0, acc, out + 2 * stride);
        flush(c1, acc, out + 2 * stride + lanes);
        flush(d0, acc, out + 3 * stride);
        flush(d1, acc, out + 3 * stride + lanes);
    }

    /** As {@link #fourByTwo}, for {@code lanes} channels. */
    static void fourByOne(
            float[] x,
            int[] bases,
            int at,
            int[] offsets,
            int[] rows,
            int[] lengths,
            int from,
            int to,
            float[] w,
            int stride,
            int k,
            int[] acc,
            int out) {
        var sa = FloatVector.zero(SPECIES);
        var sb = sa;
        var sc = sa;
        var sd = sa;
        for (int run = from; run < to; run++) {
            int a = bases[at] + offsets[run], b = bases[at + 1] + offsets[run];
            int c = bases[at + 2] + offsets[run], d = bases[at + 3] + offsets[run];
            int row = rows[run] * stride + k;
            for (int t = 0; t < lengths[run]; t++, row += stride) {
                var weights = FloatVector.fromArray(SPECIES, w, row);
                sa = FloatVector.broadcast(SPECIES, x[a + t]).fma(weights, sa);
                sb = FloatVector.broadcast(SPECIES, x[b + t]).fma(weights, sb);
                sc = FloatVector.broadcast(SPECIES, x[c + t]).fma(weights, sc);
                sd = FloatVector.broadcast(SPECIES, x[d + t]).fma(weights, sd);
            }
        }
        flush(sa, acc, out);
        flush(sb, acc, out + stride);
        flush(sc, acc, out + 2 * stride);
        flush(sd, acc, out + 3 * stride);
    }

    /**
     * Adds to the accumulators of one pixel and all channels the products of a depthwise window.
     *
     * @param x inputs, channels contiguous and padded to a multiple of the lanes
     * @param base index in {@code x} of the window
     * @param offsets of each tap from the window's index
     * @param w weights, a row of {@code stride} channels for each tap
     * @param acc accumulators
     * @param out index in {@code acc} of the pixel
     */
    static void depthwise(float[] x, int base, int[] offsets, float[] w, int stride, int[] acc, int out) {
        for (int k = 0; k < stride; k += SPECIES.length()) {
            var sum = FloatVector.zero(SPECIES);
            for (int t = 0; t < offsets.length; t++)
                sum = FloatVector.fromArray(SPECIES, x, base + offsets[t] + k)
                        .fma(FloatVector.fromArray(SPECIES, w, t * stride + k), sum);
            flush(sum, acc, out + k);
        }
    }

    private static void flush(FloatVector sum, int[] acc, int out) {
        var integers = (jdk.incubator.vector.IntVector) sum.convert(jdk.incubator.vector.VectorOperators.F2I, 0);
        integers.add(jdk.incubator.vector.IntVector.fromArray(integers.species(), acc, out))
                .intoArray(acc, out);
    }
}
