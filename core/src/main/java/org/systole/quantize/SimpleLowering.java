package org.systole.quantize;

import java.util.Arrays;
import java.util.List;
import org.systole.graph.Graph;
import org.systole.graph.Node;
import org.systole.tensor.Shape;
import org.systole.tensor.Window;

/** Operations without weights: sums, products, pools, tables, and what only moves elements. */
final class SimpleLowering {
    private final Graph graph;
    private final Ranges ranges;
    private final QuantizationSettings settings;
    private final NetworkParts parts;
    private final Lowering lowering;

    SimpleLowering(Lowering lowering) {
        this.graph = lowering.graph();
        this.ranges = lowering.ranges();
        this.settings = lowering.settings();
        this.parts = lowering.parts();
        this.lowering = lowering;
    }

    /** Adds the operation; returns whether it has an integer form. */
    boolean lower(Node node) {
        List<String> inputs = parts.computed(node);
        if (!inputs.stream().allMatch(parts::has)) return false;
        return switch (node.op()) {
            case "Add", "Sub" -> operands(node, 2) && sum(node, node.inputs());
            case "Mul" -> operands(node, 2) && product(node, node.inputs());
            case "Concat" -> operands(node, node.inputs().size()) && concatenation(node, node.inputs());
            case "Relu", "Clip" -> clamp(node, inputs.getFirst());
            case "MaxPool" -> maxPool(node, inputs.getFirst());
            case "AveragePool" -> averagePool(node, inputs.getFirst());
            case "GlobalAveragePool" -> globalAverage(node, inputs.getFirst());
            case "ReduceMean" -> isSpatialMean(node) && globalAverage(node, inputs.getFirst());
            case "Reshape", "Flatten", "Squeeze", "Unsqueeze", "Transpose", "Identity", "Dropout" ->
                inputs.size() == 1 && move(node, inputs.getFirst());
            case "Slice", "Pad" -> inputs.size() == 1 && region(node, inputs.getFirst());
            default -> false;
        };
    }

    /** Returns whether a node has this many operands, constants of several numbers made integers. */
    private boolean operands(Node node, int count) {
        if (node.inputs().size() != count) return false;
        boolean single = !node.op().equals("Concat")
                && node.inputs().stream()
                        .anyMatch(input -> lowering.scalar(input).isPresent());
        return !single && node.inputs().stream().allMatch(input -> lowering.operand(node, input));
    }

    private Quantization output(Node node, String value) {
        Quantization quantization =
                ranges.quantization(value, settings.layer(node.name()).activations());
        parts.type(value, graph.type(value).shape(), quantization);
        return quantization;
    }

    private FusedLayer clamped(Node node) {
        return FusedLayer.of(graph, node);
    }

    /** Returns a clamp behind the node as bounds of the node itself, if nothing else reads the value between. */
    private Fusion fusion(Node node) {
        FusedLayer layer = clamped(node);
        boolean pure = layer.nodes().size() == 1
                || (layer.nodes().size() == 2
                        && FusedLayer.clamp(graph, layer.nodes().get(1)) != null);
        return pure
                ? new Fusion(layer.output(), layer.nodes(), layer.low(), layer.high())
                : new Fusion(node.output(), List.of(node), Float.NEGATIVE_INFINITY, Float.POSITIVE_INFINITY);
    }

    private record Fusion(String output, List<Node> nodes, float low, float high) {}

    private boolean sum(Node node, List<String> inputs) {
        Fusion fusion = fusion(node);
        Quantization a = parts.quantization(inputs.get(0)), b = parts.quantization(inputs.get(1));
        Quantization y = sumOutput(node, fusion, a, b);
        double left = a.scales()[0] / (double) y.scales()[0], right = b.scales()[0] / (double) y.scales()[0];
        if (!(Math.max(left, right) < 1 << Requantization.MULTIPLIER_BITS - 1)) return false;
        int shift = Math.min(62, Requantization.MULTIPLIER_BITS - 2 - Math.getExponent(Math.max(left, right)));
        int sign = node.op().equals("Sub") ? -1 : 1;
        parts.add(
                new IntegerOp.Add(
                        Math.toIntExact(Math.round(Math.scalb(left, shift))),
                        sign * Math.toIntExact(Math.round(Math.scalb(right, shift))),
                        shift,
                        y.zeroPoints()[0],
                        Clamps.low(y, fusion.low()),
                        Clamps.high(y, fusion.high())),
                node,
                inputs,
                fusion.output(),
                fusion.nodes());
        return true;
    }

    /** Sets the type of a sum, its scale one with which single precision rounds alike; that of a quantized model stays. */
    private Quantization sumOutput(Node node, Fusion fusion, Quantization a, Quantization b) {
        Quantization y = output(node, fusion.output());
        if (lowering.isFixed(fusion.output())) return y;
        int sign = node.op().equals("Sub") ? -1 : 1;
        Quantization agreeing =
                AgreeingScales.sum(a, b, sign, y, Clamps.low(y, fusion.low()), Clamps.high(y, fusion.high()));
        parts.type(fusion.output(), graph.type(fusion.output()).shape(), agreeing);
        return agreeing;
    }

    private boolean product(Node node, List<String> inputs) {
        Quantization a = parts.quantization(inputs.get(0)), b = parts.quantization(inputs.get(1));
        Quantization y = output(node, node.output());
        double factor = (double) a.scales()[0] * b.scales()[0] / y.scales()[0];
        parts.add(new IntegerOp.Multiply(scaling(y, factor)), node, inputs, node.output(), List.of(node));
        return true;
    }

