package org.systole.workload;

import java.util.List;
import org.systole.graph.Node;
import org.systole.tensor.Shape;

/**
 * Rules for operators that look at many elements before they change any: softmax and the normalizations. They are
 * layers of their own, because they need their whole input before the first output.
 */
final class Normalizations {
    /** For each element: maximum, difference, exponential, sum, product with the inverse sum. */
    static final long SOFTMAX = 5;
    /** For each element: sum, difference, square, sum, product with the inverse deviation, scale, shift. */
    static final long LAYER = 7;
    /** For each element: square, sum, product with the inverse root, scale. */
    static final long RMS = 4;

    private Normalizations() {}

    static void softmax(Node node, Scope scope) {
        layer(node, scope, VectorWork.Kind.SOFTMAX, SOFTMAX, 0);
    }

    static void layerNormalization(Node node, Scope scope) {
        layer(node, scope, VectorWork.Kind.NORMALIZE, LAYER, parameters(node, scope, 1));
    }

    static void rms(Node node, Scope scope) {
        layer(node, scope, VectorWork.Kind.NORMALIZE, RMS, parameters(node, scope, 1));
    }

    /** Each element: square, sum of so many neighbours, power, product. */
    static void lrn(Node node, Scope scope) {
        layer(node, scope, VectorWork.Kind.NORMALIZE, node.attributes().integer("size", 1) + 3, 0);
    }

    /** Adds the skip connection (and a bias), then normalizes. */
    static void skip(Node node, Scope scope) {
        boolean simplified = node.op().contains("Simplified");
        List<String> operands = Fusion.computed(scope, node.input(0), node.input(1));
        long n = scope.elements(node.output());
        var work =
                work(node, VectorWork.Kind.NORMALIZE, n * (simplified ? RMS : LAYER), n, parameters(node, scope, 2), n);
        Draft draft = Fusion.layer(scope, Fusion.Step.of(node, work), operands);
        draft.work.addFirst(work(node, VectorWork.Kind.ADD, n, 2 * n, 0, n));
        for (int i = 1; i < node.outputs().size(); i++) extra(node, scope, draft, i);
    }

    /** Three rows of tables for each word, added, then normalized. */
    static void embed(Node node, Scope scope) {
        List<String> operands = scope.computed(node);
        long n = scope.elements(node.output());
        long ids = operands.stream().mapToLong(scope::elements).sum();
        long tables = 2 + (node.hasInput(4) ? 1 : 0);
        var norm = work(
                node,
                VectorWork.Kind.NORMALIZE,
                n * LAYER,
                n,
                scope.shape(node.output()).extent(-1) * 2L,
                n);
        Draft draft = Fusion.layer(scope, Fusion.Step.of(node, norm), operands);
        draft.work.addFirst(work(node, VectorWork.Kind.BIAS, n * (tables - 1), n, 0, n));
        draft.work.addFirst(work(node, VectorWork.Kind.MOVE, n * tables, ids, n * tables, n));
        for (int i = 1; i < node.outputs().size(); i++) extra(node, scope, draft, i);
    }

    private static void extra(Node node, Scope scope, Draft draft, int output) {
        String value = node.outputs().get(output);
        if (value.isEmpty()) return;
        if (scope.users(value).isEmpty() && !scope.graph.isOutput(value)) return;
        scope.site(node.output()).close();
        Fusion.output(scope, draft, value, Site.State.CLOSED);
    }

    /** A factor and a term for each channel; disappears in the weights of the layer before where that is possible. */
    static void batch(Node node, Scope scope) {
        if (node.attributes().integer("training_mode", 0) != 0)
            throw new Refusal("found training_mode 1", "export the model for inference");
        if (Folding.foldNormalization(node, scope)) return;
        Shape shape = scope.shape(node.input(0));
        long channels = shape.rank() > 1 ? shape.extent(1) : 1;
        long n = scope.elements(node.output());
        var work = work(node, VectorWork.Kind.SCALE, n, n, 2 * channels, n);
        Fusion.elementwise(scope, Fusion.Step.of(node, work), List.of(node.input(0)));
    }

    private static void layer(Node node, Scope scope, VectorWork.Kind kind, long perElement, long parameters) {
        long n = scope.elements(node.output());
        List<String> operands = Fusion.computed(scope, node.input(0));
        var work = work(node, kind, Math.multiplyExact(n, perElement), n, parameters, n);
        Draft draft = Fusion.layer(scope, Fusion.Step.of(node, work), operands);
        for (int i = 1; i < node.outputs().size(); i++) extra(node, scope, draft, i);
    }

    private static long parameters(Node node, Scope scope, int from) {
        long sum = 0;
        for (int i = from; i < node.inputs().size(); i++)
            if (node.hasInput(i) && scope.isConstant(node.input(i)) && scope.elements(node.input(i)) > 1)
                sum += scope.elements(node.input(i));
        return sum;
    }

    private static VectorWork work(
            Node node, VectorWork.Kind kind, long operations, long inputs, long parameters, long outputs) {
        return new VectorWork(kind, node.name(), node.op(), operations, inputs, parameters, outputs);
    }
}
