package org.systole.quantize;

import java.util.List;
import java.util.Optional;
import org.systole.graph.Graph;
import org.systole.graph.Node;
import org.systole.problem.Place;
import org.systole.problem.Problem;
import org.systole.problem.SystoleException;
import org.systole.tensor.Shape;
import org.systole.tensor.Tensor;

/**
 * What the classes that turn nodes into integer operations share.
 *
 * @param graph the float network
 * @param ranges of its values
 * @param settings with which numbers
 * @param parts what has been made so far
 */
record Lowering(Graph graph, Ranges ranges, QuantizationSettings settings, NetworkParts parts) {
    /** Sets the type of a value by its range and the node's settings, and returns its quantization. */
    Quantization output(Node node, String value) {
        Quantization quantization =
                ranges.quantization(value, settings.layer(node.name()).activations());
        parts.type(value, shape(value), quantization);
        return quantization;
    }

    /** Returns whether a quantized model says what the integers of a value stand for. */
    boolean isFixed(String value) {
        return ranges.fixed(value) != null;
    }

    Shape shape(String value) {
        return graph.type(value).shape();
    }

    Quantization quantization(String value) {
        return parts.quantization(value);
    }

    /** Adds an operation that stands for one node. */
    boolean add(IntegerOp op, Node node, List<String> inputs) {
        parts.add(op, node, inputs, node.output(), List.of(node));
        return true;
    }

    /** Returns whether a value is there and is a float tensor's integers of at most 16 bits. */
    boolean isNarrow(String value) {
        return parts.has(value)
                && quantization(value).format().bits() <= 16
                && quantization(value).axis() < 0;
    }

    /**
     * Makes a constant operand an integer constant, quantized as the node's output is, unless it is one already.
     *
     * @return whether the value is there now
     */
    boolean operand(Node node, String value) {
        if (parts.has(value)) return true;
        Optional<Tensor> constant = graph.constant(value);
        if (constant.isEmpty() || !constant.get().type().isFloat()) return false;
        float[] reals = finite(node, constant.get().toFloats());
        float low = 0, high = 0;
        for (float x : reals) {
            low = Math.min(low, x);
            high = Math.max(high, x);
        }
        var type = new IntegerType(
                constant.get().shape(),
                settings.layer(node.name()).activations().quantization(new Range(low, high)));
        parts.constant(value, new IntegerConstant(Reals.quantize(reals, type)), type);
        return true;
    }

    /** Returns the only number of a constant; empty for computed values and constants of several numbers. */
    Optional<Double> scalar(String value) {
        return graph.constant(value).filter(t -> t.elements() == 1).map(t -> t.real(0));
    }

    /** Returns a constant list of integers by attribute or input; null when it is absent or computed. */
    long[] integers(Node node, String attribute, int input) {
        long[] values = node.attributes().integers(attribute, null);
        if (values != null || !node.hasInput(input)) return values;
        return graph.constant(node.input(input)).map(Tensor::toLongs).orElse(null);
    }

    /** Returns whether no value of a node but the first is read by anyone. */
    boolean onlyFirstOutput(Node node) {
        return node.outputs().stream().skip(1).noneMatch(this::isRead);
    }

    /** Returns whether a value is a result or has a reader. */
    boolean isRead(String value) {
        return !value.isEmpty()
                && (graph.isOutput(value) || !graph.consumers(value).isEmpty());
    }

    /** Returns the multiplier and shift of a factor, clamped to the format only. */
    static Requantization scaling(Quantization y, double... factors) {
        return Requantization.of(factors, y.zeroPoints()[0], y.low(), y.high());
    }

    /**
     * Returns the numbers, all of them finite.
     *
     * @throws SystoleException when one is not
     */
    float[] finite(Node node, float[] values) {
        for (float x : values)
            if (!Float.isFinite(x))
                throw new SystoleException(Problem.of(
                        QuantizeProblem.WEIGHT_NOT_FINITE,
                        Place.element(graph.name(), node.described()),
                        "a weight is " + x + ", expected a finite number",
                        "export the model again from a training that has not diverged"));
        return values;
    }
}
