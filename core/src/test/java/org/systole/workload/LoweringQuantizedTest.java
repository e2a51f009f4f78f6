package org.systole.workload;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.systole.graph.Attributes;
import org.systole.graph.GraphBuilder;
import org.systole.graph.NetworkBuilder;
import org.systole.tensor.DataType;
import org.systole.tensor.NumberFormat;
import org.systole.tensor.Shape;
import org.systole.tensor.Storage;
import org.systole.tensor.Tensor;

/** Widths of operands and maps, and where conversions happen. */
class LoweringQuantizedTest {
    private static final NumberFormat UINT8 = new NumberFormat(NumberFormat.Kind.UNSIGNED, 8);

    private final GraphBuilder graph =
            new GraphBuilder("test").opset("com.microsoft", 1).opset("qonnx.custom_op.general", 1);
    private final NetworkBuilder net = new NetworkBuilder(graph, 1);

    private String zeros(String name, DataType type, int... extents) {
        Shape shape = Shape.of(extents);
        var bytes = java.lang.foreign.MemorySegment.ofArray(new byte[(int) type.bytes(shape.elements())]);
        Storage storage = () -> bytes;
        return graph.constant(graph.freshValue(name), new Tensor(type, shape, storage));
    }

    private String scale(float value) {
        return net.scalar("scale", value);
    }

    private String quantize(String name, String x, float scale) {
        String s = scale(scale);
        String zero = zeros("zero", DataType.INT8);
        return net.name(name).node("QuantizeLinear", List.of(x, s, zero));
    }

    private String dequantize(String x, float scale) {
        return net.node("DequantizeLinear", List.of(x, scale(scale), zeros("zero", DataType.INT8)));
    }

    private String weights(int... extents) {
        return dequantize(zeros("w", DataType.INT8, extents), 0.1f);
    }

    private String bias(int channels) {
        String scale = scale(0.01f);
        return net.node("DequantizeLinear", List.of(zeros("b", DataType.INT32, channels), scale));
    }

    @Test
    void nodesAroundALayerGiveItsWidths() {
        String x = net.input("x", 1, 3, 8, 8);
        String q = quantize("q", x, 0.5f);
        String w = weights(4, 3, 3, 3);
        String b = bias(4);
        String d = dequantize(q, 0.5f);
        String c = net.name("conv").node("Conv", List.of(d, w, b));
        String r = net.relu(c);
        String y = quantize("y", r, 0.25f);
        net.output(net.name("out").node("DequantizeLinear", List.of(y, scale(0.25f), zeros("zero", DataType.INT8))));
        Workload lowered = Lowered.of(net);
        assertEquals("""
                q vector [convert] x -> q
                conv convolution [bias, clamp, convert] q -> y
                out vector [convert] y -> out""", Lowered.text(lowered));
        assertEquals(Precision.INT8, Lowered.mac(lowered, "conv").precision());
        assertEquals(NumberFormat.FLOAT32, lowered.maps().get("x").format());
        assertEquals(NumberFormat.INT8, lowered.maps().get("y").format());
        assertEquals(NumberFormat.FLOAT32, lowered.maps().get("out").format());
    }

    @Test
    void aResidualSumIsRequantizedAtWriteBack() {
        String x = net.input("x", 1, 4, 8, 8);
        String q = quantize("q", x, 0.5f);
        String a = quantize("a", net.node("Conv", List.of(dequantize(q, 0.5f), weights(4, 4, 1, 1))), 0.25f);
        String b = net.name("b").node("Conv", List.of(dequantize(a, 0.25f), weights(4, 4, 1, 1)));
        String bq = quantize("bq", b, 0.125f);
        String sum = net.add(dequantize(bq, 0.125f), dequantize(a, 0.25f));
        net.output(quantize("sum", sum, 0.5f));
        MacLayer last = Lowered.of(net).macLayers().getLast();
        assertEquals(List.of("convert", "add", "convert"), Lowered.work(last));
        assertEquals(List.of("a", "a"), last.reads());
        assertEquals(Precision.INT8, last.precision());
    }

    @Test
    void whatKeepsItsScaleIsNotConverted() {
        String x = net.input("x", 1, 4, 8, 8);
        String q = quantize("q", x, 0.5f);
        String pool = net.maxPool(dequantize(q, 0.5f), 2, 2, 0);
        String same = quantize("same", pool, 0.5f);
        String wider = quantize("wider", pool, 0.25f);
        net.output(same, wider);
        Workload w = Lowered.of(net);
        assertEquals(
                "gives the integers back that the dequantization before it started from",
                w.free().get("same"));
        assertEquals(List.of("convert"), Lowered.work(Lowered.layer(w, "wider")));
        assertEquals(
                NumberFormat.INT8,
                w.maps().get(Lowered.layer(w, "MaxPool").writes().getFirst()).format());
    }

