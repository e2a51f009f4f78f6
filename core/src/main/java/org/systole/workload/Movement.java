package org.systole.workload;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.systole.graph.Node;
import org.systole.tensor.Shape;
import org.systole.tensor.Tensor;

/** Rules for nodes that only rename, rearrange or copy elements. */
final class Movement {
    private static final Set<String> PRODUCTS = Set.of(
            "Conv",
            "ConvTranspose",
            "FusedConv",
            "QLinearConv",
            "ConvInteger",
            "MatMul",
            "Gemm",
            "FusedMatMul",
            "TransposeMatMul",
            "FusedGemm",
            "MatMulInteger",
            "QLinearMatMul",
            "QGemm",
            "MatMulIntegerToFloat",
            "DynamicQuantizeMatMul",
            "Einsum",
            "LSTM",
            "GRU",
            "RNN",
            "DynamicQuantizeLSTM",
            "Attention");

    private static final Set<String> RENAMES =
            Set.of("Reshape", "Squeeze", "Unsqueeze", "Flatten", "Identity", "Dropout");

    private Movement() {}

    /** The same elements in the same order under another shape or name. */
    static void view(Node node, Scope scope) {
        String input = node.input(0);
        if (!scope.isConstant(input)) {
            View view = scope.view(input);
            boolean same = withoutOnes(scope.shape(input)).equals(withoutOnes(scope.shape(node.output())));
            scope.alias(node, input, node.output(), same ? view : view.reshaped());
        }
        scope.free(node, "another view of the same elements");
    }

    /** Returns the extents that are not 1: shapes that agree in them are the same to a layer. */
    static Shape withoutOnes(Shape shape) {
        var extents = new ArrayList<Integer>();
        for (int extent : shape.extents()) if (extent != 1) extents.add(extent);
        return Shape.of(extents);
    }

    static void transpose(Node node, Scope scope) {
        Shape shape = scope.shape(node.input(0));
        long[] perm = node.attributes().integers("perm", reversed(shape.rank()));
        long last = -1;
        boolean ordered = true;
        for (long axis : perm) {
            if (shape.extent((int) axis) == 1) continue;
            ordered &= axis > last;
            last = axis;
        }
        if (ordered) view(node, scope);
        else reorder(node, scope);
    }

    private static long[] reversed(int rank) {
        long[] perm = new long[rank];
        for (int i = 0; i < rank; i++) perm[i] = rank - 1 - i;
        return perm;
    }

    /**
     * Elements in another order. Free where a layer of multiply-accumulates can step over them in that order anyway:
     * as the only user of what such layers write, or when only such layers read it.
     */
    static void reorder(Node node, Scope scope) {
        String input = node.input(0);
        View view = scope.view(input);
        boolean only = scope.onlyFor(input, Set.of(node));
        boolean written = only && view.whole() && view.site().state != Site.State.CLOSED && byProducts(view.site());
        if (written || readByProducts(node.output(), scope, new HashSet<>())) {
            scope.alias(node, input, node.output(), written ? view.reshaped() : view.permuted());
            String by = written ? view.site().writers().getFirst().name : firstProduct(node.output(), scope);
            scope.free(
                    node,
                    (written ? "the order in which the output is written by '" : "the order in which '")
                            + by
                            + (written ? "'" : "' reads its operand"));
        } else move(node, scope);
    }

    private static boolean byProducts(Site site) {
        List<Draft> writers = site.writers();
        return !writers.isEmpty() && writers.stream().allMatch(Draft::isMac);
    }

    /** Returns whether a value is read by layers of multiply-accumulates only, perhaps after work on its elements. */
    private static boolean readByProducts(String value, Scope scope, Set<String> seen) {
        if (!seen.add(value)) return true;
        List<Node> users = scope.users(value);
        if (users.isEmpty() || scope.graph.isOutput(value) || seen.size() > 32) return false;
        for (Node user : users) {
            if (PRODUCTS.contains(user.op())) continue;
            boolean passes = RENAMES.contains(user.op())
                    || Set.of("Transpose", "QuantizeLinear", "DequantizeLinear").contains(user.op())
                    || Elementwise.isElementwise(user.op())
                            && scope.computed(user).size() == 1
                            && scope.parameters(user) == 0
                            && scope.elements(user.output()) == scope.elements(value);
            if (!passes || !readByProducts(user.output(), scope, seen)) return false;
        }
        return true;
    }

    private static String firstProduct(String value, Scope scope) {
        Node user = scope.users(value).getFirst();
        return PRODUCTS.contains(user.op()) ? user.name() : firstProduct(user.output(), scope);
    }

