package org.systole.quantize;

import org.systole.graph.Graph;
import org.systole.graph.Node;
import org.systole.problem.Place;
import org.systole.problem.Problem;

/** Why a quantized model of another tool cannot be read as an integer network, node by node. */
final class ImportRefusals {
    /** What helps where the notation says what an integer network does not have. */
    private static final String QUANTIZE_FLOAT = "quantize the float network it was made of: systole quantize";

    private ImportRefusals() {}

    /** Returns what is said of a node that has no form in an integer network. */
    static Problem unsupported(Graph graph, Node node, String what) {
        return unsupported(graph, node, what, QUANTIZE_FLOAT);
    }

    /** Returns what is said of a node that has no form in an integer network, with a remedy of its own. */
    static Problem unsupported(Graph graph, Node node, String what, String fix) {
        return of(QuantizeProblem.QUANTIZED_UNSUPPORTED, graph, node, what, fix);
    }

    /** Returns what is said of a value whose integers the model does not tell. */
    static Problem missing(Graph graph, Node node, String what) {
        return of(
                QuantizeProblem.MISSING_HALF,
                graph,
                node,
                what,
                "export the model again with complete pairs, or quantize the float network it was made of");
    }

    /** Returns what is said of a scale that is none. */
    static Problem badScale(Graph graph, Node node, String what) {
        return of(
                QuantizeProblem.BAD_SCALE,
                graph,
                node,
                what + ", expected a finite number above zero",
                "export the model again after calibrating with data on which the value is not constant");
    }

    /** Returns what is said of a width, zero point or rounding mode of QONNX that there is not. */
    static Problem badQuant(Graph graph, Node node, String what, String expected) {
        return of(
                QuantizeProblem.BAD_QUANT,
                graph,
                node,
                what + ", expected " + expected,
                "export the model again; docs/exchange.md says what is read");
    }

    private static Problem of(QuantizeProblem code, Graph graph, Node node, String what, String fix) {
        return Problem.of(code, Place.element(graph.name(), node.described()), what, fix);
    }
}
