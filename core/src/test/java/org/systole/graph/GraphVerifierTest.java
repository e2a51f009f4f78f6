package org.systole.graph;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.systole.problem.Problems;
import org.systole.tensor.DataType;
import org.systole.tensor.Shape;
import org.systole.tensor.Tensor;

/** Each rule of the verifier, broken once. */
class GraphVerifierTest {
    private final Map<String, ValueType> types = new LinkedHashMap<>();
    private final Map<String, Tensor> constants = new LinkedHashMap<>();

    GraphVerifierTest() {
        for (String value : List.of("x", "a", "b")) types.put(value, new ValueType(DataType.FLOAT32, Shape.of(2, 3)));
    }

    private static Node relu(String name, String from, String to) {
        return new Node(name, "", "Relu", List.of(from), List.of(to), Attributes.NONE);
    }

    private void expect(String expected, List<String> outputs, Node... nodes) {
        var graph = new Graph("g", List.of("x"), outputs, List.of(nodes), types, constants, Map.of("", 17), Map.of());
        var problems = new Problems();
        GraphVerifier.verify(graph, "", problems);
        assertEquals(
                expected,
                String.join(
                        "\n",
                        problems.found().stream()
                                .map(p -> p.code().code() + " " + p.place() + ": " + p.message())
                                .toList()));
    }

    @Test
    void soundGraphsPass() {
        expect("", List.of("b"), relu("n", "x", "a"), relu("m", "a", "b"));
    }

    @Test
    void order() {
        expect(
                "E1119 node 'm' (Relu): stands before the producer of 'a'",
                List.of("b"),
                relu("m", "a", "b"),
                relu("n", "x", "a"));
    }

    @Test
    void names() {
        expect("""
                E1104 node 'n' (Relu): another node has this name
                E1122 node '' (Relu): the node has no name
                E1103 node '' (Relu): value 'b' is provided twice""", List.of("b"), relu("n", "x", "a"), relu("n", "a", "b"), relu("", "a", "b"));
    }

    @Test
    void danglingValues() {
        expect("""
                E1102 node 'n' (Relu): consumes 'nowhere', which nothing provides
                E1117 value 'c': nothing provides the output""", List.of("a", "c"), relu("n", "nowhere", "a"));
        expect("E1117 graph 'g': the graph has no output", List.of(), relu("n", "x", "a"));
    }

    @Test
    void types() {
        types.put("a", new ValueType(DataType.FLOAT32, Shape.of(3, 2)));
        types.remove("b");
        expect("""
                E1120 node 'n' (Relu): output 'a' is FLOAT32 2x3 by its operator, the graph says FLOAT32 3x2
                E1118 node 'm' (Relu): value 'b' has no type""", List.of("b"), relu("n", "x", "a"), relu("m", "a", "b"));
    }

    @Test
    void constants() {
        constants.put("a", Tensor.of(Shape.of(6), 1f, 2f, 3f, 4f, 5f, 6f));
        expect(
                "E1120 value 'a': the constant is FLOAT32 6, its type says FLOAT32 2x3",
                List.of("a", "b"),
                relu("m", "x", "b"));
    }

    @Test
    void operators() {
        var odd = new Node("o", "", "Frobnicate", List.of("x"), List.of("a"), Attributes.NONE);
        var wrong = new Node("w", "", "Concat", List.of("x"), List.of("b"), Attributes.pairs("axis", "one"));
        expect("""
                E1105 node 'o' (Frobnicate): operator Frobnicate is not supported
                E1109 node 'w' (Concat): attribute 'axis' is a String, expected a Long""", List.of("a", "b"), odd, wrong);
    }
}
