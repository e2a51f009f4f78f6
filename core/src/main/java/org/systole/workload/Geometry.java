package org.systole.workload;

import org.systole.graph.Node;
import org.systole.tensor.Shape;
import org.systole.tensor.Window;

/** The extents of a convolution, its one to three spatial axes written as depth, rows and columns. */
record Geometry(int[] kernel, int[] strides, int[] dilations, int[] begin, int[] input, int[] output) {
    static Geometry of(Node node, Scope scope, int inputAt, int weightAt) {
        Shape weight = scope.shape(node.input(weightAt));
        int axes = weight.rank() - 2;
        if (axes < 1 || axes > 3)
            throw new Refusal("found " + axes + " spatial axes", "convolutions have one to three");
        int[] kernel = tail(weight, axes);
        int[] input = tail(scope.shape(node.input(inputAt)), axes);
        int[] output = tail(scope.shape(node.output()), axes);
        int[] strides = attribute(node, "strides", axes, 1);
        int[] dilations = attribute(node, "dilations", axes, 1);
        int[] begin = begin(node, kernel, strides, dilations, input, output);
        return new Geometry(kernel, strides, dilations, begin, input, output);
    }

    private static int[] tail(Shape shape, int axes) {
        int[] all = new int[] {1, 1, 1};
        for (int i = 0; i < axes; i++) all[3 - axes + i] = shape.extent(shape.rank() - axes + i);
        return all;
    }

    private static int[] attribute(Node node, String name, int axes, int otherwise) {
        long[] given = node.attributes().integers(name, null);
        int[] all = new int[] {otherwise, otherwise, otherwise};
        for (int i = 0; given != null && i < axes; i++) all[3 - axes + i] = Math.toIntExact(given[i]);
        return all;
    }

    /** The padding before the first row and column; for SAME the total that the output's size implies, halved. */
    private static int[] begin(Node node, int[] kernel, int[] strides, int[] dilations, int[] input, int[] output) {
        String auto = node.attributes().text("auto_pad", "NOTSET");
        int axes = 3;
        long[] pads = node.attributes().integers("pads", null);
        if (!auto.startsWith("SAME")) {
            int given = pads == null ? 0 : pads.length / 2;
            int[] begin = new int[3];
            for (int i = 0; !auto.equals("VALID") && i < given; i++) begin[axes - given + i] = Math.toIntExact(pads[i]);
            return begin;
        }
        boolean transposed = node.op().equals("ConvTranspose");
        int[] begin = new int[3];
        for (int i = 0; i < axes; i++) {
            int window = (kernel[i] - 1) * dilations[i] + 1;
            int total = transposed
                    ? (input[i] - 1) * strides[i] + window - output[i]
                    : (output[i] - 1) * strides[i] + window - input[i];
            total = Math.max(0, total);
            begin[i] = auto.equals("SAME_UPPER") ? total / 2 : total - total / 2;
        }
        return begin;
    }

    /** Returns this on an input without the zeros that a Pad node would have added. */
    Geometry padded(int[] pads) {
        int[] more = begin.clone();
        more[1] += pads[0];
        more[2] += pads[1];
        int[] stored = input.clone();
        stored[1] -= pads[0] + pads[2];
        stored[2] -= pads[1] + pads[3];
        return new Geometry(kernel, strides, dilations, more, stored, output);
    }

    Window window() {
        return new Window(strides[1], strides[2], dilations[1], dilations[2], begin[1], begin[2], input[1], input[2]);
    }

    int kernelZ() {
        return kernel[0];
    }

    int kernelY() {
        return kernel[1];
    }

    int kernelX() {
        return kernel[2];
    }

    int strideY() {
        return strides[1];
    }

    int strideX() {
        return strides[2];
    }

    int outputZ() {
        return output[0];
    }

    int outputY() {
        return output[1];
    }

    int outputX() {
        return output[2];
    }
}
