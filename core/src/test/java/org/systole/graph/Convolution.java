package org.systole.graph;

/**
 * What {@link NetworkBuilder#conv(String, Convolution)} adds; start with {@link #of} and change what differs.
 *
 * @param channels output channels
 * @param kernelY extent of the kernel along the height, or along the only spatial axis of a 1-D input
 * @param kernelX extent of the kernel along the width; ignored for 1-D inputs
 * @param strideY stride along the height
 * @param strideX stride along the width
 * @param padTop zeros added before the first row
 * @param padLeft zeros added before the first column
 * @param padBottom zeros added behind the last row
 * @param padRight zeros added behind the last column
 * @param dilationY distance of neighbouring kernel rows
 * @param dilationX distance of neighbouring kernel columns
 * @param groups groups of channels that are convolved by themselves; as many as input channels is depthwise
 * @param bias whether each output channel has a bias
 */
public record Convolution(
        int channels,
        int kernelY,
        int kernelX,
        int strideY,
        int strideX,
        int padTop,
        int padLeft,
        int padBottom,
        int padRight,
        int dilationY,
        int dilationX,
        int groups,
        boolean bias) {
    /** Returns a convolution with a square kernel, stride 1, no padding, one group, no bias. */
    public static Convolution of(int channels, int kernel) {
        return of(channels, kernel, kernel);
    }

    /** Returns a convolution with this kernel, stride 1, no padding, one group, no bias. */
    public static Convolution of(int channels, int kernelY, int kernelX) {
        return new Convolution(channels, kernelY, kernelX, 1, 1, 0, 0, 0, 0, 1, 1, 1, false);
    }

    /** Returns this with the same stride along both axes. */
    public Convolution stride(int stride) {
        return stride(stride, stride);
    }

    /** Returns this with these strides. */
    public Convolution stride(int y, int x) {
        return new Convolution(
                channels, kernelY, kernelX, y, x, padTop, padLeft, padBottom, padRight, dilationY, dilationX, groups,
                bias);
    }

    /** Returns this with the same padding on all four sides. */
    public Convolution pad(int pad) {
        return pad(pad, pad, pad, pad);
    }

    /** Returns this with these paddings. */
    public Convolution pad(int top, int left, int bottom, int right) {
        return new Convolution(
                channels, kernelY, kernelX, strideY, strideX, top, left, bottom, right, dilationY, dilationX, groups,
                bias);
    }

    /** Returns this with the padding that keeps the size at stride 1: half of what the dilated kernel covers. */
    public Convolution same() {
        int y = dilationY * (kernelY - 1);
        int x = dilationX * (kernelX - 1);
        return pad(y / 2, x / 2, y - y / 2, x - x / 2);
    }

    /** Returns this with the same dilation along both axes. */
    public Convolution dilation(int dilation) {
        return dilation(dilation, dilation);
    }

    /** Returns this with these dilations. */
    public Convolution dilation(int y, int x) {
        return new Convolution(
                channels, kernelY, kernelX, strideY, strideX, padTop, padLeft, padBottom, padRight, y, x, groups, bias);
    }

    /** Returns this with so many groups. */
    public Convolution groups(int count) {
        return new Convolution(
                channels, kernelY, kernelX, strideY, strideX, padTop, padLeft, padBottom, padRight, dilationY,
                dilationX, count, bias);
    }

    /** Returns this with a bias. */
    public Convolution withBias() {
        return new Convolution(
                channels, kernelY, kernelX, strideY, strideX, padTop, padLeft, padBottom, padRight, dilationY,
                dilationX, groups, true);
    }

    /** Returns the attributes of the node, for so many spatial axes (1 or 2). */
    Attributes attributes(int axes) {
        boolean two = axes == 2;
        return Attributes.pairs(
                "dilations", two ? new int[] {dilationY, dilationX} : new int[] {dilationY},
                "group", groups,
                "kernel_shape", two ? new int[] {kernelY, kernelX} : new int[] {kernelY},
                "pads", two ? new int[] {padTop, padLeft, padBottom, padRight} : new int[] {padTop, padBottom},
                "strides", two ? new int[] {strideY, strideX} : new int[] {strideY});
    }
}
