package org.systole.graph.operator;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.systole.graph.GraphProblem;
import org.systole.tensor.Shape;
import org.systole.tensor.Tensor;

/** The values of operators that move constants around without computing on them. */
final class LayoutValues {
    private LayoutValues() {}

    /** The same elements in another shape. */
    static Tensor identity(NodeContext n, int output) {
        return n.constant(0).reshaped(n.outputType(output).shape());
    }

    static Tensor transpose(NodeContext n, int output) {
        int[] order = ReshapingShapes.permutation(n);
        long[] own = Strides.of(n.shape(0));
        return strided(
                n, output, 0, Arrays.stream(order).mapToLong(axis -> own[axis]).toArray());
    }

    static Tensor slice(NodeContext n, int output) {
        SlicingShapes.Cut cut = SlicingShapes.cut(n);
        long[] strides = Strides.of(n.shape(0));
        long offset = 0;
        for (int axis = 0; axis < strides.length; axis++) {
            offset += cut.start()[axis] * strides[axis];
            // The step of an axis of one element may be anything; it is never taken.
            strides[axis] = cut.count()[axis] > 1 ? strides[axis] * cut.step()[axis] : 0;
        }
        return strided(n, output, offset, strides);
    }

    static Tensor expand(NodeContext n, int output) {
        return strided(
                n, output, 0, Strides.broadcast(n.shape(0), n.outputType(output).shape()));
    }

    static Tensor split(NodeContext n, int output) {
        Shape input = n.shape(0);
        int axis = n.axis(n.attributes().integer("axis", 0), input.rank());
        long[] parts = SlicingShapes.parts(n, input.extent(axis));
        long before = Arrays.stream(parts).limit(output).sum();
        long[] strides = Strides.of(input);
        return strided(n, output, before * strides[axis], strides);
    }

    /** Reads the first input with strides of its own. */
    private static Tensor strided(NodeContext n, int output, long offset, long[] strides) {
        MemorySegment source = n.constant(0).bytes();
        var target = new ElementBuffer(n.dataType(0), n.outputType(output).shape());
        long step = strides.length == 0 ? 1 : strides[strides.length - 1];
        Strides.rows(target.shape, offset, strides, (from, to, count) -> {
            if (step == 1) target.copy(source, from, to, count);
            else for (long i = 0; i < count; i++) target.copy(source, from + i * step, to + i, 1);
        });
        return target.tensor();
    }

    static Tensor concat(NodeContext n, int output) {
        Shape shape = n.outputType(output).shape();
        int axis = n.axis(n.attributes().integer("axis", 1), shape.rank());
        var target = new ElementBuffer(n.dataType(0), shape);
        long outer = Extents.product(shape, 0, axis);
        long whole = Extents.product(shape, axis, shape.rank());
        long offset = 0;
        for (int input = 0; input < n.inputs(); input++) {
            MemorySegment source = n.constant(input).bytes();
            long part = Extents.product(n.shape(input), axis, shape.rank());
            for (long i = 0; i < outer; i++) target.copy(source, i * part, i * whole + offset, part);
            offset += part;
        }
        return target.tensor();
    }

    static Tensor tile(NodeContext n, int output) {
        Shape input = n.shape(0);
        Shape shape = n.outputType(output).shape();
        var target = new ElementBuffer(n.dataType(0), shape);
        MemorySegment source = n.constant(0).bytes();
        long[] own = Strides.of(input);
        long[] strides = Strides.of(shape);
        for (long i = 0; i < shape.elements(); i++) {
            long from = 0;
            for (int axis = 0; axis < own.length; axis++)
                from += i / strides[axis] % shape.extent(axis) % input.extent(axis) * own[axis];
            target.copy(source, from, i, 1);
        }
        return target.tensor();
    }

    static Tensor gather(NodeContext n, int output) {
        Shape data = n.shape(0);
        int axis = n.axis(n.attributes().integer("axis", 0), data.rank());
        Tensor indices = n.constant(1);
        MemorySegment source = n.constant(0).bytes();
        var target = new ElementBuffer(n.dataType(0), n.outputType(output).shape());
        long outer = Extents.product(data, 0, axis);
        long inner = Extents.product(data, axis + 1, data.rank());
        long extent = data.extent(axis);
        long count = indices.elements();
        for (long i = 0; i < outer; i++)
            for (long j = 0; j < count; j++) {
                long index = inRange(n, indices.integer(j), extent);
                target.copy(source, (i * extent + index) * inner, (i * count + j) * inner, inner);
            }
        return target.tensor();
    }

    private static long inRange(NodeContext n, long index, long extent) {
        if (index < -extent || index >= extent)
            throw n.fail(GraphProblem.SHAPE, "index " + index + " is out of range for " + extent + " elements");
        return index < 0 ? index + extent : index;
    }

    /** Without a reduction only; with one it stays a node. */
    static Tensor scatterNd(NodeContext n, int output) {
        if (!n.attributes().text("reduction", "none").equals("none")) return null;
        Shape data = n.shape(0);
        Shape at = n.shape(1);
        int depth = at.extent(-1);
        long[] strides = Strides.of(data);
        long inner = Extents.product(data, depth, data.rank());
        var target = new ElementBuffer(n.dataType(0), data);
        target.copy(n.constant(0).bytes(), 0, 0, data.elements());
        Tensor indices = n.constant(1);
        MemorySegment updates = n.constant(2).bytes();
        long count = depth == 0 ? 1 : indices.elements() / depth;
        for (long i = 0; i < count; i++) {
            long to = 0;
            for (int axis = 0; axis < depth; axis++)
                to += inRange(n, indices.integer(i * depth + axis), data.extent(axis)) * strides[axis];
            target.copy(updates, i * inner, to, inner);
        }
        return target.tensor();
    }
}
