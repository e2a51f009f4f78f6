package org.systole.graph.operator;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.systole.tensor.DataType;
import org.systole.tensor.Shape;

/** Reductions along axes, ArgMax and ArgMin, TopK. */
final class ReductionShapes {
    private ReductionShapes() {}

    static void register(Registry registry) {
        for (String name : new String[] {"ReduceSum", "ReduceMean", "ReduceMax", "ReduceMin", "ReduceProd"})
            registry.op(name, 1).inputs(1, 2).folds(ReductionValues::reduce).rule(ReductionShapes::reduce);
        for (String name : new String[] {"ReduceL1", "ReduceL2", "ReduceLogSum", "ReduceLogSumExp", "ReduceSumSquare"})
            registry.op(name, 1).inputs(1, 2).rule(ReductionShapes::reduce);
        for (String name : new String[] {"ArgMax", "ArgMin"})
            registry.op(name, 1).folds(ReductionValues::arg).rule(ReductionShapes::arg);
        registry.op("TopK", 1).inputs(1, 2).outputs(2).rule(ReductionShapes::topK);
    }

    /**
     * Returns which axes a reduction covers, as flags.
     *
     * <p>The axes are an attribute before opset 13 (ReduceSum) or 18 (the others), an optional input afterwards.
     */
    static boolean[] reduced(NodeContext n) {
        int rank = n.shape(0).rank();
        long[] axes = n.has(1) ? n.longs(1) : n.attributes().integers("axes", new long[0]);
        boolean[] reduced = new boolean[rank];
        boolean none = axes.length == 0 && n.attributes().integer("noop_with_empty_axes", 0) != 0;
        if (axes.length == 0) Arrays.fill(reduced, !none);
        for (long axis : axes) reduced[n.axis(axis, rank)] = true;
        return reduced;
    }

    private static void reduce(NodeContext n) {
        boolean keep = n.attributes().integer("keepdims", 1) != 0;
        n.output(0, n.dataType(0), without(n.shape(0), reduced(n), keep));
    }

    /** Returns a shape with the flagged axes removed, or set to 1. */
    static Shape without(Shape shape, boolean[] reduced, boolean keep) {
        List<Integer> extents = new ArrayList<>();
        for (int axis = 0; axis < reduced.length; axis++) {
            if (!reduced[axis]) extents.add(shape.extent(axis));
            else if (keep) extents.add(1);
        }
        return Shape.of(extents);
    }

    private static void arg(NodeContext n) {
        Shape input = n.shape(0);
        boolean[] reduced = new boolean[input.rank()];
        reduced[n.axis(n.attributes().integer("axis", 0), input.rank())] = true;
        n.output(0, DataType.INT64, without(input, reduced, n.attributes().integer("keepdims", 1) != 0));
    }

    private static void topK(NodeContext n) {
        Shape input = n.shape(0);
        int axis = n.axis(n.attributes().integer("axis", -1), input.rank());
        long k = n.opset() < 10 ? n.attributes().integer("k", -1) : n.longValue(1);
        n.requireShape(
                k >= 0 && k <= input.extent(axis), "k is " + k + ", the axis has " + input.extent(axis) + " elements");
        n.output(0, n.dataType(0), input.with(axis, (int) k));
        n.output(1, DataType.INT64, input.with(axis, (int) k));
    }
}
