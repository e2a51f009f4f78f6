package org.systole.graph;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.systole.problem.Problem;
import org.systole.problem.SystoleException;
import org.systole.tensor.DataType;
import org.systole.tensor.Shape;
import org.systole.tensor.Tensor;

/** If, Loop and Scan are replaced by what they run. */
class ControlFlowTest {
    private final Map<String, ValueType> types = new LinkedHashMap<>();
    private final Map<String, Tensor> constants = new LinkedHashMap<>();
    private final List<Node> nodes = new ArrayList<>();

    private static Node node(String name, String op, List<String> inputs, List<String> outputs, Object... attributes) {
        return new Node(name, "", op, inputs, outputs, Attributes.pairs(attributes));
    }

    private static Graph body(List<String> inputs, List<String> outputs, Map<String, Tensor> constants, Node... nodes) {
        return new Graph("body", inputs, outputs, List.of(nodes), Map.of(), constants, Map.of(), Map.of());
    }

    private Graph infer(String... outputs) {
        var raw = new Graph(
                "g", List.copyOf(types.keySet()), List.of(outputs), nodes, types, constants, Map.of("", 13), Map.of());
        Graph graph = ShapeInference.infer(raw, "");
        GraphVerifier.verify(graph, "");
        return graph;
    }

    private void input(String name, int... extents) {
        types.put(name, new ValueType(DataType.FLOAT32, Shape.of(extents)));
    }

    private static List<String> ops(Graph graph) {
        return graph.nodes().stream().map(Node::op).toList();
    }

    /** What TorchScript exports for x.squeeze(1): squeeze only where the extent is 1. */
    @Test
    void guardedSqueeze() {
        input("x", 2, 1, 5);
        constants.put("axis", Tensor.of(Shape.of(1), 1L));
        constants.put("one", Tensor.of(Shape.of(), 1L));
        constants.put("which", Tensor.of(Shape.of(), 1L));
        nodes.add(node("shape", "Shape", List.of("x"), List.of("s")));
        nodes.add(node("extent", "Gather", List.of("s", "which"), List.of("n"), "axis", 0));
        nodes.add(node("equal", "Equal", List.of("n", "one"), List.of("c")));
        Graph then =
                body(List.of(), List.of("t"), Map.of(), node("squeeze", "Squeeze", List.of("x", "axis"), List.of("t")));
        Graph other = body(List.of(), List.of("e"), Map.of(), node("keep", "Identity", List.of("x"), List.of("e")));
        nodes.add(node("if", "If", List.of("c"), List.of("y"), "then_branch", then, "else_branch", other));
        nodes.add(node("relu", "Relu", List.of("y"), List.of("z")));
        Graph graph = infer("z");
        assertEquals(List.of("Squeeze", "Relu"), ops(graph));
        assertEquals(Shape.of(2, 5), graph.type("y").shape());
    }

    @Test
    void branchThatHandsOutItsSurroundings() {
        input("x", 3);
        constants.put("c", Tensors.ofInts(DataType.BOOL, Shape.of(), 0));
        Graph then = body(List.of(), List.of("t"), Map.of(), node("n", "Neg", List.of("x"), List.of("t")));
        Graph other = body(List.of(), List.of("x"), Map.of());
        nodes.add(node("if", "If", List.of("c"), List.of("y"), "then_branch", then, "else_branch", other));
        Graph graph = infer("y");
        assertEquals(List.of("Identity"), ops(graph));
        assertEquals(Shape.of(3), graph.type("y").shape());
    }

    /** y = x + x + x + x by three trips; the scan output stacks the partial sums. */
    @Test
    void loopWithState() {
        input("x", 2, 3);
        constants.put("trips", Tensor.of(Shape.of(), 3L));
        constants.put("go", Tensors.ofInts(DataType.BOOL, Shape.of(), 1));
        Graph body = body(
                List.of("i", "cond", "sum"),
                List.of("cond", "next", "next"),
                Map.of(),
                node("add", "Add", List.of("sum", "x"), List.of("next")));
        nodes.add(node("loop", "Loop", List.of("trips", "go", "x"), List.of("y", "all"), "body", body));
        Graph graph = infer("y", "all");
        assertEquals(3, ops(graph).stream().filter("Add"::equals).count());
        assertEquals(Shape.of(2, 3), graph.type("y").shape());
        assertEquals(Shape.of(3, 2, 3), graph.type("all").shape());
    }

