package org.systole.workload;

import java.util.Arrays;
import java.util.List;
import org.systole.graph.Node;
import org.systole.tensor.Shape;
import org.systole.tensor.Tensor;

/** Rules for pooling and for reductions over axes. */
final class Pools {
    private Pools() {}

    /** A window that moves: one operation for each tap of each output. */
    static void window(Node node, Scope scope) {
        long taps = 1;
        long[] kernel = node.attributes().integers("kernel_shape", null);
        if (kernel == null) throw new Refusal("found no attribute 'kernel_shape'", "give the pool a window");
        for (long k : kernel) taps *= k;
        boolean max = node.op().equals("MaxPool");
        pool(node, scope, max ? VectorWork.Kind.MAX_POOL : VectorWork.Kind.AVERAGE_POOL, taps);
    }

    /** The window is the whole map. */
    static void global(Node node, Scope scope) {
        long inputs = scope.elements(node.input(0));
        long outputs = scope.elements(node.output());
        boolean max = node.op().equals("GlobalMaxPool");
        pool(node, scope, max ? VectorWork.Kind.MAX_POOL : VectorWork.Kind.AVERAGE_POOL, inputs / Math.max(1, outputs));
    }

    private static void pool(Node node, Scope scope, VectorWork.Kind kind, long taps) {
        String input = node.input(0);
        long outputs = scope.elements(node.output());
        var work = new VectorWork(kind, node.name(), node.op(), outputs * taps, scope.elements(input), 0, outputs);
        var step = node.op().equals("MaxPool") ? Fusion.Step.preserving(node, work) : Fusion.Step.of(node, work);
        boolean indices = node.outputs().size() > 1
                && !node.outputs().get(1).isEmpty()
                && (scope.graph.isOutput(node.outputs().get(1))
                        || !scope.users(node.outputs().get(1)).isEmpty());
        View view = scope.view(input);
        boolean fresh = view.site().fromOneMacLayer() && !view.renamed() && !indices;
        if (fresh && Fusion.canAttach(scope, step, input, true)) {
            Fusion.attach(scope, step, input, List.of());
            return;
        }
        view.site().close();
        Draft draft = Fusion.layer(scope, step, List.of(input));
        if (indices) {
            scope.site(node.output()).state = Site.State.UNARY;
            Fusion.output(scope, draft, node.outputs().get(1), Site.State.CLOSED);
        }
    }

    /** Sums, means and maxima over axes; the mean over all pixels of a map is a pool. */
    static void reduce(Node node, Scope scope) {
        Shape shape = scope.shape(node.input(0));
        boolean mean = node.op().equals("ReduceMean") || node.op().equals("QLinearReduceMean");
        if (mean && Arrays.equals(axes(node, scope), pixels(shape))) {
            global(node, scope);
            return;
        }
        long inputs = scope.elements(node.input(0));
        long outputs = scope.elements(node.output());
        if (inputs == outputs && node.op().matches("Reduce(Mean|Sum|Max|Min|Prod)")) {
            Movement.view(node, scope);
            return;
        }
        var work = new VectorWork(VectorWork.Kind.REDUCE, node.name(), node.op(), inputs, inputs, 0, outputs);
        scope.site(node.input(0)).close();
        Fusion.layer(scope, Fusion.Step.of(node, work), List.of(node.input(0)));
    }

    /** Work that reads its whole input and writes something of its own size: sorting, running sums, searches. */
    static void scan(Node node, Scope scope) {
        List<String> operands = scope.computed(node);
        long inputs = operands.stream().mapToLong(scope::elements).sum();
        long outputs = scope.elements(node.output());
        var work = new VectorWork(
                VectorWork.Kind.REDUCE, node.name(), node.op(), Math.max(inputs, outputs), inputs, 0, outputs);
        Draft draft = Fusion.layer(scope, Fusion.Step.of(node, work), operands);
        for (int i = 1; i < node.outputs().size(); i++) {
            String value = node.outputs().get(i);
            if (value.isEmpty()) continue;
            scope.site(node.output()).state = Site.State.UNARY;
            Fusion.output(scope, draft, value, Site.State.UNARY);
        }
    }

    private static int[] pixels(Shape shape) {
        return switch (shape.rank()) {
            case 3 -> new int[] {2};
            case 4 -> new int[] {2, 3};
            case 5 -> new int[] {2, 3, 4};
            default -> new int[0];
        };
    }

    private static int[] axes(Node node, Scope scope) {
        Tensor given = scope.tensor(node, 1);
        long[] axes = given != null ? given.toLongs() : node.attributes().integers("axes", new long[0]);
        int rank = scope.shape(node.input(0)).rank();
        return Arrays.stream(axes)
                .mapToInt(a -> (int) (a < 0 ? a + rank : a))
                .sorted()
                .toArray();
    }
}
