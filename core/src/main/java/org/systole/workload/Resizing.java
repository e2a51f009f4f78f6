package org.systole.workload;

import java.util.List;
import org.systole.graph.Node;
import org.systole.tensor.Shape;

/** Rules for interpolation: one operation for each input element that an output element is made of. */
final class Resizing {
    private static final long LINEAR = 2;
    private static final long CUBIC = 4;

    private Resizing() {}

    static void lower(Node node, Scope scope) {
        String input = node.input(0);
        boolean resize = node.op().equals("Resize") || node.op().equals("Upsample");
        if (resize && scope.shape(input).equals(scope.shape(node.output()))) {
            Movement.view(node, scope);
            return;
        }
        List<String> operands = resize ? Fusion.computed(scope, input) : scope.computed(node);
        long outputs = scope.elements(node.output());
        long read = operands.stream().mapToLong(scope::elements).sum();
        long taps = resize ? taps(node, scope) : LINEAR * LINEAR * samples(node);
        var work = new VectorWork(
                VectorWork.Kind.RESIZE, node.name(), node.op(), Math.multiplyExact(outputs, taps), read, 0, outputs);
        boolean nearest = resize && taps == 1;
        var step = nearest ? Fusion.Step.preserving(node, work) : Fusion.Step.of(node, work);
        for (String operand : operands) scope.site(operand).close();
        Fusion.layer(scope, step, operands);
    }

    /** The mode's taps along each axis that changes its size. */
    private static long taps(Node node, Scope scope) {
        String mode = node.attributes().text("mode", "nearest");
        long one = mode.equals("nearest") ? 1 : mode.equals("cubic") ? CUBIC : LINEAR;
        Shape from = scope.shape(node.input(0));
        Shape to = scope.shape(node.output());
        long taps = 1;
        for (int i = 0; i < from.rank(); i++) if (from.extent(i) != to.extent(i)) taps *= one;
        return taps;
    }

    private static long samples(Node node) {
        if (!node.op().equals("RoiAlign")) return 1;
        long ratio = node.attributes().integer("sampling_ratio", 0);
        // the ratio 0 lets the operator choose by the size of each region; two a side is what detectors use
        return ratio > 0 ? ratio * ratio : LINEAR * LINEAR;
    }

    /** The maximum over bins whose extents are computed; counted as if every region were the whole map. */
    static void roiPool(Node node, Scope scope) {
        List<String> operands = scope.computed(node);
        Shape map = scope.shape(node.input(0));
        long regions = scope.shape(node.output()).extent(0);
        long operations = Math.multiplyExact(regions, map.elements() / map.extent(0));
        long outputs = scope.elements(node.output());
        long read = operands.stream().mapToLong(scope::elements).sum();
        var work = new VectorWork(VectorWork.Kind.MAX_POOL, node.name(), node.op(), operations, read, 0, outputs);
        Fusion.layer(scope, Fusion.Step.of(node, work), operands);
    }
}
