package org.systole.quantize;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.systole.graph.Attributes;
import org.systole.graph.Graph;
import org.systole.graph.Node;
import org.systole.graph.ValueType;
import org.systole.problem.Problems;
import org.systole.tensor.DataType;
import org.systole.tensor.Shape;
import org.systole.tensor.Tensor;

/**
 * Models whose operators compute on integers (QLinearConv and its kin, ConvInteger, MatMulInteger) as models with
 * QuantizeLinear and DequantizeLinear around the operators of the standard: the same numbers in the other notation, so that one
 * way leads from both to the integer network.
 *
 * <p>Sources: the operators' pages of the ONNX standard; docs/ContribOperators.md of microsoft/onnxruntime for the domain
 * com.microsoft.
 */
final class OperatorPairs {
    /** From this opset on softmax works on one axis. */
    private static final int SOFTMAX_ONE_AXIS = 13;

    private final Graph graph;
    private final Problems problems = new Problems();
    private final List<Node> nodes = new ArrayList<>();
    private final Map<String, ValueType> types;
    private final Map<String, Tensor> constants;
    private final Set<String> nodeNames = new HashSet<>();
    private final Set<String> done = new HashSet<>();

    private OperatorPairs(Graph graph) {
        this.graph = graph;
        types = new LinkedHashMap<>(graph.types());
        constants = new LinkedHashMap<>(graph.constants());
        for (Node node : graph.nodes()) nodeNames.add(node.name());
    }

    /**
     * Returns the model with pairs; the same one when none of its operators computes on integers.
     *
     * @throws org.systole.problem.SystoleException E4111 for scales that a run computes, and for what has no form in an
     *     integer network
     */
    static Graph of(Graph graph) {
        if (graph.nodes().stream().noneMatch(node -> isOperator(node.op()))) return graph;
        return new OperatorPairs(graph).run();
    }

    /** Returns whether an operator computes on integers that stand for real numbers. */
    static boolean isOperator(String op) {
        return op.startsWith("QLinear")
                || op.equals("QGemm")
                || op.equals("ConvInteger")
                || op.startsWith("MatMulInteger")
                || op.startsWith("DynamicQuantize");
    }

    private Graph run() {
        for (Node node : graph.nodes()) if (node.op().startsWith("DynamicQuantize")) dynamic(node);
        problems.throwIfAny();
        for (Node node : graph.nodes()) {
            if (done.contains(node.name())) continue;
            if (isOperator(node.op())) take(node);
            else nodes.add(node);
        }
        problems.throwIfAny();
        return graph.with(nodes, types, constants);
    }

    private void dynamic(Node node) {
        unsupported(
                node,
                "its scale is computed anew for each input, expected constant scales",
                "quantize the float network it was made of with calibration data: systole quantize");
    }

    private void take(Node node) {
        switch (node.op()) {
            case "QLinearConv" -> convolution(node);
            case "QLinearMatMul" -> matrixProduct(node);
            case "QGemm" -> gemm(node);
            case "QLinearAdd", "QLinearMul" -> {
                List<String> inputs = List.of(real(node, 0, 1, 2, -1), real(node, 3, 4, 5, -1));
                add(node, node.op().substring("QLinear".length()), inputs, Attributes.NONE, 6);
            }
            case "QLinearSigmoid", "QLinearLeakyRelu", "QLinearAveragePool", "QLinearGlobalAveragePool" -> single(node);
            case "QLinearReduceMean" -> single(node);
            case "QLinearSoftmax" -> softmax(node);
            case "QLinearConcat" -> concatenation(node);
            case "ConvInteger", "MatMulInteger" -> integers(node);
            case "MatMulIntegerToFloat" -> toFloat(node);
            default -> unsupported(node, "operator " + node.op() + " is not read");
        }
    }

    // --- the operators

    private void convolution(Node node) {
        var inputs = new ArrayList<>(List.of(real(node, 0, 1, 2, -1), real(node, 3, 4, 5, 0)));
        if (node.hasInput(8)) inputs.add(bias(node, 8, 1, 4, 1));
        add(node, "Conv", inputs, node.attributes(), 6);
    }

    private void matrixProduct(Node node) {
        int last = graph.type(node.input(3)).shape().rank() - 1;
        add(node, "MatMul", List.of(real(node, 0, 1, 2, -1), real(node, 3, 4, 5, last)), Attributes.NONE, 6);
    }

