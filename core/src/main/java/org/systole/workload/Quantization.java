package org.systole.workload;

import java.util.List;
import java.util.Set;
import org.systole.graph.Node;
import org.systole.tensor.NumberFormat;
import org.systole.tensor.Shape;
import org.systole.tensor.Tensor;

/**
 * Rules for nodes that change how numbers are stored.
 *
 * <p>In a graph of QuantizeLinear and DequantizeLinear nodes the numbers are stored as the integers between them. A
 * QuantizeLinear is the requantization at write-back of the layer before it; a DequantizeLinear is the scale of the
 * integers that the layers after it compute with, and costs nothing, except where real numbers are what is wanted.
 */
final class Quantization {
    private Quantization() {}

    static void quantize(Node node, Scope scope) {
        String input = node.input(0);
        View view = scope.view(input);
        var scaling = new View.Scaling(scope.tensor(node, 1), scope.tensor(node, 2));
        boolean same = view.scaling() != null
                && scaling.scale() != null
                && scaling.sameAs(view.scaling())
                && view.site().format.equals(scope.format(node.output()));
        if (same) {
            scope.alias(node, input, node.output(), view.scaled(null));
            if (scope.view(node.output()).site().state != Site.State.CLOSED) view.site().name = node.output();
            scope.free(node, "gives the integers back that the dequantization before it started from");
            return;
        }
        convert(node, scope, List.of(input));
    }

    static void dequantize(Node node, Scope scope) {
        String input = node.input(0);
        if (scope.graph.isOutput(node.output())) {
            // a layer of its own: an integer machine writes integers, and whoever takes the result converts them
            scope.site(input).close();
            long n = scope.elements(input);
            var work = Products.work(VectorWork.Kind.CONVERT, node, node.op(), n, n, 0);
            Fusion.layer(scope, Fusion.Step.of(node, work), List.of(input));
            return;
        }
        var scaling = new View.Scaling(scope.tensor(node, 1), scope.tensor(node, 2));
        scope.alias(node, input, node.output(), scope.view(input).scaled(scaling));
        scope.free(node, "the scale of integers that the next layer computes with");
    }

    /** QONNX: quantizes and dequantizes at once; the stored numbers have the node's bit width. */
    static void fake(Node node, Scope scope) {
        convert(node, scope, List.of(node.input(0)));
        Site site = scope.site(node.output());
        NumberFormat format = node.op().endsWith("Quant") ? StoredConstants.quant(scope, node) : site.format;
        restore(site, format);
    }

    private static void restore(Site site, NumberFormat format) {
        site.format = format;
        site.parts.forEach(part -> restore(part, format));
    }

    /** Finds the range of its input, then quantizes: two passes. */
    static void dynamic(Node node, Scope scope) {
        String input = node.input(0);
        long n = scope.elements(input);
        var work = new VectorWork(VectorWork.Kind.CONVERT, node.name(), node.op(), n, n, 0, n);
        scope.site(input).close();
        Draft draft = Fusion.layer(scope, Fusion.Step.of(node, work), List.of(input));
        draft.work.addFirst(new VectorWork(VectorWork.Kind.REDUCE, node.name(), node.op(), 2 * n, n, 0, 2));
        scope.site(node.output()).state = Site.State.CLOSED;
        for (int i = 1; i < node.outputs().size(); i++)
            Fusion.output(scope, draft, node.outputs().get(i), Site.State.CLOSED);
    }

    static void cast(Node node, Scope scope) {
        if (scope.format(node.input(0)).equals(scope.format(node.output()))) Movement.view(node, scope);
        else convert(node, scope, List.of(node.input(0)));
    }

    private static void convert(Node node, Scope scope, List<String> operands) {
        long n = scope.elements(node.output());
        long parameters = 0;
        for (int i = 1; i < Math.min(3, node.inputs().size()); i++) parameters += perChannel(node, scope, i);
        var work = new VectorWork(VectorWork.Kind.CONVERT, node.name(), node.op(), n, n, parameters, n);
        Fusion.elementwise(scope, Fusion.Step.of(node, work), operands);
    }

    private static long perChannel(Node node, Scope scope, int input) {
        if (!node.hasInput(input) || !scope.isConstant(node.input(input))) return 0;
        Shape shape = scope.shape(node.input(input));
        return shape.elements() > 1 ? shape.elements() : 0;
    }

    /** Returns whether a constant is all zeros, or left out. */
    static boolean isZero(Tensor tensor) {
        if (tensor == null) return true;
        for (long i = 0; i < tensor.elements(); i++) if (tensor.real(i) != 0) return false;
        return true;
    }

    /** Operators that convert their result to narrow integers by themselves. */
    static boolean requantizes(Node node) {
        return Set.of("QLinearConv", "QLinearMatMul", "QGemm").contains(node.op());
    }
}