    /** Copies elements to their new place: a layer of its own. */
    static void move(Node node, Scope scope) {
        List<String> operands = scope.computed(node);
        long outputs = node.outputs().stream()
                .filter(v -> !v.isEmpty())
                .mapToLong(scope::elements)
                .sum();
        long inputs = Math.min(
                operands.stream().mapToLong(scope::elements).sum(), Math.max(outputs, indices(node, scope, operands)));
        boolean table = node.op().startsWith("Gather") && scope.isConstant(node.input(0));
        var work = new VectorWork(
                VectorWork.Kind.MOVE, node.name(), node.op(), outputs, inputs, table ? outputs : 0, outputs);
        if (operands.size() == 1 && node.outputs().size() == 1 && again(node, scope, operands.getFirst(), work)) return;
        for (String operand : operands) scope.site(operand).close();
        Draft draft = Fusion.layer(scope, Fusion.Step.preserving(node, work), operands);
        for (int i = 1; i < node.outputs().size(); i++) {
            if (node.outputs().get(i).isEmpty()) continue;
            scope.site(node.output()).state = Site.State.UNARY;
            Fusion.output(scope, draft, node.outputs().get(i), Site.State.UNARY);
        }
    }

    /** Elements that were only just moved are moved once, to where they end. Returns whether that is so here. */
    private static boolean again(Node node, Scope scope, String operand, VectorWork work) {
        Site site = scope.site(operand);
        var step = Fusion.Step.preserving(node, work);
        boolean moved = site.writer != null
                && !site.writer.isMac()
                && site.writer.work.size() == 1
                && site.writer.work.getFirst().kind() == VectorWork.Kind.MOVE
                && Fusion.canAttach(scope, step, operand, true);
        if (!moved) return false;
        VectorWork before = site.writer.work.removeFirst();
        Fusion.attach(scope, step, operand, List.of());
        site.writer.work.clear();
        site.writer.work.add(new VectorWork(
                VectorWork.Kind.MOVE,
                node.name(),
                before.op() + "+" + node.op(),
                work.outputElements(),
                Math.min(before.inputElements(), work.inputElements()),
                before.parameterElements() + work.parameterElements(),
                work.outputElements()));
        return true;
    }

    private static long indices(Node node, Scope scope, List<String> operands) {
        long all = 0;
        for (String operand : operands) if (!operand.equals(node.input(0))) all += scope.elements(operand);
        return all;
    }

    /** A larger shape: read again and again where a layer broadcasts by itself, copied otherwise. */
    static void expand(Node node, Scope scope) {
        String input = node.input(0);
        if (scope.elements(input) == scope.elements(node.output())) {
            view(node, scope);
            return;
        }
        List<Node> users = scope.users(node.output());
        boolean broadcast = node.op().equals("Expand")
                && !users.isEmpty()
                && !scope.graph.isOutput(node.output())
                && users.stream().allMatch(user -> Elementwise.isElementwise(user.op()));
        if (!broadcast) {
            move(node, scope);
            return;
        }
        scope.site(input).close();
        scope.define(node.output(), scope.view(input).part());
        scope.free(node, "broadcast where it is read");
    }

    /** Zeros around a map: imagined by the convolutions that read it, copied otherwise. */
    static void pad(Node node, Scope scope) {
        int[] pads = pixelPads(node, scope);
        List<Node> users = scope.users(node.output());
        boolean merged = pads != null
                && !users.isEmpty()
                && !scope.graph.isOutput(node.output())
                && users.stream().allMatch(user -> isConvolution(user, node.output()));
        if (scope.elements(node.input(0)) == scope.elements(node.output())) view(node, scope);
        else if (merged) {
            View view = scope.view(node.input(0));
            scope.alias(node, node.input(0), node.output(), view.padded(pads));
            view.site().close();
            scope.free(node, "merged into the padding of '" + users.getFirst().name() + "'");
        } else move(node, scope);
    }

    private static boolean isConvolution(Node user, String value) {
        return Set.of("Conv", "FusedConv").contains(user.op()) && user.input(0).equals(value);
    }

    /** Returns top, left, bottom, right when only rows and columns of zeros are added; null otherwise. */
    private static int[] pixelPads(Node node, Scope scope) {
        Shape shape = scope.shape(node.input(0));
        Tensor given = scope.tensor(node, 1);
        long[] pads = given != null ? given.toLongs() : node.attributes().integers("pads", null);
        Tensor value = scope.tensor(node, 2);
        boolean zero = node.attributes().text("mode", "constant").equals("constant")
                && node.attributes().real("value", 0) == 0
                && !scope.isComputed(node, 2)
                && Quantization.isZero(value);
        int rank = shape.rank();
        if (!zero || pads == null || pads.length != 2 * rank || rank < 3 || rank > 4 || node.hasInput(3)) return null;
        if (pads[0] != 0 || pads[1] != 0 || pads[rank] != 0 || pads[rank + 1] != 0) return null;
        int y = rank == 4 ? 2 : -1;
        int x = rank - 1;
        return new int[] {
            y < 0 ? 0 : (int) pads[y], (int) pads[x], y < 0 ? 0 : (int) pads[y + rank], (int) pads[x + rank]
        };
    }
}
