package org.systole.zoo;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.systole.graph.Attributes;
import org.systole.graph.Graph;
import org.systole.graph.Node;
import org.systole.graph.ValueType;
import org.systole.tensor.DataType;
import org.systole.tensor.Shape;
import org.systole.tensor.Tensor;

/**
 * A network under construction: nodes and constants in order, random parameters, shapes and distributions.
 *
 * <p>A node has the name of its output; a parameter is called {@code NODE.weight}, {@code NODE.bias} and so on, as the
 * network's published code calls it where there is such code. {@link Layers} has the layers with parameters,
 * {@link Ops} those without.
 */
final class Net {
    /** The operator set that is written: the first one with LayerNormalization. */
    static final int OPSET = 17;

    private final String name;
    private final long seed;
    private final List<String> inputs = new ArrayList<>();
    private final List<Node> nodes = new ArrayList<>();
    private final Map<String, ValueType> types = new LinkedHashMap<>();
    private final Map<String, Tensor> constants = new LinkedHashMap<>();

    /**
     * Creates an empty network.
     *
     * @param name of the graph
     * @param seed of its parameters
     */
    Net(String name, long seed) {
        this.name = name;
        this.seed = seed;
    }

    /** Adds an input of normally distributed numbers. */
    Value input(String input, int... extents) {
        return input(input, DataType.FLOAT32, Marginal.normal(0, 1), extents);
    }

    /** Adds an input of integers, such as the numbers of words. */
    Value indices(String input, int... extents) {
        return input(input, DataType.INT64, Marginal.normal(0, 1), extents);
    }

    private Value input(String input, DataType type, Marginal marginal, int... extents) {
        inputs.add(input);
        return declare(input, type, Shape.of(extents), marginal);
    }

    /** Adds a node with one output of its own name. */
    Value node(
            String op, String node, List<String> from, Map<String, Object> attributes, Shape shape, Marginal marginal) {
        nodes.add(new Node(node, "", op, from, List.of(node), sorted(attributes)));
        return declare(node, DataType.FLOAT32, shape, marginal);
    }

    /** Adds a node with several outputs, the first of which is returned; the others are named and shaped here. */
    Value node(
            String op,
            String node,
            List<String> from,
            Map<String, Object> attributes,
            Map<String, Shape> outputs,
            Marginal marginal) {
        nodes.add(new Node(node, "", op, from, List.copyOf(outputs.keySet()), sorted(attributes)));
        Value first = null;
        for (var output : outputs.entrySet()) {
            Value made = declare(output.getKey(), DataType.FLOAT32, output.getValue(), marginal);
            if (first == null) first = made;
        }
        return first;
    }

    private Value declare(String value, DataType type, Shape shape, Marginal marginal) {
        if (types.put(value, new ValueType(type, shape)) != null)
            throw new IllegalArgumentException("value '" + value + "' exists already");
        return new Value(value, shape, marginal);
    }

    /** Adds a constant; returns its name. */
    String constant(String constant, Tensor tensor) {
        if (types.put(constant, new ValueType(tensor.type(), tensor.shape())) != null)
            throw new IllegalArgumentException("constant '" + constant + "' exists already");
        constants.put(constant, tensor);
        return constant;
    }

    /** Adds a constant of integers, such as a target shape; returns its name. */
    String integers(String constant, long... values) {
        return constant(constant, Tensor.of(Shape.of(values.length), values));
    }

    /** Adds a single number; returns its name. */
    String scalar(String constant, float value) {
        return constant(constant, Tensor.of(Shape.of(), value));
    }

    /** Adds a parameter of random numbers; returns its name. */
    String parameter(String parameter, Shape shape, RandomStorage storage) {
        return constant(parameter, new Tensor(DataType.FLOAT32, shape, storage));
    }

    /** Adds a parameter of bell-shaped numbers; returns its name. */
    String normal(String parameter, Shape shape, double mean, double deviation) {
        return parameter(
                parameter, shape, RandomStorage.normal(seed, parameter, shape.elements(), mean, deviation));
    }

    /** Adds a parameter of evenly spread numbers; returns its name. */
    String uniform(String parameter, Shape shape, double mean, double spread) {
        return parameter(parameter, shape, RandomStorage.uniform(seed, parameter, shape.elements(), mean, spread));
    }

    /** Adds a parameter of bell-shaped numbers whose rows of this length each have mean 0; returns its name. */
    String centred(String parameter, Shape shape, int row, double deviation) {
        return parameter(parameter, shape, RandomStorage.centred(seed, parameter, shape.elements(), row, deviation));
    }

    /** Returns the finished graph. */
    Graph graph(Value... outputs) {
        List<String> names = new ArrayList<>();
        for (Value output : outputs) names.add(output.name());
        return new Graph(
                name,
                inputs,
                names,
                nodes,
                types,
                constants,
                Map.of("", OPSET),
                new TreeMap<>(Map.of("systole.zoo", name, "systole.seed", Long.toString(seed))));
    }

    /** The order of {@code Map.of} differs from run to run. */
    private static Attributes sorted(Map<String, Object> attributes) {
        return Attributes.of(new TreeMap<>(attributes));
    }
}
