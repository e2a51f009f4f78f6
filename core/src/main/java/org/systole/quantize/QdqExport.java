package org.systole.quantize;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.systole.files.Json;
import org.systole.graph.Attributes;
import org.systole.graph.Graph;
import org.systole.graph.GraphBuilder;
import org.systole.graph.Node;
import org.systole.tensor.DataType;
import org.systole.tensor.NumberFormat;
import org.systole.tensor.Shape;
import org.systole.tensor.Tensor;

/**
 * Writes an integer network as a graph of the ONNX standard's operators between QuantizeLinear and DequantizeLinear, or between
 * quantizations of QONNX, which other tools run.
 *
 * <p>Batch normalizations and offsets are in the weights, as in the integer network. The standard has no words for the
 * requantization by multiplier and shift; a runtime that multiplies by the real ratio of the scales differs from the integer
 * network by at most one unit a node. The metadata {@code systole.network} hold the integer network itself, so that {@link QdqImport}
 * reads the file back to the bit.
 */
public final class QdqExport {
    /** The first operator set whose QuantizeLinear has an axis. */
    private static final int OPSET = 13;

    /** The first operator set whose QuantizeLinear makes 16 bits. */
    private static final int OPSET_16_BIT = 21;

    /**
     * Key of what integers are stored where the standard has no type for it: names of values and constants of the model to names of
     * formats, such as {@code int4}, {@code ternary}, {@code pot4x2}. Memories and costs go by it.
     */
    public static final String FORMATS = "systole.formats";

    private final Graph source;
    private final IntegerNetwork network;
    private final int opset;
    private final GraphBuilder out;
    private final Map<String, Node> sourceNodes = new HashMap<>();
    private final Map<String, String> reals = new HashMap<>();
    private final Set<String> outputs;
    private final Map<IntegerTensor, String> constantNames = new IdentityHashMap<>();
    private final Map<String, String> nodeNames = new HashMap<>();
    private final Map<String, String> constants = new LinkedHashMap<>();
    private final Map<String, Object> formats = new LinkedHashMap<>();

    /** Null for pairs. */
    private final QonnxNotation qonnx;

    private QdqExport(Graph source, IntegerNetwork network, boolean asQonnx) {
        this.source = source;
        this.network = network;
        boolean wide = !asQonnx && isWide(network);
        this.opset = Math.max(wide ? OPSET_16_BIT : OPSET, source.opset());
        this.out = new GraphBuilder(network.name(), opset);
        this.qonnx = asQonnx ? new QonnxNotation(out) : null;
        for (Node node : source.nodes()) sourceNodes.put(node.name(), node);
        outputs = new HashSet<>(network.outputs());
    }

    private static boolean isWide(IntegerNetwork network) {
        return network.types().values().stream()
                        .anyMatch(type -> type.quantization().format().bits() > 8)
                || network.nodes().stream().anyMatch(node -> isWide(node.op()));
    }

    /**
     * Returns the graph.
     *
     * @param source the float graph that the network was made of
     * @throws IllegalArgumentException when a format is no integer of at most 16 bits
     */
    public static Graph export(Graph source, IntegerNetwork network) {
        return new QdqExport(source, network, false).run();
    }

    /**
     * Returns the graph in the notation of QONNX: Quant and BipolarQuant in the place of pairs, of every width, with the same
     * metadata.
     *
     * @param source the float graph that the network was made of
     * @throws IllegalArgumentException when a format is no integer of at most 16 bits
     */
    public static Graph qonnx(Graph source, IntegerNetwork network) {
        return new QdqExport(source, network, true).run();
    }

    /** Returns whether weights are stored in 16 bits. */
    private static boolean isWide(IntegerOp op) {
        return switch (op) {
            case IntegerOp.Convolution layer -> layer.weight().format().bits() > 8;
            case IntegerOp.Dense layer -> layer.weight().format().bits() > 8;
            case LimitedLayer limited -> isWide(limited.layer());
            default -> false;
        };
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
        return described(out.build());
    }

    /** Returns the graph with the whole network in its metadata, so that it can be read back to the bit. */
    private Graph described(Graph graph) {
        var metadata = new LinkedHashMap<>(graph.metadata());
        OpCodec codec = OpCodec.writer(constantNames::get, node -> nodeNames.getOrDefault(node.name(), node.name()));
        metadata.put(NetworkCodec.KEY, NetworkCodec.write(network, codec));
        metadata.put(NetworkCodec.HASH, NetworkCodec.hash(graph));
        if (!formats.isEmpty()) metadata.put(FORMATS, Json.compact(formats));
        return graph.withMetadata(metadata);
    }

