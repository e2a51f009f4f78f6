package org.systole.quantize;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.systole.graph.Attributes;
import org.systole.graph.GraphBuilder;
import org.systole.problem.SystoleException;
import org.systole.tensor.DataType;
import org.systole.tensor.NumberFormat;
import org.systole.tensor.Shape;
import org.systole.tensor.Tensor;

/** Quantized models of others that have no integer network are refused with a message that says why; each is pinned. */
class ExchangeErrorsTest {
    private static final NumberFormat UINT8 = new NumberFormat(NumberFormat.Kind.UNSIGNED, 8);

    private static void refused(String expected, GraphBuilder model) {
        assertEquals(
                expected,
                assertThrows(SystoleException.class, () -> QdqImport.read(model.build()))
                        .getMessage());
    }

    private static GraphBuilder model() {
        var b = new GraphBuilder("net", 13);
        b.input("x", DataType.FLOAT32, 1, 4);
        b.constant("scale", Tensor.of(Shape.of(), 0.5f));
        b.constant("zero", QdqExport.integers(UINT8, Shape.of(), new int[] {3}));
        b.constant("weights", QdqExport.integers(UINT8, Shape.of(4, 2), new int[] {1, 2, 3, 4, 5, 6, 7, 8}));
        return b;
    }

    @Test
    void aScaleThatIsComputedForEachInput() {
        GraphBuilder b = model();
        List<String> dynamic = b.node("d", "", "DynamicQuantizeLinear", List.of("x"), Attributes.NONE, 3);
        String sums = b.node(
                "m", "MatMulInteger", List.of(dynamic.getFirst(), "weights", dynamic.getLast()), Attributes.NONE);
        b.output(b.node("c", "Cast", List.of(sums), Attributes.pairs("to", 1L)));
        refused("""
                error[E4111]: its scale is computed anew for each input, expected constant scales
                  --> net  node 'd' (DynamicQuantizeLinear)
                  fix: quantize the float network it was made of with calibration data: systole quantize""", b);
    }

    @Test
    void sumsThatStayIntegers() {
        GraphBuilder b = model();
        String q = b.node("q", "QuantizeLinear", List.of("x", "scale", "zero"), Attributes.NONE);
        b.output(b.node("m", "MatMulInteger", List.of(q, "weights", "zero"), Attributes.NONE));
        refused("""
                error[E4111]: its sums are not made real by Cast and Mul with a constant
                  --> net  node 'm' (MatMulInteger)
                  fix: quantize the float network it was made of: systole quantize""", b);
    }

    @Test
    void scalesOfSumsAlongAnotherAxis() {
        GraphBuilder b = new GraphBuilder("net", 13);
        b.input("x", DataType.FLOAT32, 2, 4);
        b.constant("scale", Tensor.of(Shape.of(), 0.5f));
        b.constant("zero", QdqExport.integers(UINT8, Shape.of(), new int[] {3}));
        b.constant("weights", QdqExport.integers(UINT8, Shape.of(4, 2), new int[] {1, 2, 3, 4, 5, 6, 7, 8}));
        String q = b.node("q", "QuantizeLinear", List.of("x", "scale", "zero"), Attributes.NONE);
        String sums = b.node("m", "MatMulInteger", List.of(q, "weights", "zero"), Attributes.NONE);
        String cast = b.node("c", "Cast", List.of(sums), Attributes.pairs("to", 1L));
        String rows = b.constant("rows", Tensor.of(Shape.of(2, 1), 0.5f, 0.25f));
        b.output(b.node("y", "Mul", List.of(cast, rows), Attributes.NONE));
        refused("""
                error[E4111]: the scales of its sums do not belong to its output channels
                  --> net  node 'm' (MatMulInteger)
                  fix: quantize the float network it was made of: systole quantize""", b);
    }

