package org.systole.data;

import org.systole.data.Preparation.Samples;
import org.systole.tensor.Shape;

/** Geometry of pictures: height x width x channels. */
final class Pictures {
    private Pictures() {}

    private static void check(Samples in, String what) {
        if (in.shape().rank() != 3)
            throw new IllegalArgumentException(what + " needs height x width x channels, found " + in.shape());
        if (in.values().length == 0) throw new IllegalArgumentException(what + " needs a pixel, found " + in.shape());
    }

    /** Bilinear, pixel centres at half integers, clamped at the border; no smoothing before shrinking. */
    static Samples resize(Samples in, int height, int width) {
        check(in, "resize");
        int h = in.shape().extent(0),
                w = in.shape().extent(1),
                channels = in.shape().extent(2);
        if (h == height && w == width) return in;
        float[] out = Preparation.room((long) height * width * channels);
        for (int y = 0, at = 0; y < height; y++) {
            float fy = Math.clamp((y + 0.5f) * h / height - 0.5f, 0, h - 1);
            int y0 = (int) fy, y1 = Math.min(y0 + 1, h - 1);
            for (int x = 0; x < width; x++) {
                float fx = Math.clamp((x + 0.5f) * w / width - 0.5f, 0, w - 1);
                int x0 = (int) fx, x1 = Math.min(x0 + 1, w - 1);
                for (int c = 0; c < channels; c++) {
                    float top = mix(at(in, w, channels, y0, x0, c), at(in, w, channels, y0, x1, c), fx - x0);
                    float bottom = mix(at(in, w, channels, y1, x0, c), at(in, w, channels, y1, x1, c), fx - x0);
                    out[at++] = mix(top, bottom, fy - y0);
                }
            }
        }
        return new Samples(Shape.of(height, width, channels), out);
    }

    private static float at(Samples in, int width, int channels, int y, int x, int c) {
        return in.values()[(y * width + x) * channels + c];
    }

    private static float mix(float a, float b, float share) {
        return a + (b - a) * share;
    }

    static Samples centerCrop(Samples in, int height, int width) {
        check(in, "center crop");
        int h = in.shape().extent(0),
                w = in.shape().extent(1),
                channels = in.shape().extent(2);
        if (h < height || w < width)
            throw new IllegalArgumentException("cannot crop " + h + "x" + w + " to " + height + "x" + width);
        int top = (h - height) / 2, left = (w - width) / 2;
        float[] out = new float[height * width * channels];
        for (int y = 0; y < height; y++)
            System.arraycopy(
                    in.values(), ((top + y) * w + left) * channels, out, y * width * channels, width * channels);
        return new Samples(Shape.of(height, width, channels), out);
    }

    static Samples transpose(Samples in, int[] axes) {
        int rank = in.shape().rank();
        if (axes.length != rank)
            throw new IllegalArgumentException("cannot order " + rank + " axes by " + axes.length + " numbers");
        for (int axis : axes)
            if (axis >= rank) throw new IllegalArgumentException("there is no axis " + axis + " in " + in.shape());
        int[] strides = new int[rank], extents = new int[rank];
        int stride = 1;
        int[] own = new int[rank];
        for (int a = rank - 1; a >= 0; a--) {
            own[a] = stride;
            stride *= in.shape().extent(a);
        }
        for (int a = 0; a < rank; a++) {
            extents[a] = in.shape().extent(axes[a]);
            strides[a] = own[axes[a]];
        }
        float[] out = new float[in.values().length];
        int[] index = new int[rank];
        for (int i = 0; i < out.length; i++) {
            int from = 0;
            for (int a = 0; a < rank; a++) from += index[a] * strides[a];
            out[i] = in.values()[from];
            for (int a = rank - 1; a >= 0 && ++index[a] == extents[a]; a--) index[a] = 0;
        }
        return new Samples(Shape.of(extents), out);
    }
}
