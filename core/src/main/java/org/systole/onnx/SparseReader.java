package org.systole.onnx;

import java.lang.foreign.MemorySegment;
import java.util.Optional;
import org.systole.onnx.proto.Onnx.SparseTensorProto;
import org.systole.tensor.DataType;
import org.systole.tensor.Shape;
import org.systole.tensor.Tensor;

/** Reads sparse tensors into dense ones: the coordinates of the values that are not zero, ascending, and the values. */
final class SparseReader {
    /** A dense form beyond this is refused, in bytes: a file of a few bytes could claim any size. */
    static final long LARGEST = 1L << 30;

    private final ReadContext context;
    private final TensorReader tensors;

    SparseReader(ReadContext context, TensorReader tensors) {
        this.context = context;
        this.tensors = tensors;
    }

    /** Returns the dense tensor; otherwise adds problems and returns nothing. */
    Optional<Tensor> read(SparseTensorProto sparse, String place) {
        Optional<Tensor> values = tensors.read(sparse.getValues(), place + ", values");
        Optional<Tensor> indices = tensors.read(sparse.getIndices(), place + ", indices");
        if (values.isEmpty() || indices.isEmpty()) return Optional.empty();
        DataType type = values.get().type();
        Optional<Shape> shape = Dimensions.read(sparse.getDimsList(), type, place, context);
        if (shape.isEmpty()) return Optional.empty();
        if (type.bits() < 8) return bad(OnnxProblem.TENSOR_TYPE_UNSUPPORTED, place, "a sparse tensor of " + type);
        if (type.bytes(shape.get().elements()) > LARGEST)
            return bad(
                    OnnxProblem.TENSOR_TOO_LARGE,
                    place,
                    "dense, it would take " + (type.bytes(shape.get().elements()) >> 20) + " MiB; at most "
                            + (LARGEST >> 20) + " are accepted");
        String fault = fault(values.get(), indices.get(), shape.get());
        if (fault != null) return bad(OnnxProblem.SPARSE, place, fault);
        return Optional.of(dense(values.get(), indices.get(), shape.get()));
    }

    private static String fault(Tensor values, Tensor indices, Shape shape) {
        if (values.shape().rank() != 1) return "its values have shape " + values.shape() + ", expected one dimension";
        if (indices.type() != DataType.INT64) return "its indices are " + indices.type() + ", expected INT64";
        long count = values.elements();
        boolean linear = indices.shape().equals(Shape.of((int) count));
        boolean coordinates = indices.shape().equals(Shape.of((int) count, shape.rank()));
        if (!linear && !coordinates)
            return "its indices have shape " + indices.shape() + ", expected " + count + " or " + count + "x"
                    + shape.rank();
        long last = -1;
        for (long i = 0; i < count; i++) {
            long at = position(indices, shape, i);
            if (at < 0 || at >= shape.elements()) return "index " + i + " lies outside of " + shape;
            if (at <= last) return "index " + i + " is not larger than the one before it";
            last = at;
        }
        return null;
    }

    /** Returns where a value stands, row-major, or -1 when a coordinate lies outside. */
    private static long position(Tensor indices, Shape shape, long i) {
        if (indices.shape().rank() == 1) return indices.integer(i);
        long at = 0;
        for (int axis = 0; axis < shape.rank(); axis++) {
            long coordinate = indices.integer(i * shape.rank() + axis);
            if (coordinate < 0 || coordinate >= shape.extent(axis)) return -1;
            at = at * shape.extent(axis) + coordinate;
        }
        return at;
    }

    private static Tensor dense(Tensor values, Tensor indices, Shape shape) {
        int width = values.type().bits() / 8;
        return new Tensor(values.type(), shape, new OnDemand(() -> {
            MemorySegment bytes = MemorySegment.ofArray(new byte[Math.toIntExact(shape.elements() * width)]);
            for (long i = 0; i < values.elements(); i++)
                MemorySegment.copy(values.bytes(), i * width, bytes, position(indices, shape, i) * width, width);
            return bytes.asReadOnly();
        }));
    }

    private Optional<Tensor> bad(OnnxProblem code, String place, String message) {
        context.problem(code, place, message, "export the model again");
        return Optional.empty();
    }
}
