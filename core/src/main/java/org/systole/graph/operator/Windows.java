package org.systole.graph.operator;

import java.util.Arrays;
import org.systole.graph.GraphProblem;
import org.systole.tensor.Shape;

/**
 * The sliding window of a convolution or pooling: kernel, stride, dilation and padding per spatial axis, with the
 * defaults and the automatic padding of the standard (operators Conv, ConvTranspose, MaxPool).
 */
final class Windows {
    private static final long MOST = Integer.MAX_VALUE;

    final int axes;
    final long[] kernel;
    final long[] strides;
    final long[] dilations;
    /** Begin of every axis, then end of every axis. */
    final long[] pads;

    private final NodeContext node;

    private Windows(NodeContext node, long[] kernel) {
        this.node = node;
        this.axes = kernel.length;
        this.kernel = kernel;
        this.strides = list("strides", 1);
        this.dilations = list("dilations", 1);
        this.pads = node.attributes().integers("pads", new long[2 * axes]).clone();
        node.requireAttribute(pads.length == 2 * axes, "pads has " + pads.length + " entries, expected " + 2 * axes);
        for (long pad : pads)
            node.requireAttribute(
                    pad >= 0 && pad <= MOST, "pads " + Arrays.toString(pads) + " must be from 0 to " + MOST);
        for (long extent : kernel)
            node.requireAttribute(
                    extent >= 1 && extent <= MOST,
                    "kernel_shape " + Arrays.toString(kernel) + " must be from 1 to " + MOST);
    }

    /**
     * Reads the window of a node.
     *
     * @param kernel extents of the kernel; from the attribute or the weights
     */
    static Windows of(NodeContext node, long[] kernel) {
        return new Windows(node, kernel);
    }

    /** Returns the attribute {@code kernel_shape}, which pooling requires. */
    static long[] kernelAttribute(NodeContext node, int axes) {
        long[] kernel = node.attributes().integers("kernel_shape", null);
        if (kernel == null) throw node.fail(GraphProblem.ATTRIBUTE_VALUE, "attribute 'kernel_shape' is missing");
        node.requireAttribute(
                kernel.length == axes,
                "kernel_shape " + Arrays.toString(kernel) + " has " + kernel.length + " entries, the input has " + axes
                        + " spatial dimensions");
        return kernel;
    }

    private long[] list(String name, long otherwise) {
        long[] list = node.attributes().integers(name, null);
        if (list == null || list.length == 0) {
            list = new long[axes];
            Arrays.fill(list, otherwise);
        }
        node.requireAttribute(list.length == axes, name + " has " + list.length + " entries, expected " + axes);
        for (long entry : list)
            node.requireAttribute(
                    entry >= 1 && entry <= MOST, name + " " + Arrays.toString(list) + " must be from 1 to " + MOST);
        return list;
    }

    /** Returns the extent that the dilated kernel covers. */
    long covered(int axis) {
        return (kernel[axis] - 1) * dilations[axis] + 1;
    }

    /**
     * Returns the output extents of a convolution or pooling.
     *
     * @param input spatial extents of the input
     * @param ceil whether the last, partial window counts
     */
    long[] forward(int[] input, boolean ceil) {
        String auto = node.attributes().text("auto_pad", "NOTSET");
        long[] output = new long[axes];
        for (int axis = 0; axis < axes; axis++) {
            switch (auto) {
                case "SAME_UPPER", "SAME_LOWER" -> output[axis] = Math.ceilDiv((long) input[axis], strides[axis]);
                case "VALID" -> output[axis] = slide(axis, input[axis], 0, 0, ceil);
                case "NOTSET", "" -> output[axis] = slide(axis, input[axis], pads[axis], pads[axis + axes], ceil);
                default -> throw node.fail(GraphProblem.ATTRIBUTE_VALUE, "auto_pad '" + auto + "' is not known");
            }
        }
        return output;
    }

    private long slide(int axis, long input, long begin, long end, boolean ceil) {
        long room = input + begin + end - covered(axis);
        if (room < 0)
            throw node.fail(
                    GraphProblem.SHAPE,
                    "the kernel covers " + covered(axis) + " along spatial axis " + axis
                            + ", the padded input has only " + (input + begin + end));
        if (!ceil) return room / strides[axis] + 1;
        long output = Math.ceilDiv(room, strides[axis]) + 1;
        // A window that would start in the padding at the end is left out (standard since opset 19, ONNX Runtime
        // always).
        return (output - 1) * strides[axis] >= input + begin ? output - 1 : output;
    }

    /** Returns the output extents of a transposed convolution. */
    long[] backward(int[] input) {
        long[] shape = node.attributes().integers("output_shape", null);
        if (shape != null && shape.length > 0) {
            node.requireAttribute(
                    shape.length >= axes, "output_shape has " + shape.length + " entries, expected " + axes);
            return Arrays.copyOfRange(shape, shape.length - axes, shape.length);
        }
        long[] extra = node.attributes().integers("output_padding", new long[axes]);
        if (extra.length == 0) extra = new long[axes];
        node.requireAttribute(
                extra.length == axes, "output_padding has " + extra.length + " entries, expected " + axes);
        String auto = node.attributes().text("auto_pad", "NOTSET");
        long[] output = new long[axes];
        for (int axis = 0; axis < axes; axis++) {
            node.requireAttribute(
                    extra[axis] >= 0 && extra[axis] <= MOST,
                    "output_padding " + Arrays.toString(extra) + " is negative");
            long full = strides[axis] * (input[axis] - 1L) + extra[axis] + covered(axis);
            switch (auto) {
                case "SAME_UPPER", "SAME_LOWER" -> output[axis] = input[axis] * strides[axis];
                case "VALID" -> output[axis] = full;
                default -> output[axis] = full - pads[axis] - pads[axis + axes];
            }
        }
        return output;
    }

    /** Returns the spatial extents of a shape: all but the first two. */
    static int[] spatial(Shape shape) {
        return Arrays.copyOfRange(shape.extents(), 2, shape.rank());
    }

    /** Returns batch and channels with spatial extents behind them. */
    static long[] image(long batch, long channels, long[] spatial) {
        long[] extents = new long[spatial.length + 2];
        extents[0] = batch;
        extents[1] = channels;
        System.arraycopy(spatial, 0, extents, 2, spatial.length);
        return extents;
    }
}
