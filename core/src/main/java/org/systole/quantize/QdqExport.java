package org.systole.quantize;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.systole.graph.Attributes;
import org.systole.graph.Graph;
import org.systole.graph.GraphBuilder;
import org.systole.graph.Node;
import org.systole.tensor.DataType;
import org.systole.tensor.NumberFormat;
import org.systole.tensor.Shape;
import org.systole.tensor.Tensor;

/**
 * Writes an integer network as a graph of the ONNX standard's operators between QuantizeLinear and DequantizeLinear, which
 * other tools run.
 *
 * <p>Batch normalizations and offsets are in the weights, as in the integer network. The standard has no words for the
 * requantization by multiplier and shift; a runtime that multiplies by the real ratio of the scales differs from the integer
 * network by at most one unit a node.
 */
public final class QdqExport {
    /** The first operator set whose QuantizeLinear has an axis. */
    private static final int OPSET = 13;

    /** The first operator set whose QuantizeLinear makes 16 bits. */
    private static final int OPSET_16_BIT = 21;

    /** The operator set from which a reduction takes its axes as an input. */
    private static final int OPSET_AXES_INPUT = 18;

    private final Graph source;
    private final IntegerNetwork network;
    private final int opset;
    private final GraphBuilder out;
    private final Map<String, Node> sourceNodes = new HashMap<>();
    private final Map<String, String> reals = new HashMap<>();
    private final Set<String> outputs;

    private QdqExport(Graph source, IntegerNetwork network) {
        this.source = source;
        this.network = network;
        boolean wide = network.types().values().stream()
                .anyMatch(type -> type.quantization().format().bits() > 8);
        this.opset = Math.max(wide ? OPSET_16_BIT : OPSET, source.opset());
        this.out = new GraphBuilder(network.name(), opset);
        for (Node node : source.nodes()) sourceNodes.put(node.name(), node);
        outputs = new HashSet<>(network.outputs());
    }

    /**
     * Returns the graph.
     *
     * @param source the float graph that the network was made of
     * @throws IllegalArgumentException when a format is no integer of 8 or 16 bits, or 4 for weights
     */
    public static Graph export(Graph source, IntegerNetwork network) {
        return new QdqExport(source, network).run();
    }

    private Graph run() {
        network.metadata().forEach(out::metadata);
        // results keep their names, whatever nodes are called
        for (String output : network.outputs()) if (!network.inputs().contains(output)) out.freshValue(output);
        for (String input : network.inputs()) {
            out.input(input, DataType.FLOAT32, network.type(input).shape().extents());
            reals.put(input, quantized(input, input));
        }
        for (IntegerNode node : network.nodes()) add(node);
        for (String output : network.outputs()) out.output(reals.get(output));
        return out.build();
    }

    private void add(IntegerNode node) {
        String value = switch (node.op()) {
            case IntegerOp.Convolution op -> convolution(node, op);
            case IntegerOp.Dense op -> dense(node, op);
            default -> copied(node);
        };
        reals.put(node.output(), quantized(node.output(), clamped(node, value)));
    }

    /** Returns a value behind QuantizeLinear and DequantizeLinear; results of the network keep their name. */
    private String quantized(String name, String value) {
        Quantization q = network.type(name).quantization();
        String scale = out.constant(out.freshValue(name + "/scale"), Tensor.of(Shape.of(), q.scales()[0]));
        String zero = out.constant(out.freshValue(name + "/zero"), integers(q.format(), Shape.of(), q.zeroPoints()));
        String integer = out.node(name + "/quantize", "QuantizeLinear", List.of(value, scale, zero), Attributes.NONE);
        String wanted =
                outputs.contains(name) && !network.inputs().contains(name) ? name : out.freshValue(name + "/real");
        var node = new Node(
                out.uniqueNode(name + "/dequantize"),
                "",
                "DequantizeLinear",
                List.of(integer, scale, zero),
                List.of(wanted),
                Attributes.NONE);
        out.add(node);
        return wanted;
    }

    static Tensor integers(NumberFormat format, Shape shape, int[] values) {
        DataType type = switch (format.toString()) {
            case "int8" -> DataType.INT8;
            case "uint8" -> DataType.UINT8;
            case "int16" -> DataType.INT16;
            case "uint16" -> DataType.UINT16;
            default -> throw new IllegalArgumentException("QuantizeLinear has no " + format);
        };
        int bytes = type.bits() / 8;
        byte[] data = new byte[values.length * bytes];
        for (int i = 0; i < values.length; i++)
            for (int b = 0; b < bytes; b++) data[i * bytes + b] = (byte) (values[i] >> 8 * b);
        var segment = java.lang.foreign.MemorySegment.ofArray(data);
        return new Tensor(type, shape, () -> segment);
    }

