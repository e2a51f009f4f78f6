package org.systole.quantize;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.systole.graph.Node;
import org.systole.tensor.Shape;
import org.systole.tensor.Tensor;

/**
 * LSTM, GRU and RNN with constant weights, in every direction and layout. Peepholes, computed or shorter sequence lengths and
 * clipping have no integer form here.
 */
final class RecurrenceLowering {
    /** Fraction bits of gate integers for functions that saturate: plus or minus 16. */
    private static final int GATE_FRACTION = 11;

    private final Lowering lowering;

    RecurrenceLowering(Lowering lowering) {
        this.lowering = lowering;
    }

    /** Returns why a recurrent node has no integer form, or null when it has one. */
    String refusal(Node node) {
        for (int i : new int[] {1, 2, 3})
            if (node.hasInput(i) && lowering.graph().constant(node.input(i)).isEmpty())
                return "its weights are computed";
        if (node.op().equals("LSTM") && node.hasInput(7)) return "it has peepholes";
        if (node.attributes().real("clip", 0) > 0) return "it clips its gates";
        if (node.hasInput(4) && !allSteps(node)) return "its sequences have lengths of their own";
        for (String name : RecurrenceFunctions.names(node))
            if (!RecurrenceFunctions.isKnown(name)) return "function " + name + " is not known";
        return null;
    }

    private boolean allSteps(Node node) {
        int steps = lowering.shape(node.input(0)).extent(batchFirst(node) ? 1 : 0);
        return lowering.graph()
                .constant(node.input(4))
                .filter(t -> Arrays.stream(t.toLongs()).allMatch(length -> length == steps))
                .isPresent();
    }

    private static boolean batchFirst(Node node) {
        return node.attributes().integer("layout", 0) != 0;
    }

    boolean lower(Node node) {
        if (!List.of("LSTM", "GRU", "RNN").contains(node.op()) || refusal(node) != null) return false;
        if (!lowering.isNarrow(node.input(0))) return false;
        List<String> inputs = new ArrayList<>(List.of(node.input(0)));
        String hidden = start(node, 5), cell = node.op().equals("LSTM") ? start(node, 6) : null;
        for (String initial : Arrays.asList(hidden, cell)) {
            if (initial == null) continue;
            if (!lowering.operand(node, initial)) return false;
            inputs.add(initial);
        }
        Quantization hiddenType = hiddenType(node);
        Plan plan = new Plan(node, hiddenType, hidden, cell, directions(node, hiddenType));
        String[] outputs = node.outputs().toArray(String[]::new);
        for (int i = 0; i < outputs.length; i++) if (lowering.isRead(outputs[i])) add(plan, i, inputs);
        return true;
    }

    private record Plan(
            Node node, Quantization hiddenType, String hidden, String cell, List<Recurrence.Direction> directions) {}

    /** Returns the initial value's name, or null when there is none or it is zero. */
    private String start(Node node, int input) {
        if (!node.hasInput(input)) return null;
        String name = node.input(input);
        boolean zero = lowering.graph()
                .constant(name)
                .filter(t -> {
                    for (float x : t.toFloats()) if (x != 0) return false;
                    return true;
                })
                .isPresent();
        return zero ? null : name;
    }

    /**
     * The hidden value has the type of the first output, widened to hold the initial value; when that output has no name, the
     * range of its functions.
     */
    private Quantization hiddenType(Node node) {
        String y = node.outputs().getFirst(), initial = start(node, 5);
        var settings = lowering.settings().layer(node.name()).activations();
        Range range =
                !y.isEmpty() && lowering.ranges().has(y) ? lowering.ranges().of(y, settings) : new Range(-1, 1);
        return settings.quantization(initial == null ? range : range.and(range(initial)));
    }

    /** Returns the real numbers that a value's integers can stand for. */
    private Range range(String value) {
        Quantization q = lowering.quantization(value);
        return new Range(q.dequantize(q.low(), 0), q.dequantize(q.high(), 0));
    }

    private void add(Plan plan, int output, List<String> inputs) {
        Node node = plan.node();
        String value = node.outputs().get(output);
        Quantization hidden = plan.hiddenType();
        Quantization type = output < 2
                ? hidden
                : lowering.ranges()
                        .quantization(
                                value, lowering.settings().layer(node.name()).activations());
        lowering.parts().type(value, lowering.shape(value), type);
        Recurrence op = new Recurrence(
                Recurrence.Kind.valueOf(node.op()),
                Recurrence.Result.values()[output],
                batchFirst(node),
                lowering.graph().type(node.input(2)).shape().extent(2),
                node.attributes().integer("linear_before_reset", 0) != 0,
                node.attributes().integer("input_forget", 0) != 0,
                gateFraction(node),
                plan.directions(),
                hidden,
                fromState(hidden),
                fromState(type),
                toState(plan.hidden()),
                toState(plan.cell()));
        lowering.parts().add(op, node, inputs, value, List.of(node));
    }

