package org.systole.quantize;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.systole.graph.Graph;
import org.systole.graph.Node;
import org.systole.tensor.Shape;
import org.systole.tensor.Tensor;

/**
 * Cross-layer equalization: between two layers with nothing but a positively homogeneous function between them, each channel is
 * scaled down in the first and up in the second by {@code s = sqrt(r1 / r2)}, r the largest magnitudes of its weights on both
 * sides, so that both ranges become {@code sqrt(r1 r2)} and no channel wastes the other's integers. The network computes the same
 * function (Nagel et al. 2019, "Data-Free Quantization Through Weight Equalization and Bias Correction", equations 9 to 11).
 */
public final class Equalization {
    private static final int ROUNDS = 20;
    private static final double CONVERGED = 1e-3;

    private final Graph graph;
    private final Map<String, float[]> changed = new LinkedHashMap<>();

    private Equalization(Graph graph) {
        this.graph = graph;
    }

    /** Returns the equalized network; values between the layers of a pair are scaled, all others are the same. */
    public static Graph of(Graph graph) {
        return new Equalization(graph).run();
    }

    private record Pair(Node first, Node second) {}

    private Graph run() {
        List<Pair> pairs = pairs();
        for (int round = 0; round < ROUNDS; round++) {
            double most = 0;
            for (Pair pair : pairs) most = Math.max(most, equalize(pair));
            if (most < CONVERGED) break;
        }
        var constants = new LinkedHashMap<>(graph.constants());
        changed.forEach(
                (name, values) -> constants.put(name, Tensor.of(graph.type(name).shape(), values)));
        return graph.with(graph.nodes(), graph.types(), constants);
    }

    private List<Pair> pairs() {
        var pairs = new ArrayList<Pair>();
        Set<String> taken = new HashSet<>();
        for (Node node : graph.nodes()) {
            if (!isLayer(node)) continue;
            Optional<Node> next = next(node.output());
            while (next.isPresent() && next.get().op().equals("Relu"))
                next = next(next.get().output());
            if (next.isEmpty()
                    || !isLayer(next.get())
                    || graph.constant(next.get().input(0)).isPresent()) continue;
            // a constant that two layers share cannot be scaled for one of them
            boolean alone =
                    alone(node.input(1)) && alone(next.get().input(1)) && (!node.hasInput(2) || alone(node.input(2)));
            if (alone && outputs(node) == inputs(next.get()) && taken.add(node.name()))
                pairs.add(new Pair(node, next.get()));
        }
        return pairs;
    }

    private boolean alone(String constant) {
        return graph.consumers(constant).size() == 1 && !graph.isOutput(constant);
    }

    private Optional<Node> next(String value) {
        List<Node> consumers = graph.consumers(value);
        return graph.isOutput(value) || consumers.size() != 1 ? Optional.empty() : Optional.of(consumers.getFirst());
    }

    private boolean isLayer(Node node) {
        if (!node.op().equals("Conv")) return false;
        boolean constant = graph.constant(node.input(1)).isPresent()
                && (!node.hasInput(2) || graph.constant(node.input(2)).isPresent());
        long groups = node.attributes().integer("group", 1);
        return constant && (groups == 1 || depthwise(node));
    }

    private boolean depthwise(Node node) {
        Shape w = graph.type(node.input(1)).shape();
        long groups = node.attributes().integer("group", 1);
        return groups > 1 && w.extent(1) == 1 && w.extent(0) == groups;
    }

    private int outputs(Node node) {
        return graph.type(node.input(1)).shape().extent(0);
    }

    private int inputs(Node node) {
        Shape w = graph.type(node.input(1)).shape();
        return depthwise(node) ? w.extent(0) : w.extent(1);
    }

    /** Scales one pair; returns how far the largest factor was from 1. */
    private double equalize(Pair pair) {
        float[] first = values(pair.first().input(1)),
                second = values(pair.second().input(1));
        int channels = outputs(pair.first()), each = first.length / channels;
        double most = 0;
        for (int c = 0; c < channels; c++) {
            double r1 = 0, r2 = 0;
            for (int i = 0; i < each; i++) r1 = Math.max(r1, Math.abs(first[c * each + i]));
            int[] columns = columns(pair.second(), second.length, c);
            for (int i : columns) r2 = Math.max(r2, Math.abs(second[i]));
            if (!(r1 > 0) || !(r2 > 0)) continue;
            double s = Math.sqrt(r1 / r2);
            most = Math.max(most, Math.abs(s - 1));
            for (int i = 0; i < each; i++) first[c * each + i] /= (float) s;
            for (int i : columns) second[i] *= (float) s;
            if (pair.first().hasInput(2)) values(pair.first().input(2))[c] /= (float) s;
        }
        return most;
    }

    /** Returns the indices of the weights that an input channel is multiplied with. */
    private int[] columns(Node node, int size, int channel) {
        Shape w = graph.type(node.input(1)).shape();
        int outputs = w.extent(0), each = size / outputs;
        if (depthwise(node))
            return IntStream.range(channel * each, (channel + 1) * each).toArray();
        int taps = each / w.extent(1);
        int[] columns = new int[outputs * taps];
        for (int k = 0; k < outputs; k++)
            for (int t = 0; t < taps; t++) columns[k * taps + t] = k * each + channel * taps + t;
        return columns;
    }

    private float[] values(String constant) {
        return changed.computeIfAbsent(
                constant, name -> graph.constant(name).orElseThrow().toFloats());
    }
}
