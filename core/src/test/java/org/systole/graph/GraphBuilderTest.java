package org.systole.graph;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.systole.problem.SystoleException;
import org.systole.tensor.DataType;
import org.systole.tensor.Shape;
import org.systole.tensor.Tensor;

class GraphBuilderTest {
    @Test
    void typesEveryValueAsItGoes() {
        var net = new NetworkBuilder("small", 1);
        String x = net.input("x", 1, 3, 32, 32);
        x = net.relu(net.batchNorm(net.conv(x, 16, 3, 2, 1)));
        assertEquals(Shape.of(1, 16, 16, 16), net.shape(x));
        x = net.dense(net.flatten(net.globalAveragePool(x)), 10, true);
        Graph graph = net.output(x).build();
        assertEquals(Shape.of(1, 10), graph.type(graph.outputs().getFirst()).shape());
        assertEquals(6, graph.nodes().size());
        assertEquals(16 * 3 * 9, graph.constant("Conv.weight").orElseThrow().elements());
    }

    @Test
    void computesShapeArithmetic() {
        var graph = new GraphBuilder("reshape");
        String x = graph.input("x", DataType.FLOAT32, 2, 3, 4);
        String shape = graph.node("shape", "Shape", List.of(x), Attributes.NONE);
        String first = graph.node(
                "first", "Gather", List.of(shape, graph.constant("zero", Tensor.of(Shape.of(1), 0L))), Attributes.NONE);
        String target = graph.node(
                "target",
                "Concat",
                List.of(first, graph.constant("rest", Tensor.of(Shape.of(1), -1L))),
                Attributes.pairs("axis", 0));
        String y = graph.node("y", "Reshape", List.of(x, target), Attributes.NONE);
        Graph built = graph.output(y).build();
        assertEquals(Shape.of(2, 12), built.type(y).shape());
        assertEquals(List.of("Reshape"), built.nodes().stream().map(Node::op).toList());
        assertEquals(List.of("target"), List.copyOf(built.constants().keySet()));
    }

    @Test
    void weightsDependOnSeedAndNameAlone() {
        float[] first = weights(7, true);
        assertEquals(first[0], weights(7, false)[0]);
        assertTrue(first[0] != weights(8, true)[0]);
        double square = 0;
        for (float w : first) square += (double) w * w;
        // Variance 2/fan-in = 2/64 over 4096 samples; its estimate is within a few per cent.
        assertEquals(2.0 / 64, square / first.length, 0.1 * 2.0 / 64);
    }

    private static float[] weights(long seed, boolean alone) {
        var net = new NetworkBuilder("w", seed);
        String x = net.input("x", 1, 64, 8, 8);
        if (!alone) x = net.conv(x, 64, 3, 1, 1);
        String y = net.name("fixed").conv(x, 64, 1, 1, 0);
        return net.output(y).build().constant("fixed.weight").orElseThrow().toFloats();
    }

    @Test
    void refusesWhatDoesNotFit() {
        var graph = new GraphBuilder("bad");
        String x = graph.input("x", DataType.FLOAT32, 2, 3);
        var refused = assertThrows(
                SystoleException.class,
                () -> graph.node(
                        "sum",
                        "Add",
                        List.of(x, graph.constant("c", Tensor.of(Shape.of(4), 1f, 2f, 3f, 4f))),
                        Attributes.NONE));
        assertEquals("""
                error[E1111]: shapes 2x3 and 4 do not broadcast: 3 and 4 differ and neither is 1
                  --> node 'sum' (Add)
                  fix: check the shapes given with --shape against the model, or export the model again""", refused.getMessage());
    }

    @Test
    void equalNamesAreNumbered() {
        var net = new NetworkBuilder("many", 1);
        String x = net.input("x", 2);
        for (int i = 0; i < 20_000; i++) x = net.relu(x);
        assertEquals("Relu_19999", x);
        assertEquals(20_000, net.output(x).build().nodes().size());
    }
}
