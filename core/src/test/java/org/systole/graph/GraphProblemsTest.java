package org.systole.graph;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.systole.problem.ExitStatus;
import org.systole.problem.Problem;
import org.systole.problem.Problems;
import org.systole.tensor.DataType;
import org.systole.tensor.Shape;
import org.systole.tensor.Tensor;

/** What a graph is refused for, and that all of it is said in one pass. */
class GraphProblemsTest {
    private final Map<String, ValueType> types = new LinkedHashMap<>();
    private final Map<String, Tensor> constants = new LinkedHashMap<>();
    private final List<Node> nodes = new ArrayList<>();

    private void input(String name, int... extents) {
        types.put(name, new ValueType(DataType.FLOAT32, Shape.of(extents)));
    }

    private void node(String name, String op, List<String> inputs, List<String> outputs, Object... attributes) {
        nodes.add(new Node(name, "", op, inputs, outputs, Attributes.pairs(attributes)));
    }

    private List<Problem> problems(String... outputs) {
        var problems = new Problems();
        var raw = new Graph(
                "g", List.copyOf(types.keySet()), List.of(outputs), nodes, types, constants, Map.of("", 17), Map.of());
        ShapeInference.infer(raw, "m.onnx", problems);
        return problems.found();
    }

    private void expect(List<Problem> found, String... rendered) {
        assertEquals(
                String.join("\n", rendered),
                String.join("\n", found.stream().map(GraphProblemsTest::brief).toList()));
    }

    private static String brief(Problem problem) {
        return problem.code().code() + " " + problem.place() + ": " + problem.message();
    }

    @Test
    void allUnsupportedOperatorsAtOnce() {
        input("x", 1, 4);
        node("a", "Frobnicate", List.of("x"), List.of("u"));
        node("b", "Relu", List.of("u"), List.of("v"));
        node("c", "Grommet", List.of("v"), List.of("w"));
        nodes.add(new Node("d", "acme", "Widget", List.of("w"), List.of("y"), Attributes.NONE));
        List<Problem> found = problems("y");
        expect(
                found,
                "E1105 m.onnx  node 'a' (Frobnicate): operator Frobnicate is not supported",
                "E1105 m.onnx  node 'c' (Grommet): operator Grommet is not supported",
                "E1105 m.onnx  node 'd' (acme.Widget): operator Widget of domain acme is not supported");
        assertEquals(ExitStatus.UNSUPPORTED, found.getFirst().code().status());
    }

    @Test
    void causesWithoutTheirConsequences() {
        input("x", 1, 4);
        input("y", 1, 5);
        node("first", "Add", List.of("x", "y"), List.of("a"));
        node("behind", "Relu", List.of("a"), List.of("b"));
        node("second", "Concat", List.of("x", "y"), List.of("c"), "axis", 7);
        expect(
                problems("b", "c"),
                "E1111 m.onnx  node 'first' (Add): shapes 1x4 and 1x5 do not broadcast: 4 and 5 differ and neither is 1",
                "E1110 m.onnx  node 'second' (Concat): axis 7 is out of range for rank 2; expected -2 to 1");
    }

    @Test
    void cycles() {
        input("x", 4);
        node("a", "Add", List.of("x", "w"), List.of("u"));
        node("b", "Relu", List.of("u"), List.of("v"));
        node("c", "Neg", List.of("v"), List.of("w"));
        node("d", "Relu", List.of("w"), List.of("y"));
        node("loop", "Relu", List.of("z"), List.of("z"));
        List<Problem> found = problems("y");
        assertEquals(GraphProblem.CYCLE, found.getFirst().code());
        assertEquals("is part of a cycle: 'a' -> 'b' -> 'c'", found.getFirst().message());
    }

    @Test
    void danglingAndDoubledValues() {
        input("x", 4);
        node("a", "Relu", List.of("missing"), List.of("u"));
        node("b", "Relu", List.of("x"), List.of("v"));
        node("c", "Neg", List.of("x"), List.of("v"));
        node("d", "Neg", List.of("x"), List.of("x"));
        List<Problem> found = problems("v");
        assertEquals(
                List.of(GraphProblem.DUPLICATE_VALUE, GraphProblem.DUPLICATE_VALUE, GraphProblem.UNDEFINED_VALUE),
                found.stream().map(Problem::code).toList());
        assertEquals(
                "value 'v' is also provided by node 'b' (Relu)", found.get(0).message());
        assertEquals(
                "value 'x' is also provided by an input or a constant",
                found.get(1).message());
        assertEquals("consumes 'missing', which nothing provides", found.get(2).message());
    }

    @Test
    void missingOutput() {
        input("x", 4);
        node("a", "Relu", List.of("x"), List.of("y"));
        expect(problems("y", "z"), "E1117 m.onnx  output 'z': nothing provides the output");
    }

