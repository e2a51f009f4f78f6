package org.systole.quantize;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.systole.graph.Graph;
import org.systole.graph.Node;
import org.systole.tensor.Shape;
import org.systole.tensor.Tensor;

/** Layer, RMS, instance and group normalization, as one node or written out with means and a square root. */
final class NormalizationLowering {
    private final Lowering lowering;
    private final Graph graph;

    NormalizationLowering(Lowering lowering) {
        this.lowering = lowering;
        this.graph = lowering.graph();
    }

    boolean lower(Node node) {
        if (node.inputs().isEmpty() || !lowering.isNarrow(node.input(0))) return false;
        return switch (node.op()) {
            case "LayerNormalization" -> layer(node, true);
            case "RMSNormalization", "SimplifiedLayerNormalization" -> layer(node, false);
            case "InstanceNormalization" ->
                planes(node, lowering.shape(node.input(0)).extent(1));
            case "GroupNormalization" -> groups(node);
            case "ReduceMean" -> written(node);
            default -> false;
        };
    }

    private boolean layer(Node node, boolean centred) {
        Shape shape = lowering.shape(node.input(0));
        int axis = Math.floorMod((int) node.attributes().integer("axis", -1), shape.rank());
        if (!lowering.onlyFirstOutput(node)) return false;
        int count = elements(shape, axis);
        float[] factor = vector(node, 1, count, 1), offset = vector(node, 2, count, 0);
        if (factor == null || offset == null) return false;
        float epsilon = node.attributes().real("epsilon", 1e-5f);
        return add(new Form(count, 1, centred, epsilon, factor, offset), node.output(), List.of(node));
    }

    private boolean planes(Node node, int groups) {
        Shape shape = lowering.shape(node.input(0));
        int channels = shape.extent(1), plane = elements(shape, 2);
        float[] factor = vector(node, 1, channels, 1), offset = vector(node, 2, channels, 0);
        if (factor == null || offset == null) return false;
        float epsilon = node.attributes().real("epsilon", 1e-5f);
        return add(
                new Form(channels / groups * plane, plane, true, epsilon, factor, offset),
                node.output(),
                List.of(node));
    }

    private boolean groups(Node node) {
        // before operator set 21 a factor belongs to a group
        return graph.opset() >= 21
                && planes(node, Math.toIntExact(node.attributes().integer("num_groups", 1)));
    }

    private static int elements(Shape shape, int from) {
        int count = 1;
        for (int a = from; a < shape.rank(); a++) count *= shape.extent(a);
        return count;
    }

    /** Returns a constant of one number for each of {@code count}, or null when it is computed or of another size. */
    private float[] vector(Node node, int input, int count, float otherwise) {
        float[] values = new float[count];
        Arrays.fill(values, otherwise);
        if (!node.hasInput(input)) return values;
        return graph.constant(node.input(input)).map(t -> repeated(t, count)).orElse(null);
    }

    private static float[] repeated(Tensor tensor, int count) {
        float[] given = tensor.toFloats();
        if (given.length == count) return given;
        if (given.length != 1) return null;
        float[] all = new float[count];
        Arrays.fill(all, given[0]);
        return all;
    }

    /** A normalization with real factors. */
    private record Form(int count, int repeat, boolean centred, double epsilon, float[] factor, float[] offset) {}

    private boolean add(Form form, String output, List<Node> nodes) {
        lowering.finite(nodes.getFirst(), form.factor());
        lowering.finite(nodes.getFirst(), form.offset());
        String input = nodes.getFirst().input(0);
        Quantization x = lowering.quantization(input), y = lowering.output(nodes.getLast(), output);
        lowering.parts().add(normalization(form, x, y), nodes.getLast(), List.of(input), output, nodes);
        return true;
    }

    private static Normalization normalization(Form form, Quantization x, Quantization y) {
        int fraction = x.format().bits() <= 8 ? 8 : 6, channels = form.factor().length;
        double unit = Math.scalb((double) x.scales()[0], -fraction);
        long epsilon = (long) Math.clamp(Math.rint(form.epsilon() / (unit * unit)), 0, Math.scalb(1.0, 60));
        int[] factor = new int[channels], shift = new int[channels];
        long[] offset = new long[channels];
        for (int c = 0; c < channels; c++) {
            double real = Math.scalb(form.factor()[c] / (double) y.scales()[0], -Normalization.NORMAL_FRACTION);
            double constant = form.offset()[c] / (double) y.scales()[0];
            // the widest factor for which the offset stays below 2^60
            int wide = real == 0 ? 0 : Requantization.MULTIPLIER_BITS - 2 - Math.getExponent(Math.abs(real));
            shift[c] = Math.clamp(Math.min(wide, 58 - Math.getExponent(Math.max(1, Math.abs(constant)))), 0, 62);
            factor[c] = Math.toIntExact(Math.round(Math.scalb(real, shift[c])));
            offset[c] = Math.round(Math.scalb(constant, shift[c]));
        }
        return new Normalization(
                form.count(),
                form.repeat(),
                form.centred(),
                fraction,
                epsilon,
                factor,
                offset,
                shift,
                y.zeroPoints()[0],
                y.low(),
                y.high());
    }

