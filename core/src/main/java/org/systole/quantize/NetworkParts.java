package org.systole.quantize;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.systole.graph.Graph;
import org.systole.graph.Node;
import org.systole.tensor.Shape;

/** What an integer network is made of while it is being made. */
final class NetworkParts {
    private final Graph graph;
    private final List<IntegerNode> nodes = new ArrayList<>();
    private final Map<String, IntegerType> types = new LinkedHashMap<>();
    private final Set<String> done = new HashSet<>();

    NetworkParts(Graph graph) {
        this.graph = graph;
    }

    void type(String value, Shape shape, Quantization quantization) {
        types.put(value, new IntegerType(shape, quantization));
    }

    Quantization quantization(String value) {
        return types.get(value).quantization();
    }

    boolean has(String value) {
        return types.containsKey(value);
    }

    void add(IntegerOp op, Node node, List<String> inputs, String output, List<Node> covered) {
        nodes.add(new IntegerNode(
                node.name(),
                op,
                inputs,
                output,
                covered.stream().map(Node::name).toList()));
        for (Node each : covered) done.add(each.name());
    }

    /** Adds a constant operand. */
    void constant(String value, IntegerConstant constant, IntegerType type) {
        types.put(value, type);
        nodes.add(new IntegerNode(value, constant, List.of(), value, List.of()));
    }

    /** Adds an operation that prepares the input of another. */
    void helper(String name, IntegerOp op, List<String> inputs, String output) {
        nodes.add(new IntegerNode(name, op, inputs, output, List.of()));
    }

    boolean isDone(Node node) {
        return done.contains(node.name());
    }

    /** Returns whether a node computes from constants only; its outputs are constants of the graph. */
    boolean isConstant(Node node) {
        return node.outputs().stream()
                .allMatch(output -> output.isEmpty() || graph.constant(output).isPresent());
    }

    /** Returns the inputs of a node that are not constants. */
    List<String> computed(Node node) {
        return node.inputs().stream()
                .filter(input -> !input.isEmpty() && graph.constant(input).isEmpty())
                .toList();
    }

    List<IntegerNode> nodes() {
        return nodes;
    }

    Map<String, IntegerType> types() {
        return types;
    }
}
