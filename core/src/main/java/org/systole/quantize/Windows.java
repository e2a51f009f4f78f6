package org.systole.quantize;

import org.systole.graph.Graph;
import org.systole.graph.Node;
import org.systole.tensor.Window;

/** Windows of convolutions and pools from ONNX attributes. */
final class Windows {
    private Windows() {}

    /** Returns the window of a node with these kernel extents; one-dimensional ones have a row of height 1. */
    static Window of(Graph graph, Node node, int kernelY, int kernelX) {
        int[] in = graph.type(node.input(0)).shape().extents(),
                out = graph.type(node.output()).shape().extents();
        boolean flat = in.length == 3;
        int[] strides = pair(node, "strides", flat), dilations = pair(node, "dilations", flat);
        int inputY = flat ? 1 : in[2], inputX = in[in.length - 1];
        int outputY = flat ? 1 : out[2], outputX = out[out.length - 1];
        int[] pads = begins(node, flat, new int[] {inputY, inputX}, new int[] {outputY, outputX}, strides, new int[] {
            (kernelY - 1) * dilations[0] + 1, (kernelX - 1) * dilations[1] + 1
        });
        return new Window(strides[0], strides[1], dilations[0], dilations[1], pads[0], pads[1], inputY, inputX);
    }

    private static int[] pair(Node node, String name, boolean flat) {
        long[] values = node.attributes().integers(name, null);
        if (values == null) return new int[] {1, 1};
        return flat ? new int[] {1, (int) values[0]} : new int[] {(int) values[0], (int) values[1]};
    }

    private static int[] begins(Node node, boolean flat, int[] in, int[] out, int[] strides, int[] spans) {
        String auto = node.attributes().text("auto_pad", "NOTSET");
        if (auto.startsWith("SAME")) {
            int[] pads = new int[2];
            for (int i = 0; i < 2; i++) {
                int total = Math.max(0, (out[i] - 1) * strides[i] + spans[i] - in[i]);
                pads[i] = auto.equals("SAME_UPPER") ? total / 2 : total - total / 2;
            }
            return pads;
        }
        long[] pads = node.attributes().integers("pads", null);
        if (pads == null || auto.equals("VALID")) return new int[2];
        return flat ? new int[] {0, (int) pads[0]} : new int[] {(int) pads[0], (int) pads[1]};
    }
}
