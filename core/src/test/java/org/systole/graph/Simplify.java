package org.systole.graph;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.systole.tensor.Tensor;

/**
 * Removes what does nothing: nodes on which no output depends, and nodes that pass their input on unchanged.
 *
 * <p>The values that remain keep their names, and so do the outputs of the graph. Running it twice changes nothing
 * more.
 */
public final class Simplify {
    private final Graph graph;
    private final Map<String, String> replaced = new HashMap<>();

    private Simplify(Graph graph) {
        this.graph = graph;
    }

    /**
     * Returns the graph without nodes that do nothing.
     *
     * @param graph complete, as {@link ShapeInference} makes it
     */
    public static Graph clean(Graph graph) {
        var simplify = new Simplify(graph);
        return simplify.live(simplify.withoutIdentities());
    }

    /** Returns whether a node gives its first input on as it is, whatever the data. */
    public static boolean passesOn(Graph graph, Node node) {
        if (!node.domain().isEmpty() || !node.hasInput(0)) return false;
        for (int i = 1; i < node.outputs().size(); i++)
            if (!graph.consumers(node.outputs().get(i)).isEmpty()
                    || graph.isOutput(node.outputs().get(i))) return false;
        return switch (node.op()) {
            case "Identity" -> true;
            case "Dropout" -> !trains(graph, node);
            case "Cast", "Reshape", "Flatten", "Squeeze", "Unsqueeze", "Expand", "Tile", "Split" ->
                sameType(graph, node);
            case "Concat" -> node.inputs().size() == 1;
            case "Transpose" -> sameType(graph, node) && keepsOrder(graph, node);
            case "Slice" -> sameType(graph, node) && forward(graph, node);
            case "Pad" -> sameType(graph, node) && noPads(graph, node);
            default -> false;
        };
    }

    /** Training mode drops at random; it is an input since opset 12. */
    private static boolean trains(Graph graph, Node node) {
        if (!node.hasInput(2)) return false;
        Tensor mode = graph.constants().get(node.input(2));
        return mode == null || mode.integer(0) != 0;
    }

    private static boolean sameType(Graph graph, Node node) {
        ValueType type = graph.types().get(node.output());
        return type != null && type.equals(graph.types().get(node.input(0)));
    }

    /** A transposition that moves only axes of extent 1 keeps the order of the elements. */
    private static boolean keepsOrder(Graph graph, Node node) {
        int[] extents = graph.type(node.input(0)).shape().extents();
        long[] order = node.attributes().integers("perm", null);
        int last = -1;
        for (int i = 0; i < extents.length; i++) {
            int axis = order == null
                    ? extents.length - 1 - i
                    : (int) (order[i] < 0 ? order[i] + extents.length : order[i]);
            if (extents[axis] == 1) continue;
            if (axis < last) return false;
            last = axis;
        }
        return true;
    }

    /** A slice that keeps the shape is either the whole or the reverse along some axis. */
    private static boolean forward(Graph graph, Node node) {
        if (!node.hasInput(4)) return true;
        Tensor steps = graph.constants().get(node.input(4));
        return steps != null && Arrays.stream(steps.toLongs()).allMatch(step -> step > 0);
    }

    /** Padding that keeps the shape may still shift it. */
    private static boolean noPads(Graph graph, Node node) {
        long[] pads = node.attributes().integers("pads", null);
        if (pads == null) {
            Tensor tensor = graph.constants().get(node.input(1));
            if (tensor == null) return false;
            pads = tensor.toLongs();
        }
        return Arrays.stream(pads).allMatch(pad -> pad == 0);
    }

    private List<Node> withoutIdentities() {
        var kept = new ArrayList<Node>();
        var outputs = new HashSet<>(graph.outputs());
        var renamed = new HashMap<String, String>();
        for (Node node : graph.nodes()) {
            if (!passesOn(graph, node)) {
                kept.add(node);
                continue;
            }
            String from = replaced.getOrDefault(node.input(0), node.input(0));
            String to = node.output();
            if (!outputs.contains(to)) {
                replaced.put(to, from);
            } else if (graph.producer(from).isPresent() && !outputs.contains(from) && !renamed.containsKey(from)) {
                renamed.put(from, to);
            } else {
                kept.add(node);
            }
        }
        return kept.stream().map(node -> substitute(node, renamed)).toList();
    }

    private Node substitute(Node node, Map<String, String> renamed) {
        List<String> inputs = node.inputs().stream()
                .map(name -> replaced.getOrDefault(name, name))
                .map(name -> renamed.getOrDefault(name, name))
                .toList();
        List<String> outputs = node.outputs().stream()
                .map(name -> renamed.getOrDefault(name, name))
                .toList();
        return new Node(node.name(), node.domain(), node.op(), inputs, outputs, node.attributes());
    }

    private Graph live(List<Node> nodes) {
        var needed = new HashSet<>(graph.outputs());
        var alive = new ArrayList<Node>();
        for (Node node : nodes.reversed()) {
            if (node.outputs().stream().noneMatch(needed::contains)) continue;
            alive.add(node);
            needed.addAll(TopologicalOrder.consumed(node));
        }
        return rebuilt(alive.reversed(), needed);
    }

    private Graph rebuilt(List<Node> nodes, Set<String> needed) {
        var constants = new LinkedHashMap<String, Tensor>();
        graph.constants().forEach((name, tensor) -> {
            if (needed.contains(name)) constants.put(name, tensor);
        });
        var present = new HashSet<>(graph.inputs());
        present.addAll(constants.keySet());
        for (Node node : nodes) present.addAll(node.outputs());
        var types = new LinkedHashMap<String, ValueType>();
        graph.types().forEach((name, type) -> {
            if (present.contains(name)) types.put(name, type);
        });
        return new Graph(
                graph.name(),
                graph.inputs(),
                graph.outputs(),
                nodes,
                types,
                constants,
                graph.opsets(),
                graph.metadata());
    }
}
