package org.systole.workload;

import java.util.List;
import java.util.Set;
import org.systole.graph.Node;
import org.systole.tensor.Shape;

/**
 * Constants that disappear in a layer's weights and bias before the network runs: batch normalization, and factors or
 * terms, one for the layer or one for each of its output channels.
 */
final class Folding {
    private static final Set<String> FACTORS = Set.of("Mul", "Div");
    private static final Set<String> TERMS = Set.of("Add", "Sub");

    private Folding() {}

    /** Folds a node with one computed operand if it can be; returns whether it did. */
    static boolean fold(Node node, String operand, Scope scope) {
        boolean factor = FACTORS.contains(node.op()) && operand.equals(node.input(0))
                || node.op().equals("Mul");
        boolean term = TERMS.contains(node.op());
        if (!factor && !term) return false;
        String constant = node.input(0).equals(operand) ? node.input(1) : node.input(0);
        if (constant.equals(operand) || !scope.isConstant(constant)) return false;
        if (!sameSize(scope, operand, node.output())) return false;
        List<Draft> writers = foldable(node, operand, scope);
        if (writers.isEmpty()) return false;
        if (!perChannel(scope, operand, constant, writers)) return false;
        // the first term becomes the bias, which is work; every other one disappears in it
        if (term && !writers.stream().allMatch(Draft::hasBias)) return false;
        into(node, operand, scope, writers, factor ? "folded into the weights of " : "folded into the bias of ");
        return true;
    }

    /** Folds a batch normalization; a layer without a bias gets one. Returns whether it could. */
    static boolean foldNormalization(Node node, Scope scope) {
        String operand = node.input(0);
        if (scope.isConstant(operand)) return false;
        for (int i = 1; i < 5; i++) if (scope.isComputed(node, i)) return false;
        List<Draft> writers = foldable(node, operand, scope);
        View view = scope.view(operand);
        if (writers.isEmpty() || view.renamed()) return false;
        Shape shape = scope.shape(operand);
        for (Draft draft : writers) if (axis(draft, shape) != 1) return false;
        if (writers.stream().allMatch(Draft::hasBias)) {
            into(node, operand, scope, writers, "folded into the weights and the bias of ");
            return true;
        }
        long n = scope.elements(node.output());
        var bias = new VectorWork(VectorWork.Kind.BIAS, node.name(), node.op(), n, n, shape.extent(1), n);
        Fusion.attach(scope, Fusion.Step.of(node, bias), operand, List.of());
        return true;
    }

    private static boolean sameSize(Scope scope, String a, String b) {
        return scope.elements(a) == scope.elements(b);
    }

    /** Returns the layers that write an operand if all of them can take a constant, otherwise none. */
    private static List<Draft> foldable(Node node, String operand, Scope scope) {
        View view = scope.view(operand);
        if (view.site().state == Site.State.CLOSED || !view.whole() || view.scaling() != null) return List.of();
        if (!scope.onlyFor(operand, Set.of(node))) return List.of();
        List<Draft> writers = view.site().writers();
        return writers.stream().allMatch(Draft::foldable) ? writers : List.of();
    }

    private static boolean perChannel(Scope scope, String operand, String constant, List<Draft> writers) {
        if (scope.elements(constant) == 1) return true;
        if (scope.view(operand).renamed()) return false;
        Shape shape = scope.shape(operand);
        for (Draft draft : writers) {
            int axis = axis(draft, shape);
            if (axis < 0 || !Elementwise.isPerChannel(scope.shape(constant), shape, axis)) return false;
        }
        return true;
    }

    /** Returns the axis of a layer's output that counts its output channels, or -1. */
    private static int axis(Draft draft, Shape shape) {
        int axis = draft.product.channelAxis() == -1 ? shape.rank() - 1 : draft.product.channelAxis();
        boolean counts = axis >= 0 && axis < shape.rank() && draft.channels() % shape.extent(axis) == 0;
        return counts ? axis : -1;
    }

    private static void into(Node node, String operand, Scope scope, List<Draft> writers, String what) {
        View view = scope.view(operand);
        view.site().name = node.output();
        scope.define(node.output(), view);
        scope.free(node, what + "'" + writers.getFirst().name + "'");
    }
}
