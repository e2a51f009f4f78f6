package org.systole.onnx;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.TensorInfo;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.systole.problem.Place;
import org.systole.problem.Problem;
import org.systole.problem.SystoleException;
import org.systole.tensor.DataType;
import org.systole.tensor.Shape;
import org.systole.tensor.Tensor;

/** Tensors to and from ONNX Runtime's memory. */
final class OrtTensors {
    private OrtTensors() {}

    /** Returns our name of an element type, or null when it has none here. */
    static DataType type(OnnxJavaType type) {
        return switch (type) {
            case FLOAT -> DataType.FLOAT32;
            case DOUBLE -> DataType.FLOAT64;
            case FLOAT16 -> DataType.FLOAT16;
            case BFLOAT16 -> DataType.BFLOAT16;
            case INT8 -> DataType.INT8;
            case INT16 -> DataType.INT16;
            case INT32 -> DataType.INT32;
            case INT64 -> DataType.INT64;
            case UINT8 -> DataType.UINT8;
            case BOOL -> DataType.BOOL;
            default -> null;
        };
    }

    /** Returns our name of the element type of a value, or null when it has none here. */
    static DataType type(TensorInfo info) {
        return switch (info.onnxType) {
            // The Java interface calls these by the signed type of their width.
            case ONNX_TENSOR_ELEMENT_DATA_TYPE_UINT16 -> DataType.UINT16;
            case ONNX_TENSOR_ELEMENT_DATA_TYPE_UINT32 -> DataType.UINT32;
            case ONNX_TENSOR_ELEMENT_DATA_TYPE_UINT64 -> DataType.UINT64;
            default -> type(info.type);
        };
    }

    /** Returns a copy outside the heap; the caller closes it. */
    static OnnxTensor toNative(OrtEnvironment environment, Tensor tensor) throws OrtException {
        OnnxJavaType type = Arrays.stream(OnnxJavaType.values())
                .filter(t -> type(t) == tensor.type())
                .findFirst()
                .orElseThrow(() -> unsupported("input", tensor.type().toString()));
        int length = Math.toIntExact(tensor.type().bytes(tensor.elements()));
        ByteBuffer bytes = ByteBuffer.allocateDirect(length).order(ByteOrder.nativeOrder());
        bytes.put(tensor.bytes().asSlice(0, length).asByteBuffer()).flip();
        long[] shape = Arrays.stream(tensor.shape().extents()).asLongStream().toArray();
        return OnnxTensor.createTensor(environment, bytes, shape, type);
    }

    /** Returns a copy on the heap. */
    static Tensor fromNative(String name, OnnxValue value) {
        if (!(value instanceof OnnxTensor tensor)) throw unsupported("output " + Names.quote(name), "no tensor");
        DataType type = type(tensor.getInfo());
        if (type == null) throw unsupported("output " + Names.quote(name), String.valueOf(tensor.getInfo().onnxType));
        long[] shape = tensor.getInfo().getShape();
        ByteBuffer bytes = tensor.getByteBuffer();
        MemorySegment copy = MemorySegment.ofArray(new byte[bytes.remaining()]);
        copy.copyFrom(MemorySegment.ofBuffer(bytes));
        MemorySegment fixed = copy.asReadOnly();
        return new Tensor(
                type, Shape.of(Arrays.stream(shape).mapToInt(Math::toIntExact).toArray()), () -> fixed);
    }

    private static SystoleException unsupported(String what, String type) {
        return new SystoleException(Problem.of(
                OnnxProblem.RUNTIME_INPUT,
                Place.element("", what),
                "ONNX Runtime's Java interface has no element type for " + type,
                "cast it to one that it has"));
    }
}
