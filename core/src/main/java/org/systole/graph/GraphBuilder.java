package org.systole.graph;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.systole.problem.Problems;
import org.systole.tensor.DataType;
import org.systole.tensor.Shape;
import org.systole.tensor.Tensor;

/**
 * Makes a graph in code, node by node; every value is typed as soon as its node is added, by the same rules that a
 * reader uses.
 *
 * <p>A node whose inputs are all constant is computed at once and leaves no node behind, see {@link ShapeInference}.
 * Not thread-safe.
 */
public final class GraphBuilder {
    /** The operator set that a graph made in code declares unless told otherwise. */
    public static final int OPSET = 21;

    private final String name;
    private final Problems problems = new Problems();
    private final Inference inference;
    private final List<String> inputs = new ArrayList<>();
    private final List<String> outputs = new ArrayList<>();
    private final Map<String, String> metadata = new LinkedHashMap<>();
    private final Set<String> nodeNames = new HashSet<>();
    private final Map<String, Integer> opsets = new LinkedHashMap<>();
    private final FreeNames freeNodes = new FreeNames();

    /**
     * Starts a graph of operator set {@link #OPSET}.
     *
     * @param name for people
     */
    public GraphBuilder(String name) {
        this(name, OPSET);
    }

    /**
     * Starts a graph.
     *
     * @param name for people
     * @param opset version of the standard's own operators
     */
    public GraphBuilder(String name, int opset) {
        this.name = name;
        opsets.put("", opset);
        this.inference = new Inference(opsets, "", problems);
    }

    /** Declares the version of another domain's operators. */
    public GraphBuilder opset(String domain, int version) {
        opsets.put(domain, version);
        return this;
    }

    /** Adds free text that is kept through reading and writing. */
    public GraphBuilder metadata(String key, String value) {
        metadata.put(key, value);
        return this;
    }

    /**
     * Adds an input.
     *
     * @return its name
     */
    public String input(String value, DataType type, int... extents) {
        inputs.add(claim(value));
        inference.input(value, new ValueType(type, Shape.of(extents)));
        return value;
    }

    /**
     * Adds a constant.
     *
     * @param value its name, not yet taken
     * @return its name
     */
    public String constant(String value, Tensor tensor) {
        inference.constant(claim(value), tensor);
        return value;
    }

    /** Adds a constant with a name made up, and returns the name. */
    public String constant(Tensor tensor) {
        return constant(inference.fresh("constant"), tensor);
    }

    /** Returns a value name that is not taken, equal to the one wanted where possible, and reserves it. */
    public String freshValue(String wanted) {
        return inference.fresh(wanted);
    }

    private String claim(String value) {
        if (inference.isDefined(value)) throw new IllegalArgumentException("value '" + value + "' exists already");
        return value;
    }

    /**
     * Adds a node of the standard's own domain with one output, which gets the node's name.
     *
     * @param name its name; made unique when taken
     * @param op the operator
     * @param inputs names of values; the empty string is an input left out
     * @return the name of its output
     * @throws org.systole.problem.SystoleException when the operator cannot take these inputs and attributes
     */
    public String node(String name, String op, List<String> inputs, Attributes attributes) {
        return node(name, "", op, inputs, attributes, 1).getFirst();
    }

    /**
     * Adds a node.
     *
     * @param name its name; made unique when taken
     * @param domain the operator's domain; empty for the standard's own
     * @param op the operator
     * @param inputs names of values; the empty string is an input left out
     * @param outputCount how many outputs it has
     * @return the names of its outputs: the node's name, then {@code NAME:1}, {@code NAME:2} and so on
     * @throws org.systole.problem.SystoleException when the operator cannot take these inputs and attributes
     */
    public List<String> node(
            String name, String domain, String op, List<String> inputs, Attributes attributes, int outputCount) {
        String unique = uniqueNode(name);
        var names = new ArrayList<String>();
        for (int i = 0; i < outputCount; i++) names.add(inference.fresh(i == 0 ? unique : unique + ":" + i));
        add(new Node(unique, domain, op, inputs, names, attributes));
        return List.copyOf(names);
    }

    /**
     * Adds a node as it is.
     *
     * @throws org.systole.problem.SystoleException when the operator cannot take these inputs and attributes
     * @throws IllegalArgumentException when one of its names is taken
     */
    public void add(Node node) {
        if (inference.hasNode(node.name()))
            throw new IllegalArgumentException("node '" + node.name() + "' exists already");
        for (String output : node.outputs()) claim(output);
        nodeNames.add(node.name());
        inference.add(node);
        problems.throwIfAny();
    }

    /** Returns a node name that is not taken, equal to the one wanted where possible. */
    public String uniqueNode(String wanted) {
        return freeNodes.find(wanted, name -> nodeNames.contains(name) || inference.hasNode(name));
    }

    /** Makes values outputs of the graph. */
    public GraphBuilder output(String... values) {
        for (String value : values) {
            if (inference.type(value) == null)
                throw new IllegalArgumentException("value '" + value + "' does not exist");
            outputs.add(value);
        }
        return this;
    }

    /** Returns the type of a value that was added. */
    public ValueType type(String value) {
        ValueType type = inference.type(value);
        if (type == null) throw new IllegalArgumentException("value '" + value + "' does not exist");
        return type;
    }

    /** Returns the shape of a value that was added. */
    public Shape shape(String value) {
        return type(value).shape();
    }

    /** Returns the graph; constants that nothing uses are left out. */
    public Graph build() {
        if (outputs.isEmpty()) throw new IllegalStateException("the graph has no output");
        return inference.finish(name, inputs, outputs, metadata);
    }
}