    private void gemm(Node node) {
        boolean rows = node.attributes().integer("transB", 0) != 0;
        var inputs = new ArrayList<>(List.of(real(node, 0, 1, 2, -1), real(node, 3, 4, 5, rows ? 0 : 1)));
        if (node.hasInput(6)) inputs.add(bias(node, 6, 1, 4, node.attributes().real("alpha", 1)));
        add(node, "Gemm", inputs, node.attributes(), 7);
    }

    private void single(Node node) {
        if (node.attributes().integer("channels_last", 0) != 0) {
            unsupported(node, "its channels stand last, expected them behind the batch");
            return;
        }
        String op = node.op().substring("QLinear".length());
        add(node, op, List.of(real(node, 0, 1, 2, -1)), without(node.attributes(), "channels_last"), 3);
    }

    private void softmax(Node node) {
        int rank = graph.type(node.input(0)).shape().rank();
        boolean flattens = node.attributes().integer("opset", SOFTMAX_ONE_AXIS) < SOFTMAX_ONE_AXIS;
        long axis = Math.floorMod(node.attributes().integer("axis", flattens ? 1 : -1), rank);
        if (flattens && axis != rank - 1) {
            unsupported(node, "it is a softmax over several axes, expected one");
            return;
        }
        add(node, "Softmax", List.of(real(node, 0, 1, 2, -1)), Attributes.pairs("axis", axis), 3);
    }

    private void concatenation(Node node) {
        var inputs = new ArrayList<String>();
        for (int i = 2; i < node.inputs().size(); i += 3) inputs.add(real(node, i, i + 1, i + 2, -1));
        add(node, "Concat", inputs, node.attributes(), 0);
    }

    /**
     * Sums of products of integers, a Cast and a product with a constant: a layer whose weights have that constant as their
     * scale.
     */
    private void integers(Node node) {
        Optional<Node> cast = only(node.output()).filter(n -> n.op().equals("Cast"));
        Optional<Node> product = cast.flatMap(n -> only(n.output())).filter(n -> n.op().equals("Mul"));
        if (product.isEmpty()) {
            unsupported(node, "its sums are not made real by Cast and Mul with a constant");
            return;
        }
        boolean second = product.get().input(0).equals(cast.get().output());
        Optional<Tensor> factor = graph.constant(product.get().input(second ? 1 : 0));
        Optional<Tensor> x = scaleOf(node.input(0));
        if (factor.isEmpty() || x.isEmpty()) {
            unsupported(node, "the scale of its sums is computed, not a constant");
            return;
        }
        boolean convolution = node.op().equals("ConvInteger");
        Shape sums = graph.type(node.output()).shape();
        if (!isAlong(factor.get().shape(), sums, convolution ? 1 : sums.rank() - 1)) {
            unsupported(node, "the scales of its sums do not belong to its output channels");
            return;
        }
        int rank = graph.type(node.input(1)).shape().rank();
        float[] scales = factor.get().toFloats();
        for (int i = 0; i < scales.length; i++) scales[i] /= x.get().toFloats()[0];
        String input = real(node, node.input(0), constant(node, "x_scale", x.get()), zero(node, 2), -1, "x");
        Tensor each = Tensor.of(scales.length == 1 ? Shape.of() : Shape.of(scales.length), scales);
        String weight = real(
                node, node.input(1), constant(node, "w_scale", each), zero(node, 3), convolution ? 0 : rank - 1, "w");
        done.add(cast.get().name());
        done.add(product.get().name());
        nodes.add(new Node(
                node.name(),
                "",
                convolution ? "Conv" : "MatMul",
                List.of(input, weight),
                product.get().outputs(),
                node.attributes()));
    }

    private void toFloat(Node node) {
        int last = graph.type(node.input(1)).shape().rank() - 1;
        String a = real(node, node.input(0), node.input(2), zero(node, 4), -1, "a");
        String b = real(node, node.input(1), node.input(3), zero(node, 5), last, "b");
        boolean biased = node.hasInput(6);
        String product = biased ? value(node.output() + "/product") : node.output();
        if (biased) types.put(product, graph.type(node.output()));
        nodes.add(new Node(node.name(), "", "MatMul", List.of(a, b), List.of(product), Attributes.NONE));
        if (biased)
            nodes.add(new Node(
                    name(node.name() + "/add"),
                    "",
                    "Add",
                    List.of(product, node.input(6)),
                    node.outputs(),
                    Attributes.NONE));
    }

    // --- their parts

