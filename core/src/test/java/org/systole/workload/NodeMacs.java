package org.systole.workload;

import java.util.Set;
import org.systole.graph.Graph;
import org.systole.graph.Node;
import org.systole.tensor.Shape;

/** Counts the multiply-accumulates of single nodes from shapes alone, without knowing of loop nests. */
final class NodeMacs {
    private static final Set<String> PRODUCTS = Set.of(
            "Conv", "FusedConv", "QLinearConv", "ConvInteger", "ConvTranspose", "DeformConv", "MatMul", "FusedMatMul",
            "TransposeMatMul", "MatMulInteger", "MatMulIntegerToFloat", "DynamicQuantizeMatMul", "QLinearMatMul", "Gemm",
            "FusedGemm", "QGemm", "Einsum", "LSTM", "GRU", "RNN", "DynamicQuantizeLSTM", "Attention");

    private NodeMacs() {}

    static boolean hasProducts(Node node) {
        return PRODUCTS.contains(node.op());
    }

    static long of(Graph graph, Node node) {
        if (!hasProducts(node)) return 0;
        return switch (node.op()) {
            case "Conv", "FusedConv", "ConvInteger", "DeformConv" -> convolution(graph, node, 1);
            case "QLinearConv" -> convolution(graph, node, 3);
            case "ConvTranspose" -> transposed(graph, node);
            case "QLinearMatMul", "QGemm" -> product(graph, node, node.attributes().integer("transA", 0) != 0);
            case "LSTM", "GRU", "RNN" -> recurrent(graph, node);
            case "Attention", "Einsum", "DynamicQuantizeLSTM" ->
                throw new UnsupportedOperationException("count by hand: " + node.op());
            default -> product(graph, node, node.attributes().integer("transA", 0) != 0);
        };
    }

    /** Every output sums the products of one filter. */
    private static long convolution(Graph graph, Node node, int weight) {
        Shape w = graph.type(node.input(weight)).shape();
        return graph.type(node.output()).shape().elements() * (w.elements() / w.extent(0));
    }

    /** Every output sums the filter's taps whose position is a multiple of the stride away, at any input, even padding. */
    private static long transposed(Graph graph, Node node) {
        Shape w = graph.type(node.input(1)).shape();
        Shape out = graph.type(node.output()).shape();
        int axes = w.rank() - 2;
        long taps = 1;
        for (int axis = 0; axis < axes; axis++) {
            int stride = (int) node.attributes().integers("strides", new long[] {1, 1, 1})[axis];
            int dilation = (int) node.attributes().integers("dilations", new long[] {1, 1, 1})[axis];
            int pad = (int) node.attributes().integers("pads", new long[6])[axis];
            long sum = 0;
            for (int o = 0; o < out.extent(2 + axis); o++)
                for (int f = 0; f < w.extent(2 + axis); f++)
                    if (Math.floorMod(o + pad - f * dilation, stride) == 0) sum++;
            taps *= sum;
        }
        long group = node.attributes().integer("group", 1);
        return out.extent(0) * w.extent(0) / group * (w.extent(1) * group) * taps;
    }

    /** Every output sums over the left side's columns. */
    private static long product(Graph graph, Node node, boolean transposed) {
        Shape a = graph.type(node.input(0)).shape();
        return graph.type(node.output()).shape().elements() * a.extent(transposed ? -2 : -1);
    }

    /** Every weight is used once a step and batch. */
    private static long recurrent(Graph graph, Node node) {
        Shape x = graph.type(node.input(0)).shape();
        long weights = graph.type(node.input(1)).shape().elements()
                + graph.type(node.input(2)).shape().elements();
        return weights * x.extent(0) * x.extent(1);
    }
}