    @Test
    void realNumbersAreMadeWhereTheyAreNeeded() {
        String x = net.input("x", 2, 4);
        String d = dequantize(quantize("q", x, 0.5f), 0.5f);
        net.output(net.name("soft").softmax(d, -1));
        Layer soft = Lowered.layer(Lowered.of(net), "soft");
        assertEquals(List.of("convert", "softmax"), Lowered.work(soft));
    }

    @Test
    void aLayerThatLeavesRealNumbersDequantizesItsSums() {
        String x = net.input("x", 2, 4);
        String d = dequantize(quantize("q", x, 0.5f), 0.5f);
        net.output(net.name("mm").matMul(d, weights(4, 3)));
        MacLayer layer = Lowered.of(net).macLayers().getFirst();
        assertEquals(List.of("convert"), Lowered.work(layer));
        assertEquals(
                new Precision(NumberFormat.INT8, NumberFormat.INT8, NumberFormat.FLOAT32, NumberFormat.INT32),
                layer.precision());
    }

    @Test
    void operatorsOnIntegersConvertByThemselves() {
        String x = graph.input("x", DataType.UINT8, 1, 3, 8, 8);
        String s = scale(0.5f);
        String zero = zeros("zero", DataType.UINT8);
        String wz = zeros("wz", DataType.INT8);
        String w = zeros("w", DataType.INT8, 4, 3, 3, 3);
        String b = zeros("b", DataType.INT32, 4);
        net.output(net.name("conv").node("QLinearConv", List.of(x, s, zero, w, s, wz, s, zero, b)));
        MacLayer layer = Lowered.of(net).macLayers().getFirst();
        assertEquals(List.of("bias", "convert"), Lowered.work(layer));
        assertEquals(new Precision(UINT8, NumberFormat.INT8, UINT8, NumberFormat.INT32), layer.precision());
    }

    @Test
    void dynamicQuantizationFindsItsRangeFirst() {
        String x = net.input("x", 2, 8);
        List<String> q = graph.node("dq", "", "DynamicQuantizeLinear", List.of(x), Attributes.NONE, 3);
        String w = zeros("w", DataType.INT8, 8, 5);
        String wz = zeros("wz", DataType.INT8);
        String product = net.name("mm").node("MatMulInteger", List.of(q.get(0), w, q.get(2), wz));
        String cast = net.node("Cast", List.of(product), "to", 1);
        String scale = net.name("product").mul(q.get(1), scale(0.5f));
        String scaled = net.mul(cast, scale);
        String b = graph.constant("bias", Tensor.of(Shape.of(5), new float[5]));
        net.output(net.name("y").add(scaled, b));
        Workload lowered = Lowered.of(net);
        assertEquals("""
                dq vector [reduce, convert] x -> dq,dq:1,dq:2
                product vector [scale] dq:1 -> product
                mm dense [convert, multiply, bias] dq,product -> y""", Lowered.text(lowered));
        assertEquals(UINT8, Lowered.mac(lowered, "mm").precision().input());
        assertEquals(NumberFormat.FLOAT32, lowered.maps().get("y").format());
    }

    @Test
    void qonnxSaysHowManyBits() {
        String x = net.input("x", 1, 3, 8, 8);
        String q = quant("q", x, 4, 0);
        String w = quant("wq", graph.constant("w", Tensor.of(Shape.of(4, 3, 1, 1), new float[12])), 2, 1);
        String c = net.name("conv").node("Conv", List.of(q, w));
        net.output(quant("y", c, 3, 1));
        Workload lowered = Lowered.of(net);
        assertEquals("q vector [convert] x -> q\nconv convolution [convert] q -> y", Lowered.text(lowered));
        assertEquals(
                new Precision(
                        new NumberFormat(NumberFormat.Kind.UNSIGNED, 4),
                        new NumberFormat(NumberFormat.Kind.SIGNED, 2),
                        new NumberFormat(NumberFormat.Kind.SIGNED, 3),
                        NumberFormat.INT32),
                Lowered.mac(lowered, "conv").precision());
    }

    @Test
    void qonnxSaysHowAFloatIsMade() {
        String x = net.input("x", 1, 8);
        List<String> inputs = List.of(x, scale(1), net.scalar("exponent", 5), net.scalar("mantissa", 2));
        String q = graph.node("q", "qonnx.custom_op.general", "FloatQuant", inputs, Attributes.NONE, 1)
                .getFirst();
        net.output(net.name("mm").matMul(q, graph.constant("w", Tensor.of(Shape.of(8, 2), new float[16]))));
        Precision precision = Lowered.of(net).macLayers().getFirst().precision();
        assertEquals(new NumberFormat(NumberFormat.Kind.FLOAT, 8), precision.input());
        assertEquals(NumberFormat.FLOAT32, precision.partialSum());
    }

    private String quant(String name, String x, float bits, int signed) {
        List<String> inputs = List.of(x, scale(0.5f), net.scalar("zero", 0), net.scalar("bits", bits));
        Attributes attributes = Attributes.pairs("signed", signed, "narrow", 0, "rounding_mode", "ROUND");
        return graph.node(name, "qonnx.custom_op.general", "Quant", inputs, attributes, 1)
                .getFirst();
    }
}
