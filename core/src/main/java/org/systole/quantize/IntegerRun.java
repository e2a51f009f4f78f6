package org.systole.quantize;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.systole.tensor.Shape;

/**
 * Runs an integer network: the integer reference.
 *
 * <p>The plain definitions of {@link IntegerDefinition}; {@link FastRun} computes the same faster.
 */
public final class IntegerRun {
    private final IntegerNetwork network;
    private final FloatOps floats;

    /**
     * Prepares a run.
     *
     * @param floats computes what stayed float
     */
    public IntegerRun(IntegerNetwork network, FloatOps floats) {
        this.network = network;
        this.floats = floats;
    }

    /** Computes the nodes that stayed float. */
    @FunctionalInterface
    public interface FloatOps {
        /**
         * Returns the output of a node.
         *
         * @param op the node
         * @param inputs its computed inputs, dequantized, in order
         * @param shapes their shapes
         * @param output the shape of its output
         */
        float[] run(IntegerOp.Float op, List<float[]> inputs, List<Shape> shapes, Shape output);
    }

    /**
     * Returns all values of the network.
     *
     * @param inputs quantized inputs by name
     */
    public Map<String, IntegerTensor> all(Map<String, IntegerTensor> inputs) {
        var values = new LinkedHashMap<>(inputs);
        for (IntegerNode node : network.nodes()) values.put(node.output(), compute(node, values::get));
        return values;
    }

    /** Returns the results of the network, by name. */
    public Map<String, IntegerTensor> outputs(Map<String, IntegerTensor> inputs) {
        var values = new HashMap<>(inputs);
        var uses = new HashMap<String, Integer>();
        for (IntegerNode node : network.nodes()) for (String input : node.inputs()) uses.merge(input, 1, Integer::sum);
        for (String output : network.outputs()) uses.merge(output, 1, Integer::sum);
        for (IntegerNode node : network.nodes()) {
            values.put(node.output(), compute(node, values::get));
            for (String input : node.inputs()) if (uses.merge(input, -1, Integer::sum) == 0) values.remove(input);
        }
        var results = new LinkedHashMap<String, IntegerTensor>();
        for (String output : network.outputs()) results.put(output, values.get(output));
        return results;
    }

    /** Returns the output of one node; {@code values} gives its inputs. */
    IntegerTensor compute(IntegerNode node, Function<String, IntegerTensor> values) {
        List<IntegerTensor> in = node.inputs().stream().map(values).toList();
        int[] zeros = node.inputs().stream().mapToInt(this::zero).toArray();
        IntegerType type = network.type(node.output());
        Shape shape = type.shape();
        return switch (node.op()) {
            case IntegerOp.Convolution op ->
                flat(IntegerDefinition.convolution(op, planar(in.get(0)), zeros[0], planar(shape)), shape);
            case IntegerOp.Dense op -> IntegerDefinition.dense(op, in.get(0), zeros[0], shape);
            case IntegerOp.MatrixProduct op ->
                IntegerDefinition.matrixProduct(op, in.get(0), zeros[0], in.get(1), zeros[1], shape);
            case IntegerOp.Add op -> IntegerDefinition.add(op, in.get(0), zeros[0], in.get(1), zeros[1], shape);
            case IntegerOp.Multiply op ->
                IntegerDefinition.multiply(op, in.get(0), zeros[0], in.get(1), zeros[1], shape);
            case IntegerOp.Concatenate op -> IntegerDefinition.concatenate(op, in, zeros, shape);
            case IntegerOp.Rescale op -> flat(IntegerDefinition.rescale(op, in.get(0), zeros[0]), shape);
            case IntegerOp.MaxPool op -> flat(IntegerDefinition.maxPool(op, planar(in.get(0)), planar(shape)), shape);
            case IntegerOp.AveragePool op ->
                flat(
                        IntegerDefinition.averagePool(op, planar(in.get(0)), zeros[0], pooled(op, in.get(0), shape)),
                        shape);
            case IntegerOp.Lookup op ->
                flat(
                        IntegerDefinition.lookup(
                                op,
                                in.get(0),
                                quantization(node.inputs().getFirst()).low()),
                        shape);
            case IntegerOp.Move op -> Moves.apply(op.node(), in.get(0), shape);
            case IntegerOp.Region op -> Moves.region(op, in.get(0), zeros[0], shape);
            case DefinedOp op -> op.define(operands(node, in));
            case IntegerOp.Float op -> floats(op, node.inputs(), in, type);
        };
    }

    /** Returns what an operation that brings its own definition is given. */
    Operands operands(IntegerNode node, List<IntegerTensor> in) {
        return new Operands(in, node.inputs().stream().map(this::quantization).toList(), network.type(node.output()));
    }

    private Quantization quantization(String value) {
        return network.type(value).quantization();
    }

    private int zero(String value) {
        return quantization(value).zeroPoints()[0];
    }

    /** Returns a one-dimensional map as a picture of height 1. */
    private static IntegerTensor planar(IntegerTensor x) {
        return x.shape().rank() == 4 ? x : new IntegerTensor(planar(x.shape()), x.values());
    }

    private static Shape planar(Shape s) {
        return s.rank() == 4 ? s : Shape.of(s.extent(0), s.extent(1), 1, s.rank() == 2 ? 1 : s.extent(2));
    }

    /** Returns the output of a pool as a picture, whether or not the node dropped axes of extent 1. */
    private static Shape pooled(IntegerOp.AveragePool op, IntegerTensor x, Shape output) {
        if (output.rank() == 4 || output.rank() == x.shape().rank()) return planar(output);
        return Shape.of(x.shape().extent(0), x.shape().extent(1), 1, 1);
    }

    private static IntegerTensor flat(IntegerTensor y, Shape shape) {
        return y.shape().equals(shape) ? y : new IntegerTensor(shape, y.values());
    }

    private IntegerTensor floats(IntegerOp.Float op, List<String> names, List<IntegerTensor> in, IntegerType type) {
        var reals = new ArrayList<float[]>();
        for (int i = 0; i < in.size(); i++) reals.add(Reals.of(in.get(i), quantization(names.get(i))));
        List<Shape> shapes = in.stream().map(IntegerTensor::shape).toList();
        return Reals.quantize(floats.run(op, reals, shapes, type.shape()), type);
    }
}