    @Test
    void operatorsWithoutAnIntegerForm() {
        GraphBuilder b = model();
        b.opset("com.microsoft", 1);
        b.constant(
                "where",
                new Tensor(DataType.BOOL, Shape.of(1, 4), () -> java.lang.foreign.MemorySegment.ofArray(new byte[4])));
        String q = b.node("q", "QuantizeLinear", List.of("x", "scale", "zero"), Attributes.NONE);
        List<String> inputs = List.of("where", q, "scale", "zero", q, "scale", "zero", "scale", "zero");
        b.output(b.node("w", "com.microsoft", "QLinearWhere", inputs, Attributes.NONE, 1)
                .getFirst());
        refused("""
                error[E4111]: operator QLinearWhere is not read
                  --> net  node 'w' (com.microsoft.QLinearWhere)
                  fix: quantize the float network it was made of: systole quantize""", b);
    }

    @Test
    void aLayerOfOperatorsWithRealWeights() {
        GraphBuilder b = model();
        b.constant("real", Tensor.of(Shape.of(4, 2), 1, 2, 3, 4, 5, 6, 7, 8f));
        String q = b.node("q", "QuantizeLinear", List.of("x", "scale", "zero"), Attributes.NONE);
        String d = b.node("d", "DequantizeLinear", List.of(q, "scale", "zero"), Attributes.NONE);
        String y = b.node("layer", "MatMul", List.of(d, "real"), Attributes.NONE);
        b.output(b.node("out", "QuantizeLinear", List.of(y, "scale", "zero"), Attributes.NONE));
        refused("""
                error[E4108]: its weights 'real' are not quantized
                  --> net  node 'layer' (MatMul)
                  fix: export the model with all its weights quantized, or quantize the float network it was made of:\
                 systole quantize""", b);
    }

    private static final String QONNX = "qonnx.custom_op.general";

    /** A Quant behind the input, as wrong as a row says. */
    private static GraphBuilder quant(float scale, float zero, float bits, Attributes attributes) {
        var b = new GraphBuilder("net", 13).opset(QONNX, 1);
        b.input("x", DataType.FLOAT32, 1, 4);
        b.constant("scale", Tensor.of(Shape.of(), scale));
        b.constant("zero", Tensor.of(Shape.of(), zero));
        b.constant("bits", Tensor.of(Shape.of(), bits));
        b.output(b.node("q", QONNX, "Quant", List.of("x", "scale", "zero", "bits"), attributes, 1)
                .getFirst());
        return b;
    }

    private static String bad(String what) {
        return "error[E4114]: " + what + "\n  --> net  node 'q' (" + QONNX
                + ".Quant)\n  fix: export the model again; docs/exchange.md says what is read";
    }

    private static String badScale(String scale) {
        return "error[E4109]: its scale is " + scale + ", expected a finite number above zero\n  --> net  node 'q' ("
                + QONNX
                + ".Quant)\n  fix: export the model again after calibrating with data on which the value is not constant";
    }

    private static String unsupported(String what, String node) {
        return "error[E4111]: " + what + "\n  --> net  node 'q' (" + QONNX + "." + node
                + ")\n  fix: quantize the float network it was made of: systole quantize";
    }

