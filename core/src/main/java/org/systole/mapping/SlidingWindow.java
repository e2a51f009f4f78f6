package org.systole.mapping;

import java.util.HashMap;
import java.util.Map;

/**
 * Counts the input rows (or columns) that tiles of output rows and filter rows touch.
 *
 * <p>Output row {@code o} and filter row {@code f} touch input row {@code o * stride + f * dilation - pad}; rows outside
 * the stored input are padding and cost nothing. Rows that no filter tap reaches are not counted either. Results are kept;
 * not thread-safe.
 */
final class SlidingWindow {
    private static final int DENSE = 1 << 15;

    private final int outputs;
    private final int taps;
    private final int stride;
    private final int dilation;
    private final int pad;
    private final int inputs;
    private final long[] totals;
    private final int[] largest;
    private final Map<Long, long[]> sparse = new HashMap<>();

    /** Creates the counter for one direction of a layer. */
    SlidingWindow(int outputs, int taps, int stride, int dilation, int pad, int inputs) {
        this.outputs = outputs;
        this.taps = taps;
        this.stride = stride;
        this.dilation = dilation;
        this.pad = pad;
        this.inputs = inputs;
        boolean dense = (long) outputs * taps <= DENSE;
        totals = new long[dense ? outputs * taps : 0];
        largest = new int[dense ? outputs * taps : 0];
    }

    /** Returns the sum over all tiles of {@code a} output rows by {@code b} filter rows of the rows that each touches. */
    long total(int a, int b) {
        int rows = Math.min(a, outputs);
        int filter = Math.min(b, taps);
        if (totals.length == 0) return sparse(rows, filter)[0];
        int at = (rows - 1) * taps + filter - 1;
        if (largest[at] == 0) fill(at, rows, filter);
        return totals[at];
    }

    /** Returns the most rows that a tile of {@code a} output rows by {@code b} filter rows touches; at least 1. */
    int largest(int a, int b) {
        int rows = Math.min(a, outputs);
        int filter = Math.min(b, taps);
        if (totals.length == 0) return (int) sparse(rows, filter)[1];
        int at = (rows - 1) * taps + filter - 1;
        if (largest[at] == 0) fill(at, rows, filter);
        return largest[at];
    }

    private long[] sparse(int rows, int filter) {
        return sparse.computeIfAbsent((long) rows * (taps + 1) + filter, key -> count(rows, filter));
    }

    private void fill(int at, int rows, int filter) {
        long[] counted = count(rows, filter);
        totals[at] = counted[0];
        largest[at] = (int) counted[1];
    }

    private long[] count(int rows, int filter) {
        long total = 0;
        long most = 1;
        for (int o = 0; o < outputs; o += rows) {
            for (int f = 0; f < taps; f += filter) {
                long touched = touched(o, Math.min(rows, outputs - o), f, Math.min(filter, taps - f));
                total += touched;
                most = Math.max(most, touched);
            }
        }
        return new long[] {total, most};
    }

    /** Returns the number of filter rows. */
    int taps() {
        return taps;
    }

    /** Returns how many stored columns are touched by outputs up to {@code head} and from {@code tail} on. */
    long union(int head, int tail, int f, int filter) {
        if (tail <= head + 1) return touched(0, outputs, f, filter);
        var seen = new boolean[inputs];
        return mark(seen, 0, head + 1, f, filter) + mark(seen, tail, outputs - tail, f, filter);
    }

    /** Returns how many stored rows are touched by output rows from {@code o} and filter rows from {@code f}. */
    long touched(int o, int rows, int f, int filter) {
        long first = (long) o * stride + (long) f * dilation - pad;
        if (rows == 1) return inside(first, dilation, filter);
        if (filter == 1) return inside(first, stride, rows);
        if (dilation == 1 && stride <= filter) return inside(first, 1, (rows - 1) * stride + filter);
        if (stride >= (filter - 1) * dilation + 1) {
            long sum = 0;
            for (int i = 0; i < rows; i++) sum += inside(first + (long) i * stride, dilation, filter);
            return sum;
        }
        return mark(new boolean[inputs], o, rows, f, filter);
    }

    /** Returns how many of {@code count} values from {@code first} on, {@code step} apart, are stored rows. */
    private long inside(long first, int step, int count) {
        long from = first >= 0 ? 0 : (-first + step - 1) / step;
        long to = first >= inputs ? 0 : (inputs - 1 - first) / step + 1;
        return Math.max(0, Math.min(to, count) - from);
    }

    private long mark(boolean[] seen, int o, int rows, int f, int filter) {
        long first = (long) o * stride + (long) f * dilation - pad;
        long count = 0;
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < filter; j++) {
                long row = first + (long) i * stride + (long) j * dilation;
                if (row < 0 || row >= inputs || seen[(int) row]) continue;
                seen[(int) row] = true;
                count++;
            }
        }
        return count;
    }
}