    /** Adds the operator of the standard and what makes integers of its result; without an output scale it stays real. */
    private void add(Node node, String op, List<String> inputs, Attributes attributes, int scale) {
        String output = node.output();
        if (!node.hasInput(scale)) {
            nodes.add(new Node(node.name(), "", op, inputs, List.of(output), attributes));
            return;
        }
        String real = value(output + "/real");
        types.put(real, new ValueType(DataType.FLOAT32, graph.type(output).shape()));
        nodes.add(new Node(node.name(), "", op, inputs, List.of(real), attributes));
        var pair = new ArrayList<>(List.of(real, node.input(scale)));
        if (node.hasInput(scale + 1)) pair.add(node.input(scale + 1));
        nodes.add(new Node(
                name(node.name() + "/quantize"), "", "QuantizeLinear", pair, List.of(output), Attributes.NONE));
    }

    private String real(Node node, int value, int scale, int zero, int axis) {
        return real(node, node.input(value), node.input(scale), zero(node, zero), axis, "input" + value);
    }

    private static String zero(Node node, int at) {
        return node.hasInput(at) ? node.input(at) : "";
    }

    /** Adds a DequantizeLinear and returns its result. */
    private String real(Node node, String value, String scale, String zero, int axis, String what) {
        String real = value(node.name() + "/" + what);
        types.put(real, new ValueType(DataType.FLOAT32, types.get(value).shape()));
        nodes.add(new Node(
                name(node.name() + "/" + what + "_dequantize"),
                "",
                "DequantizeLinear",
                zero.isEmpty() ? List.of(value, scale) : List.of(value, scale, zero),
                List.of(real),
                axis < 0 ? Attributes.NONE : Attributes.pairs("axis", (long) axis)));
        return real;
    }

    /** Adds the real bias of sums: its scale is the product of those of input and weights. */
    private String bias(Node node, int bias, int input, int weight, float alpha) {
        Optional<Tensor> x = graph.constant(node.input(input)), w = graph.constant(node.input(weight));
        if (x.isEmpty() || w.isEmpty()) return node.input(bias);
        float[] scales = w.get().toFloats();
        for (int k = 0; k < scales.length; k++) scales[k] *= x.get().toFloats()[0] * alpha;
        Tensor each = Tensor.of(scales.length == 1 ? Shape.of() : Shape.of(scales.length), scales);
        int last = graph.type(node.input(bias)).shape().rank() - 1;
        return real(node, node.input(bias), constant(node, "bias_scale", each), "", last, "bias");
    }

    private String constant(Node node, String what, Tensor tensor) {
        String value = value(node.name() + "/" + what);
        constants.put(value, tensor);
        types.put(value, new ValueType(tensor.type(), tensor.shape()));
        return value;
    }

    /** Returns the scale of a value of integers, from what makes it. */
    private Optional<Tensor> scaleOf(String value) {
        Optional<Node> producer = graph.producer(value);
        if (producer.isEmpty()) return Optional.of(Tensor.of(Shape.of(), 1f));
        Node node = producer.get();
        if (PairedGraph.isMoving(node.op())) return scaleOf(node.input(0));
        int at = switch (node.op()) {
            case "QuantizeLinear" -> 1;
            case "QLinearConcat" -> 0;
            case "QGemm" -> 7;
            case "QLinearConv", "QLinearMatMul", "QLinearAdd", "QLinearMul" -> 6;
            default -> node.op().startsWith("QLinear") ? 3 : -1;
        };
        return at < 0 ? Optional.empty() : graph.constant(node.input(at)).filter(t -> t.elements() == 1);
    }

    /** Returns whether a factor of some shape is one number, or one for each index of an axis. */
    private static boolean isAlong(Shape factor, Shape of, int axis) {
        for (int i = 0; i < factor.rank(); i++)
            if (factor.extent(i) != 1 && i + of.rank() - factor.rank() != axis) return false;
        return true;
    }

    private Optional<Node> only(String value) {
        List<Node> readers = graph.consumers(value);
        return graph.isOutput(value) || readers.size() != 1 ? Optional.empty() : Optional.of(readers.getFirst());
    }

    private static Attributes without(Attributes attributes, String name) {
        var map = new LinkedHashMap<String, Object>();
        for (String each : attributes.names()) if (!each.equals(name)) map.put(each, attributes.get(each));
        return Attributes.of(map);
    }

    private String name(String wanted) {
        String free = wanted;
        while (!nodeNames.add(free)) free += "_";
        return free;
    }

    private String value(String wanted) {
        String free = wanted;
        while (types.containsKey(free)) free += "_";
        return free;
    }

    private void unsupported(Node node, String what) {
        problems.add(ImportRefusals.unsupported(graph, node, what));
    }

    private void unsupported(Node node, String what, String fix) {
        problems.add(ImportRefusals.unsupported(graph, node, what, fix));
    }
}
