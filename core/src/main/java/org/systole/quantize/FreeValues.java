package org.systole.quantize;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.systole.graph.Graph;
import org.systole.graph.Node;
import org.systole.problem.Place;
import org.systole.problem.Problems;
import org.systole.tensor.NumberFormat;

/**
 * Values of a quantized model between no pair of QuantizeLinear and DequantizeLinear.
 *
 * <p>What only moves elements keeps the quantization of its neighbour. A result that the model leaves real (the softmax behind
 * the last integer layer, usually) is kept in 16 bits over the range that it provably has. Everything else is refused: its
 * numbers are not known.
 */
final class FreeValues {
    private static final Set<String> KEEPING = Set.of(
            "Reshape",
            "Flatten",
            "Squeeze",
            "Unsqueeze",
            "Transpose",
            "Identity",
            "Dropout",
            "Slice",
            "Pad",
            "MaxPool");

    private final Graph graph;
    private final Ranges ranges;
    private final Map<String, QuantizedWeights> weights;
    private final Problems problems = new Problems();
    /** Of what value each value is a function element by element; absent for those that are none. */
    private final Map<String, String> functionOf = new HashMap<>();

    private FreeValues(Graph graph, Ranges ranges, Map<String, QuantizedWeights> weights) {
        this.graph = graph;
        this.ranges = ranges;
        this.weights = weights;
    }

    static void fill(Graph graph, Ranges ranges, Map<String, QuantizedWeights> weights) {
        new FreeValues(graph, ranges, weights).run();
    }

    private void run() {
        for (int i = graph.nodes().size() - 1; i >= 0; i--)
            backwards(graph.nodes().get(i));
        for (String input : graph.inputs())
            if (ranges.fixed(input) == null) missing("input '" + input + "'", "it is not quantized");
        for (Node node : graph.nodes()) {
            functionOf(node);
            checkWeights(node);
        }
        for (Node node : graph.nodes()) forwards(node);
        problems.throwIfAny();
    }

    /** A value that is only moved takes the quantization of what it becomes. */
    private void backwards(Node node) {
        if (!KEEPING.contains(node.op()) || graph.constant(node.output()).isPresent()) return;
        Quantization after = ranges.fixed(node.output());
        String before = node.input(0);
        if (after != null
                && ranges.fixed(before) == null
                && graph.consumers(before).size() == 1) ranges.fix(before, after);
    }

    private void forwards(Node node) {
        String output = node.output();
        if (ranges.fixed(output) != null || graph.constant(output).isPresent()) return;
        Quantization before = graph.constant(node.input(0)).isPresent() ? null : ranges.fixed(node.input(0));
        if (KEEPING.contains(node.op()) && before != null) {
            ranges.fix(output, before);
            return;
        }
        if (isFused(output) || isInFunction(output)) return;
        Optional<Range> range = graph.type(output).dataType().isFloat() ? proven(node, before) : Optional.empty();
        if (range.isPresent() && leavesReal(output))
            ranges.fix(output, range.get().asymmetric(NumberFormat.INT16));
        else missing(node.described(), "its output '" + output + "' is not quantized");
    }

    /** A layer's weights would get scales that the model does not say. */
    private void checkWeights(Node node) {
        if (!Set.of("Conv", "ConvTranspose", "Gemm", "MatMul").contains(node.op())) return;
        for (String input : node.inputs().subList(0, 2)) {
            if (graph.constant(input).isEmpty() || weights.containsKey(input)) continue;
            problems.add(
                    QuantizeProblem.MISSING_HALF,
                    Place.element(graph.name(), node.described()),
                    "its weights '" + input + "' are not quantized",
                    "export the model with all its weights quantized, or quantize the float network it was made of:"
                            + " systole quantize");
        }
    }

    private void functionOf(Node node) {
        if (node.outputs().size() != 1 || !ElementExpressions.isKnown(node.op())) return;
        String root = null;
        for (String input : node.inputs()) {
            if (graph.constant(input).isPresent()) {
                if (graph.constant(input).get().elements() != 1) return;
                continue;
            }
            String from = ranges.fixed(input) != null ? input : functionOf.get(input);
            if (from == null || root != null && !root.equals(from)) return;
            root = from;
        }
        if (root == null
                || !graph.type(root).shape().equals(graph.type(node.output()).shape())) return;
        functionOf.put(node.output(), root);
    }

    /** Returns whether the value is inside a function of one quantized value, which becomes one table. */
    private boolean isInFunction(String value) {
        String root = functionOf.get(value);
        if (root == null || graph.isOutput(value)) return false;
        List<Node> readers = graph.consumers(value);
        return !readers.isEmpty() && readers.stream().allMatch(node -> root.equals(functionOf.get(node.output())));
    }

    /** Returns whether the value is inside a layer: a normalization, an offset or a clamp follows and is computed with it. */
    private boolean isFused(String value) {
        List<Node> consumers = graph.consumers(value);
        return !graph.isOutput(value)
                && consumers.size() == 1
                && Set.of("Relu", "Clip", "BatchNormalization", "Add")
                        .contains(consumers.getFirst().op())
                && ranges.fixed(consumers.getFirst().output()) != null;
    }

    /** Returns whether a value reaches only results of the network, through what stays real. */
    private boolean leavesReal(String value) {
        return graph.isOutput(value)
                || graph.consumers(value).stream()
                        .allMatch(node -> KEEPING.contains(node.op()) && leavesReal(node.output()));
    }

    private Optional<Range> proven(Node node, Quantization input) {
        return switch (node.op()) {
            case "Softmax", "Sigmoid", "HardSigmoid" -> Optional.of(new Range(0, 1));
            case "Tanh", "Softsign" -> Optional.of(new Range(-1, 1));
            case "Relu" -> Optional.ofNullable(input).map(q -> new Range(0, Math.max(0, q.dequantize(q.high(), 0))));
            case "Gemm", "MatMul", "Conv" -> Optional.ofNullable(input).flatMap(q -> sums(node, q));
            default -> Optional.empty();
        };
    }

    /** Returns the range of a layer's sums: no larger than the sum of magnitudes. */
    private Optional<Range> sums(Node node, Quantization input) {
        QuantizedWeights given = weights.get(node.input(1));
        if (given == null) return Optional.empty();
        double most = Math.max(Math.abs(input.dequantize(input.low(), 0)), Math.abs(input.dequantize(input.high(), 0)));
        float[] reals = given.reals();
        boolean columns = node.op().equals("MatMul")
                || node.op().equals("Gemm") && node.attributes().integer("transB", 0) == 0;
        int outputs = given.integers().shape().extent(columns ? 1 : 0);
        double[] sums = new double[outputs];
        for (int i = 0; i < reals.length; i++) {
            int k = columns ? i % outputs : i / (reals.length / outputs);
            sums[k] += Math.abs(reals[i]) * most;
        }
        if (node.hasInput(2)) {
            var bias = graph.constant(node.input(2));
            if (bias.isEmpty()) return Optional.empty();
            for (int k = 0; k < outputs; k++)
                sums[k] += Math.abs(bias.get().real(bias.get().elements() == 1 ? 0 : k));
        }
        float largest = 0;
        for (double sum : sums) largest = Math.max(largest, (float) sum);
        return Float.isFinite(largest) ? Optional.of(new Range(-largest, largest)) : Optional.empty();
    }

    private void missing(String where, String what) {
        problems.add(
                QuantizeProblem.MISSING_HALF,
                Place.element(graph.name(), where),
                what + ": expected QuantizeLinear and DequantizeLinear behind it",
                "export the model with all its activations quantized, or quantize the float network it was made of:"
                        + " systole quantize");
    }
}
