package org.systole.quantize;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.systole.graph.Graph;
import org.systole.graph.Node;
import org.systole.problem.Place;
import org.systole.problem.Problems;
import org.systole.tensor.NumberFormat;
import org.systole.tensor.Tensor;

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
            "MaxPool",
            "DepthToSpace",
            "SpaceToDepth");

    /** Functions whose results have a range whatever comes in. */
    private static final Set<String> FUNCTIONS = Set.of("Softmax", "Sigmoid", "HardSigmoid", "Tanh", "Softsign");

    private static final Set<String> LAYERS = Set.of("Conv", "ConvTranspose", "Gemm", "MatMul");

    private final Graph graph;
    private final Ranges ranges;
    private final Map<String, QuantizedWeights> weights;
    private final Problems problems = new Problems();
    private final List<String> notes = new ArrayList<>();
    /** Values between a layer and its normalization, offset or clamp. */
    private final Set<String> inside = new HashSet<>();
    /** Of what value each value is a function element by element; absent for those that are none. */
    private final Map<String, String> functionOf = new HashMap<>();

    private FreeValues(Graph graph, Ranges ranges, Map<String, QuantizedWeights> weights) {
        this.graph = graph;
        this.ranges = ranges;
        this.weights = weights;
    }

    /** Fixes them; returns what was chosen that the model does not say. */
    static List<String> fill(
            Graph graph, Ranges ranges, Map<String, QuantizedWeights> weights, List<Map<String, Tensor>> samples) {
        var values = new FreeValues(graph, ranges, weights);
        values.run(samples);
        return values.notes;
    }

    /** Gives an input that the model leaves real 8 bits over what the samples hold. */
    private void observe(String input, List<Map<String, Tensor>> samples) {
        if (ranges.fixed(input) != null
                || samples.isEmpty()
                || !graph.type(input).dataType().isFloat()) return;
        float low = 0, high = 0;
        for (Map<String, Tensor> sample : samples)
            for (float x : sample.get(input).toFloats()) {
                low = Math.min(low, x);
                high = Math.max(high, x);
            }
        if (!Float.isFinite(high - low)) return;
        Quantization q = new Range(low, high).asymmetric(NumberFormat.INT8);
        ranges.fix(input, q);
        notes.add("input '" + input + "' is not quantized by the model: int8, scale " + q.scales()[0] + ", zero point "
                + q.zeroPoints()[0] + ", by its range on " + samples.size() + " samples");
    }

    private void run(List<Map<String, Tensor>> samples) {
        for (int i = graph.nodes().size() - 1; i >= 0; i--)
            backwards(graph.nodes().get(i));
        for (String input : graph.inputs()) observe(input, samples);
        for (String input : graph.inputs())
            if (ranges.fixed(input) == null)
                problems.add(
                        QuantizeProblem.MISSING_HALF,
                        Place.element(graph.name(), "input '" + input + "'"),
                        "it is not quantized: expected QuantizeLinear or Quant behind it",
                        "give data (--data): its range on calibration samples is taken; or export the model with a quantized"
                                + " input");
        for (Node node : graph.nodes()) {
            functionOf(node);
            checkWeights(node);
        }
        for (Node node : graph.nodes()) forwards(node);
        problems.throwIfAny();
    }

    /** A value that is only moved, or scaled and shifted by numbers, takes the quantization of what it becomes. */
    private void backwards(Node node) {
        if (graph.constant(node.output()).isPresent() || node.inputs().isEmpty()) return;
        Quantization after = ranges.fixed(node.output());
        int at = node.inputs().size() == 2 && graph.constant(node.input(0)).isPresent() ? 1 : 0;
        String before = node.input(at);
        if (after == null
                || graph.constant(before).isPresent()
                || ranges.fixed(before) != null
                || graph.consumers(before).size() != 1) return;
        Quantization q = keeps(node) || clampsAlready(node, after) ? after : inverse(node, at, after);
        if (q != null) ranges.fix(before, q);
    }

    private static boolean keeps(Node node) {
        boolean nearest = node.attributes().text("mode", "nearest").equals("nearest")
                && !node.attributes().text("coordinate_transformation_mode", "").equals("tf_crop_and_resize");
        return KEEPING.contains(node.op()) || Set.of("Resize", "Upsample").contains(node.op()) && nearest;
    }

    /** Returns whether a clamp does nothing that the quantization behind it does not do, so that one before it may do both. */
    private boolean clampsAlready(Node node, Quantization after) {
        float[] bounds = FusedLayer.clamp(graph, node);
        return bounds != null
                && after.axis() < 0
                && after.dequantize(after.low(), 0) >= bounds[0]
                && after.dequantize(after.high(), 0) <= bounds[1]
                && graph.producer(node.input(0)).map(FreeValues::keeps).orElse(false);
    }

    /** Returns the quantization whose integers become those of a result of a sum or product with a number; else null. */
    private Quantization inverse(Node node, int at, Quantization after) {
        if (node.inputs().size() != 2
                || graph.producer(node.input(at)).map(FreeValues::isLayer).orElse(false)) return null;
        var constant = graph.constant(node.input(1 - at));
        if (constant.isEmpty() || constant.get().elements() != 1) return null;
        double number = constant.get().real(0), scale = after.scales()[0];
        double steps = number / scale;
        return switch (node.op()) {
            case "Mul" -> scaled(after, scale / number);
            case "Div" -> at == 0 ? scaled(after, scale * number) : null;
            case "Add" -> shifted(after, steps);
            case "Sub" -> at == 0 ? shifted(after, -steps) : null;
            default -> null;
        };
    }

    private static boolean isLayer(Node node) {
        return LAYERS.contains(node.op()) || node.op().equals("BatchNormalization");
    }

    private static Quantization scaled(Quantization q, double scale) {
        float single = (float) scale;
        return single >= Float.MIN_NORMAL && Float.isFinite(single) ? q.scaled(single) : null;
    }

    private static Quantization shifted(Quantization q, double steps) {
        double zero = q.zeroPoints()[0] + Math.rint(steps);
        if (Math.abs(steps - Math.rint(steps)) > 1e-3 || zero < q.low() || zero > q.high()) return null;
        return new Quantization(q.format(), q.scales(), new int[] {(int) zero}, q.axis(), q.grid());
    }

    private void forwards(Node node) {
        if (LAYERS.contains(node.op()) || node.op().equals("Add")) layer(node);
        String output = node.output();
        if (ranges.fixed(output) != null
                || inside.contains(output)
                || graph.constant(output).isPresent()) return;
        Quantization before = graph.constant(node.input(0)).isPresent() ? null : ranges.fixed(node.input(0));
        if (keeps(node) && before != null) {
            ranges.fix(output, before);
            return;
        }
        if (isInFunction(output) || clamped(node)) return;
        Optional<Range> range = graph.type(output).dataType().isFloat() ? proven(node, before) : Optional.empty();
        if (range.isPresent() && leavesReal(output))
            ranges.fix(output, range.get().asymmetric(NumberFormat.INT16));
        else missing(node.described(), "its output '" + output + "' is not quantized");
    }

    /** Values between a layer and what is computed with it (normalization, offset, clamp) are nobody's integers. */
    private void layer(Node node) {
        FusedLayer layer = FusedLayer.of(graph, node);
        String output = layer.output();
        Quantization input = ranges.fixed(node.input(0));
        if (ranges.fixed(output) == null && input != null && LAYERS.contains(node.op())) {
            boolean real = leavesReal(output), sign = isSign(output);
            LayerBounds bounds = real || sign ? LayerBounds.of(graph, layer, input, weights.get(node.input(1))) : null;
            if (bounds != null && sign) ranges.fix(output, bounds.signs());
            else if (bounds != null && bounds.range() != null)
                ranges.fix(output, bounds.range().asymmetric(NumberFormat.INT16));
        }
        if (ranges.fixed(output) == null) return;
        for (Node each : layer.nodes()) if (!each.output().equals(output)) inside.add(each.output());
    }

    /** Returns whether nothing but the sign of a value matters. */
    private boolean isSign(String value) {
        List<Node> readers = graph.consumers(value);
        return !graph.isOutput(value)
                && !readers.isEmpty()
                && readers.stream().allMatch(node -> node.op().equals("BipolarQuant"));
    }

    /** Returns whether a node's only reader is a clamp that is computed with it. */
    private boolean clamped(Node node) {
        List<Node> readers = graph.consumers(node.output());
        return !graph.isOutput(node.output())
                && readers.size() == 1
                && FusedLayer.clamp(graph, readers.getFirst()) != null
                && ranges.fixed(readers.getFirst().output()) != null;
    }

    /** A layer's weights would get scales that the model does not say. */
    private void checkWeights(Node node) {
        if (!LAYERS.contains(node.op())) return;
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

    /** Returns whether a value reaches only results of the network, through what stays real. */
    private boolean leavesReal(String value) {
        return graph.isOutput(value)
                || graph.consumers(value).stream()
                        .allMatch(node -> (KEEPING.contains(node.op()) || FUNCTIONS.contains(node.op()))
                                && ranges.fixed(node.output()) == null
                                && leavesReal(node.output()));
    }

    private Optional<Range> proven(Node node, Quantization input) {
        return switch (node.op()) {
            case "Softmax", "Sigmoid", "HardSigmoid" -> Optional.of(new Range(0, 1));
            case "Tanh", "Softsign" -> Optional.of(new Range(-1, 1));
            case "Relu" -> Optional.ofNullable(input).map(q -> new Range(0, Math.max(0, q.dequantize(q.high(), 0))));
            default -> Optional.empty();
        };
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
