package org.systole.graph;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.systole.graph.operator.NodeContext;
import org.systole.graph.operator.Operator;
import org.systole.graph.operator.Operators;
import org.systole.graph.operator.Refusal;
import org.systole.problem.Place;
import org.systole.problem.Problems;
import org.systole.tensor.Tensor;

/**
 * Checks what the constructor of {@link Graph} does not: names are unique, values are produced before they are
 * consumed, every value has the type that its operator gives it, outputs exist.
 *
 * <p>Meant for graphs that our own code made or changed: a transformation that breaks a graph is found where it
 * happened, not three stages later.
 */
public final class GraphVerifier implements NodeContext.Values {
    private final Graph graph;
    private final String file;
    private final Problems problems;
    private final Set<String> defined = new HashSet<>();

    private GraphVerifier(Graph graph, String file, Problems problems) {
        this.graph = graph;
        this.file = file;
        this.problems = problems;
    }

    /**
     * Checks a graph.
     *
     * @param graph any graph
     * @param file the file to name in problems, or the empty string
     * @throws org.systole.problem.SystoleException with everything that is wrong
     */
    public static void verify(Graph graph, String file) {
        var problems = new Problems();
        verify(graph, file, problems);
        problems.throwIfAny();
    }

    /**
     * Checks a graph.
     *
     * @param graph any graph
     * @param file the file to name in problems, or the empty string
     * @param problems receives everything that is wrong
     */
    public static void verify(Graph graph, String file, Problems problems) {
        var verifier = new GraphVerifier(graph, file, problems);
        verifier.constants();
        verifier.inputs();
        verifier.nodes();
        verifier.outputs();
    }

    @Override
    public ValueType type(String value) {
        return graph.types().get(value);
    }

    @Override
    public Tensor constant(String value) {
        return graph.constants().get(value);
    }

    private void constants() {
        for (Map.Entry<String, Tensor> constant : graph.constants().entrySet()) {
            defined.add(constant.getKey());
            Tensor tensor = constant.getValue();
            ValueType type = type(constant.getKey());
            ValueType own = new ValueType(tensor.type(), tensor.shape());
            if (!own.equals(type))
                value(
                        GraphProblem.CONTRADICTION,
                        constant.getKey(),
                        "the constant is " + own + ", its type says " + (type == null ? "nothing" : type),
                        "run the shape inference after changing constants");
        }
    }

    private void inputs() {
        var seen = new HashSet<String>();
        for (String input : graph.inputs()) {
            if (input.isEmpty()) value(GraphProblem.NAME, input, "an input has no name", "name every input");
            if (!seen.add(input) || graph.constants().containsKey(input))
                value(GraphProblem.DUPLICATE_VALUE, input, "the input is provided twice", "give every value one name");
            defined.add(input);
            typed(input, "input '" + input + "'");
        }
    }

    private void typed(String value, String element) {
        if (type(value) == null)
            problems.add(
                    GraphProblem.UNTYPED_VALUE,
                    Place.element(file, element),
                    "value '" + value + "' has no type",
                    "run the shape inference");
    }

    private void nodes() {
        Set<String> produced = new HashSet<>();
        for (Node node : graph.nodes()) produced.addAll(node.outputs());
        Set<String> names = new HashSet<>();
        for (Node node : graph.nodes()) {
            names(node, names);
            boolean ready = consumed(node, produced);
            for (String output : node.outputs()) {
                if (output.isEmpty()) continue;
                if (!defined.add(output))
                    node(
                            GraphProblem.DUPLICATE_VALUE,
                            node,
                            "value '" + output + "' is provided twice",
                            "give every value one producer and a name of its own");
                typed(output, node.described());
                ready &= type(output) != null;
            }
            if (ready) rule(node);
        }
    }

    private void names(Node node, Set<String> names) {
        if (node.name().isEmpty()) node(GraphProblem.NAME, node, "the node has no name", "name every node");
        else if (!names.add(node.name()))
            node(GraphProblem.DUPLICATE_NODE, node, "another node has this name", "give every node a name of its own");
    }

    private boolean consumed(Node node, Set<String> produced) {
        boolean ready = true;
        for (String input : TopologicalOrder.consumed(node)) {
            if (defined.contains(input)) {
                ready &= type(input) != null;
                continue;
            }
            ready = false;
            if (produced.contains(input))
                node(
                        GraphProblem.ORDER,
                        node,
                        "stands before the producer of '" + input + "'",
                        "sort the nodes, see TopologicalOrder");
            else
                node(
                        GraphProblem.UNDEFINED_VALUE,
                        node,
                        "consumes '" + input + "', which nothing provides",
                        "add an input, a constant or a node that gives '" + input + "'");
        }
        return ready;
    }

    /** Compares the types that the operator gives with those that stand in the graph. */
    private void rule(Node node) {
        Operator operator = Operators.find(node.domain(), node.op()).orElse(null);
        if (operator == null) {
            if (!ControlFlow.isControl(node))
                node(
                        GraphProblem.UNSUPPORTED_OPERATOR,
                        node,
                        "operator " + node.op() + " is not supported",
                        "replace it by operators that 'systole supported-ops' lists");
            return;
        }
        var context = new NodeContext(node, graph.opsets().getOrDefault(node.domain(), 1), this);
        try {
            operator.rule().infer(context);
        } catch (Refusal refusal) {
            // A shape that depends on data was declared by the model and is taken as it is.
            if (refusal.code() != GraphProblem.DATA_DEPENDENT)
                node(refusal.code(), node, refusal.getMessage(), refusal.fix());
            return;
        } catch (Attributes.AttributeTypeException wrong) {
            node(GraphProblem.ATTRIBUTE_TYPE, node, wrong.getMessage(), "correct the type of the attribute");
            return;
        }
        for (int i = 0; i < node.outputs().size(); i++) {
            String output = node.outputs().get(i);
            if (!output.isEmpty() && !type(output).equals(context.outputType(i)))
                node(
                        GraphProblem.CONTRADICTION,
                        node,
                        "output '" + output + "' is " + context.outputType(i) + " by its operator, the graph says "
                                + type(output),
                        "run the shape inference after changing nodes");
        }
    }

    private void outputs() {
        if (graph.outputs().isEmpty())
            problems.add(
                    GraphProblem.UNDEFINED_OUTPUT,
                    Place.element(file, "graph '" + graph.name() + "'"),
                    "the graph has no output",
                    "name at least one value as output");
        for (String output : graph.outputs())
            if (!defined.contains(output))
                value(
                        GraphProblem.UNDEFINED_OUTPUT,
                        output,
                        "nothing provides the output",
                        "name a value that an input, a constant or a node provides");
    }

    private void node(GraphProblem code, Node node, String message, String fix) {
        problems.add(code, Place.element(file, node.described()), message, fix);
    }

    private void value(GraphProblem code, String value, String message, String fix) {
        problems.add(code, Place.element(file, "value '" + value + "'"), message, fix);
    }
}
