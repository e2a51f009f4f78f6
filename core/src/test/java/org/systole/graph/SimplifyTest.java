package org.systole.graph;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class SimplifyTest {
    @Test
    void removesWhatDoesNothing() {
        var net = new NetworkBuilder("g", 1);
        String x = net.input("x", 2, 3);
        String a = net.node("Identity", List.of(x));
        String b = net.node("Dropout", List.of(net.relu(a)));
        net.sigmoid(b); // nothing uses it
        String c = net.transpose(net.reshape(b, 0, -1), 0, 1);
        String d = net.tanh(c);
        String y = net.name("y").node("Identity", List.of(d));
        Graph graph = Simplify.clean(net.output(y).build());
        GraphVerifier.verify(graph, "");
        assertEquals(
                List.of("Relu", "Tanh"), graph.nodes().stream().map(Node::op).toList());
        assertEquals(List.of("y"), graph.outputs());
        assertEquals(List.of("x"), graph.nodes().getFirst().inputs());
        assertEquals(0, graph.constants().size());
    }

    @Test
    void keepsWhatMovesElements() {
        var net = new NetworkBuilder("g", 1);
        String x = net.input("x", 3, 3);
        String y = net.output(net.transpose(x, 1, 0)).build().outputs().getFirst();
        assertEquals(1, Simplify.clean(net.build()).nodes().size());
        assertEquals("Transpose", y);
    }

    @Test
    void outputsThatAreInputsStayApart() {
        var net = new NetworkBuilder("g", 1);
        String x = net.input("x", 3);
        String a = net.relu(x);
        net.output(net.name("p").node("Identity", List.of(x)), net.name("q").node("Identity", List.of(a)), a);
        Graph graph = Simplify.clean(net.build());
        GraphVerifier.verify(graph, "");
        assertEquals(List.of("p", "q", "Relu"), graph.outputs());
        assertEquals(3, graph.nodes().size());
    }
}
