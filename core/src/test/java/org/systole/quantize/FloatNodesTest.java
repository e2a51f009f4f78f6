package org.systole.quantize;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.systole.graph.Graph;
import org.systole.graph.NetworkBuilder;
import org.systole.problem.SystoleException;
import org.systole.tensor.DataType;
import org.systole.tensor.Shape;
import org.systole.tensor.Tensor;

/** What stays float in an integer network, and what cannot be in one. */
class FloatNodesTest {
    private static IntegerNetwork quantized(Graph graph) {
        Shape shape = graph.type("x").shape();
        float[] values = new float[Math.toIntExact(shape.elements())];
        for (int i = 0; i < values.length; i++) values[i] = i % 6 - 2;
        var samples = List.of(Map.of("x", Tensor.of(shape, values)));
        return Quantizer.quantize(graph, Calibration.minMax(graph, samples, 1), QuantizationSettings.INT8);
    }

    @Test
    void everyOutputThatIsReadIsAnOperationWithItsReason() {
        var n = new NetworkBuilder("net", 1);
        String x = n.input("x", 1, 6);
        // the value of TopK: a float node with an output that nobody reads
        String k = n.graph().constant(Tensor.of(Shape.of(1), 3L));
        List<String> top = n.graph().node("top", "", "TopK", List.of(x, k), org.systole.graph.Attributes.NONE, 2);
        Graph graph = n.output(n.relu(top.getFirst())).build();
        IntegerNetwork network = quantized(graph);
        var stays = (IntegerOp.Float) network.nodes().getFirst().op();
        assertEquals("operator TopK has no integer form", stays.reason());
        assertEquals(0, stays.output());
        try (var floats = new FloatNodes(graph)) {
            var input = Reals.quantize(new float[] {1, -2, 0.5f, 2, 0, -1}, network.type("x"));
            var run = new FastRun(network, floats);
            IntegerTensor y =
                    run.outputs(Map.of("x", input)).get(network.outputs().getFirst());
            float[] reals =
                    Reals.of(y, network.type(network.outputs().getFirst()).quantization());
            assertEquals(2, reals[0], 0.02);
            assertEquals(0.5, reals[2], 0.02);
        }
    }

    @Test
    void indicesAndTokensAreRefusedByName() {
        var n = new NetworkBuilder("net", 1);
        String x = n.input("x", 1, 6);
        String k = n.graph().constant(Tensor.of(Shape.of(1), 3L));
        List<String> top = n.graph().node("top", "", "TopK", List.of(x, k), org.systole.graph.Attributes.NONE, 2);
        Graph indices = n.output(top.get(1)).build();
        String message =
                assertThrows(SystoleException.class, () -> quantized(indices)).getMessage();
        assertTrue(message.contains("E4112") && message.contains("top"), message);
        var tokens = new NetworkBuilder("tokens", 1);
        String input = tokens.graph().input("x", DataType.INT64, 1, 6);
        Graph embedded = tokens.output(tokens.embedding(input, 10, 4)).build();
        Ranges none = new Ranges();
        message = assertThrows(
                        SystoleException.class, () -> Quantizer.quantize(embedded, none, QuantizationSettings.INT8))
                .getMessage();
        assertTrue(message.contains("input 'x'") && message.contains("E4112"), message);
    }

    @Test
    void infiniteWeightsOfRecurrencesAreRefused() {
        var n = new NetworkBuilder("net", 1);
        String x = n.input("x", 4, 1, 2);
        float[] w = new float[2 * 2];
        w[3] = Float.POSITIVE_INFINITY;
        String y = n.node(
                "RNN",
                List.of(
                        x,
                        n.graph().constant(Tensor.of(Shape.of(1, 2, 2), w)),
                        n.graph().constant(Tensor.of(Shape.of(1, 2, 2), new float[4]))),
                "hidden_size",
                2L);
        Graph graph = n.output(y).build();
        var ranges = new Ranges();
        ranges.set("x", new Range(-1, 1));
        ranges.set(y, new Range(-1, 1));
        String message = assertThrows(
                        SystoleException.class, () -> Quantizer.quantize(graph, ranges, QuantizationSettings.INT8))
                .getMessage();
        assertTrue(message.contains("E4101") && message.contains("Infinity"), message);
    }
}