    /** A while loop: the condition is computed by the body, here i < 4 on constants. */
    @Test
    void loopUntilAConditionFails() {
        input("x", 2);
        constants.put("go", Tensors.ofInts(DataType.BOOL, Shape.of(), 1));
        constants.put("zero", Tensor.of(Shape.of(), 0L));
        Graph body = body(
                List.of("i", "cond", "count", "sum"),
                List.of("again", "count2", "sum2"),
                Map.of("one", Tensor.of(Shape.of(), 1L), "four", Tensor.of(Shape.of(), 4L)),
                node("inc", "Add", List.of("count", "one"), List.of("count2")),
                node("less", "Less", List.of("count2", "four"), List.of("again")),
                node("add", "Add", List.of("sum", "x"), List.of("sum2")));
        nodes.add(node("loop", "Loop", List.of("", "go", "zero", "x"), List.of("n", "y"), "body", body));
        Graph graph = infer("n", "y");
        assertArrayEquals(new long[] {4}, graph.constant("n").orElseThrow().toLongs());
        assertEquals(4, ops(graph).stream().filter("Add"::equals).count());
    }

    @Test
    void loopInsideALoopInsideABranch() {
        input("x", 2);
        constants.put("two", Tensor.of(Shape.of(), 2L));
        constants.put("yes", Tensors.ofInts(DataType.BOOL, Shape.of(), 1));
        Graph inner = body(
                List.of("j", "c2", "b"),
                List.of("c2", "b2"),
                Map.of(),
                node("mul", "Mul", List.of("b", "outerSum"), List.of("b2")));
        Graph outer = body(
                List.of("i", "c1", "a"),
                List.of("c1", "a2"),
                Map.of(),
                node("sum", "Add", List.of("a", "x"), List.of("outerSum")),
                node("inner", "Loop", List.of("two", "yes", "outerSum"), List.of("a2"), "body", inner));
        Graph then = body(
                List.of(),
                List.of("t"),
                Map.of(),
                node("outer", "Loop", List.of("two", "yes", "x"), List.of("t"), "body", outer));
        Graph other = body(List.of(), List.of("x"), Map.of());
        nodes.add(node("if", "If", List.of("yes"), List.of("y"), "then_branch", then, "else_branch", other));
        Graph graph = Simplify.clean(infer("y"));
        GraphVerifier.verify(graph, "");
        assertEquals(List.of("Add", "Mul", "Mul", "Add", "Mul", "Mul"), ops(graph));
    }

    /** The running sum over time, as the Scan page of the standard has it; then backwards. */
    @Test
    void scan() {
        input("initial", 2);
        input("x", 3, 2);
        Graph body = body(
                List.of("sum", "next"),
                List.of("total", "step"),
                Map.of(),
                node("add", "Add", List.of("sum", "next"), List.of("total")),
                node("copy", "Identity", List.of("total"), List.of("step")));
        nodes.add(node(
                "scan",
                "Scan",
                List.of("initial", "x"),
                List.of("y", "all"),
                "body",
                body,
                "num_scan_inputs",
                1,
                "scan_input_directions",
                new int[] {1}));
        Graph graph = infer("y", "all");
        assertEquals(Shape.of(2), graph.type("y").shape());
        assertEquals(Shape.of(3, 2), graph.type("all").shape());
        Node first = graph.nodes().stream()
                .filter(n -> n.op().equals("Gather"))
                .findFirst()
                .orElseThrow();
        assertArrayEquals(
                new long[] {2}, graph.constant(first.input(1)).orElseThrow().toLongs());
    }

    @Test
    void loopsThatRunTooLongAreRefused() {
        input("x", 2);
        constants.put("trips", Tensor.of(Shape.of(), Long.MAX_VALUE));
        constants.put("zero", Tensor.of(Shape.of(), 0L));
        Graph counting = body(
                List.of("i", "c", "n"),
                List.of("c", "n2"),
                Map.of("one", Tensor.of(Shape.of(), 1L)),
                node("inc", "Add", List.of("n", "one"), List.of("n2")));
        Graph empty = body(List.of("i", "c", "n"), List.of("c", "n"), Map.of());
        nodes.add(node("count", "Loop", List.of("trips", "", "zero"), List.of("a"), "body", counting));
        nodes.add(node("spin", "Loop", List.of("trips", "", "x"), List.of("b"), "body", empty));
        var refused = assertThrows(SystoleException.class, () -> infer("a", "b"));
        assertEquals(
                List.of(GraphProblem.UNROLLING, GraphProblem.UNROLLING),
                refused.problems().stream().map(Problem::code).toList());
    }
}
