package org.systole.tensor;

/**
 * How the filter moves over the input.
 *
 * @param strideY step between output rows, in input rows; 0 when all of them read the same
 * @param strideX step between output columns
 * @param dilationY distance of filter taps in input rows
 * @param dilationX distance of filter taps in input columns
 * @param padTop rows of padding above
 * @param padLeft columns of padding to the left
 * @param inputY rows of the stored input, without padding
 * @param inputX columns of the stored input, without padding
 */
public record Window(
        int strideY, int strideX, int dilationY, int dilationX, int padTop, int padLeft, int inputY, int inputX) {
    /** A one-by-one window on a one-by-one map: matrix products. */
    public static final Window NONE = new Window(1, 1, 1, 1, 0, 0, 1, 1);

    /** Checks the ranges. Negative padding crops. */
    public Window {
        if (strideY < 0 || strideX < 0 || dilationY < 1 || dilationX < 1 || inputY < 1 || inputX < 1)
            throw new IllegalArgumentException("strides must not be negative, dilation and input extents at least 1");
    }

    /** Returns the window of an input of this size, without stride, dilation or padding. */
    public static Window of(int inputY, int inputX) {
        return new Window(1, 1, 1, 1, 0, 0, inputY, inputX);
    }
}
