package org.systole.quantize;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.systole.graph.Graph;
import org.systole.graph.Node;
import org.systole.graph.ValueType;
import org.systole.tensor.DataType;
import org.systole.tensor.Shape;
import org.systole.tensor.Tensor;

/** Puts batch normalizations behind convolutions into their weights and biases, as a graph of its own. */
final class BatchNormFolding {
    private BatchNormFolding() {}

    /** Returns the graph without the batch normalizations that could be folded; the convolution makes their output. */
    static Graph of(Graph graph) {
        var nodes = new ArrayList<Node>();
        var types = new LinkedHashMap<String, ValueType>(graph.types());
        var constants = new LinkedHashMap<String, Tensor>(graph.constants());
        Map<String, Node> folded = new HashMap<>();
        for (Node node : graph.nodes()) {
            Node norm = behind(graph, node);
            if (norm == null) {
                if (!folded.containsKey(node.name())) nodes.add(node);
                continue;
            }
            folded.put(norm.name(), node);
            nodes.add(fold(graph, node, norm, types, constants));
        }
        return graph.with(nodes, types, constants);
    }

    private static Node behind(Graph graph, Node conv) {
        if (!conv.op().equals("Conv") || graph.isOutput(conv.output())) return null;
        List<Node> consumers = graph.consumers(conv.output());
        if (consumers.size() != 1 || !consumers.getFirst().op().equals("BatchNormalization")) return null;
        Node norm = consumers.getFirst();
        if (BatchNorm.of(graph, norm).isEmpty()) return null;
        boolean constant = graph.constant(conv.input(1)).isPresent()
                && (!conv.hasInput(2) || graph.constant(conv.input(2)).isPresent());
        return constant && norm.outputs().stream().filter(o -> !o.isEmpty()).count() == 1 ? norm : null;
    }

    private static Node fold(
            Graph graph, Node conv, Node norm, Map<String, ValueType> types, Map<String, Tensor> constants) {
        Shape shape = graph.type(conv.input(1)).shape();
        float[] weights = graph.constant(conv.input(1)).orElseThrow().toFloats();
        int outputs = shape.extent(0), each = weights.length / outputs;
        BatchNorm made = BatchNorm.of(graph, norm).orElseThrow();
        float[] bias = new float[outputs];
        if (conv.hasInput(2)) bias = graph.constant(conv.input(2)).orElseThrow().toFloats();
        for (int k = 0; k < outputs; k++) {
            for (int i = 0; i < each; i++) weights[k * each + i] *= (float) made.factor()[k];
            bias[k] = made.of(k, bias[k]);
        }
        String w = conv.name() + "/folded_weight", b = conv.name() + "/folded_bias";
        constants.put(w, Tensor.of(shape, weights));
        constants.put(b, Tensor.of(Shape.of(outputs), bias));
        types.put(w, new ValueType(DataType.FLOAT32, shape));
        types.put(b, new ValueType(DataType.FLOAT32, Shape.of(outputs)));
        return new Node(
                conv.name(), conv.domain(), conv.op(), List.of(conv.input(0), w, b), norm.outputs(), conv.attributes());
    }
}