    /**
     * Recognizes {@code (x - mean(x)) / sqrt(mean((x - mean(x))^2) + epsilon)} and a factor and an offset behind it, over the
     * last axes, as PyTorch writes layer normalization for old operator sets.
     */
    private boolean written(Node mean) {
        String x = mean.input(0);
        int count = lastAxes(mean);
        Node centred = reader(mean.output(), "Sub").orElse(null);
        if (count == 0 || centred == null || !centred.inputs().equals(List.of(x, mean.output()))) return false;
        String d = centred.output();
        var nodes = new ArrayList<>(List.of(mean, centred));
        Node square = graph.consumers(d).stream()
                .filter(n -> isSquare(n, d))
                .findFirst()
                .orElse(null);
        if (square == null) return false;
        Node variance = reader(square.output(), "ReduceMean").orElse(null);
        if (variance == null || lastAxes(variance) != count) return false;
        Node sum = reader(variance.output(), "Add").orElse(null);
        Optional<Double> epsilon =
                sum == null ? Optional.empty() : other(sum, variance.output()).flatMap(lowering::scalar);
        if (epsilon.isEmpty()) return false;
        Node root = reader(sum.output(), "Sqrt").orElse(null);
        Node quotient = root == null ? null : reader(root.output(), "Div").orElse(null);
        if (quotient == null || !quotient.inputs().equals(List.of(d, root.output()))) return false;
        if (graph.consumers(d).size() != 2 || graph.isOutput(d)) return false;
        nodes.addAll(List.of(square, variance, sum, root, quotient));
        float[] factor = ones(count), offset = new float[count];
        String value = quotient.output();
        Node scaled = reader(value, "Mul").orElse(null);
        float[] gamma = scaled == null ? null : constant(scaled, value, count);
        if (gamma != null) {
            factor = gamma;
            value = take(nodes, scaled);
        }
        Node moved = reader(value, "Add").orElse(null);
        float[] beta = moved == null ? null : constant(moved, value, count);
        if (beta != null) {
            offset = beta;
            value = take(nodes, moved);
        }
        return add(new Form(count, 1, true, epsilon.get(), factor, offset), value, nodes);
    }

    private static String take(List<Node> nodes, Node node) {
        nodes.add(node);
        return node.output();
    }

    private static float[] ones(int count) {
        float[] ones = new float[count];
        Arrays.fill(ones, 1);
        return ones;
    }

    /** Returns how many elements the last axes have that a mean takes and keeps as 1; 0 when it takes others. */
    private int lastAxes(Node mean) {
        long[] axes = lowering.integers(mean, "axes", 1);
        Shape shape = lowering.shape(mean.input(0));
        if (axes == null || mean.attributes().integer("keepdims", 1) == 0) return 0;
        int[] sorted = Arrays.stream(axes)
                .mapToInt(a -> Math.floorMod((int) a, shape.rank()))
                .sorted()
                .toArray();
        for (int i = 0; i < sorted.length; i++) if (sorted[i] != shape.rank() - sorted.length + i) return 0;
        return elements(shape, sorted[0]);
    }

    private boolean isSquare(Node node, String value) {
        if (node.op().equals("Mul")) return node.inputs().equals(List.of(value, value));
        return node.op().equals("Pow")
                && node.input(0).equals(value)
                && lowering.scalar(node.input(1)).filter(p -> p == 2).isPresent();
    }

    /** Returns the only reader of a value, if it is this operator and the value is no result. */
    private Optional<Node> reader(String value, String op) {
        List<Node> readers = graph.consumers(value);
        if (graph.isOutput(value) || readers.size() != 1) return Optional.empty();
        return Optional.of(readers.getFirst()).filter(node -> node.op().equals(op));
    }

    private static Optional<String> other(Node node, String value) {
        return node.inputs().stream().filter(input -> !input.equals(value)).findFirst();
    }

    /** Returns the constant operand of a node when it has a number for each element of a block, or one in all. */
    private float[] constant(Node node, String value, int count) {
        return other(node, value)
                .flatMap(graph::constant)
                .map(t -> repeated(t, count))
                .orElse(null);
    }
}
