package org.systole.graph.operator;

import java.util.Arrays;
import org.systole.graph.GraphProblem;
import org.systole.tensor.Shape;

/** Arithmetic on extents that several families share. */
public final class Extents {
    /** No tensor may be larger than this many elements: its bits still fit 63 bits at 64 bits an element. */
    private static final long MOST_ELEMENTS = Long.MAX_VALUE >> 7;

    private Extents() {}

    /** Checks that the number of elements can be counted, also in bits. */
    static void checkCountable(NodeContext node, Shape shape) {
        long product = 1;
        for (int axis = 0; axis < shape.rank(); axis++) {
            int extent = shape.extent(axis);
            if (extent == 0) return;
            if (product > MOST_ELEMENTS / extent)
                throw node.fail(GraphProblem.TOO_LARGE, "a tensor of " + shape + " has too many elements to count");
            product *= extent;
        }
    }

    /**
     * Returns the shape that two shapes broadcast to; ONNX multidirectional broadcasting (Broadcasting.md).
     *
     * @throws Refusal when they do not fit
     */
    static Shape broadcast(NodeContext node, Shape a, Shape b) {
        if (a.equals(b)) return a;
        int rank = Math.max(a.rank(), b.rank());
        int[] extents = new int[rank];
        for (int i = 1; i <= rank; i++) {
            int x = i <= a.rank() ? a.extent(-i) : 1;
            int y = i <= b.rank() ? b.extent(-i) : 1;
            if (x != y && x != 1 && y != 1)
                throw node.fail(
                        GraphProblem.SHAPE,
                        "shapes " + a + " and " + b + " do not broadcast: " + x + " and " + y
                                + " differ and neither is 1");
            extents[rank - i] = x == 1 ? y : x;
        }
        Shape shape = Shape.of(extents);
        checkCountable(node, shape);
        return shape;
    }

    /** Returns the extents before the last so many. */
    static int[] leading(Shape shape, int last) {
        return Arrays.copyOf(shape.extents(), shape.rank() - last);
    }

    /** Returns the product of the extents from one axis to before another. */
    static long product(Shape shape, int from, int to) {
        long product = 1;
        for (int axis = from; axis < to; axis++) product = Math.multiplyExact(product, shape.extent(axis));
        return product;
    }
}
