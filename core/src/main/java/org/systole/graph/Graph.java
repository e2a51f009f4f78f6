package org.systole.graph;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.systole.tensor.Tensor;

/**
 * An immutable graph of nodes over named values, every value typed.
 *
 * <p>Nodes stand in an order in which every value is produced before it is consumed. Constants (weights) are values
 * with a tensor and no producer. Made by {@code GraphBuilder} or by a reader; {@code GraphVerifier} checks what the
 * constructor does not.
 */
public final class Graph {
    private final String name;
    private final List<String> inputs;
    private final List<String> outputs;
    private final List<Node> nodes;
    private final Map<String, ValueType> types;
    private final Map<String, Tensor> constants;
    private final Map<String, Node> producers;
    private final Map<String, List<Node>> consumers;
    private final Map<String, String> metadata;
    private final Map<String, Integer> opsets;

    /**
     * Creates a graph.
     *
     * @param name for people; may be anything
     * @param inputs names of the values the user provides, without constants
     * @param outputs names of the values the user gets
     * @param nodes in an order in which values are produced before they are consumed
     * @param types type of every value that occurs; a value whose type is not known is absent
     * @param constants tensors of the values that are constant
     * @param opsets version of each operator domain
     * @param metadata free text by key, kept through reading and writing
     */
    public Graph(
            String name,
            List<String> inputs,
            List<String> outputs,
            List<Node> nodes,
            Map<String, ValueType> types,
            Map<String, Tensor> constants,
            Map<String, Integer> opsets,
            Map<String, String> metadata) {
        this.name = name;
        this.inputs = List.copyOf(inputs);
        this.outputs = List.copyOf(outputs);
        this.nodes = List.copyOf(nodes);
        this.types = Collections.unmodifiableMap(new LinkedHashMap<>(types));
        this.constants = Collections.unmodifiableMap(new LinkedHashMap<>(constants));
        this.opsets = Collections.unmodifiableMap(new LinkedHashMap<>(opsets));
        this.metadata = Collections.unmodifiableMap(new LinkedHashMap<>(metadata));
        this.producers = Links.producers(this.nodes);
        this.consumers = Links.consumers(this.nodes);
    }

    /** Returns this graph with other nodes, between the same inputs and outputs. */
    public Graph with(List<Node> others, Map<String, ValueType> othersTypes, Map<String, Tensor> othersConstants) {
        return new Graph(name, inputs, outputs, others, othersTypes, othersConstants, opsets, metadata);
    }

    /** Returns this graph with other metadata. */
    public Graph withMetadata(Map<String, String> other) {
        return new Graph(name, inputs, outputs, nodes, types, constants, opsets, other);
    }

    /** Returns the name, for people. */
    public String name() {
        return name;
    }

    /** Returns the names of the values the user provides, without constants. */
    public List<String> inputs() {
        return inputs;
    }

    /** Returns the names of the values the user gets. */
    public List<String> outputs() {
        return outputs;
    }

    /** Returns the nodes, producers before consumers. */
    public List<Node> nodes() {
        return nodes;
    }

    /** Returns the types of all values whose type is known. */
    public Map<String, ValueType> types() {
        return types;
    }

    /** Returns the constants by value name. */
    public Map<String, Tensor> constants() {
        return constants;
    }

    /** Returns the operator set version by domain. */
    public Map<String, Integer> opsets() {
        return opsets;
    }

    /** Returns the version of the ONNX standard's own operators. */
    public int opset() {
        return opsets.getOrDefault("", 0);
    }

    /** Returns the metadata. */
    public Map<String, String> metadata() {
        return metadata;
    }

    /**
     * Returns the type of a value.
     *
     * @throws IllegalArgumentException when it is not known
     */
    public ValueType type(String value) {
        ValueType type = types.get(value);
        if (type == null) throw new IllegalArgumentException("the type of value '" + value + "' is not known");
        return type;
    }

    /** Returns the tensor of a constant. */
    public Optional<Tensor> constant(String value) {
        return Optional.ofNullable(constants.get(value));
    }

    /** Returns the node that produces a value; empty for inputs and constants. */
    public Optional<Node> producer(String value) {
        return Optional.ofNullable(producers.get(value));
    }

    /** Returns the nodes that consume a value, in order; a node that consumes it twice stands there once. */
    public List<Node> consumers(String value) {
        return consumers.getOrDefault(value, List.of());
    }

    /** Returns whether the user gets the value. */
    public boolean isOutput(String value) {
        return outputs.contains(value);
    }
}
