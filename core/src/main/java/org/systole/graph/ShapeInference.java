package org.systole.graph;

import java.util.HashSet;
import java.util.List;
import org.systole.problem.Place;
import org.systole.problem.Problems;

/**
 * Makes a complete graph from what a reader found: sorted, every value typed, shape arithmetic and other constant parts
 * computed, constant If and Loop replaced by their bodies.
 *
 * <p>Time and memory are linear in the nodes. Large constants are not read: what is computed from them is computed
 * when somebody asks for it. DequantizeLinear and its relatives stay, also on constants, because a quantized value is
 * more than the number it stands for.
 */
public final class ShapeInference {
    private ShapeInference() {}

    /**
     * Returns the complete graph.
     *
     * @param raw nodes in any order; the types of the inputs known; other types are used only where a shape
     *     depends on data
     * @param file the file to name in problems, or the empty string
     * @throws org.systole.problem.SystoleException with every problem of the graph
     */
    public static Graph infer(Graph raw, String file) {
        var problems = new Problems();
        Graph complete = infer(raw, file, problems);
        problems.throwIfAny();
        return complete;
    }

    /**
     * Returns as much of the graph as could be completed.
     *
     * @param raw nodes in any order; the types of the inputs known; other types are used only where a shape
     *     depends on data
     * @param file the file to name in problems, or the empty string
     * @param problems receives every problem of the graph
     */
    public static Graph infer(Graph raw, String file, Problems problems) {
        var inference = new Inference(raw.opsets(), file, problems);
        inference.hints = raw.types();
        inference.reportsUndefined = false;
        raw.constants().forEach(inference::constant);
        for (String input : raw.inputs()) {
            ValueType type = raw.types().get(input);
            if (type != null) inference.input(input, type);
            else
                problems.add(
                        GraphProblem.UNTYPED_VALUE,
                        Place.element(file, "input '" + input + "'"),
                        "the type of the input is not known",
                        "give its shape, for example --shape " + input + "=1x3x224x224");
        }
        var inputs = new HashSet<>(raw.inputs());
        List<Node> sorted = TopologicalOrder.sort(
                raw.nodes(), value -> raw.constants().containsKey(value) || inputs.contains(value), file, problems);
        for (Node node : sorted) inference.add(node);
        for (String output : raw.outputs())
            if (inference.isSequence(output))
                problems.add(
                        GraphProblem.UNSUPPORTED_VARIANT,
                        Place.element(file, "output '" + output + "'"),
                        "the output is a sequence of tensors",
                        "make the tensors themselves outputs");
            else if (!inference.isDefined(output) && problems.isEmpty())
                problems.add(
                        GraphProblem.UNDEFINED_OUTPUT,
                        Place.element(file, "output '" + output + "'"),
                        "nothing provides the output",
                        "name a value that an input, a constant or a node provides");
        return inference.finish(raw.name(), raw.inputs(), raw.outputs(), raw.metadata());
    }
}
