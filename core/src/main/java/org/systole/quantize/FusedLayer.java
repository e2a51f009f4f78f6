package org.systole.quantize;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.systole.graph.Graph;
import org.systole.graph.Node;
import org.systole.tensor.Tensor;

/**
 * A convolution or dense layer with what follows it and can be computed in the same step: batch normalization and
 * constant offsets go into weights and bias, a clamp goes into the bounds.
 *
 * @param node the layer's own node
 * @param nodes all nodes, the layer's first
 * @param output the value that leaves the last of them
 * @param low lower bound of the clamp, or minus infinity
 * @param high upper bound of the clamp, or infinity
 */
record FusedLayer(Node node, List<Node> nodes, String output, float low, float high) {
    static FusedLayer of(Graph graph, Node layer) {
        var nodes = new ArrayList<Node>(List.of(layer));
        String value = layer.output();
        for (Optional<Node> next = only(graph, value); next.isPresent(); next = only(graph, value)) {
            Node node = next.get();
            if (isBatchNorm(graph, node) || isOffset(graph, node, value)) {
                nodes.add(node);
                value = node.output();
                continue;
            }
            float[] bounds = clamp(graph, node);
            if (bounds == null) break;
            nodes.add(node);
            return new FusedLayer(layer, List.copyOf(nodes), node.output(), bounds[0], bounds[1]);
        }
        return new FusedLayer(layer, List.copyOf(nodes), value, Float.NEGATIVE_INFINITY, Float.POSITIVE_INFINITY);
    }

    /** Returns the only consumer of a value that is not a result of the graph. */
    private static Optional<Node> only(Graph graph, String value) {
        List<Node> consumers = graph.consumers(value);
        if (graph.isOutput(value) || consumers.size() != 1) return Optional.empty();
        return Optional.of(consumers.getFirst());
    }

    private static boolean isBatchNorm(Graph graph, Node node) {
        if (!node.op().equals("BatchNormalization")) return false;
        for (int i = 1; i <= 4; i++) if (graph.constant(node.input(i)).isEmpty()) return false;
        return true;
    }

    /** Returns whether a node adds a constant with one number for each output channel, or one in all. */
    private static boolean isOffset(Graph graph, Node node, String value) {
        if (!node.op().equals("Add") || node.inputs().size() != 2) return false;
        return constantOperand(graph, node, value).isPresent();
    }

    static Optional<Tensor> constantOperand(Graph graph, Node node, String value) {
        String other = node.input(0).equals(value) ? node.input(1) : node.input(0);
        Optional<Tensor> constant = graph.constant(other);
        if (constant.isEmpty()) return Optional.empty();
        boolean dense = graph.type(value).shape().rank() == 2
                || !graph.producer(value).map(p -> p.op().equals("Conv")).orElse(false);
        int rank = graph.type(value).shape().rank(), axis = dense ? rank - 1 : 1;
        int channels = graph.type(value).shape().extent(axis);
        int[] extents = constant.get().shape().extents();
        for (int i = 0; i < extents.length; i++) {
            int at = i + rank - extents.length;
            if (extents[i] != 1 && (at != axis || extents[i] != channels)) return Optional.empty();
        }
        return constant;
    }

    /** Returns the bounds of a clamp, or null when the node is none. */
    static float[] clamp(Graph graph, Node node) {
        return switch (node.op()) {
            case "Relu" -> new float[] {0, Float.POSITIVE_INFINITY};
            case "Clip" ->
                hasComputedBound(graph, node)
                        ? null
                        : new float[] {
                            bound(graph, node, 1, "min", Float.NEGATIVE_INFINITY),
                            bound(graph, node, 2, "max", Float.POSITIVE_INFINITY)
                        };
            default -> null;
        };
    }

    private static boolean hasComputedBound(Graph graph, Node node) {
        return (node.hasInput(1) && graph.constant(node.input(1)).isEmpty())
                || (node.hasInput(2) && graph.constant(node.input(2)).isEmpty());
    }

    private static float bound(Graph graph, Node node, int input, String attribute, float otherwise) {
        if (node.hasInput(input))
            return graph.constant(node.input(input)).map(t -> (float) t.real(0)).orElse(otherwise);
        return node.attributes().real(attribute, otherwise);
    }
}
