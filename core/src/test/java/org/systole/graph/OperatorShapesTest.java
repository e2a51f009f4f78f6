package org.systole.graph;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.systole.problem.SystoleException;
import org.systole.tensor.DataType;
import org.systole.tensor.Shape;
import org.systole.tensor.Tensor;

/**
 * Shapes worked out by hand from the operators' pages, for what the standard's own cases do not cover: forms of older
 * operator sets, and operators of other domains.
 */
class OperatorShapesTest {
    private static final DataType F = DataType.FLOAT32;
    private static final Attributes NONE = Attributes.NONE;

    private static ValueType of(DataType type, int... extents) {
        return new ValueType(type, Shape.of(extents));
    }

    private static ValueType f(int... extents) {
        return of(F, extents);
    }

    private static Tensor ints(long... values) {
        return Tensor.of(Shape.of(values.length), values);
    }

    private static Tensor reals(float... values) {
        return Tensor.of(Shape.of(values.length), values);
    }

    /** Returns the types of the outputs; an input is a type, a constant, or null when it is left out. */
    private static String infer(String op, int opset, int outputs, Attributes attributes, Object... inputs) {
        int dot = op.lastIndexOf('.');
        String domain = dot < 0 ? "" : op.substring(0, dot);
        var types = new LinkedHashMap<String, ValueType>();
        var constants = new LinkedHashMap<String, Tensor>();
        List<String> names = new ArrayList<>();
        for (int i = 0; i < inputs.length; i++) {
            String name = inputs[i] == null ? "" : "x" + i;
            names.add(name);
            if (inputs[i] instanceof ValueType type) types.put(name, type);
            if (inputs[i] instanceof Tensor tensor) constants.put(name, tensor);
        }
        List<String> results = new ArrayList<>();
        for (int i = 0; i < outputs; i++) results.add("y" + i);
        var node = new Node("node", domain, op.substring(dot + 1), names, results, attributes);
        var opsets = domain.isEmpty() ? Map.of("", opset) : Map.of("", opset, domain, 1);
        var raw =
                new Graph("g", List.copyOf(types.keySet()), results, List.of(node), types, constants, opsets, Map.of());
        Graph graph = ShapeInference.infer(raw, "");
        return String.join(
                ", ", results.stream().map(y -> graph.type(y).toString()).toList());
    }

    private static Attributes a(Object... pairs) {
        return Attributes.pairs(pairs);
    }

    @Test
    void axesWereAttributes() {
        assertEquals("FLOAT32 3x5", infer("Squeeze", 11, 1, a("axes", new int[] {0, -2}), f(1, 3, 1, 5)));
        assertEquals("FLOAT32 3x5", infer("Squeeze", 11, 1, NONE, f(1, 3, 1, 5)));
        assertEquals("FLOAT32 1x3x5x1", infer("Unsqueeze", 11, 1, a("axes", new int[] {0, 3}), f(3, 5)));
        assertEquals("FLOAT32 1x5", infer("ReduceSum", 11, 1, a("axes", new int[] {0}), f(3, 5)));
        assertEquals("FLOAT32 5", infer("ReduceMean", 17, 1, a("axes", new int[] {0}, "keepdims", 0), f(3, 5)));
        assertEquals("FLOAT32 scalar", infer("ReduceMax", 13, 1, a("keepdims", 0), f(3, 5)));
        assertEquals("FLOAT32 3x5", infer("ReduceSum", 13, 1, a("noop_with_empty_axes", 1), f(3, 5)));
        assertEquals("FLOAT32 1x1", infer("ReduceSum", 13, 1, NONE, f(3, 5)));
    }

    @Test
    void slicesAndSplitsWereAttributes() {
        Attributes all = a("starts", new int[] {1, -3}, "ends", new int[] {1000, -1}, "axes", new int[] {0, 1});
        assertEquals("FLOAT32 3x2", infer("Slice", 9, 1, all, f(4, 5)));
        assertEquals("FLOAT32 2x5", infer("Slice", 9, 1, a("starts", new int[] {0}, "ends", new int[] {2}), f(4, 5)));
        assertEquals(
                "FLOAT32 4x3", infer("Slice", 13, 1, NONE, f(4, 5), ints(4), ints(Long.MIN_VALUE), ints(1), ints(-2)));
        assertEquals("FLOAT32 0x5", infer("Slice", 13, 1, NONE, f(4, 5), ints(3), ints(1)));
        assertEquals(
                "FLOAT32 1x5, FLOAT32 3x5", infer("Split", 11, 2, a("axis", 0, "split", new int[] {1, 3}), f(4, 5)));
        assertEquals("FLOAT32 4x3, FLOAT32 4x2", infer("Split", 18, 2, a("axis", 1, "num_outputs", 2), f(4, 5)));
        assertEquals("FLOAT32 2x5, FLOAT32 2x5", infer("Split", 13, 2, NONE, f(4, 5)));
        assertThrows(SystoleException.class, () -> infer("Split", 13, 2, a("axis", 1), f(4, 5)));
    }

