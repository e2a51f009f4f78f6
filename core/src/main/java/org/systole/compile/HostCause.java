package org.systole.compile;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.systole.problem.Place;
import org.systole.problem.Problems;
import org.systole.quantize.IntegerNode;
import org.systole.quantize.IntegerOp;
import org.systole.quantize.Rearrangement;

/**
 * Which operation keeps layers from the array: the first one left to the host whose result they need, directly or through others. The
 * core runs everything before the host begins, so what is behind such an operation is the host's as well.
 */
final class HostCause {
    /** By the value that a node left to the host writes: the first such node that it depends on. */
    private final Map<String, IntegerNode> causes = new HashMap<>();

    private IntegerNode first;
    private String layer = "";
    private int layers;

    /** Returns whether a node needs the result of one that was left to the host. */
    boolean precedes(IntegerNode node) {
        return node.inputs().stream().anyMatch(causes::containsKey);
    }

    /** Leaves a node to the host; a layer of the array behind another such node is counted for that one. */
    void leave(IntegerNode node, boolean onCore) {
        IntegerNode cause = node.inputs().stream()
                .filter(causes::containsKey)
                .map(causes::get)
                .findFirst()
                .orElse(node);
        causes.put(node.output(), cause);
        if (!onCore || cause == node) return;
        if (first == null) first = cause;
        if (layer.isEmpty()) layer = node.name();
        layers++;
    }

    /** Adds the one problem that there is, if layers of the array are behind the host. */
    void report(String network, Problems problems) {
        if (first == null) return;
        String behind = layers == 1
                ? "layer '" + layer + "' needs its result"
                : layers + " layers behind it, the first one '" + layer
                        + "', need its result or that of other operations like it";
        problems.add(
                CompileProblem.NOT_ON_CORE,
                Place.element(network, "node '" + first.name() + "'"),
                "the core does not run this " + operator(first) + source() + ", and " + behind
                        + "; the core runs everything before the host begins",
                "choose a network without it, or cut the network in front of it; what runs on a core is listed in"
                        + " docs/rationale/systole-core.md, what is computed in integers in docs/models/integer-operators.md");
    }

    /** Returns the nodes of the model that the operation stands for, where its own name does not say so. */
    private String source() {
        boolean said = first.nodes().isEmpty() || first.nodes().equals(List.of(first.name()));
        return said ? "" : " (of '" + String.join("', '", first.nodes()) + "')";
    }

    private static String operator(IntegerNode node) {
        return switch (node.op()) {
            case IntegerOp.Float op -> op.node().op();
            case IntegerOp.Move op -> op.node().op();
            case IntegerOp.Lookup op -> op.function();
            case Rearrangement op -> op.name();
            default -> node.op().getClass().getSimpleName();
        };
    }

    /** Returns whether an operation is a layer that the array computes. */
    static boolean isLayer(IntegerOp op) {
        return op instanceof IntegerOp.Convolution || op instanceof IntegerOp.Dense;
    }
}
