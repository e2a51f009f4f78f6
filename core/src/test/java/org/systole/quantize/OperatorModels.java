package org.systole.quantize;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.systole.graph.Attributes;
import org.systole.graph.Graph;
import org.systole.graph.GraphBuilder;
import org.systole.tensor.DataType;
import org.systole.tensor.NumberFormat;
import org.systole.tensor.Shape;
import org.systole.tensor.Tensor;

/** A model with every operator on integers, by hand. */
final class OperatorModels {
    private static final NumberFormat UINT8 = new NumberFormat(NumberFormat.Kind.UNSIGNED, 8);

    private static final String MICROSOFT = "com.microsoft";

    private final GraphBuilder b = new GraphBuilder("hand", 13).opset(MICROSOFT, 1);
    private final Stored stored;
    private final SplittableRandom random = new SplittableRandom(5);
    private final Map<String, String> scales = new HashMap<>();
    private final String zero;

    private OperatorModels(Stored stored) {
        this.stored = stored;
        zero = integer(stored.format, stored.zero);
    }

    /** The type of a model's activations and their zero point. */
    enum Stored {
        SIGNED(NumberFormat.INT8, -3),
        UNSIGNED(UINT8, 131);

        private final NumberFormat format;
        private final int zero;

        Stored(NumberFormat format, int zero) {
            this.format = format;
            this.zero = zero;
        }

        NumberFormat format() {
            return format;
        }
    }

    /** Returns integers of 32 bits. */
    static Tensor int32(int... values) {
        byte[] bytes = new byte[4 * values.length];
        for (int i = 0; i < bytes.length; i++) bytes[i] = (byte) (values[i / 4] >> 8 * (i % 4));
        var segment = java.lang.foreign.MemorySegment.ofArray(bytes);
        return new Tensor(DataType.INT32, Shape.of(values.length), () -> segment);
    }

    private String integer(NumberFormat format, int value) {
        return b.constant(QdqExport.integers(format, Shape.of(), new int[] {value}));
    }

    private String scale(float value) {
        return b.constant(Tensor.of(Shape.of(), value));
    }

    private String each(float... values) {
        return b.constant(Tensor.of(Shape.of(values.length), values));
    }

    private String zeros(int count) {
        return b.constant(QdqExport.integers(NumberFormat.INT8, Shape.of(count), new int[count]));
    }

    private String weights(NumberFormat format, int middle, int... extents) {
        int[] values = new int[Arrays.stream(extents).reduce(1, (x, y) -> x * y)];
        for (int i = 0; i < values.length; i++) values[i] = random.nextInt(-100, 101) + middle;
        return b.constant(QdqExport.integers(format, Shape.of(extents), values));
    }

    private String scaled(String value, float scale) {
        scales.put(value, scale(scale));
        return value;
    }

    private String quantized(String name, String real, float scale) {
        return scaled(b.node(name, "QuantizeLinear", List.of(real, scale(scale), zero), Attributes.NONE), scale);
    }

    /** Adds a node that keeps the quantization of its first input. */
    private String kept(String op, List<String> inputs, Object... attributes) {
        String output = b.node(op, op, inputs, Attributes.pairs(attributes));
        scales.put(output, scales.get(inputs.getFirst()));
        return output;
    }

    /** Adds a node whose inputs are values with scale and zero point, then scale and zero point of its output. */
    private String op(String op, float scale, List<String> values, Object... attributes) {
        var inputs = new ArrayList<String>();
        for (String value : values) inputs.addAll(List.of(value, scales.get(value), zero));
        inputs.addAll(op.equals("QLinearConcat") ? 0 : inputs.size(), List.of(scale(scale), zero));
        return node(op, MICROSOFT, scale, inputs, attributes);
    }

    private String node(String op, String domain, float scale, List<String> inputs, Object... attributes) {
        return scaled(
                b.node(op, domain, op, inputs, Attributes.pairs(attributes), 1).getFirst(), scale);
    }

    /** Returns a model that goes through every operator that is read. */
    static Graph everyOperator(Stored stored, boolean integerInput) {
        var model = new OperatorModels(stored);
        String x = model.map(model.input(integerInput));
        String flat = model.kept("Flatten", List.of(stored == Stored.UNSIGNED ? model.convInteger(x) : x));
        model.b.output(model.dense(flat));
        return model.b.build();
    }

    private String input(boolean integers) {
        if (!integers) return quantized("quantize", b.input("x", DataType.FLOAT32, 1, 4, 9, 9), 0.02f);
        String x = b.input("x", stored == Stored.SIGNED ? DataType.INT8 : DataType.UINT8, 1, 4, 9, 9);
        scaled(x, 0.02f);
        return kept("Transpose", List.of(x), "perm", new long[] {0, 1, 3, 2});
    }