    private static Requantization fromState(Quantization y) {
        return Lowering.scaling(y, Math.scalb(1 / (double) y.scales()[0], -Recurrence.STATE_FRACTION));
    }

    private Requantization toState(String initial) {
        if (initial == null) return null;
        double scale = lowering.quantization(initial).scales()[0];
        int most = 1 << Recurrence.STATE_BITS - 1;
        return Requantization.of(new double[] {Math.scalb(scale, Recurrence.STATE_FRACTION)}, 0, -most, most - 1);
    }

    /** Unbounded functions get fewer fraction bits, so that their range holds 64 rather than 16. */
    private static int gateFraction(Node node) {
        return RecurrenceFunctions.names(node).stream().allMatch(RecurrenceFunctions::isBounded)
                ? GATE_FRACTION
                : GATE_FRACTION - 2;
    }

    private List<Recurrence.Direction> directions(Node node, Quantization hidden) {
        String text = node.attributes().text("direction", "forward").toLowerCase(Locale.ROOT);
        var directions = new ArrayList<Recurrence.Direction>();
        if (!text.equals("reverse")) directions.add(direction(node, hidden, 0, false));
        if (!text.equals("forward")) directions.add(direction(node, hidden, directions.size(), true));
        return directions;
    }

    private Recurrence.Direction direction(Node node, Quantization hidden, int d, boolean reverse) {
        QuantizedWeights w = weights(node, 1, d), r = weights(node, 2, d);
        Recurrence.Kind kind = Recurrence.Kind.valueOf(node.op());
        int rows = w.integers().shape().extent(0), units = rows / kind.gates(), gate = gateFraction(node);
        boolean after = node.attributes().integer("linear_before_reset", 0) != 0;
        float[] biases = biases(node, d, rows);
        int[] bias = new int[rows], inner = new int[after ? units : 0];
        for (int k = 0; k < rows; k++) {
            boolean apart = after && k >= 2 * units;
            double sum = apart ? biases[k] : (double) biases[k] + biases[rows + k];
            bias[k] = gateInteger(sum, gate);
            if (apart) inner[k - 2 * units] = gateInteger(biases[rows + k], gate);
        }
        return new Recurrence.Direction(
                reverse,
                w.integers(),
                w.quantization(),
                r.integers(),
                r.quantization(),
                toGate(w, lowering.quantization(node.input(0)), rows, gate),
                toGate(r, hidden, rows, gate),
                bias,
                inner,
                RecurrenceFunctions.tables(node, d, gate));
    }

    private static int gateInteger(double real, int fraction) {
        return (int) Math.clamp(Math.rint(Math.scalb(real, fraction)), Short.MIN_VALUE, Short.MAX_VALUE);
    }

    private static Requantization toGate(QuantizedWeights w, Quantization x, int rows, int fraction) {
        double[] factors = new double[rows];
        for (int k = 0; k < rows; k++) factors[k] = Math.scalb((double) x.scales()[0] * w.scale(k), fraction);
        return Requantization.of(factors, 0, Integer.MIN_VALUE, Integer.MAX_VALUE);
    }

    private float[] biases(Node node, int d, int rows) {
        float[] biases = new float[2 * rows];
        if (node.hasInput(3)) {
            float[] all = lowering.finite(
                    node, lowering.graph().constant(node.input(3)).orElseThrow().toFloats());
            System.arraycopy(all, d * 2 * rows, biases, 0, 2 * rows);
        }
        return biases;
    }

    /** Returns the weights of one direction as integers without zero points. */
    private QuantizedWeights weights(Node node, int input, int d) {
        Tensor all = lowering.graph().constant(node.input(input)).orElseThrow();
        Shape shape = all.shape();
        int rows = shape.extent(1), columns = shape.extent(2);
        float[] values = Arrays.copyOfRange(all.toFloats(), d * rows * columns, (d + 1) * rows * columns);
        var settings = lowering.settings().layer(node.name()).weights();
        var symmetric = new WeightSettings(settings.codes(), settings.scaling(), settings.perTensor(), false);
        return lowering.settings()
                .method()
                .quantize(node.name(), lowering.finite(node, values), Shape.of(rows, columns), symmetric);
    }
}
