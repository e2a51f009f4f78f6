package org.systole.quantize;

import org.systole.tensor.Shape;

/**
 * A feature map stored N, H, W, C: the channels of a pixel are neighbours.
 *
 * @param batch N
 * @param height H
 * @param width W
 * @param channels C
 * @param values the elements
 */
record FastMap(int batch, int height, int width, int channels, int[] values) {
    /** Returns a map from a tensor of N x C x H x W, N x C x W or N x C. */
    static FastMap of(IntegerTensor x) {
        Shape s = x.shape();
        int n = s.extent(0), c = s.extent(1), h = s.rank() == 4 ? s.extent(2) : 1;
        int w = s.rank() == 2 ? 1 : s.extent(-1);
        int[] values = new int[x.values().length];
        for (int b = 0; b < n; b++)
            for (int k = 0; k < c; k++) {
                int from = (b * c + k) * h * w, to = b * h * w * c + k;
                for (int p = 0; p < h * w; p++) values[to + p * c] = x.values()[from + p];
            }
        return new FastMap(n, h, w, c, values);
    }

    /** Returns the tensor, in the given shape of channels before space. */
    IntegerTensor toTensor(Shape shape) {
        int plane = height * width;
        int[] out = new int[values.length];
        for (int b = 0; b < batch; b++)
            for (int k = 0; k < channels; k++) {
                int to = (b * channels + k) * plane, from = b * plane * channels + k;
                for (int p = 0; p < plane; p++) out[to + p] = values[from + p * channels];
            }
        return new IntegerTensor(shape, out);
    }

    /**
     * Writes one picture without its zero point into a larger one of zeros.
     *
     * @param to rows of {@code columns} pixels of {@code depth} channels, {@code rows} of them
     */
    void pad(int b, int zero, float[] to, int top, int left, int columns, int depth, int rows) {
        int first = Math.max(0, -left), pixels = Math.min(width, columns - left) - first;
        // where pixels are as deep here as there, a row is one run
        int runs = depth == channels ? 1 : pixels, length = depth == channels ? pixels * channels : channels;
        for (int y = Math.max(0, -top); y < height && y + top < rows; y++)
            for (int run = 0; run < runs; run++) {
                int from = ((b * height + y) * width + first + run) * channels;
                int at = ((y + top) * columns + first + run + left) * depth;
                for (int i = 0; i < length; i++) to[at + i] = values[from + i] - zero;
            }
    }

    /** As the other, in double precision. */
    void pad(int b, int zero, double[] to, int top, int left, int columns, int depth, int rows) {
        int first = Math.max(0, -left), pixels = Math.min(width, columns - left) - first;
        int runs = depth == channels ? 1 : pixels, length = depth == channels ? pixels * channels : channels;
        for (int y = Math.max(0, -top); y < height && y + top < rows; y++)
            for (int run = 0; run < runs; run++) {
                int from = ((b * height + y) * width + first + run) * channels;
                int at = ((y + top) * columns + first + run + left) * depth;
                for (int i = 0; i < length; i++) to[at + i] = values[from + i] - zero;
            }
    }
}
