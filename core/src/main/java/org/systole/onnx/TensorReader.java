package org.systole.onnx;

import com.google.protobuf.ByteString;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.systole.onnx.proto.Onnx.TensorProto;
import org.systole.tensor.DataType;
import org.systole.tensor.Shape;
import org.systole.tensor.Storage;
import org.systole.tensor.Tensor;

/**
 * Reads tensors: checks that type, dimensions and data fit each other, and leaves the data where they are.
 *
 * <p>Raw data stay in the bytes of the model, external data in their mapped file; data in lists of numbers are
 * encoded when they are first asked for.
 */
final class TensorReader {
    private final ReadContext context;

    TensorReader(ReadContext context) {
        this.context = context;
    }

    /**
     * Returns the tensor; otherwise adds a problem and returns nothing.
     *
     * @param place the tensor, as messages name it
     */
    Optional<Tensor> read(TensorProto tensor, String place) {
        Optional<DataType> type = ElementTypes.read(tensor.getDataType(), place, context);
        if (type.isEmpty()) return Optional.empty();
        Optional<Shape> shape = Dimensions.read(tensor.getDimsList(), type.get(), place, context);
        if (shape.isEmpty()) return Optional.empty();
        if (tensor.hasSegment()) return bad(OnnxProblem.TENSOR_DATA, place, "it is stored in segments");
        Optional<Storage> storage = storage(tensor, type.get(), shape.get(), place);
        return storage.map(s -> new Tensor(type.get(), shape.get(), s));
    }

    private Optional<Storage> storage(TensorProto tensor, DataType type, Shape shape, String place) {
        List<String> filled = filled(tensor);
        boolean external = tensor.getDataLocation() == TensorProto.DataLocation.EXTERNAL;
        if (external) filled.add("external data");
        else if (tensor.getExternalDataCount() > 0)
            return bad(
                    OnnxProblem.EXTERNAL_ENTRY, place, "it describes external data, but says that its data are inside");
        if (filled.size() > 1)
            return bad(OnnxProblem.TENSOR_DATA_TWICE, place, "it has data in " + String.join(" and in ", filled));
        long elements = shape.elements();
        if (external) return external(tensor, type, elements, place);
        if (filled.isEmpty()) return none(type, shape, place);
        if (filled.getFirst().equals("raw_data")) return raw(tensor.getRawData(), type, elements, place);
        return typed(tensor, type, elements, filled.getFirst(), place);
    }

    private Optional<Storage> external(TensorProto tensor, DataType type, long elements, String place) {
        if (type == DataType.STRING) return bad(OnnxProblem.TENSOR_DATA, place, "text cannot be external data");
        return context.external().read(tensor, type.bytes(elements), place);
    }

    private Optional<Storage> none(DataType type, Shape shape, String place) {
        if (shape.elements() == 0) {
            MemorySegment nothing = MemorySegment.ofArray(new byte[0]).asReadOnly();
            return Optional.of(() -> nothing);
        }
        return bad(OnnxProblem.TENSOR_DATA, place, "it has no data, but " + type + " " + shape + " needs some");
    }

    private Optional<Storage> raw(ByteString raw, DataType type, long elements, String place) {
        if (type == DataType.STRING) return bad(OnnxProblem.TENSOR_DATA, place, "text cannot be raw data");
        long needed = type.bytes(elements);
        if (raw.size() != needed)
            return bad(
                    OnnxProblem.TENSOR_DATA,
                    place,
                    "it has " + raw.size() + " bytes of data, its type and dimensions need " + needed);
        MemorySegment bytes = MemorySegment.ofBuffer(raw.asReadOnlyByteBuffer());
        return Optional.of(() -> bytes);
    }

    private Optional<Storage> typed(TensorProto tensor, DataType type, long elements, String field, String place) {
        String expected = TypedData.field(type);
        if (!field.equals(expected))
            return bad(
                    OnnxProblem.TENSOR_DATA,
                    place,
                    "it has data in " + field + ", but " + type + " belongs in " + expected + " or raw_data");
        long count = TypedData.count(tensor, type);
        long needed = TypedData.entries(type, elements);
        if (count != needed)
            return bad(
                    OnnxProblem.TENSOR_DATA,
                    place,
                    "it has " + count + " numbers, its type and dimensions need " + needed);
        String fault = TypedData.fault(tensor, type);
        if (fault != null) return bad(OnnxProblem.TENSOR_VALUE, place, fault);
        return Optional.of(TypedData.storage(tensor, type, elements));
    }

    private static List<String> filled(TensorProto tensor) {
        var filled = new ArrayList<String>();
        if (!tensor.getRawData().isEmpty()) filled.add("raw_data");
        if (tensor.getFloatDataCount() > 0) filled.add("float_data");
        if (tensor.getInt32DataCount() > 0) filled.add("int32_data");
        if (tensor.getStringDataCount() > 0) filled.add("string_data");
        if (tensor.getInt64DataCount() > 0) filled.add("int64_data");
        if (tensor.getDoubleDataCount() > 0) filled.add("double_data");
        if (tensor.getUint64DataCount() > 0) filled.add("uint64_data");
        return filled;
    }

    private <T> Optional<T> bad(OnnxProblem code, String place, String message) {
        context.problem(code, place, message, "export the model again");
        return Optional.empty();
    }
}
