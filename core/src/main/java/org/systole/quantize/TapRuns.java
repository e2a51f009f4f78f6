package org.systole.quantize;

import java.util.ArrayList;

/**
 * A window as runs of contiguous taps of a padded map, and those in chunks of which the products add up exactly.
 *
 * @param taps offset of each tap of the window
 * @param offsets of each run from the window's first element
 * @param rows first weight row of each run
 * @param lengths taps of each run
 * @param chunks first run of each chunk, then the number of runs
 */
record TapRuns(int[] taps, int[] offsets, int[] rows, int[] lengths, int[] chunks) {
    /**
     * Returns the runs of a convolution.
     *
     * @param line elements of a line of the padded map
     * @param depth elements of a pixel
     * @param exact how many taps may be added before the sum is moved
     */
    static TapRuns of(IntegerOp.Convolution op, int line, int depth, int exact) {
        int channels = op.weights().shape().extent(1);
        int fy = op.weights().shape().extent(2), fx = op.weights().shape().extent(3);
        int[] taps = new int[fy * fx];
        var pieces = new ArrayList<int[]>();
        boolean whole = op.window().dilationX() == 1 && op.groups() == 1;
        for (int i = 0; i < fy; i++)
            for (int j = 0; j < fx; j++) {
                int offset =
                        i * op.window().dilationY() * line + j * op.window().dilationX() * depth;
                taps[i * fx + j] = offset;
                if (!whole) split(pieces, offset, (i * fx + j) * channels, channels, exact);
                else if (j == 0) split(pieces, offset, i * fx * channels, fx * channels, exact);
            }
        return of(taps, pieces, exact);
    }

    /** Returns the runs of a matrix product over rows of {@code depth} elements. */
    static TapRuns of(int depth, int exact) {
        var pieces = new ArrayList<int[]>();
        split(pieces, 0, 0, depth, exact);
        return of(new int[] {0}, pieces, exact);
    }

    private static TapRuns of(int[] taps, ArrayList<int[]> pieces, int exact) {
        int[] offsets = new int[pieces.size()], rows = new int[offsets.length], lengths = new int[offsets.length];
        var starts = new ArrayList<Integer>();
        int sum = exact;
        for (int i = 0; i < offsets.length; i++) {
            offsets[i] = pieces.get(i)[0];
            rows[i] = pieces.get(i)[1];
            lengths[i] = pieces.get(i)[2];
            sum += lengths[i];
            if (sum > exact) {
                starts.add(i);
                sum = lengths[i];
            }
        }
        starts.add(offsets.length);
        return new TapRuns(
                taps,
                offsets,
                rows,
                lengths,
                starts.stream().mapToInt(Integer::intValue).toArray());
    }

    private static void split(ArrayList<int[]> pieces, int offset, int row, int length, int exact) {
        for (int t = 0; t < length; t += exact)
            pieces.add(new int[] {offset + t, row + t, Math.min(exact, length - t)});
    }
}
