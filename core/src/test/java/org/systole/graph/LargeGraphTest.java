package org.systole.graph;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.systole.tensor.DataType;
import org.systole.tensor.Shape;
import org.systole.tensor.Tensor;

/** Deep graphs need no stack, and shuffled ones are put in order. */
class LargeGraphTest {
    private static final int NODES = 100_000;

    @Test
    void aChainInAnyOrder() {
        List<Node> nodes = new ArrayList<>();
        for (int i = 0; i < NODES; i++)
            nodes.add(new Node("n" + i, "", "Relu", List.of("v" + i), List.of("v" + (i + 1)), Attributes.NONE));
        List<Node> shuffled = new ArrayList<>(nodes);
        Collections.shuffle(shuffled, new Random(7));
        var types = Map.of("v0", new ValueType(DataType.FLOAT32, Shape.of(1, 8)));
        var raw = new Graph(
                "chain", List.of("v0"), List.of("v" + NODES), shuffled, types, Map.of(), Map.of("", 17), Map.of());
        Graph graph = ShapeInference.infer(raw, "");
        GraphVerifier.verify(graph, "");
        assertEquals(nodes, graph.nodes());
        assertEquals(NODES, Simplify.clean(graph).nodes().size());
    }

    /** Each result waits for the one before; reading the last must not recurse through all of them. */
    @Test
    void aChainOfConstants() {
        List<Node> nodes = new ArrayList<>();
        for (int i = 0; i < 5_000; i++)
            nodes.add(new Node("n" + i, "", "Neg", List.of("v" + i), List.of("v" + (i + 1)), Attributes.NONE));
        var constants = new LinkedHashMap<String, Tensor>();
        float[] values = new float[5000];
        values[17] = 3;
        constants.put("v0", Tensor.of(Shape.of(5000), values));
        var raw = new Graph(
                "constants", List.of(), List.of("v5000"), nodes, Map.of(), constants, Map.of("", 17), Map.of());
        Graph graph = ShapeInference.infer(raw, "");
        assertEquals(0, graph.nodes().size());
        assertEquals(3, graph.constant("v5000").orElseThrow().real(17));
    }
}
