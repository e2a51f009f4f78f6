package org.systole.compile;

import org.systole.tensor.Window;

/**
 * Elements that change place as the core's address generator can read them: each output channel takes one input channel, rows and
 * columns are read in steps, and what lies outside of the map is zero. Slices, splits, pads, gathers of channels, a pixel that
 * is spread over a map.
 *
 * @param channels for each output channel its input channel, or -1
 * @param window how rows and columns are read, by a filter of one tap
 */
record AffineMove(int[] channels, Window window) {
    /**
     * Returns the form of a rearrangement, or null when it has none.
     *
     * @param source for each output element, row-major over channels, rows and columns, its input element, or -1
     * @param in channels, rows and columns of the input
     * @param out those of the output
     */
    static AffineMove of(int[] source, int[] in, int[] out) {
        int first = 0;
        while (first < source.length && source[first] < 0) first++;
        if (first == source.length) return null;
        int plane = out[1] * out[2], k = first / plane, y = first / out[2] % out[1], x = first % out[2];
        int[] channels = new int[out[0]], rows = new int[out[1]], columns = new int[out[2]];
        for (int i = 0; i < out[0]; i++) channels[i] = at(source[i * plane + y * out[2] + x], in[1] * in[2], in[0]);
        for (int i = 0; i < out[1]; i++) rows[i] = at(source[k * plane + i * out[2] + x], in[2], in[1]);
        for (int i = 0; i < out[2]; i++) columns[i] = at(source[k * plane + y * out[2] + i], 1, in[2]);
        for (int i = 0; i < source.length; i++) {
            int c = channels[i / plane], r = rows[i / out[2] % out[1]], w = columns[i % out[2]];
            if (source[i] != (c < 0 || r < 0 || w < 0 ? -1 : (c * in[1] + r) * in[2] + w)) return null;
        }
        int[] down = steps(rows, in[1]), across = steps(columns, in[2]);
        if (down == null || across == null) return null;
        return new AffineMove(channels, new Window(down[0], across[0], 1, 1, -down[1], -across[1], in[1], in[2]));
    }

    private static int at(int source, int step, int extent) {
        return source < 0 ? -1 : source / step % extent;
    }

    /** Returns step and first position of {@code from[i] = first + i * step}, -1 where that is outside; null when it is not so. */
    private static int[] steps(int[] from, int extent) {
        int a = 0;
        while (from[a] < 0) a++;
        boolean single = a + 1 >= from.length || from[a + 1] < 0;
        // of a single position, a step that leaves the map at once
        int step = single ? extent : from[a + 1] - from[a], first = from[a] - a * step;
        if (step < 0) return null;
        for (int i = 0; i < from.length; i++) {
            long position = first + (long) i * step;
            if (from[i] != (position < 0 || position >= extent ? -1 : position)) return null;
        }
        return new int[] {step, first};
    }

    /** Returns whether every channel stays where it is. */
    boolean keepsChannels() {
        for (int k = 0; k < channels.length; k++) if (channels[k] != k) return false;
        return true;
    }
}