    @Test
    void wrongNumberOfInputsAndAttributeTypes() {
        input("x", 1, 3, 8, 8);
        constants.put("w", Tensor.of(Shape.of(1, 3, 1, 1), 1f, 2f, 3f));
        node("few", "Conv", List.of("x"), List.of("a"));
        node("many", "Relu", List.of("x", "x"), List.of("b"));
        node("typed", "Conv", List.of("x", "w"), List.of("c"), "group", "one");
        node("stride", "Conv", List.of("x", "w"), List.of("d"), "strides", new int[] {0, 1});
        node("kernel", "MaxPool", List.of("x"), List.of("e"), "kernel_shape", new int[] {9, 9});
        node("old", "Mish", List.of("x"), List.of("f"));
        node("outputs", "Relu", List.of("x"), List.of("g", "h"));
        expect(
                problems("a"),
                "E1107 m.onnx  node 'few' (Conv): has 1 inputs, expected 2 to 3",
                "E1107 m.onnx  node 'many' (Relu): has 2 inputs, expected 1",
                "E1109 m.onnx  node 'typed' (Conv): attribute 'group' is a String, expected a Long",
                "E1110 m.onnx  node 'stride' (Conv): strides [0, 1] must be from 1 to 2147483647",
                "E1111 m.onnx  node 'kernel' (MaxPool): the kernel covers 9 along spatial axis 0, the padded input has"
                        + " only 8",
                "E1106 m.onnx  node 'old' (Mish): operator Mish exists in operator sets from 18 on, the model declares"
                        + " 17",
                "E1108 m.onnx  node 'outputs' (Relu): has 2 outputs, expected 1");
    }

    @Test
    void sizesBeyondCounting() {
        input("x", 1 << 30, 1 << 10);
        constants.put("shape", Tensor.of(Shape.of(3), 1L << 40, 1L, 1L));
        constants.put("repeats", Tensor.of(Shape.of(2), 1L << 30, 1L << 30));
        node("expand", "Expand", List.of("x", "shape"), List.of("a"));
        node("tile", "Tile", List.of("x", "repeats"), List.of("b"));
        node("outer", "Unsqueeze", List.of("x", "two"), List.of("c"));
        constants.put("two", Tensor.of(Shape.of(1), 2L));
        node("huge", "Transpose", List.of("c"), List.of("d"), "perm", new int[] {2, 0, 1});
        node("product", "MatMul", List.of("c", "d"), List.of("e"));
        List<Problem> found = problems("a");
        assertTrue(
                found.stream().filter(p -> p.code() == GraphProblem.TOO_LARGE).count() >= 2,
                found.stream().map(Problem::render).toList().toString());
    }

    @Test
    void threeDimensionalConvolutions() {
        input("x", 1, 3, 8, 8, 8);
        input("w", 4, 3, 3, 3, 3);
        node("conv3d", "Conv", List.of("x", "w"), List.of("y"));
        expect(
                problems("y"),
                "E1116 m.onnx  node 'conv3d' (Conv): input 'x' is 1x3x8x8x8: convolutions in 3 dimensions are not"
                        + " supported, only in 1 and 2");
    }

    @Test
    void shapesThatDependOnData() {
        input("x", 4);
        node("nonzero", "NonZero", List.of("x"), List.of("y"));
        expect(
                problems("y"),
                "E1114 m.onnx  node 'nonzero' (NonZero): the shape of its output depends on the value of input 'x',"
                        + " which is not constant");
    }

    @Test
    void declaredTypesHelpWhereShapesDependOnData() {
        input("x", 4);
        node("nonzero", "NonZero", List.of("x"), List.of("y"));
        var declared = new LinkedHashMap<>(types);
        declared.put("y", new ValueType(DataType.INT64, Shape.of(1, 3)));
        var raw = new Graph("g", List.of("x"), List.of("y"), nodes, declared, constants, Map.of("", 17), Map.of());
        assertEquals(Shape.of(1, 3), ShapeInference.infer(raw, "").type("y").shape());
    }

    @Test
    void aBranchOfUnknownConditionIsRefusedTogetherWithWhatIsInside() {
        input("x", 4);
        types.put("c", new ValueType(DataType.BOOL, Shape.of()));
        Graph then =
                body(List.of(), List.of("t"), new Node("t", "", "Oddity", List.of("x"), List.of("t"), Attributes.NONE));
        Graph other =
                body(List.of(), List.of("e"), new Node("e", "", "Relu", List.of("x"), List.of("e"), Attributes.NONE));
        node("if", "If", List.of("c"), List.of("y"), "then_branch", then, "else_branch", other);
        expect(
                problems("y"),
                "E1105 m.onnx  node 't' (Oddity): operator Oddity is not supported",
                "E1115 m.onnx  node 'if' (If): the condition 'c' is not one constant; which branch runs is known only"
                        + " when the network runs");
    }

    private static Graph body(List<String> inputs, List<String> outputs, Node... nodes) {
        return new Graph("body", inputs, outputs, List.of(nodes), Map.of(), Map.of(), Map.of(), Map.of());
    }
}
