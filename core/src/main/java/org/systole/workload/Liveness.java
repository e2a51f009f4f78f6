package org.systole.workload;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.systole.graph.Graph;
import org.systole.graph.Node;

/** Which nodes run when the network runs: not those whose result nobody uses, nor those known beforehand. */
final class Liveness {
    /** Random sources have no input and are no constants; a shape is known because every extent is. */
    private static final Set<String> RANDOM = Set.of(
            "RandomNormal", "RandomUniform", "RandomNormalLike", "RandomUniformLike", "Bernoulli", "Multinomial");

    private static final Set<String> SHAPES = Set.of("Shape", "Size", "EyeLike");

    /** Operators of which an input gives nothing but its type or shape, by the inputs that do count. */
    private static final Map<String, Integer> COUNTING =
            Map.of("CastLike", 1, "RandomNormalLike", 0, "RandomUniformLike", 0);

    private final Graph graph;
    private final Set<String> constants = new HashSet<>();
    private final Set<Node> used = new HashSet<>();
    private final Map<String, List<Node>> users = new HashMap<>();

    Liveness(Graph graph) {
        this.graph = graph;
        constants.addAll(graph.constants().keySet());
        for (Node node : graph.nodes()) {
            if (knownBefore(node)) constants.addAll(node.outputs());
            // what inference does not drop
            if (node.op().equals("Dropout") && node.outputs().size() > 1)
                constants.add(node.outputs().get(1));
        }
        constants.remove("");
        var needed = new HashSet<>(graph.outputs());
        for (Node node : graph.nodes().reversed())
            if (node.outputs().stream().anyMatch(needed::contains)) {
                used.add(node);
                boolean before = isConstant(node);
                for (String input : counting(node)) if (!before || isConstant(input)) needed.add(input);
            }
    }

    private static List<String> counting(Node node) {
        List<String> inputs = node.inputs();
        int count = COUNTING.getOrDefault(node.op(), inputs.size());
        return count < inputs.size() ? inputs.subList(0, count) : inputs;
    }

    private boolean knownBefore(Node node) {
        if (RANDOM.contains(node.op())) return false;
        if (SHAPES.contains(node.op())) return true;
        return counting(node).stream().allMatch(v -> v.isEmpty() || constants.contains(v));
    }

    /** Returns the inputs whose elements a node uses. */
    List<String> inputs(Node node) {
        return counting(node);
    }

    boolean isConstant(String value) {
        return constants.contains(value);
    }

    /** Returns whether all that a node produces is known before the network runs. */
    boolean isConstant(Node node) {
        return node.outputs().stream().allMatch(v -> v.isEmpty() || constants.contains(v));
    }

    /** Returns whether a result of the network depends on a node. */
    boolean isUsed(Node node) {
        return used.contains(node);
    }

    List<Node> users(String value) {
        return users.computeIfAbsent(
                value,
                v -> graph.consumers(v).stream()
                        .filter(node -> isUsed(node)
                                && !isConstant(node)
                                && counting(node).contains(v))
                        .toList());
    }
}
