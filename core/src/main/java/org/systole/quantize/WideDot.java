package org.systole.quantize;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * As {@link VectorDot} in double precision, for operands of up to 16 bits: a product is below 2^33, so a million of them add up
 * exactly.
 */
final class WideDot {
    /** Every integer up to this one is exact in double precision. */
    static final long EXACT = 1L << 53;

    private static final VectorSpecies<Double> SPECIES = DoubleVector.SPECIES_PREFERRED;
    private static final int LANES = SPECIES.length();

    private WideDot() {}

    /** Returns how many output channels are computed at once; weight rows are padded to a multiple of it. */
    static int lanes() {
        return SPECIES.length();
    }

    /**
     * A layer's window over a padded map: what does not change from pixel to pixel.
     *
     * @param x inputs; the taps of a run are contiguous
     * @param w weights in panels of two vectors of channels
     * @param acc accumulators, {@code stride} a pixel
     * @param stride accumulators of a pixel
     * @param runs the window's taps
     */
    record Window(double[] x, double[] w, double[] acc, int stride, TapRuns runs) {
        /**
         * Adds the products of four pixels and two vectors of channels.
         *
         * @param a index in {@code x} of the first pixel's window; {@code b} to {@code d} those of the others
         * @param panel index in {@code w} of the channels' panel
         * @param out index in {@code acc} of the first pixel's first channel
         */
        void fourByTwo(int a, int b, int c, int d, int panel, int out) {
            int[] offsets = runs.offsets(), rows = runs.rows(), lengths = runs.lengths(), chunks = runs.chunks();
            for (int chunk = 0; chunk + 1 < chunks.length; chunk++) {
                var a0 = DoubleVector.zero(SPECIES);
                var b0 = a0;
                var c0 = a0;
                var d0 = a0;
                var a1 = a0;
                var b1 = a0;
                var c1 = a0;
                var d1 = a0;
                for (int run = chunks[chunk]; run < chunks[chunk + 1]; run++) {
                    int pa = a + offsets[run], pb = b + offsets[run], pc = c + offsets[run], pd = d + offsets[run];
                    int row = panel + rows[run] * 2 * LANES, length = lengths[run];
                    for (int t = 0; t < length; t++) {
                        var w0 = DoubleVector.fromArray(SPECIES, w, row + t * (2 * LANES));
                        var w1 = DoubleVector.fromArray(SPECIES, w, row + t * (2 * LANES) + LANES);
                        var xa = DoubleVector.broadcast(SPECIES, x[pa + t]);
                        a0 = xa.fma(w0, a0);
                        a1 = xa.fma(w1, a1);
                        var xb = DoubleVector.broadcast(SPECIES, x[pb + t]);
                        b0 = xb.fma(w0, b0);
                        b1 = xb.fma(w1, b1);
                        var xc = DoubleVector.broadcast(SPECIES, x[pc + t]);
                        c0 = xc.fma(w0, c0);
                        c1 = xc.fma(w1, c1);
                        var xd = DoubleVector.broadcast(SPECIES, x[pd + t]);
                        d0 = xd.fma(w0, d0);
                        d1 = xd.fma(w1, d1);
                    }
                }
                flush(a0, acc, out);
                flush(a1, acc, out + LANES);
                flush(b0, acc, out + stride);
                flush(b1, acc, out + stride + LANES);
                flush(c0, acc, out + 2 * stride);
                flush(c1, acc, out + 2 * stride + LANES);
                flush(d0, acc, out + 3 * stride);
                flush(d1, acc, out + 3 * stride + LANES);
            }
        }

        /** As {@link #fourByTwo}, for one vector of channels. */
        void fourByOne(int a, int b, int c, int d, int panel, int out) {
            int[] offsets = runs.offsets(), rows = runs.rows(), lengths = runs.lengths(), chunks = runs.chunks();
            for (int chunk = 0; chunk + 1 < chunks.length; chunk++) {
                var a0 = DoubleVector.zero(SPECIES);
                var b0 = a0;
                var c0 = a0;
                var d0 = a0;
                for (int run = chunks[chunk]; run < chunks[chunk + 1]; run++) {
                    int pa = a + offsets[run], pb = b + offsets[run], pc = c + offsets[run], pd = d + offsets[run];
                    int row = panel + rows[run] * LANES, length = lengths[run];
                    for (int t = 0; t < length; t++) {
                        var w0 = DoubleVector.fromArray(SPECIES, w, row + t * LANES);
                        a0 = DoubleVector.broadcast(SPECIES, x[pa + t]).fma(w0, a0);
                        b0 = DoubleVector.broadcast(SPECIES, x[pb + t]).fma(w0, b0);
                        c0 = DoubleVector.broadcast(SPECIES, x[pc + t]).fma(w0, c0);
                        d0 = DoubleVector.broadcast(SPECIES, x[pd + t]).fma(w0, d0);
                    }
                }
                flush(a0, acc, out);
                flush(b0, acc, out + stride);
                flush(c0, acc, out + 2 * stride);
                flush(d0, acc, out + 3 * stride);
            }
        }
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
    static void depthwise(double[] x, int base, int[] offsets, double[] w, int stride, double[] acc, int out) {
        for (int k = 0; k < stride; k += SPECIES.length()) {
            var sum = DoubleVector.zero(SPECIES);
            for (int t = 0; t < offsets.length; t++)
                sum = DoubleVector.fromArray(SPECIES, x, base + offsets[t] + k)
                        .fma(DoubleVector.fromArray(SPECIES, w, t * stride + k), sum);
            flush(sum, acc, out + k);
        }
    }

    private static void flush(DoubleVector sum, double[] acc, int out) {
        sum.add(DoubleVector.fromArray(SPECIES, acc, out)).intoArray(acc, out);
    }
}
