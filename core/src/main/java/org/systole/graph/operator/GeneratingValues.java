package org.systole.graph.operator;

import java.util.Arrays;
import org.systole.graph.Attributes;
import org.systole.graph.GraphProblem;
import org.systole.tensor.DataType;
import org.systole.tensor.Shape;
import org.systole.tensor.Tensor;

/** The values of operators that make tensors. */
final class GeneratingValues {
    private GeneratingValues() {}

    static Tensor constant(NodeContext n, int output) {
        Attributes a = n.attributes();
        if (a.has("value")) return a.tensor("value");
        if (a.has("value_int")) return Tensor.of(Shape.of(), a.integer("value_int", 0));
        if (a.has("value_float")) return Tensor.of(Shape.of(), a.real("value_float", 0));
        if (a.has("value_ints")) {
            long[] values = a.integers("value_ints", null);
            return Tensor.of(Shape.of(values.length), values);
        }
        if (a.has("value_floats")) {
            float[] values = a.reals("value_floats", null);
            return Tensor.of(Shape.of(values.length), values);
        }
        if (a.has("sparse_value") || a.has("value_string") || a.has("value_strings"))
            throw n.fail(GraphProblem.UNSUPPORTED_VARIANT, "sparse and text constants are not supported");
        throw n.fail(GraphProblem.ATTRIBUTE_VALUE, "has no value");
    }

    static Tensor constantOfShape(NodeContext n, int output) {
        Tensor value = n.attributes().tensor("value");
        var target = new ElementBuffer(
                n.outputType(output).dataType(), n.outputType(output).shape());
        if (value != null) for (long i = 0; i < target.shape.elements(); i++) target.copy(value.bytes(), 0, i, 1);
        return target.tensor();
    }

    /** Returns the extents from attribute start to before attribute end (opset 15), all of them otherwise. */
    static long[] shapePart(NodeContext n) {
        int[] extents = n.shape(0).extents();
        int rank = extents.length;
        int start = bound(n.attributes().integer("start", 0), rank);
        int end = bound(n.attributes().integer("end", rank), rank);
        return Arrays.stream(extents, Math.min(start, end), end).asLongStream().toArray();
    }

    private static int bound(long stated, int rank) {
        return (int) Math.clamp(stated < 0 ? stated + rank : stated, 0L, rank);
    }

    static Tensor shape(NodeContext n, int output) {
        long[] part = shapePart(n);
        return Tensor.of(Shape.of(part.length), part);
    }

    static Tensor size(NodeContext n, int output) {
        return Tensor.of(Shape.of(), n.shape(0).elements());
    }

    /** Returns max(ceil((limit - start) / delta), 0). */
    static long rangeLength(NodeContext n) {
        Tensor start = n.constant(0);
        Tensor limit = n.constant(1);
        Tensor delta = n.constant(2);
        for (Tensor tensor : new Tensor[] {start, limit, delta})
            n.requireShape(tensor.elements() == 1, "start, limit and delta must be one number each");
        n.requireShape(delta.real(0) != 0, "delta is 0");
        if (start.type().isFloat())
            return (long) Math.max(0, Math.ceil((limit.real(0) - start.real(0)) / delta.real(0)));
        long distance = Math.subtractExact(limit.integer(0), start.integer(0));
        return Math.max(0, Math.ceilDiv(distance, delta.integer(0)));
    }

    static Tensor range(NodeContext n, int output) {
        var target = new ElementBuffer(n.dataType(0), n.outputType(output).shape());
        Tensor start = n.constant(0);
        Tensor delta = n.constant(2);
        for (long i = 0; i < target.shape.elements(); i++) {
            if (start.type().isFloat()) target.set(i, start.real(0) + i * delta.real(0));
            else target.set(i, start.integer(0) + i * delta.integer(0));
        }
        return target.tensor();
    }

    /** Needs the shape of its input only. */
    static Tensor eyeLike(NodeContext n, int output) {
        DataType type = n.outputType(output).dataType();
        if (!ElementBuffer.writes(type)) return null;
        Shape shape = n.shape(0);
        long diagonal = n.attributes().integer("k", 0);
        var target = new ElementBuffer(type, shape);
        for (long row = 0; row < shape.extent(0); row++) {
            long column = row + diagonal;
            if (column >= 0 && column < shape.extent(1)) target.set(row * shape.extent(1) + column, 1L);
        }
        return target.tensor();
    }

    static Tensor nonZero(NodeContext n, int output) {
        Tensor x = n.constant(0);
        Shape shape = n.outputType(output).shape();
        var target = new ElementBuffer(DataType.INT64, shape);
        long[] strides = Strides.of(x.shape());
        long found = 0;
        for (long i = 0; i < x.elements(); i++) {
            if (x.real(i) == 0) continue;
            for (int axis = 0; axis < strides.length; axis++)
                target.set(
                        axis * (long) shape.extent(1) + found,
                        i / strides[axis] % x.shape().extent(axis));
            found++;
        }
        return target.tensor();
    }
}
