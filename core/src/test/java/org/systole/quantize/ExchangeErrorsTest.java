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
}