    @Test
    void scalesAndPadsWereAttributes() {
        assertEquals(
                "FLOAT32 1x2x6x7", infer("Upsample", 7, 1, a("scales", new float[] {1, 1, 2, 1.5f}), f(1, 2, 3, 5)));
        assertEquals("FLOAT32 1x2x6x10", infer("Upsample", 9, 1, NONE, f(1, 2, 3, 5), reals(1, 1, 2, 2)));
        assertEquals("FLOAT32 1x2x1x2", infer("Resize", 10, 1, NONE, f(1, 2, 3, 5), reals(1, 1, 0.5f, 0.5f)));
        assertEquals("FLOAT32 1x2x9x8", infer("Resize", 13, 1, NONE, f(1, 2, 3, 5), null, reals(), ints(1, 2, 9, 8)));
        assertEquals(
                "FLOAT32 1x2x9x8", infer("Resize", 11, 1, NONE, f(1, 2, 3, 5), reals(), reals(), ints(1, 2, 9, 8)));
        assertEquals(
                "FLOAT32 1x2x9x15",
                infer("Resize", 18, 1, a("axes", new int[] {2, 3}), f(1, 2, 3, 5), null, reals(3, 3)));
        assertEquals("FLOAT32 4x7", infer("Pad", 10, 1, a("pads", new int[] {0, 1, 1, 1}), f(3, 5)));
        assertEquals("FLOAT32 4x3", infer("Pad", 13, 1, NONE, f(3, 5), ints(0, -1, 1, -1)));
        assertEquals("FLOAT32 3x8", infer("Pad", 18, 1, NONE, f(3, 5), ints(1, 2), null, ints(-1)));
    }

    @Test
    void otherOldForms() {
        assertEquals("FLOAT32 3x2, INT64 3x2", infer("TopK", 7, 2, a("k", 2), f(3, 5)));
        assertEquals("FLOAT32 3x2, INT64 3x2", infer("TopK", 11, 2, NONE, f(3, 5), ints(2)));
        assertEquals("FLOAT32 3x5, FLOAT32 3x5", infer("Dropout", 7, 2, NONE, f(3, 5)));
        assertEquals("FLOAT32 3x5, BOOL 3x5", infer("Dropout", 13, 2, NONE, f(3, 5)));
        assertEquals("FLOAT32 3x5", infer("Softmax", 11, 1, a("axis", 2), f(3, 5)));
        assertThrows(SystoleException.class, () -> infer("Softmax", 13, 1, a("axis", 2), f(3, 5)));
        assertEquals("FLOAT32 3x5", infer("Clip", 6, 1, a("min", 0f, "max", 6f), f(3, 5)));
        assertEquals("FLOAT32 1x4x2x2", infer("PRelu", 7, 1, NONE, f(1, 4, 2, 2), f(4)));
        assertEquals(
                "FLOAT32 1x4x2x2, FLOAT32 4, FLOAT32 4, FLOAT32 4, FLOAT32 4",
                infer("BatchNormalization", 9, 5, NONE, f(1, 4, 2, 2), f(4), f(4), f(4), f(4)));
        Attributes groups = a("num_groups", 2);
        assertEquals("FLOAT32 1x4x2x2", infer("GroupNormalization", 18, 1, groups, f(1, 4, 2, 2), f(2), f(2)));
        assertEquals("FLOAT32 1x4x2x2", infer("GroupNormalization", 21, 1, groups, f(1, 4, 2, 2), f(4), f(4)));
        assertEquals("INT64 2", infer("Shape", 15, 1, a("start", 1, "end", -1), f(2, 3, 4, 5)));
        assertEquals("FLOAT32 5x1x4", infer("Transpose", 13, 1, NONE, f(4, 1, 5)));
        assertEquals("FLOAT32 1x20", infer("Flatten", 13, 1, a("axis", 0), f(4, 5)));
        assertEquals("FLOAT32 20x1", infer("Flatten", 13, 1, a("axis", 2), f(4, 5)));
    }

    @Test
    void reshapes() {
        assertEquals("FLOAT32 4x15", infer("Reshape", 13, 1, NONE, f(4, 3, 5), ints(0, -1)));
        assertEquals("FLOAT32 0x7", infer("Reshape", 14, 1, a("allowzero", 1), f(0, 3), ints(0, 7)));
        assertEquals("FLOAT32 scalar", infer("Reshape", 13, 1, NONE, f(1, 1), Tensor.of(Shape.of(0), new long[0])));
        for (long[] wrong : new long[][] {{7, -1}, {-1, -1}, {4, 4}, {0, 0, 0, 0}, {-2, 30}})
            assertThrows(SystoleException.class, () -> infer("Reshape", 13, 1, NONE, f(4, 3, 5), ints(wrong)));
    }

