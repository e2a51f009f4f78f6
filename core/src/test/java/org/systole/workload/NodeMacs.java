package org.systole.workload;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.systole.graph.Graph;
import org.systole.graph.Node;
import org.systole.tensor.Shape;

/** Counts the multiply-accumulates of single nodes from shapes alone, without knowing of loop nests. */
final class NodeMacs {
    private static final Set<String> PRODUCTS = Set.of(
            "Conv",
            "FusedConv",
            "QLinearConv",
            "ConvInteger",
            "ConvTranspose",
            "DeformConv",
            "MatMul",
            "FusedMatMul",
            "TransposeMatMul",
            "MatMulInteger",
            "MatMulIntegerToFloat",
            "DynamicQuantizeMatMul",
            "QLinearMatMul",
            "Gemm",
            "FusedGemm",
            "QGemm",
            "Einsum",
            "LSTM",
            "GRU",
            "RNN",
            "DynamicQuantizeLSTM",
            "Attention");

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
            case "QLinearMatMul", "QGemm" ->
                product(graph, node, node.attributes().integer("transA", 0) != 0);
            case "LSTM", "GRU", "RNN", "DynamicQuantizeLSTM" -> recurrent(graph, node);
            case "Attention" -> attention(graph, node);
            case "Einsum" -> einsum(graph, node);
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

    /** Each pair of a query and a key of a head has a product as long as both, and one as long as a value. */
    private static long attention(Graph graph, Node node) {
        Shape q = graph.type(node.input(0)).shape();
        if (node.domain().equals("com.microsoft")) {
            long rows = (long) q.extent(0) * q.extent(1);
            long hidden = graph.type(node.input(1)).shape().extent(1) / 3;
            return rows * q.extent(2) * 3 * hidden + 2 * rows * q.extent(1) * hidden;
        }
        Shape k = graph.type(node.input(1)).shape();
        Shape out = graph.type(node.output()).shape();
        long heads = q.rank() == 4 ? q.extent(1) : node.attributes().integer("q_num_heads", 0);
        long keys = k.extent(-2)
                + (node.hasInput(4) ? graph.type(node.input(4)).shape().extent(-2) : 0);
        long depth = q.rank() == 4 ? q.extent(3) : q.extent(2) / heads;
        long valueDepth = q.rank() == 4 ? out.extent(3) : out.extent(2) / heads;
        return q.extent(0) * heads * q.extent(-2) * keys * (depth + valueDepth);
    }

    /** Every combination of the letters is a product, when there are two operands that are not multiplied element by element. */
    private static long einsum(Graph graph, Node node) {
        if (node.inputs().size() != 2) return 0;
        String[] terms = node.attributes()
                .text("equation", "")
                .replace(" ", "")
                .split("->")[0]
                .split(",");
        Map<String, Integer> extents = new HashMap<>();
        for (int i = 0; i < 2; i++) {
            Shape shape = graph.type(node.input(i)).shape();
            String letters = terms[i].replace("...", "");
            int ellipsis = shape.rank() - letters.length();
            String all = terms[i].replace("...", "0123456789".substring(10 - ellipsis));
            for (int axis = 0; axis < shape.rank(); axis++)
                extents.put(all.substring(axis, axis + 1), shape.extent(axis));
        }
        long product = 1;
        for (int extent : extents.values()) product *= extent;
        long elements = graph.type(node.output()).shape().elements();
        long larger = Math.max(
                graph.type(node.input(0)).shape().elements(),
                graph.type(node.input(1)).shape().elements());
        return product == elements && product == larger && product > 1 && terms[0].equals(terms[1]) ? 0 : product;
    }

    /** Every weight is used once a step and batch. */
    private static long recurrent(Graph graph, Node node) {
        Shape x = graph.type(node.input(0)).shape();
        long weights = graph.type(node.input(1)).shape().elements()
                + graph.type(node.input(2)).shape().elements();
        return weights * x.extent(0) * x.extent(1);
    }
}
