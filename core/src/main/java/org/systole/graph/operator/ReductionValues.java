package org.systole.graph.operator;

import org.systole.tensor.Shape;
import org.systole.tensor.Tensor;

/** The values of reductions on constants. */
final class ReductionValues {
    private ReductionValues() {}

    static Tensor reduce(NodeContext n, int output) {
        Tensor x = n.constant(0);
        Shape shape = x.shape();
        boolean[] reduced = ReductionShapes.reduced(n);
        if (!ElementBuffer.writes(x.type())) return null;
        var target = new ElementBuffer(x.type(), n.outputType(output).shape());
        int count = Math.toIntExact(target.shape.elements());
        if (x.elements() == 0) return null;
        double[] reals = new double[count];
        long[] longs = new long[count];
        boolean[] seen = new boolean[count];
        String op = n.node().op();
        boolean floats = x.type().isFloat();
        for (long i = 0; i < x.elements(); i++) {
            int to = (int) targetIndex(shape, reduced, i);
            if (floats) reals[to] = seen[to] ? join(op, reals[to], x.real(i)) : x.real(i);
            else longs[to] = seen[to] ? join(op, longs[to], x.integer(i)) : x.integer(i);
            seen[to] = true;
        }
        long divisor = op.equals("ReduceMean") ? x.elements() / count : 1;
        for (int i = 0; i < count; i++) {
            if (floats) target.set(i, reals[i] / divisor);
            else target.set(i, longs[i] / divisor);
        }
        return target.tensor();
    }

    private static long targetIndex(Shape shape, boolean[] reduced, long index) {
        long to = 0;
        long place = 1;
        long rest = index;
        for (int axis = shape.rank() - 1; axis >= 0; axis--) {
            long at = rest % shape.extent(axis);
            rest /= shape.extent(axis);
            if (reduced[axis]) continue;
            to += at * place;
            place *= shape.extent(axis);
        }
        return to;
    }

    private static double join(String op, double a, double b) {
        return switch (op) {
            case "ReduceMax" -> Math.max(a, b);
            case "ReduceMin" -> Math.min(a, b);
            case "ReduceProd" -> a * b;
            default -> a + b;
        };
    }

    private static long join(String op, long a, long b) {
        return switch (op) {
            case "ReduceMax" -> Math.max(a, b);
            case "ReduceMin" -> Math.min(a, b);
            case "ReduceProd" -> a * b;
            default -> a + b;
        };
    }

    static Tensor arg(NodeContext n, int output) {
        Tensor x = n.constant(0);
        Shape shape = x.shape();
        if (x.elements() == 0) return null;
        int axis = n.axis(n.attributes().integer("axis", 0), shape.rank());
        boolean last = n.attributes().integer("select_last_index", 0) != 0;
        double sign = n.node().op().equals("ArgMax") ? 1 : -1;
        long inner = Extents.product(shape, axis + 1, shape.rank());
        long extent = shape.extent(axis);
        var target = new ElementBuffer(
                n.outputType(output).dataType(), n.outputType(output).shape());
        for (long i = 0; i < target.shape.elements(); i++) {
            long first = i / inner * extent * inner + i % inner;
            long best = 0;
            for (long j = 1; j < extent; j++) {
                double gain = sign * (x.real(first + j * inner) - x.real(first + best * inner));
                if (gain > 0 || last && gain == 0) best = j;
            }
            target.set(i, best);
        }
        return target.tensor();
    }
}