    /** ceil((in + pad - covered)/stride) + 1 without a last window that starts in the padding. */
    @Test
    void windows() {
        Attributes pool = a("kernel_shape", new int[] {3, 2}, "strides", new int[] {2, 2});
        assertEquals("FLOAT32 1x8x3x3", infer("MaxPool", 12, 1, pool, f(1, 8, 7, 7)));
        Attributes ceil = a("kernel_shape", new int[] {3, 2}, "strides", new int[] {2, 2}, "ceil_mode", 1);
        assertEquals("FLOAT32 1x8x4x4", infer("MaxPool", 12, 1, ceil, f(1, 8, 8, 7)));
        Attributes edge = a("kernel_shape", new int[] {1}, "strides", new int[] {2}, "ceil_mode", 1);
        assertEquals("FLOAT32 1x8x2", infer("AveragePool", 19, 1, edge, f(1, 8, 4)));
        Attributes same = a("auto_pad", "SAME_UPPER", "strides", new int[] {2, 2});
        assertEquals("FLOAT32 1x4x4x3", infer("Conv", 11, 1, same, f(1, 2, 7, 5), f(4, 2, 3, 3)));
        Attributes valid = a("auto_pad", "VALID", "dilations", new int[] {2, 2}, "group", 2);
        assertEquals("FLOAT32 1x4x3x1", infer("Conv", 11, 1, valid, f(1, 2, 7, 5), f(4, 1, 3, 3), f(4)));
        Attributes up =
                a("strides", new int[] {2, 2}, "pads", new int[] {1, 1, 1, 1}, "output_padding", new int[] {1, 0});
        assertEquals("FLOAT32 1x6x14x9", infer("ConvTranspose", 11, 1, up, f(1, 4, 7, 5), f(4, 6, 3, 3)));
        Attributes stated = a("strides", new int[] {3, 3}, "output_shape", new int[] {10, 8}, "group", 2);
        assertEquals("FLOAT32 1x12x10x8", infer("ConvTranspose", 11, 1, stated, f(1, 4, 3, 3), f(4, 6, 3, 3)));
        Attributes auto = a("strides", new int[] {2, 2}, "auto_pad", "SAME_LOWER");
        assertEquals("FLOAT32 1x6x14x10", infer("ConvTranspose", 11, 1, auto, f(1, 4, 7, 5), f(4, 6, 3, 3)));
    }

    @Test
    void recurrence() {
        Attributes both = a("hidden_size", 8, "direction", "bidirectional");
        assertEquals(
                "FLOAT32 10x2x3x8, FLOAT32 2x3x8, FLOAT32 2x3x8",
                infer("LSTM", 14, 3, both, f(10, 3, 16), f(2, 32, 16), f(2, 32, 8), f(2, 64)));
        Attributes first = a("hidden_size", 8, "layout", 1);
        assertEquals(
                "FLOAT32 3x10x1x8, FLOAT32 3x1x8", infer("GRU", 14, 2, first, f(3, 10, 16), f(1, 24, 16), f(1, 24, 8)));
        Attributes reverse = a("hidden_size", 8, "direction", "reverse");
        assertEquals("FLOAT32 10x1x3x8", infer("RNN", 14, 1, reverse, f(10, 3, 16), f(1, 8, 16), f(1, 8, 8)));
        assertThrows(SystoleException.class, () -> infer("LSTM", 14, 1, NONE, f(10, 3, 16), f(1, 32, 15), f(1, 32, 8)));
        assertThrows(
                SystoleException.class,
                () -> infer("GRU", 14, 1, a("direction", "sideways"), f(3, 1, 2), f(1, 24, 2), f(1, 24, 8)));
    }

