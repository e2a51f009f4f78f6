package org.systole.zoo;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.systole.graph.Attributes;
import org.systole.graph.Graph;
import org.systole.graph.GraphBuilder;
import org.systole.graph.Node;
import org.systole.tensor.DataType;
import org.systole.tensor.Shape;
import org.systole.tensor.Tensor;

/**
 * A network under construction: nodes and constants in order, random parameters, and the distribution of each value.
 *
 * <p>A node has the name of its output; a parameter is called {@code NODE.weight}, {@code NODE.bias} and so on, as the
 * network's published code calls it where there is such code. {@link Layers} has the layers with parameters,
 * {@link Ops} those without.
 */
final class Net {
    /** The operator set that is written: the first one with LayerNormalization. */
    static final int OPSET = 17;

    private final GraphBuilder builder;
    private final long seed;

    /**
     * Creates an empty network.
     *
     * @param name of the graph
     * @param seed of its parameters
     */
    Net(String name, long seed) {
        this.seed = seed;
        this.builder = new GraphBuilder(name, OPSET)
                .metadata("systole.zoo", name)
                .metadata("systole.seed", Long.toString(seed));
    }

    /** Adds an input of normally distributed numbers. */
    Value input(String input, int... extents) {
        return value(builder.input(input, DataType.FLOAT32, extents), Marginal.normal(0, 1));
    }

    /** Adds an input of integers, such as the numbers of words. */
    Value indices(String input, int... extents) {
        return value(builder.input(input, DataType.INT64, extents), Marginal.normal(0, 1));
    }

    /** Adds a node with one output of its own name. */
    Value node(String op, String node, List<String> from, Map<String, Object> attributes, Marginal marginal) {
        return node(op, node, from, attributes, List.of(node), marginal);
    }

    /** Adds a node; returns the output that has its name. */
    Value node(
            String op,
            String node,
            List<String> from,
            Map<String, Object> attributes,
            List<String> outputs,
            Marginal marginal) {
        // The order of Map.of differs from run to run.
        builder.add(new Node(node, "", op, from, outputs, Attributes.of(new TreeMap<>(attributes))));
        return value(node, marginal);
    }

    private Value value(String value, Marginal marginal) {
        return new Value(value, builder.shape(value), marginal);
    }

    /** Adds a constant; returns its name. */
    String constant(String constant, Tensor tensor) {
        return builder.constant(constant, tensor);
    }

    /** Adds a constant of integers, such as a target shape; returns its name. */
    String integers(String constant, long... values) {
        return constant(constant, Tensor.of(Shape.of(values.length), values));
    }

    /** Adds a single number; returns its name. */
    String scalar(String constant, float value) {
        return constant(constant, Tensor.of(Shape.of(), value));
    }

    /** Adds a parameter of bell-shaped numbers; returns its name. */
    String normal(String parameter, Shape shape, double mean, double deviation) {
        return constant(parameter, RandomParameters.normal(seed, parameter, shape, mean, deviation));
    }

    /** Adds a parameter of evenly spread numbers; returns its name. */
    String uniform(String parameter, Shape shape, double mean, double spread) {
        return constant(parameter, RandomParameters.uniform(seed, parameter, shape, mean, spread));
    }

    /** Adds a parameter of bell-shaped numbers whose rows each have mean 0; returns its name. */
    String centred(String parameter, Shape shape, double deviation) {
        return constant(parameter, RandomParameters.centred(seed, parameter, shape, deviation));
    }

    /** Returns the finished graph. */
    Graph graph(Value... outputs) {
        for (Value output : outputs) builder.output(output.name());
        return builder.build();
    }
}