    @Test
    void quantizationsThatThereAreNot() {
        Attributes none = Attributes.NONE;
        refused(badScale("0.0"), quant(0, 0, 8, none));
        refused(badScale("-0.5"), quant(-0.5f, 0, 8, none));
        refused(badScale("NaN"), quant(Float.NaN, 0, 8, none));
        refused(badScale("Infinity"), quant(Float.POSITIVE_INFINITY, 0, 8, none));
        refused(bad("its bit width is 0.0, expected an integer from 1 to 32"), quant(1, 0, 0, none));
        refused(bad("its bit width is 33.0, expected an integer from 1 to 32"), quant(1, 0, 33, none));
        refused(bad("its bit width is 2.5, expected an integer from 1 to 32"), quant(1, 0, 2.5f, none));
        refused(bad("its bit width is NaN, expected an integer from 1 to 32"), quant(1, 0, Float.NaN, none));
        refused(bad("its zero point is 128.0, expected an integer from -128 to 127"), quant(1, 128, 8, none));
        refused(bad("its zero point is 0.5, expected an integer from -128 to 127"), quant(1, 0.5f, 8, none));
        refused(
                bad("its zero point is 15.0, expected an integer from 0 to 14"),
                quant(1, 15, 4, Attributes.pairs("signed", 0L, "narrow", 1L)));
        refused(
                bad("its bit width is 32.0 without a sign, expected at most 31 unsigned bits"),
                quant(1, 0, 32, Attributes.pairs("signed", 0L)));
        refused(
                bad("its rounding mode is 'NEAREST', expected ROUND, CEIL, FLOOR, UP, DOWN, HALF_UP or HALF_DOWN"),
                quant(1, 0, 8, Attributes.pairs("rounding_mode", "NEAREST")));
    }

    @Test
    void quantizationsWithoutAnIntegerForm() {
        refused(unsupported("an activation has more than 16 bits", "Quant"), quant(1, 0, 17, Attributes.NONE));
        refused(
                unsupported("a computed value is rounded by FLOOR, expected ROUND, HALF_UP or HALF_DOWN", "Quant"),
                quant(1, 0, 8, Attributes.pairs("rounding_mode", "FLOOR")));
        var computed = new GraphBuilder("net", 13).opset(QONNX, 1);
        computed.input("x", DataType.FLOAT32, 1, 4);
        computed.input("s", DataType.FLOAT32);
        computed.constant("zero", Tensor.of(Shape.of(), 0f));
        computed.constant("bits", Tensor.of(Shape.of(), 8f));
        computed.output(computed.node("q", QONNX, "Quant", List.of("x", "s", "zero", "bits"), Attributes.NONE, 1)
                .getFirst());
        refused(unsupported("its input 's' is computed, not a constant", "Quant"), computed);
        var channels = new GraphBuilder("net", 13).opset(QONNX, 1);
        channels.input("x", DataType.FLOAT32, 1, 2);
        channels.constant("scales", Tensor.of(Shape.of(1, 2), 0.5f, 0.25f));
        channels.output(channels.node("q", QONNX, "BipolarQuant", List.of("x", "scales"), Attributes.NONE, 1)
                .getFirst());
        refused(unsupported("an activation has a scale for each index of axis 1", "BipolarQuant"), channels);
        var groups = new GraphBuilder("net", 13).opset(QONNX, 1);
        groups.constant("w", Tensor.of(Shape.of(2, 2), 1, 2, 3, 4f));
        groups.constant("scales", Tensor.of(Shape.of(2, 2), 0.5f, 0.25f, 1, 2));
        groups.output(groups.node("q", QONNX, "BipolarQuant", List.of("w", "scales"), Attributes.NONE, 1)
                .getFirst());
        refused(
                unsupported("its scales lie along several axes, expected one number or one axis", "BipolarQuant"),
                groups);
    }

    /** One real value, read by a Quant of 2 bits and by one of so many: the second must not see the first's integers. */
    private static GraphBuilder siblings(float scale, float bits) {
        var b = new GraphBuilder("net", 13).opset(QONNX, 1);
        b.input("x", DataType.FLOAT32, 1, 4);
        b.constant("one", Tensor.of(Shape.of(), 1f));
        b.constant("scale", Tensor.of(Shape.of(), scale));
        b.constant("zero", Tensor.of(Shape.of(), 0f));
        b.constant("two", Tensor.of(Shape.of(), 2f));
        b.constant("bits", Tensor.of(Shape.of(), bits));
        b.output(b.node("first", QONNX, "Quant", List.of("x", "one", "zero", "two"), Attributes.NONE, 1)
                .getFirst());
        return b.output(b.node("q", QONNX, "Quant", List.of("x", "scale", "zero", "bits"), Attributes.NONE, 1)
                .getFirst());
    }