    private static Requantization scaling(Quantization y, double... factors) {
        return Requantization.of(factors, y.zeroPoints()[0], y.low(), y.high());
    }

    /** Sets the type of a value that is its inputs in another scale, one with which single precision rounds alike. */
    private Quantization rescaled(Node node, List<String> inputs) {
        Quantization y = output(node, node.output());
        if (lowering.isFixed(node.output())) return y;
        y = AgreeingScales.rescaled(inputs.stream().map(parts::quantization).toList(), y);
        parts.type(node.output(), graph.type(node.output()).shape(), y);
        return y;
    }

    private boolean concatenation(Node node, List<String> inputs) {
        Quantization y = rescaled(node, inputs);
        Requantization[] each = inputs.stream()
                .map(input -> scaling(y, parts.quantization(input).scales()[0] / (double) y.scales()[0]))
                .toArray(Requantization[]::new);
        int rank = graph.type(node.output()).shape().rank();
        int axis = Math.floorMod(Math.toIntExact(node.attributes().integer("axis", 0)), rank);
        parts.add(new IntegerOp.Concatenate(axis, each), node, inputs, node.output(), List.of(node));
        return true;
    }

    private boolean clamp(Node node, String input) {
        float[] bounds = FusedLayer.clamp(graph, node);
        if (bounds == null) return false;
        Quantization x = parts.quantization(input), y = rescaled(node, List.of(input));
        Requantization scaled = scaling(y, x.scales()[0] / (double) y.scales()[0]);
        parts.add(
                new IntegerOp.Rescale(new Requantization(
                        scaled.multipliers(),
                        scaled.shifts(),
                        scaled.zero(),
                        Clamps.low(y, bounds[0]),
                        Clamps.high(y, bounds[1]))),
                node,
                List.of(input),
                node.output(),
                List.of(node));
        return true;
    }

    private boolean maxPool(Node node, String input) {
        int rank = graph.type(input).shape().rank();
        if (rank < 3 || rank > 4 || node.outputs().size() > 1) return false;
        int[] kernel = kernel(node, rank);
        kept(new IntegerOp.MaxPool(kernel[0], kernel[1], Windows.of(graph, node, kernel[0], kernel[1])), node, input);
        return true;
    }

    private static int[] kernel(Node node, int rank) {
        long[] shape = node.attributes().integers("kernel_shape", null);
        return rank == 3 ? new int[] {1, (int) shape[0]} : new int[] {(int) shape[0], (int) shape[1]};
    }

    private boolean averagePool(Node node, String input) {
        int rank = graph.type(input).shape().rank();
        if (rank < 3 || rank > 4) return false;
        int[] kernel = kernel(node, rank);
        boolean countPadding = node.attributes().integer("count_include_pad", 0) != 0;
        if (countPadding && node.attributes().integer("ceil_mode", 0) != 0) return false;
        average(node, input, kernel, Windows.of(graph, node, kernel[0], kernel[1]), countPadding);
        return true;
    }

    private boolean isSpatialMean(Node node) {
        Shape shape = graph.type(node.input(0)).shape();
        if (shape.rank() != 4) return false;
        long[] axes = node.attributes().integers("axes", null);
        if (axes == null && node.hasInput(1))
            axes = graph.constant(node.input(1)).map(t -> t.toLongs()).orElse(null);
        if (axes == null) return false;
        long[] sorted = Arrays.stream(axes).map(a -> a < 0 ? a + 4 : a).sorted().toArray();
        return Arrays.equals(sorted, new long[] {2, 3});
    }

    private boolean globalAverage(Node node, String input) {
        Shape shape = graph.type(input).shape();
        if (shape.rank() < 3 || shape.rank() > 4) return false;
        int height = shape.rank() == 3 ? 1 : shape.extent(2), width = shape.extent(-1);
        average(node, input, new int[] {height, width}, Window.of(height, width), false);
        return true;
    }

    private void average(Node node, String input, int[] kernel, Window window, boolean countPadding) {
        Quantization x = parts.quantization(input), y = output(node, node.output());
        int all = kernel[0] * kernel[1];
        if (!lowering.isFixed(node.output())) {
            y = AgreeingScales.mean(x, y, all);
            parts.type(node.output(), graph.type(node.output()).shape(), y);
        }
        double[] factors = new double[all];
        for (int taps = 1; taps <= all; taps++)
            factors[taps - 1] = AgreeingScales.meanFactor(x.scales()[0], y.scales()[0], taps);
        parts.add(
                new IntegerOp.AveragePool(kernel[0], kernel[1], window, countPadding, scaling(y, factors)),
                node,
                List.of(input),
                node.output(),
                List.of(node));
    }

    /** Adds an operation that keeps its input's quantization; where another one is given, the input is rescaled first. */
    private void kept(IntegerOp op, Node node, String input) {
        Quantization x = parts.quantization(input), given = ranges.fixed(node.output());
        String from = input;
        if (given != null && !given.sameAs(x)) {
            from = node.output() + "/rescaled";
            parts.type(from, graph.type(input).shape(), given);
            var rescale = new IntegerOp.Rescale(scaling(given, x.scales()[0] / (double) given.scales()[0]));
            parts.helper(node.name() + "/rescale", rescale, List.of(input), from);
        }
        parts.type(node.output(), graph.type(node.output()).shape(), given == null ? x : given);
        parts.add(op, node, List.of(from), node.output(), List.of(node));
    }

    private boolean move(Node node, String input) {
        kept(new IntegerOp.Move(node), node, input);
        return true;
    }

    private boolean region(Node node, String input) {
        IntegerOp.Region region = Regions.of(graph, node);
        if (region == null) return false;
        kept(region, node, input);
        return true;
    }
}
