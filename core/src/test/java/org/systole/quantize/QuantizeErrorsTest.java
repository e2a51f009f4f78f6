package org.systole.quantize;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.systole.graph.Attributes;
import org.systole.graph.Graph;
import org.systole.graph.GraphBuilder;
import org.systole.graph.NetworkBuilder;
import org.systole.problem.SystoleException;
import org.systole.tensor.DataType;
import org.systole.tensor.NumberFormat;
import org.systole.tensor.Shape;
import org.systole.tensor.Tensor;

/** What cannot be quantized or read is refused with a message that says what was found and what to do; each is pinned. */
class QuantizeErrorsTest {
    private static void refused(String expected, Runnable work) {
        assertEquals(expected, assertThrows(SystoleException.class, work::run).getMessage());
    }

    private static Graph network() {
        var n = new NetworkBuilder("net", 1);
        return n.output(n.relu(n.conv(n.input("x", 1, 2, 5, 5), 3, 3, 1, 1))).build();
    }

    private static Graph with(Graph graph, Map<String, Tensor> changed, Map<String, String> metadata) {
        var constants = new LinkedHashMap<>(graph.constants());
        constants.putAll(changed);
        return new Graph(
                graph.name(),
                graph.inputs(),
                graph.outputs(),
                graph.nodes(),
                graph.types(),
                constants,
                graph.opsets(),
                metadata);
    }

    private static IntegerNetwork quantized(Graph graph) {
        var samples = RandomNetworks.samples(graph, new SplittableRandom(1), 2);
        return Quantizer.quantize(graph, Calibration.minMax(graph, samples, 1), QuantizationSettings.INT8);
    }

    @Test
    void weightsThatAreNoNumbers() {
        Graph graph = network();
        String weight = graph.nodes().getFirst().input(1);
        float[] values = graph.constant(weight).orElseThrow().toFloats();
        values[7] = Float.NaN;
        Graph broken = with(graph, Map.of(weight, Tensor.of(graph.type(weight).shape(), values)), Map.of());
        var ranges = new Ranges();
        for (String name : graph.types().keySet()) ranges.set(name, new Range(-1, 1));
        refused("""
                error[E4101]: a weight is NaN, expected a finite number
                  --> net  node 'Conv' (Conv)
                  fix: export the model again from a training that has not diverged""", () -> Quantizer.quantize(broken, ranges, QuantizationSettings.INT8));
    }

    @Test
    void calibrationWithoutSamples() {
        refused("""
                error[E4103]: there is no calibration sample
                  --> net  calibration
                  fix: give data with at least one sample""", () -> Calibration.minMax(network(), List.of(), 1));
    }

    @Test
    void calibrationOnWhatIsNoNumber() {
        float[] values = new float[50];
        values[3] = Float.POSITIVE_INFINITY;
        refused(
                """
                error[E4102]: value 'x' holds Infinity, which is not finite
                  --> net  value 'x'
                  fix: check the preparation of the data and the model's weights""",
                () -> Calibration.minMax(network(), List.of(Map.of("x", Tensor.of(Shape.of(1, 2, 5, 5), values))), 1));
    }

    @Test
    void constantValuesAreExact() {
        Graph graph = network();
        float[] zeros = new float[50];
        var sample = Map.of("x", Tensor.of(Shape.of(1, 2, 5, 5), zeros));
        IntegerNetwork network =
                Quantizer.quantize(graph, Calibration.minMax(graph, List.of(sample), 1), QuantizationSettings.INT8);
        var run = new FastRun(network, (op, in, shapes, out) -> new float[0]);
        IntegerTensor x = Reals.quantize(zeros, network.type("x"));
        String y = network.outputs().getFirst();
        for (float real :
                Reals.of(run.outputs(Map.of("x", x)).get(y), network.type(y).quantization()))
            assertEquals(0, real, "a network that only saw zeros gives zero for zeros");
    }

    @Test
    void quantizingTwice() {
        Graph graph = network();
        Graph qdq = QdqExport.export(graph, quantized(graph));
        var e = assertThrows(SystoleException.class, () -> quantized(qdq));
        assertEquals(QuantizeProblem.QUANTIZED_ALREADY, e.problems().getFirst().code());
    }

    private static GraphBuilder pairs() {
        var b = new GraphBuilder("pairs", 13);
        b.input("x", DataType.FLOAT32, 1, 4);
        b.constant("scale", Tensor.of(Shape.of(), 0.5f));
        b.constant("other", Tensor.of(Shape.of(), 0.25f));
        b.constant("none", Tensor.of(Shape.of(), 0f));
        b.constant("zero", QdqExport.integers(NumberFormat.INT8, Shape.of(), new int[] {3}));
        return b;
    }

    @Test
    void aScaleOfZero() {
        GraphBuilder b = pairs();
        refused("""
                error[E1110]: scale 0 is 0.0, expected a positive number
                  --> node 'q' (QuantizeLinear)
                  fix: correct the attribute as the operator's page of the standard says""", () -> b.node("q", "QuantizeLinear", List.of("x", "none", "zero"), Attributes.NONE));
    }

    @Test
    void halvesThatDiffer() {
        GraphBuilder b = pairs();
        String q = b.node("q", "QuantizeLinear", List.of("x", "scale", "zero"), Attributes.NONE);
        b.output(b.node("d", "DequantizeLinear", List.of(q, "other", "zero"), Attributes.NONE));
        refused("""
                error[E4108]: its scale or zero point is not that of the QuantizeLinear before it
                  --> pairs  node 'd' (DequantizeLinear)
                  fix: export the model again with complete pairs, or quantize the float network it was made of""", () -> QdqImport.read(b.build()));
    }

    @Test
    void aLayerBehindNoPair() {
        GraphBuilder b = pairs();
        String q = b.node("q", "QuantizeLinear", List.of("x", "scale", "zero"), Attributes.NONE);
        String d = b.node("d", "DequantizeLinear", List.of(q, "scale", "zero"), Attributes.NONE);
        String y = b.node("e", "Exp", List.of(d), Attributes.NONE);
        b.output(b.node("y", "Mul", List.of(y, d), Attributes.NONE));
        refused("""
                error[E4108]: its output 'y' is not quantized: expected QuantizeLinear and DequantizeLinear behind it
                  --> pairs  node 'y' (Mul)
                  fix: export the model with all its activations quantized, or quantize the float network it was made of:\
                 systole quantize""", () -> QdqImport.read(b.build()));
    }

    @Test
    void damagedMetadata() {
        Graph graph = network();
        Graph qdq = QdqExport.export(graph, quantized(graph));
        var metadata = new LinkedHashMap<>(qdq.metadata());
        metadata.put(NetworkCodec.KEY, metadata.get(NetworkCodec.KEY).replace("\"Convolution\"", "\"Convolving\""));
        refused("""
                error[E4110]: it cannot be read: there is no operation 'Convolving'
                  --> net  metadata 'systole.network'
                  fix: export the model again, or take the metadata that begin with 'systole.' out of it""", () -> QdqImport.read(with(qdq, Map.of(), metadata)));
    }
}