    /** Adds a node whose value has a name that no result of the network has. */
    private String node(String name, String op, List<String> inputs, Attributes attributes) {
        return nodes(name, "", op, inputs, attributes, 1).getFirst();
    }

    private List<String> nodes(
            String name, String domain, String op, List<String> inputs, Attributes attributes, int count) {
        var values = new ArrayList<String>();
        for (int i = 0; i < count; i++) values.add(out.freshValue(name + "/value"));
        out.add(new Node(out.uniqueNode(name), domain, op, inputs, values, attributes));
        return values;
    }

    private void add(IntegerNode node) {
        if (node.op() instanceof IntegerConstant op) {
            reals.put(node.output(), constant(node, op));
        } else if (node.nodes().isEmpty()) {
            // prepares the input of a node that the standard has in one
            reals.put(node.output(), reals.get(node.inputs().getFirst()));
        } else {
            // the standard has no word for an accumulator
            IntegerOp layer = node.op() instanceof LimitedLayer limited ? limited.layer() : node.op();
            String value = switch (layer) {
                case IntegerOp.Convolution op -> convolution(node, op);
                case IntegerOp.Dense op -> dense(node, op);
                default -> copied(node);
            };
            reals.put(node.output(), quantized(node.output(), clamped(node, value)));
        }
    }

    private String constant(IntegerNode node, IntegerConstant op) {
        Quantization q = network.type(node.output()).quantization();
        if (qonnx != null) {
            String real = out.freshValue(node.name() + "/integers");
            return qonnx.constant(
                    node.name() + "/real", real, op.value(), op.value().shape(), q);
        }
        String data = out.constant(
                out.freshValue(node.name() + "/integers"),
                integers(q.format(), op.value().shape(), op.value().values()));
        String scale = out.constant(out.freshValue(node.name() + "/scale"), Tensor.of(Shape.of(), q.scales()[0]));
        String zero =
                out.constant(out.freshValue(node.name() + "/zero"), integers(q.format(), Shape.of(), q.zeroPoints()));
        return node(node.name() + "/real", "DequantizeLinear", List.of(data, scale, zero), Attributes.NONE);
    }

