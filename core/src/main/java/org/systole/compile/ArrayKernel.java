package org.systole.compile;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The innermost loop of {@link FastInterpreter}: eight pixels times some weight tiles, in single precision, in which sums of up
 * to {@code 2^24} are exact. The caller sees to it that no more products are added.
 */
final class ArrayKernel {
    /** Pixels that are computed side by side. */
    static final int PIXELS = 8;

    private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;

    private ArrayKernel() {}

    /** Returns how many columns are computed at once; arrays are read so far beyond their last column. */
    static int lanes() {
        return SPECIES.length();
    }

    /**
     * Computes {@code sums[p][column] = sum over tiles and rows of x[offsets[tile][p] + row] * w[tile][row][column]}.
     *
     * @param x inputs without zero point; a word's rows are contiguous
     * @param offsets for each tile {@link #PIXELS} indices in {@code x}
     * @param tiles how many
     * @param w weights, {@code [tile][row][column]}
     * @param from index in {@code w} of the first tile
     * @param n rows and columns of a tile
     * @param rows how many rows of the tiles are not all zeros
     * @param columns how many columns of the tiles are not all zeros
     * @param sums receives the results, a multiple of {@link #lanes} columns (at least {@code n}) a pixel
     * @param stride columns of {@code sums} a pixel
     */
    static void dense(
            float[] x,
            int[] offsets,
            int tiles,
            float[] w,
            int from,
            int n,
            int rows,
            int columns,
            float[] sums,
            int stride) {
        for (int column = 0; column < columns; column += SPECIES.length())
            columns(x, offsets, tiles, w, from + column, n, rows, sums, stride, column);
    }

    private static void columns(
            float[] x,
            int[] offsets,
            int tiles,
            float[] w,
            int from,
            int n,
            int rows,
            float[] sums,
            int stride,
            int column) {
        var a = FloatVector.zero(SPECIES);
        var b = a;
        var c = a;
        var d = a;
        var e = a;
        var f = a;
        var g = a;
        var h = a;
        for (int tile = 0, o = 0; tile < tiles; tile++, o += PIXELS) {
            int at = from + tile * n * n;
            int xa = offsets[o], xb = offsets[o + 1], xc = offsets[o + 2], xd = offsets[o + 3];
            int xe = offsets[o + 4], xf = offsets[o + 5], xg = offsets[o + 6], xh = offsets[o + 7];
            for (int row = 0; row < rows; row++, at += n) {
                var weights = FloatVector.fromArray(SPECIES, w, at);
                a = FloatVector.broadcast(SPECIES, x[xa + row]).fma(weights, a);
                b = FloatVector.broadcast(SPECIES, x[xb + row]).fma(weights, b);
                c = FloatVector.broadcast(SPECIES, x[xc + row]).fma(weights, c);
                d = FloatVector.broadcast(SPECIES, x[xd + row]).fma(weights, d);
                e = FloatVector.broadcast(SPECIES, x[xe + row]).fma(weights, e);
                f = FloatVector.broadcast(SPECIES, x[xf + row]).fma(weights, f);
                g = FloatVector.broadcast(SPECIES, x[xg + row]).fma(weights, g);
                h = FloatVector.broadcast(SPECIES, x[xh + row]).fma(weights, h);
            }
        }
        a.intoArray(sums, column);
        b.intoArray(sums, stride + column);
        c.intoArray(sums, 2 * stride + column);
        d.intoArray(sums, 3 * stride + column);
        e.intoArray(sums, 4 * stride + column);
        f.intoArray(sums, 5 * stride + column);
        g.intoArray(sums, 6 * stride + column);
        h.intoArray(sums, 7 * stride + column);
    }

    /**
     * Adds sums to accumulators, or puts them in their place.
     *
     * @param sums as {@link #dense} left them
     * @param from first of them
     * @param accumulators the accumulator memory
     * @param to first of the pixel's
     * @param n columns
     * @param first whether they replace what was there
     */
    static void add(float[] sums, int from, int[] accumulators, int to, int n, boolean first) {
        if (first) for (int i = 0; i < n; i++) accumulators[to + i] = (int) sums[from + i];
        else for (int i = 0; i < n; i++) accumulators[to + i] += (int) sums[from + i];
    }
}