    private String map(String x) {
        List<String> layer = List.of(
                x,
                scales.get(x),
                zero,
                weights(NumberFormat.INT8, 0, 4, 4, 3, 3),
                each(0.01f, 0.02f, 0.003f, 0.01f),
                zeros(4),
                scale(0.05f),
                zero,
                b.constant(int32(1000, -2000, 37, 0)));
        String conv = node("QLinearConv", "", 0.05f, layer, "pads", new long[] {1, 1, 1, 1});
        String leaky = op("QLinearLeakyRelu", 0.04f, List.of(conv), "alpha", 0.1f);
        String sigmoid = op("QLinearSigmoid", 1 / 120f, List.of(leaky));
        String product = op("QLinearMul", 0.03f, List.of(leaky, sigmoid));
        String sum = op("QLinearAdd", 0.06f, List.of(product, x));
        String pooled = kept("MaxPool", List.of(sum), "kernel_shape", new long[] {2, 2});
        String mean = op("QLinearAveragePool", 0.04f, List.of(pooled), "kernel_shape", new long[] {2, 2});
        String part = kept("Slice", List.of(pooled, longs(1, 1), longs(8, 8), longs(2, 3)));
        return op("QLinearConcat", 0.05f, List.of(mean, part), "axis", 1);
    }

    private String longs(long... values) {
        return b.constant(Tensor.of(Shape.of(values.length), values));
    }

    /** ONNX Runtime has it for unsigned inputs only. */
    private String convInteger(String x) {
        List<String> inputs = List.of(x, weights(UINT8, 128, 8, 8, 1, 1), zero, integer(UINT8, 128));
        String sums = b.node("ConvInteger", "ConvInteger", inputs, Attributes.NONE);
        String cast = b.node("Cast", "Cast", List.of(sums), Attributes.pairs("to", 1L));
        float[] factors = new float[8];
        for (int k = 0; k < 8; k++) factors[k] = 0.05f * 0.002f * (k + 1);
        String factor = b.constant(Tensor.of(Shape.of(8, 1, 1), factors));
        return quantized("map", b.node("Mul", "Mul", List.of(factor, cast), Attributes.NONE), 0.05f);
    }

    private String dense(String x) {
        int depth = b.shape(x).extent(1);
        List<String> product = List.of(
                x,
                scales.get(x),
                zero,
                weights(NumberFormat.INT8, 0, depth, 6),
                scale(0.001f),
                integer(NumberFormat.INT8, 0),
                scale(0.03f),
                zero);
        String matrix = node("QLinearMatMul", "", 0.03f, product);
        String sums = b.node(
                "MatMulInteger",
                "MatMulInteger",
                List.of(matrix, weights(NumberFormat.INT8, 0, 6, 5), zero, integer(NumberFormat.INT8, 4)),
                Attributes.NONE);
        String cast = b.node("Cast", "Cast", List.of(sums), Attributes.pairs("to", 1L));
        String real = b.node("Mul", "Mul", List.of(cast, scale(0.03f * 0.005f)), Attributes.NONE);
        String offset = b.node("Add", "Add", List.of(real, each(0.5f, -0.25f, 0.1f, 0, 1)), Attributes.NONE);
        String middle = quantized("middle", offset, 0.04f);
        List<String> floats = List.of(
                middle,
                weights(NumberFormat.INT8, 0, 5, 7),
                scales.get(middle),
                each(0.01f, 0.02f, 0.03f, 0.001f, 0.01f, 0.01f, 0.01f),
                zero,
                zeros(7),
                each(0.5f, -0.25f, 0.1f, 0, 1, 2, 3));
        String toFloat = b.node("MatMulIntegerToFloat", MICROSOFT, "MatMulIntegerToFloat", floats, Attributes.NONE, 1)
                .getFirst();
        return last(quantized("last", toFloat, 0.1f));
    }

    private String last(String x) {
        List<String> gemm = List.of(
                x,
                scales.get(x),
                zero,
                weights(NumberFormat.INT8, 0, 5, 7),
                each(0.01f, 0.02f, 0.01f, 0.004f, 0.01f),
                zeros(5),
                b.constant(int32(700, -300, 0, 5, 90)),
                scale(0.02f),
                zero);
        String logits = node("QGemm", MICROSOFT, 0.02f, gemm, "transB", 1L, "alpha", 1f);
        String low = integer(stored.format, Quantization.low(stored.format));
        List<String> inputs = List.of(logits, scales.get(logits), zero, scale(1 / 256f), low);
        return node("QLinearSoftmax", MICROSOFT, 1 / 256f, inputs, "axis", -1, "opset", 13);
    }
}