    /** Returns a value behind QuantizeLinear and DequantizeLinear; results of the network keep their name. */
    private String quantized(String name, String value) {
        Quantization q = network.type(name).quantization();
        String wanted =
                outputs.contains(name) && !network.inputs().contains(name) ? name : out.freshValue(name + "/real");
        if (qonnx != null) {
            String within = QonnxNotation.says(q) ? value : clip(name + "/narrow", value, q, q.low(), q.high());
            qonnx.activation(name + "/quantize", within, q, wanted);
            return wanted;
        }
        String scale = out.constant(out.freshValue(name + "/scale"), Tensor.of(Shape.of(), q.scales()[0]));
        String zero = out.constant(out.freshValue(name + "/zero"), integers(q.format(), Shape.of(), q.zeroPoints()));
        String integer = node(
                name + "/quantize", "QuantizeLinear", List.of(narrowed(name, value, q), scale, zero), Attributes.NONE);
        note(integer, q);
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

    /** Notes what a value or constant holds, where its type does not say it. */
    private void note(String value, Quantization q) {
        boolean said = q.grid() == null && (q.format().bits() == 8 || q.format().bits() == 16);
        if (!said) formats.put(value, q.name());
    }

    /** Returns a value within a format narrower than what stores it: QuantizeLinear saturates at 8 or 16 bits only. */
    private String narrowed(String name, String value, Quantization q) {
        if (q.grid() == null && (q.format().bits() == 8 || q.format().bits() == 16)) return value;
        return clip(name + "/narrow", value, q, q.low(), q.high());
    }

    private String clip(String name, String value, Quantization q, int least, int most) {
        String low = out.constant(Tensor.of(Shape.of(), q.dequantize(least, 0)));
        String high = out.constant(Tensor.of(Shape.of(), q.dequantize(most, 0)));
        return node(name, "Clip", List.of(value, low, high), Attributes.NONE);
    }

    /** Returns integers in the narrowest type of 8 or 16 bits that holds the format; signed ones also in 32. */
    static Tensor integers(NumberFormat format, Shape shape, int[] values) {
        boolean wide = format.bits() > 8;
        DataType type = format.kind() == NumberFormat.Kind.UNSIGNED
                ? wide ? DataType.UINT16 : DataType.UINT8
                : wide ? DataType.INT16 : DataType.INT8;
        if (format.bits() > 16) type = DataType.INT32;
        int bytes = type.bits() / 8;
        byte[] data = new byte[values.length * bytes];
        for (int i = 0; i < values.length; i++)
            for (int b = 0; b < bytes; b++) data[i * bytes + b] = (byte) (values[i] >> 8 * b);
        var segment = MemorySegment.ofArray(data);
        return new Tensor(type, shape, () -> segment);
    }

    /** Returns dequantized weights; formats narrower than 8 bits are stored in 8. */
    private String weights(String name, IntegerTensor integers, Shape shape, Quantization q) {
        if (qonnx != null) {
            String real = out.freshValue(name + "/weight");
            constantNames.put(integers, real);
            return qonnx.constant(name + "/weight_quantize", real, integers, shape, q);
        }
        NumberFormat stored =
                new NumberFormat(NumberFormat.Kind.SIGNED, q.format().bits() <= 8 ? 8 : 16);
        int count = q.scales().length;
        Shape each = count == 1 ? Shape.of() : Shape.of(count);
        String data = out.constant(out.freshValue(name + "/weight"), integers(stored, shape, integers.values()));
        constantNames.put(integers, data);
        note(data, q);
        String scale = out.constant(out.freshValue(name + "/weight_scale"), Tensor.of(each, q.scales()));
        String zero = out.constant(out.freshValue(name + "/weight_zero"), integers(stored, each, q.zeroPoints()));
        return node(
                name + "/weight_dequantize",
                "DequantizeLinear",
                List.of(data, scale, zero),
                count == 1 ? Attributes.NONE : Attributes.pairs("axis", 0L));
    }

    /**
     * Returns the bias as integers of 32 bits behind DequantizeLinear, so that a runtime which adds integers adds this one; as real
     * numbers where it has more bits or its scale is too small for single precision, and for QONNX, which has no other operator for
     * integers than those that compute in single precision.
     */
    private String bias(IntegerNode node, long[] bias, Quantization weight) {
        double input = network.type(node.inputs().getFirst()).quantization().scales()[0];
        float[] scales = new float[weight.scales().length];
        boolean fits = qonnx == null && Arrays.stream(bias).allMatch(b -> b == (int) b);
        for (int k = 0; k < scales.length; k++) {
            scales[k] = (float) (input * weight.scales()[k]);
            fits &= scales[k] >= Float.MIN_NORMAL;
        }
        Shape shape = Shape.of(bias.length);
        if (!fits) {
            String name = out.freshValue(node.name() + "/bias");
            return out.constant(name, Tensor.of(shape, biases(node, bias, weight)));
        }
        int[] integers = Arrays.stream(bias).mapToInt(Math::toIntExact).toArray();
        String data =
                out.constant(out.freshValue(node.name() + "/bias"), integers(NumberFormat.INT32, shape, integers));
        Shape each = scales.length == 1 ? Shape.of() : shape;
        String scale = out.constant(out.freshValue(node.name() + "/bias_scale"), Tensor.of(each, scales));
        return node(
                node.name() + "/bias_dequantize",
                "DequantizeLinear",
                List.of(data, scale),
                scales.length == 1 ? Attributes.NONE : Attributes.pairs("axis", 0L));
    }

    private float[] biases(IntegerNode node, long[] bias, Quantization weight) {
        double input = network.type(node.inputs().getFirst()).quantization().scales()[0];
        float[] real = new float[bias.length];
        for (int k = 0; k < bias.length; k++)
            real[k] = (float) (bias[k] * input * weight.scales()[weight.scales().length == 1 ? 0 : k]);
        return real;
    }

    private String convolution(IntegerNode node, IntegerOp.Convolution op) {
        Node original = sourceNodes.get(node.nodes().getFirst());
        String input = reals.get(node.inputs().getFirst());
        if (original.op().equals("BatchNormalization")) return scaled(node, op, input);
        Shape shape = source.type(original.input(1)).shape();
        boolean transposed = original.op().equals("ConvTranspose");
        String weights = transposed
                ? transposedWeights(node.name(), op, shape)
                : weights(node.name(), op.weights(), shape, op.weight());
        return node(
                node.name(),
                original.op(),
                List.of(input, weights, bias(node, op.bias(), op.weight())),
                original.attributes());
    }

    /** Returns a factor and an offset for each channel, as constants of the map's rank. */
    private String scaled(IntegerNode node, IntegerOp.Convolution op, String input) {
        int[] extents = new int[network.type(node.output()).shape().rank()];
        Arrays.fill(extents, 1);
        extents[1] = op.bias().length;
        Shape shape = Shape.of(extents);
        float[] factors = Reals.of(op.weights(), op.weight());
        float[] offsets = biases(node, op.bias(), op.weight());
        String factor = out.constant(out.freshValue(node.name() + "/factor"), Tensor.of(shape, factors));
        String offset = out.constant(out.freshValue(node.name() + "/offset"), Tensor.of(shape, offsets));
        String product = node(node.name(), "Mul", List.of(input, factor), Attributes.NONE);
        return node(node.name() + "/add", "Add", List.of(product, offset), Attributes.NONE);
    }

    /** Returns dequantized weights turned back to C x K/groups x FY x FX; their scales lie across, so they are constant. */
    private String transposedWeights(String name, IntegerOp.Convolution op, Shape shape) {
        float[] reals = LayerForms.turnedBack(
                Reals.of(op.weights(), op.weight()), op.weights().shape(), op.groups());
        return out.constant(out.freshValue(name + "/weight"), Tensor.of(shape, reals));
    }

    private String dense(IntegerNode node, IntegerOp.Dense op) {
        String weights = weights(node.name(), op.weights(), op.weights().shape(), op.weight());
        String input = reals.get(node.inputs().getFirst()), bias = bias(node, op.bias(), op.weight());
        if (network.type(node.inputs().getFirst()).shape().rank() == 2)
            return node(node.name(), "Gemm", List.of(input, weights, bias), Attributes.pairs("transB", 1L));
        // said although it is the default: ONNX Runtime's optimizer ends the process where it is missing
        Attributes swap = Attributes.pairs("perm", new long[] {1, 0});
        String turned = node(node.name() + "/turn", "Transpose", List.of(weights), swap);
        String product = node(node.name(), "MatMul", List.of(input, turned), Attributes.NONE);
        return node(node.name() + "/add", "Add", List.of(product, bias), Attributes.NONE);
    }

    /** Returns the value of the original nodes, on dequantized inputs. */
    private String copied(IntegerNode node) {
        var made = new HashMap<String, String>();
        String value = null;
        for (String name : node.nodes()) {
            Node original = sourceNodes.get(name);
            var inputs = new ArrayList<String>();
            for (String input : original.inputs()) inputs.add(input(node, input, made));
            if (node.op() instanceof Recurrence op) recurrentWeights(node, op, inputs);
            int index = Math.max(0, original.outputs().indexOf(node.output()));
            int count = original.op().equals("Dropout") ? 1 : original.outputs().size();
            Attributes attributes = UpgradedAttributes.of(original, inputs, source, opset, out);
            nodeNames.put(original.name(), out.uniqueNode(original.name()));
            List<String> values = nodes(original.name(), original.domain(), original.op(), inputs, attributes, count);
            for (int i = 0; i < values.size(); i++) made.put(original.outputs().get(i), values.get(i));
            value = values.get(index);
        }
        return value;
    }

    /** Puts quantized weights in the place of the float ones; between the steps the runtime stays in float. */
    private void recurrentWeights(IntegerNode node, Recurrence op, List<String> inputs) {
        for (int i = 1; i <= 2; i++) {
            Shape shape = source.type(sourceNodes.get(node.nodes().getFirst()).input(i))
                    .shape();
            float[] all = new float[Math.toIntExact(shape.elements())];
            int at = 0;
            for (Recurrence.Direction d : op.directions()) {
                float[] reals =
                        i == 1 ? Reals.of(d.input(), d.inputType()) : Reals.of(d.recurrent(), d.recurrentType());
                System.arraycopy(reals, 0, all, at, reals.length);
                at += reals.length;
            }
            inputs.set(i, out.constant(out.freshValue(node.name() + "/weight"), Tensor.of(shape, all)));
        }
    }

    private String input(IntegerNode node, String input, Map<String, String> made) {
        if (input.isEmpty()) return "";
        if (made.containsKey(input)) return made.get(input);
        if (node.inputs().contains(input)) return reals.get(input);
        if (source.constant(input).isPresent()) return constant(input);
        // behind a change of scale that stands for no node
        return reals.get(node.inputs().getFirst());
    }

    private String constant(String name) {
        return constants.computeIfAbsent(
                name,
                key -> out.constant(out.freshValue(key), source.constant(key).orElseThrow()));
    }

    /** Returns the value clamped where the bounds are narrower than the format. */
    private String clamped(IntegerNode node, String value) {
        Quantization q = network.type(node.output()).quantization();
        IntegerOp layer = node.op() instanceof LimitedLayer limited ? limited.layer() : node.op();
        int[] bounds = switch (layer) {
            case IntegerOp.Convolution op ->
                new int[] {op.output().low(), op.output().high()};
            case IntegerOp.Dense op -> new int[] {op.output().low(), op.output().high()};
            default -> null;
        };
        if (bounds == null || (bounds[0] == q.low() && bounds[1] == q.high())) return value;
        return clip(node.name() + "/clip", value, q, bounds[0], bounds[1]);
    }
}