    /** Returns dequantized weights; formats narrower than 8 bits are stored in 8. */
    private String weights(String name, IntegerTensor integers, Shape shape, Quantization q) {
        NumberFormat stored =
                new NumberFormat(NumberFormat.Kind.SIGNED, q.format().bits() <= 8 ? 8 : 16);
        int count = q.scales().length;
        Shape each = count == 1 ? Shape.of() : Shape.of(count);
        String data = out.constant(out.freshValue(name + "/weight"), integers(stored, shape, integers.values()));
        String scale = out.constant(out.freshValue(name + "/weight_scale"), Tensor.of(each, q.scales()));
        String zero = out.constant(out.freshValue(name + "/weight_zero"), integers(stored, each, q.zeroPoints()));
        return out.node(
                name + "/weight_dequantize",
                "DequantizeLinear",
                List.of(data, scale, zero),
                count == 1 ? Attributes.NONE : Attributes.pairs("axis", 0L));
    }

    private String bias(IntegerNode node, long[] bias, Quantization weight) {
        double input = network.type(node.inputs().getFirst()).quantization().scales()[0];
        float[] real = new float[bias.length];
        for (int k = 0; k < bias.length; k++)
            real[k] = (float) (bias[k] * input * weight.scales()[weight.scales().length == 1 ? 0 : k]);
        return out.constant(out.freshValue(node.name() + "/bias"), Tensor.of(Shape.of(bias.length), real));
    }

    private String convolution(IntegerNode node, IntegerOp.Convolution op) {
        Node original = sourceNodes.get(node.nodes().getFirst());
        Shape shape = source.type(original.input(1)).shape();
        String weights = weights(node.name(), op.weights(), shape, op.weight());
        return out.node(
                node.name(),
                "Conv",
                List.of(reals.get(node.inputs().getFirst()), weights, bias(node, op.bias(), op.weight())),
                original.attributes());
    }

    private String dense(IntegerNode node, IntegerOp.Dense op) {
        String weights = weights(node.name(), op.weights(), op.weights().shape(), op.weight());
        String input = reals.get(node.inputs().getFirst()), bias = bias(node, op.bias(), op.weight());
        if (network.type(node.inputs().getFirst()).shape().rank() == 2)
            return out.node(node.name(), "Gemm", List.of(input, weights, bias), Attributes.pairs("transB", 1L));
        String turned = out.node(node.name() + "/turn", "Transpose", List.of(weights), Attributes.NONE);
        String product = out.node(node.name(), "MatMul", List.of(input, turned), Attributes.NONE);
        return out.node(node.name() + "/add", "Add", List.of(product, bias), Attributes.NONE);
    }

    /** Returns the value of the original nodes, on dequantized inputs. */
    private String copied(IntegerNode node) {
        String value = null;
        for (String name : node.nodes()) {
            Node original = sourceNodes.get(name);
            var inputs = new ArrayList<String>();
            for (String input : original.inputs()) inputs.add(input(node, input, value));
            value = out.node(original.name(), original.domain(), original.op(), inputs, upgraded(original, inputs), 1)
                    .getFirst();
        }
        return value;
    }

    /** Returns the attributes in the form of the result's operator set; what became an input is added to the inputs. */
    private Attributes upgraded(Node node, List<String> inputs) {
        Attributes a = node.attributes();
        if (node.op().startsWith("Reduce") && opset >= OPSET_AXES_INPUT && a.has("axes")) {
            long[] axes = a.integers("axes", null);
            inputs.add(out.constant(Tensor.of(Shape.of(axes.length), axes)));
            return Attributes.pairs("keepdims", a.integer("keepdims", 1));
        }
        if (node.op().equals("Clip") && (a.has("min") || a.has("max"))) {
            inputs.add(out.constant(Tensor.of(Shape.of(), a.real("min", -Float.MAX_VALUE))));
            inputs.add(out.constant(Tensor.of(Shape.of(), a.real("max", Float.MAX_VALUE))));
            return Attributes.NONE;
        }
        return a;
    }

    private String input(IntegerNode node, String input, String before) {
        if (input.isEmpty()) return "";
        if (source.constant(input).isPresent()) return constant(input);
        return node.inputs().contains(input) ? reals.get(input) : before;
    }

    private final Map<String, String> constants = new LinkedHashMap<>();

    private String constant(String name) {
        return constants.computeIfAbsent(
                name,
                key -> out.constant(out.freshValue(key), source.constant(key).orElseThrow()));
    }

    /** Returns the value clamped where the bounds are narrower than the format. */
    private String clamped(IntegerNode node, String value) {
        Quantization q = network.type(node.output()).quantization();
        int[] bounds = switch (node.op()) {
            case IntegerOp.Convolution op ->
                new int[] {op.output().low(), op.output().high()};
            case IntegerOp.Dense op -> new int[] {op.output().low(), op.output().high()};
            default -> null;
        };
        if (bounds == null || (bounds[0] == q.low() && bounds[1] == q.high())) return value;
        String low = out.constant(Tensor.of(Shape.of(), q.dequantize(bounds[0], 0)));
        String high = out.constant(Tensor.of(Shape.of(), q.dequantize(bounds[1], 0)));
        return out.node(node.name() + "/clip", "Clip", List.of(value, low, high), Attributes.NONE);
    }
}