    @Test
    void twoQuantizationsOfOneRealValue() {
        String what = "the real numbers 'x' are quantized by another node too, with other parameters";
        refused(unsupported(what, "Quant"), siblings(1 / 128f, 8));
        assertEquals(
                "int2",
                QdqImport.read(siblings(1, 2).build())
                        .network()
                        .type("x")
                        .quantization()
                        .name());
        GraphBuilder b = model();
        b.constant("fine", Tensor.of(Shape.of(), 0.01f));
        String coarse = b.node("c", "QuantizeLinear", List.of("x", "scale", "zero"), Attributes.NONE);
        b.output(b.node("cd", "DequantizeLinear", List.of(coarse, "scale", "zero"), Attributes.NONE));
        String fine = b.node("f", "QuantizeLinear", List.of("x", "fine", "zero"), Attributes.NONE);
        b.output(b.node("fd", "DequantizeLinear", List.of(fine, "fine", "zero"), Attributes.NONE));
        refused(
                "error[E4111]: " + what + "\n  --> net  node 'f' (QuantizeLinear)\n"
                        + "  fix: quantize the float network it was made of: systole quantize",
                b);
    }

    @Test
    void anInputThatNothingQuantizes() {
        var b = new GraphBuilder("net", 13).opset(QONNX, 1);
        b.input("x", DataType.FLOAT32, 1, 4);
        b.constant("w", Tensor.of(Shape.of(4, 2), 1, 2, 3, 4, 5, 6, 7, 8f));
        b.constant("one", Tensor.of(Shape.of(), 1f));
        String w = b.node("q", QONNX, "BipolarQuant", List.of("w", "one"), Attributes.NONE, 1)
                .getFirst();
        b.output(b.node("y", "MatMul", List.of("x", w), Attributes.NONE));
        refused("""
                error[E4108]: it is not quantized: expected QuantizeLinear or Quant behind it
                  --> net  input 'x'
                  fix: give data (--data): its range on calibration samples is taken; or export the model with a quantized input
                error[E4108]: its output 'y' is not quantized: expected QuantizeLinear and DequantizeLinear behind it
                  --> net  node 'y' (MatMul)
                  fix: export the model with all its activations quantized, or quantize the float network it was made of:\
                 systole quantize""", b);
        var imported =
                QdqImport.read(b.build(), List.of(java.util.Map.of("x", Tensor.of(Shape.of(1, 4), -1, 0, 0.5f, 2))));
        assertEquals(
                List.of(
                        "input 'x' is not quantized by the model: int8, scale 0.011764706, zero point -43, by its range on 1"
                                + " samples"),
                imported.notes());
    }

    @Test
    void twoLayersWithRealNumbersBetween() {
        var b = new GraphBuilder("net", 13).opset(QONNX, 1);
        b.input("x", DataType.FLOAT32, 1, 2);
        b.constant("w", Tensor.of(Shape.of(2, 2), 1, 2, 3, 4f));
        b.constant("one", Tensor.of(Shape.of(), 1f));
        String x = b.node("qx", QONNX, "BipolarQuant", List.of("x", "one"), Attributes.NONE, 1)
                .getFirst();
        String w = b.node("q", QONNX, "BipolarQuant", List.of("w", "one"), Attributes.NONE, 1)
                .getFirst();
        String y = b.node("first", "MatMul", List.of(x, w), Attributes.NONE);
        b.output(b.node("second", "MatMul", List.of(y, w), Attributes.NONE));
        var e = assertThrows(
                SystoleException.class,
                () -> QdqImport.read(b.build(), List.of(java.util.Map.of("x", Tensor.of(Shape.of(1, 2), -1, 1f)))));
        assertEquals(
                "its output 'first' is not quantized: expected QuantizeLinear and DequantizeLinear behind it",
                e.problems().getFirst().message());
    }
}
