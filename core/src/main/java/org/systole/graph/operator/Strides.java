package org.systole.graph.operator;

import org.systole.tensor.Shape;

/** Walks over the elements of a shape while following them in tensors of other strides. */
final class Strides {
    private Strides() {}

    /** Returns how far apart, in elements, neighbours along each axis are in row-major order. */
    static long[] of(Shape shape) {
        long[] strides = new long[shape.rank()];
        long next = 1;
        for (int axis = shape.rank() - 1; axis >= 0; axis--) {
            strides[axis] = next;
            next *= shape.extent(axis);
        }
        return strides;
    }

    /** Returns the strides of a tensor seen as broadcast to another shape: 0 where it repeats. */
    static long[] broadcast(Shape from, Shape to) {
        long[] own = of(from);
        long[] strides = new long[to.rank()];
        int missing = to.rank() - from.rank();
        for (int axis = 0; axis < own.length; axis++) if (from.extent(axis) != 1) strides[axis + missing] = own[axis];
        return strides;
    }

    /** Receives runs of elements. */
    @FunctionalInterface
    interface Run {
        /** Takes {@code count} elements from {@code source} on, a stride apart, to {@code target} on. */
        void take(long source, long target, long count);
    }

    /**
     * Walks over a shape row by row.
     *
     * @param shape what is walked over
     * @param offset where its first element lies in the source
     * @param strides of the source along its axes
     * @param run receives each row along the last axis
     */
    static void rows(Shape shape, long offset, long[] strides, Run run) {
        int rank = shape.rank();
        if (rank == 0) {
            run.take(offset, 0, 1);
            return;
        }
        long row = shape.extent(-1);
        long rows = row == 0 ? 0 : shape.elements() / row;
        int[] index = new int[rank];
        long source = offset;
        for (long i = 0; i < rows; i++) {
            run.take(source, i * row, row);
            for (int axis = rank - 2; axis >= 0; axis--) {
                source += strides[axis];
                if (++index[axis] < shape.extent(axis)) break;
                source -= strides[axis] * index[axis];
                index[axis] = 0;
            }
        }
    }
}
