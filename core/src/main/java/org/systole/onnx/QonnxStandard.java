package org.systole.onnx;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.systole.graph.Attributes;
import org.systole.graph.Graph;
import org.systole.graph.Node;
import org.systole.graph.ValueType;
import org.systole.tensor.DataType;
import org.systole.tensor.Shape;
import org.systole.tensor.Tensor;

/**
 * Quantizations of QONNX (Quant, BipolarQuant, Trunc) as operators of the standard, so that a runtime without QONNX computes the same
 * numbers: {@code Quant} as Div, Add, Max, Min, Round, Sub and Mul.
 *
 * <p>A node whose width is computed or whose rounding mode is unknown stays as it is, and the runtime refuses it.
 */
public final class QonnxStandard {
    private static final Set<String> OPERATORS = Set.of("Quant", "IntQuant", "BipolarQuant", "Trunc");

    /** The first operator set with Round. */
    private static final int ROUND = 11;

    /** The widest integers that are rounded without it. */
    private static final int MOST_WITHOUT_ROUND = 20;

    private final Graph graph;
    private final List<Node> nodes = new ArrayList<>();
    private final Map<String, ValueType> types;
    private final Map<String, Tensor> constants;
    private final Set<String> nodeNames = new HashSet<>();

    private QonnxStandard(Graph graph) {
        this.graph = graph;
        types = new LinkedHashMap<>(graph.types());
        constants = new LinkedHashMap<>(graph.constants());
        for (Node node : graph.nodes()) nodeNames.add(node.name());
    }

    /** Returns the graph without quantizations of QONNX; the same one when it has none. */
    public static Graph of(Graph graph) {
        boolean none = graph.nodes().stream().noneMatch(node -> OPERATORS.contains(node.op()));
        return none ? graph : new QonnxStandard(graph).run();
    }

    private Graph run() {
        for (Node node : graph.nodes()) if (!OPERATORS.contains(node.op()) || !expanded(node)) nodes.add(node);
        return graph.with(nodes, types, constants);
    }

    /** Returns a scale or zero point in single precision; some exporters write other types. */
    private String single(Node node, int input) {
        Tensor tensor = constants.get(node.input(input));
        if (tensor == null || tensor.type() == DataType.FLOAT32) return node.input(input);
        String name = value(node, tensor.shape(), DataType.FLOAT32);
        constants.put(name, Tensor.of(tensor.shape(), tensor.toFloats()));
        return name;
    }

    private boolean expanded(Node node) {
        if (node.op().equals("BipolarQuant")) {
            finish(node, "Mul", sign(node, node.input(0)), single(node, 1));
            return true;
        }
        String mode = node.attributes()
                .text("rounding_mode", node.op().equals("Trunc") ? "FLOOR" : "ROUND")
                .toUpperCase(Locale.ROOT);
        boolean known = Set.of("ROUND", "HALF_EVEN", "CEIL", "FLOOR", "UP", "DOWN", "HALF_UP", "HALF_DOWN")
                .contains(mode);
        if (!known) return false;
        if (graph.opset() < ROUND && !(number(node.input(3)) instanceof Double bits && bits <= MOST_WITHOUT_ROUND))
            return false;
        return node.op().equals("Trunc") ? trunc(node, mode) : quant(node, mode);
    }

    private boolean quant(Node node, String mode) {
        Double bits = number(node.input(3));
        if (bits == null) return false;
        boolean signed = node.attributes().integer("signed", 1) != 0;
        String scale = single(node, 1), zero = single(node, 2);
        String y = step(node, "Add", step(node, "Div", node.input(0), scale), zero);
        if (bits == 1 && signed) {
            finish(node, "Mul", sign(node, y), scale);
            return true;
        }
        String rounded = rounded(node, mode, clamped(node, y, bits, signed));
        finish(node, "Mul", step(node, "Sub", rounded, zero), scale);
        return true;
    }

    private String clamped(Node node, String y, double bits, boolean signed) {
        double narrow = node.attributes().integer("narrow", 0);
        double low = signed ? -Math.pow(2, bits - 1) + narrow : 0;
        double high = signed ? Math.pow(2, bits - 1) - 1 : Math.pow(2, bits) - 1 - narrow;
        return step(node, "Min", step(node, "Max", y, constant(node, low)), constant(node, high));
    }

