package org.systole.mapping;

import java.util.HashMap;
import java.util.Map;

/**
 * Counts the input positions that runs of neighbouring pixels touch, row after row and image after image.
 *
 * <p>A run covers the end of a row, whole rows, and the beginning of a row; for every input row the columns touched are those
 * of the covered output columns of the output rows that reach it.
 */
final class PixelWindow {
    private final int images;
    private final int height;
    private final int width;
    private final SlidingWindow rows;
    private final SlidingWindow columns;
    private final Map<Long, long[]> counted = new HashMap<>();

    /** Creates the counter for images of {@code height} by {@code width} outputs. */
    PixelWindow(int images, int height, int width, SlidingWindow rows, SlidingWindow columns) {
        this.images = images;
        this.height = height;
        this.width = width;
        this.rows = rows;
        this.columns = columns;
    }

    /** Returns the sum over all runs of {@code run} pixels and all tiles of filter taps of the positions touched. */
    long total(int run, int fy, int fx) {
        return get(run, fy, fx)[0];
    }

    /** Returns the most positions that one run touches; at least 1. */
    long largest(int run, int fy, int fx) {
        return get(run, fy, fx)[1];
    }

    private long[] get(int run, int fy, int fx) {
        int length = Math.min(run, images * height * width);
        int tapRows = Math.min(fy, rows.taps());
        int tapColumns = Math.min(fx, columns.taps());
        long key = ((long) length << 32) | ((long) tapRows << 16) | tapColumns;
        long[] known = counted.get(key);
        if (known == null) {
            known = count(length, tapRows, tapColumns);
            counted.put(key, known);
        }
        return known;
    }

    private long[] count(int run, int tapRows, int tapColumns) {
        long total = 0;
        long most = 1;
        int all = images * height * width;
        for (int p = 0; p < all; p += run) {
            int end = Math.min(all, p + run);
            for (int f = 0; f < rows.taps(); f += tapRows) {
                int filter = Math.min(tapRows, rows.taps() - f);
                for (int g = 0; g < columns.taps(); g += tapColumns) {
                    long touched = touched(p, end, f, filter, g, Math.min(tapColumns, columns.taps() - g));
                    total += touched;
                    most = Math.max(most, touched);
                }
            }
        }
        return new long[] {total, most};
    }

    private long touched(int from, int to, int f, int filter, int g, int across) {
        long sum = 0;
        int image = height * width;
        for (int i = from / image; i * image < to; i++) {
            int first = Math.max(from, i * image) - i * image;
            int last = Math.min(to, (i + 1) * image) - i * image - 1;
            sum += inImage(first, last, f, filter, g, across);
        }
        return sum;
    }

    /** Counts for pixels {@code first} to {@code last} of one image. */
    private long inImage(int first, int last, int f, int filter, int g, int across) {
        int top = first / width;
        int bottom = last / width;
        int left = first % width;
        int right = last % width;
        if (top == bottom) return rows.touched(top, 1, f, filter) * columns.touched(left, right - left + 1, g, across);
        // Rows reached only by the first, by the first and the last, only by the last; whole ones reach all columns.
        int wholeFrom = left == 0 ? top : top + 1;
        int wholeTo = right == width - 1 ? bottom : bottom - 1;
        long full = columns.touched(0, width, g, across);
        if (wholeFrom > wholeTo) return twoParts(top, left, right, f, filter, g, across);
        long whole = rows.touched(wholeFrom, wholeTo - wholeFrom + 1, f, filter);
        long sum = whole * full;
        long withTop = top < wholeFrom ? rows.touched(top, wholeTo - top + 1, f, filter) : whole;
        long withBottom = bottom > wholeTo ? rows.touched(wholeFrom, bottom - wholeFrom + 1, f, filter) : whole;
        sum += (withTop - whole) * columns.touched(left, width - left, g, across);
        sum += (withBottom - whole) * columns.touched(0, right + 1, g, across);
        // Rows that both the first and the last part reach and no whole one does: with a stride no such row exists
        // unless
        // a single whole row lies between and dilation jumps over it; they are then counted for both parts.
        return sum;
    }

    private long twoParts(int top, int left, int right, int f, int filter, int g, int across) {
        long first = rows.touched(top, 1, f, filter);
        long second = rows.touched(top + 1, 1, f, filter);
        long both = first + second - rows.touched(top, 2, f, filter);
        long tail = columns.touched(left, width - left, g, across);
        long head = columns.touched(0, right + 1, g, across);
        long union = columns.union(right, left, g, across);
        return (first - both) * tail + (second - both) * head + both * union;
    }
}
