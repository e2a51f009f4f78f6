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

/** Sequences leave the tensors they hold and no node. */
class SequencesTest {
    private final Map<String, Tensor> constants = new LinkedHashMap<>();
    private final List<Node> nodes = new ArrayList<>();

    private void node(String op, List<String> inputs, String output, Object... attributes) {
        nodes.add(new Node(output + "Node", "", op, inputs, List.of(output), Attributes.pairs(attributes)));
    }

    private Graph infer(int opset, String... outputs) {
        var types = Map.of("x", new ValueType(DataType.FLOAT32, Shape.of(7, 2)));
        var raw = new Graph("g", List.of("x"), List.of(outputs), nodes, types, constants, Map.of("", opset), Map.of());
        Graph graph = Simplify.clean(ShapeInference.infer(raw, ""));
        GraphVerifier.verify(graph, "");
        return graph;
    }

    private static List<String> ops(Graph graph) {
        return graph.nodes().stream().map(Node::op).toList();
    }

    /** Seven rows in parts of three are 3, 3 and 1; the last counts as -1. */
    @Test
    void splitAndPick() {
        for (int opset : new int[] {11, 18}) {
            nodes.clear();
            constants.put("three", Tensor.of(Shape.of(), 3L));
            constants.put("last", Tensor.of(Shape.of(), -1L));
            constants.put("lengths", Tensor.of(Shape.of(2), 5L, 2L));
            node("SplitToSequence", List.of("x", "three"), "s");
            node("SequenceAt", List.of("s", "last"), "y");
            node("SequenceLength", List.of("s"), "n");
            node("SplitToSequence", List.of("x", "lengths"), "t");
            node("SequenceAt", List.of("t", "last"), "z");
            Graph graph = infer(opset, "y", "n", "z");
            assertEquals(Shape.of(1, 2), graph.type("y").shape());
            assertEquals(Shape.of(2, 2), graph.type("z").shape());
            assertEquals(3, graph.constant("n").orElseThrow().integer(0));
            assertEquals(List.of("Split", "Split"), ops(graph));
        }
    }

    @Test
    void rowsAreSqueezedAndStacked() {
        node("SplitToSequence", List.of("x"), "rows", "keepdims", 0);
        node("ConcatFromSequence", List.of("rows"), "y", "axis", 1, "new_axis", 1);
        Graph graph = infer(13, "y");
        assertEquals(Shape.of(2, 7), graph.type("y").shape());
    }

    /** A list that a loop appends to, then loses its first and gains an element in front. */
    @Test
    void listsThatLoopsFill() {
        constants.put("trips", Tensor.of(Shape.of(), 3L));
        constants.put("zero", Tensor.of(Shape.of(), 0L));
        var body = new Graph(
                "body",
                List.of("i", "c", "list"),
                List.of("c", "longer"),
                List.of(
                        new Node("double", "", "Add", List.of("x", "x"), List.of("twice"), Attributes.NONE),
                        new Node(
                                "append",
                                "",
                                "SequenceInsert",
                                List.of("list", "twice"),
                                List.of("longer"),
                                Attributes.NONE)),
                Map.of(),
                Map.of(),
                Map.of(),
                Map.of());
        node("SequenceEmpty", List.of(), "empty");
        node("Loop", List.of("trips", "", "empty"), "filled", "body", body);
        node("SequenceErase", List.of("filled", "zero"), "shorter");
        node("SequenceInsert", List.of("shorter", "x", "zero"), "all");
        node("ConcatFromSequence", List.of("all"), "y", "axis", 0);
        Graph graph = infer(13, "y");
        assertEquals(Shape.of(21, 2), graph.type("y").shape());
        assertEquals(List.of("Add", "Add", "Concat"), ops(graph));
        assertEquals("x", graph.nodes().getLast().input(0));
    }

    @Test
    void misuse() {
        constants.put("nine", Tensor.of(Shape.of(), 9L));
        node("SequenceConstruct", List.of("x", "x"), "s");
        node("SequenceAt", List.of("s", "nine"), "a");
        node("Relu", List.of("s"), "b");
        node("SequenceLength", List.of("x"), "c");
        var refused = assertThrows(SystoleException.class, () -> infer(13, "a", "b", "c", "s"));
        assertEquals(
                """
                position 9 is outside a sequence of 2 tensors
                input 's' is a sequence, expected a tensor
                input 'x' is not a sequence
                the output is a sequence of tensors""",
                String.join(
                        "\n", refused.problems().stream().map(p -> p.message()).toList()));
    }
}