    private boolean trunc(Node node, String mode) {
        boolean second = node.inputs().size() > 5;
        Double in = number(node.input(3)), out = number(node.input(second ? 5 : 4));
        Double scale = number(node.input(1)), outputScale = second ? number(node.input(4)) : scale;
        if (in == null || out == null || scale == null || outputScale == null) return false;
        double by =
                second ? Math.pow(2, Math.rint(Math.log(outputScale / scale) / Math.log(2))) : Math.pow(2, in - out);
        String divisor = constant(node, by);
        String zero = single(node, 2);
        String y = step(node, "Add", step(node, "Div", node.input(0), single(node, 1)), zero);
        y = step(node, "Div", nearest(node, y), divisor);
        if (second) y = clamped(node, y, out, node.attributes().integer("signed", 1) != 0);
        if (second) zero = step(node, "Div", zero, divisor);
        String less = step(node, "Sub", rounded(node, mode, y), zero);
        finish(node, "Mul", less, single(node, second ? 4 : 1));
        return true;
    }

    private String rounded(Node node, String mode, String y) {
        if (mode.equals("CEIL")) return unary(node, "Ceil", y);
        if (mode.equals("FLOOR")) return unary(node, "Floor", y);
        if (mode.equals("ROUND") || mode.equals("HALF_EVEN")) return nearest(node, y);
        String magnitude = unary(node, "Abs", y), half = constant(node, 0.5);
        magnitude = switch (mode) {
            case "UP" -> unary(node, "Ceil", magnitude);
            case "DOWN" -> unary(node, "Floor", magnitude);
            case "HALF_UP" -> unary(node, "Floor", step(node, "Add", magnitude, half));
            default -> unary(node, "Ceil", step(node, "Sub", magnitude, half));
        };
        return step(node, "Mul", unary(node, "Sign", y), magnitude);
    }

    /** Returns the nearest integer, ties to even; without Round by what a sum in single precision cannot hold. */
    private String nearest(Node node, String y) {
        if (graph.opset() >= ROUND) return unary(node, "Round", y);
        String large = constant(node, 0x1.8p23);
        return step(node, "Sub", step(node, "Add", y, large), large);
    }

    /** Returns -1 where a value is below 0, else 1. */
    private String sign(Node node, String x) {
        String below = value(node, types.get(x).shape(), DataType.BOOL);
        nodes.add(new Node(name(node), "", "Less", List.of(x, constant(node, 0)), List.of(below), Attributes.NONE));
        String sign = value(node, types.get(x).shape(), DataType.FLOAT32);
        List<String> inputs = List.of(below, constant(node, -1), constant(node, 1));
        nodes.add(new Node(name(node), "", "Where", inputs, List.of(sign), Attributes.NONE));
        return sign;
    }

    private Double number(String constant) {
        Tensor tensor = constants.get(constant);
        return tensor == null || tensor.elements() != 1 ? null : tensor.real(0);
    }

    private String constant(Node node, double value) {
        String name = value(node, Shape.of(), DataType.FLOAT32);
        constants.put(name, Tensor.of(Shape.of(), (float) value));
        return name;
    }

    private String unary(Node node, String op, String x) {
        String y = value(node, types.get(x).shape(), DataType.FLOAT32);
        nodes.add(new Node(name(node), "", op, List.of(x), List.of(y), Attributes.NONE));
        return y;
    }

    private String step(Node node, String op, String a, String b) {
        String y = value(node, broadcast(types.get(a).shape(), types.get(b).shape()), DataType.FLOAT32);
        nodes.add(new Node(name(node), "", op, List.of(a, b), List.of(y), Attributes.NONE));
        return y;
    }

    private static Shape broadcast(Shape a, Shape b) {
        int[] extents = new int[Math.max(a.rank(), b.rank())];
        for (int i = 1; i <= extents.length; i++) {
            int left = i > a.rank() ? 1 : a.extent(-i), right = i > b.rank() ? 1 : b.extent(-i);
            extents[extents.length - i] = left == 1 ? right : left;
        }
        return Shape.of(extents);
    }

    private void finish(Node node, String op, String a, String b) {
        nodes.add(new Node(name(node), "", op, List.of(a, b), node.outputs(), Attributes.NONE));
    }

    private String name(Node node) {
        String name = node.name();
        while (!nodeNames.add(name)) name += "_";
        return name;
    }

    private String value(Node node, Shape shape, DataType type) {
        String name = node.output() + "/step";
        for (int i = 1; types.containsKey(name); i++) name = node.output() + "/step" + i;
        types.put(name, new ValueType(type, shape));
        return name;
    }
}
