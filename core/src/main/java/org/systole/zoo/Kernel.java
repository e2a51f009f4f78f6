package org.systole.zoo;

import java.util.Arrays;
import org.systole.tensor.Shape;

/**
 * The window of a convolution or of a pooling: extent, stride, dilation and padding of each axis, height first.
 *
 * @param extent how many taps
 * @param stride how far the window moves
 * @param dilation how far taps lie apart
 * @param before padding before the first element
 * @param after padding after the last element
 * @param ceil whether a last window that reaches past the padding counts (pooling)
 */
record Kernel(int[] extent, int[] stride, int[] dilation, int[] before, int[] after, boolean ceil) {
    /** Returns a square window that moves by 1, not padded. */
    static Kernel of(int size) {
        return of(size, size);
    }

    /** Returns a window of any two extents that moves by 1, not padded. */
    static Kernel of(int height, int width) {
        return of(new int[] {height, width});
    }

    /** Returns a window along one axis that moves by 1, not padded. */
    static Kernel line(int length) {
        return of(new int[] {length});
    }

    private static Kernel of(int[] extent) {
        int rank = extent.length;
        return new Kernel(extent, all(rank, 1), all(rank, 1), all(rank, 0), all(rank, 0), false);
    }

    /** Returns this window with one stride for all axes. */
    Kernel stride(int by) {
        return new Kernel(extent, all(rank(), by), dilation, before, after, ceil);
    }

    /** Returns this window with one dilation for all axes. */
    Kernel dilate(int by) {
        return new Kernel(extent, stride, all(rank(), by), before, after, ceil);
    }

    /** Returns this window with one padding for all sides. */
    Kernel pad(int by) {
        return new Kernel(extent, stride, dilation, all(rank(), by), all(rank(), by), ceil);
    }

    /** Returns this window with padding that, at stride 1, keeps the extents (for odd extents). */
    Kernel keep() {
        int[] pad = new int[rank()];
        for (int i = 0; i < pad.length; i++) pad[i] = dilation[i] * (extent[i] - 1) / 2;
        return new Kernel(extent, stride, dilation, pad, pad, ceil);
    }

    /** Returns this window with TensorFlow's SAME padding for this image: the odd one goes after. */
    Kernel same(Shape image) {
        int[] first = new int[rank()];
        int[] last = new int[rank()];
        for (int i = 0; i < rank(); i++) {
            int in = image.extent(2 + i);
            int total = Math.max(0, (Math.ceilDiv(in, stride[i]) - 1) * stride[i] + reach(i) - in);
            first[i] = total / 2;
            last[i] = total - total / 2;
        }
        return new Kernel(extent, stride, dilation, first, last, ceil);
    }

    /** Returns this window with the last, partial window counted. */
    Kernel ceiling() {
        return new Kernel(extent, stride, dilation, before, after, true);
    }

    /** Returns the number of axes. */
    int rank() {
        return extent.length;
    }

    /** Returns the number of taps. */
    int taps() {
        int product = 1;
        for (int e : extent) product *= e;
        return product;
    }

    /** Returns the paddings as ONNX orders them: all before, then all after. */
    long[] pads() {
        long[] pads = new long[2 * rank()];
        for (int i = 0; i < rank(); i++) {
            pads[i] = before[i];
            pads[rank() + i] = after[i];
        }
        return pads;
    }

    private int reach(int axis) {
        return dilation[axis] * (extent[axis] - 1) + 1;
    }

    private static int[] all(int rank, int value) {
        int[] values = new int[rank];
        Arrays.fill(values, value);
        return values;
    }
}