    @Test
    void quantized() {
        Object scale = f();
        Object zero = of(DataType.UINT8);
        Object x = of(DataType.UINT8, 1, 2, 7, 5);
        Object w = of(DataType.INT8, 4, 2, 3, 3);
        assertEquals(
                "INT8 1x4x5x3",
                infer(
                        "QLinearConv",
                        10,
                        1,
                        NONE,
                        x,
                        scale,
                        zero,
                        w,
                        scale,
                        zero,
                        scale,
                        of(DataType.INT8),
                        of(DataType.INT32, 4)));
        assertEquals("INT32 1x4x5x3", infer("ConvInteger", 10, 1, NONE, x, w, zero));
        assertEquals(
                "INT32 2x6", infer("MatMulInteger", 10, 1, NONE, of(DataType.UINT8, 2, 3), of(DataType.INT8, 3, 6)));
        assertEquals("INT8 4x3", infer("QuantizeLinear", 13, 1, a("axis", 0), f(4, 3), f(4), of(DataType.INT8, 4)));
        assertEquals("UINT8 4x3", infer("QuantizeLinear", 13, 1, NONE, f(4, 3), f()));
        assertEquals(
                "FLOAT16 4x6",
                infer(
                        "DequantizeLinear",
                        21,
                        1,
                        a("axis", 1, "block_size", 3),
                        of(DataType.INT4, 4, 6),
                        of(DataType.FLOAT16, 4, 2)));
        assertThrows(SystoleException.class, () -> infer("QuantizeLinear", 13, 1, NONE, f(4, 3), f(4)));
        assertThrows(SystoleException.class, () -> infer("QuantizeLinear", 13, 1, NONE, f(4, 3), reals(0)));
        assertThrows(SystoleException.class, () -> infer("DequantizeLinear", 13, 1, NONE, f(4, 3), f()));
        assertEquals("UINT8 4x3, FLOAT32 scalar, UINT8 scalar", infer("DynamicQuantizeLinear", 11, 3, NONE, f(4, 3)));
    }

    @Test
    void contributed() {
        String ms = "com.microsoft.";
        Object scale = f();
        Object zero = of(DataType.UINT8);
        Object a = of(DataType.UINT8, 1, 4, 6);
        assertEquals(
                "UINT8 1x4x6",
                infer(
                        ms + "QLinearAdd",
                        13,
                        1,
                        NONE,
                        a,
                        scale,
                        zero,
                        of(DataType.UINT8, 4, 1),
                        scale,
                        zero,
                        scale,
                        zero));
        assertEquals(
                "UINT8 1x7x6",
                infer(
                        ms + "QLinearConcat",
                        13,
                        1,
                        a("axis", 1),
                        scale,
                        zero,
                        a,
                        scale,
                        zero,
                        of(DataType.UINT8, 1, 3, 6),
                        scale,
                        zero));
        assertEquals(
                "UINT8 1x1x1x4",
                infer(
                        ms + "QLinearGlobalAveragePool",
                        13,
                        1,
                        a("channels_last", 1),
                        of(DataType.UINT8, 1, 3, 3, 4),
                        scale,
                        zero,
                        scale,
                        zero));
        assertEquals(
                "FLOAT32 2x6",
                infer(
                        ms + "QGemm",
                        13,
                        1,
                        a("transB", 1),
                        of(DataType.UINT8, 2, 3),
                        scale,
                        zero,
                        of(DataType.INT8, 6, 3),
                        scale,
                        zero));
        assertEquals(
                "FLOAT32 2x5x4x3", infer(ms + "FusedMatMul", 13, 1, a("transBatchA", 1), f(4, 2, 5, 7), f(2, 5, 7, 3)));
        assertEquals("FLOAT32 2x9x9", infer(ms + "FusedMatMul", 13, 1, a("transA", 1), f(2, 7, 9), f(2, 7, 9)));
        assertEquals(
                "FLOAT32 2x5x8, FLOAT32 2x5x1, FLOAT32 2x5x1, FLOAT32 2x5x8",
                infer(ms + "SkipLayerNormalization", 13, 4, NONE, f(2, 5, 8), f(2, 5, 8), f(8), f(8)));
        Object ids = of(DataType.INT32, 2, 5);
        assertEquals(
                "FLOAT32 2x5x8, INT32 2",
                infer(ms + "EmbedLayerNormalization", 13, 2, NONE, ids, ids, f(99, 8), f(64, 8), f(2, 8), f(8), f(8)));
        assertEquals("FLOAT32 2x5x8", infer(ms + "Attention", 13, 1, a("num_heads", 2), f(2, 5, 8), f(8, 24), f(24)));
        assertEquals(
                "FLOAT32 2x5",
                infer(ms + "DynamicQuantizeMatMul", 13, 1, NONE, f(2, 3), of(DataType.INT8, 3, 5), scale));
    }

    @Test
    void qonnx() {
        for (String domain : List.of("qonnx.custom_op.general.", "onnx.brevitas.", "finn.custom_op.general.")) {
            assertEquals("FLOAT32 2x3", infer(domain + "Quant", 13, 1, NONE, f(2, 3), f(), f(), f()));
            assertEquals("FLOAT32 2x3", infer(domain + "BipolarQuant", 13, 1, NONE, f(2, 3), f()));
            assertEquals("FLOAT32 2x3", infer(domain + "Trunc", 13, 1, NONE, f(2, 3), f(), f(), f(), f()));
        }
    }
}
