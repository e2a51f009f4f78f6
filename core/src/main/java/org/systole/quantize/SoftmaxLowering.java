package org.systole.quantize;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.systole.graph.Node;
import org.systole.tensor.Shape;

/** Softmax, sums and extremes over axes, and products of two computed matrices. */
final class SoftmaxLowering {
    /** From this opset on softmax works on one axis; before it flattens the axes behind it. */
    private static final int SOFTMAX_ONE_AXIS = 13;

    private final Lowering lowering;

    SoftmaxLowering(Lowering lowering) {
        this.lowering = lowering;
    }

    boolean lower(Node node) {
        if (node.inputs().isEmpty() || !lowering.isNarrow(node.input(0))) return false;
        return switch (node.op()) {
            case "Softmax" -> softmax(node);
            case "ReduceMean", "ReduceSum" -> reduction(node, Reduction.Kind.SUM);
            case "ReduceMax" -> reduction(node, Reduction.Kind.MAX);
            case "ReduceMin" -> reduction(node, Reduction.Kind.MIN);
            case "GlobalMaxPool" -> extreme(node, Reduction.Kind.MAX, from(2, lowering.shape(node.input(0))));
            case "MatMul" -> product(node);
            default -> false;
        };
    }

    private boolean softmax(Node node) {
        Shape shape = lowering.shape(node.input(0));
        boolean oneAxis = lowering.graph().opset() >= SOFTMAX_ONE_AXIS;
        int axis = Math.floorMod((int) node.attributes().integer("axis", oneAxis ? -1 : 1), shape.rank());
        if (!oneAxis) {
            for (int a = axis + 1; a < shape.rank(); a++) if (shape.extent(a) != 1) return false;
        }
        Quantization y = lowering.output(node, node.output());
        return lowering.add(Softmax.of(axis, lowering.quantization(node.input(0)), y), node, List.of(node.input(0)));
    }

    private static int[] from(int first, Shape shape) {
        return IntStream.range(first, shape.rank()).toArray();
    }

    private boolean reduction(Node node, Reduction.Kind kind) {
        Shape shape = lowering.shape(node.input(0));
        long[] given = lowering.integers(node, "axes", 1);
        if (given == null && node.hasInput(1)) return false;
        if (given == null || given.length == 0) {
            if (node.attributes().integer("noop_with_empty_axes", 0) != 0) return false;
            return reduce(node, kind, from(0, shape));
        }
        int[] axes = Arrays.stream(given)
                .mapToInt(a -> Math.floorMod((int) a, shape.rank()))
                .sorted()
                .toArray();
        return reduce(node, kind, axes);
    }

    private boolean reduce(Node node, Reduction.Kind kind, int[] axes) {
        if (kind != Reduction.Kind.SUM) return extreme(node, kind, axes);
        Shape shape = lowering.shape(node.input(0));
        Quantization x = lowering.quantization(node.input(0)), y = lowering.output(node, node.output());
        double factor = x.scales()[0] / (double) y.scales()[0];
        if (node.op().equals("ReduceMean")) for (int axis : axes) factor /= shape.extent(axis);
        if (!(factor < 1 << Requantization.MULTIPLIER_BITS - 1)) return false;
        return lowering.add(new Reduction(kind, axes, Lowering.scaling(y, factor)), node, List.of(node.input(0)));
    }

    private boolean extreme(Node node, Reduction.Kind kind, int[] axes) {
        Quantization x = lowering.quantization(node.input(0));
        lowering.parts().type(node.output(), lowering.shape(node.output()), x);
        return lowering.add(new Reduction(kind, axes, null), node, List.of(node.input(0)));
    }

    private boolean product(Node node) {
        if (lowering.shape(node.input(0)).rank() < 2
                || lowering.shape(node.input(1)).rank() < 2) return false;
        if (!lowering.operand(node, node.input(1)) || !lowering.isNarrow(node.input(1))) return false;
        Quantization a = lowering.quantization(node.input(0)), b = lowering.quantization(node.input(1));
        Quantization y = lowering.output(node, node.output());
        double factor = (double) a.scales()[0] * b.scales()[0] / y.scales()[0];
        if (!(factor < 1 << Requantization.MULTIPLIER_BITS - 1)) return false;
        return lowering.add(new IntegerOp.MatrixProduct(Lowering.scaling(y, factor)), node, node.inputs());
    }
}
