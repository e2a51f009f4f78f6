package org.systole.onnx;

import java.util.Optional;
import org.systole.graph.operator.OnnxTypes;
import org.systole.onnx.proto.Onnx.TensorProto;
import org.systole.tensor.DataType;

/** The numbers by which the format names element types. */
final class ElementTypes {
    private ElementTypes() {}

    /** Returns the type with a number; otherwise adds a problem and returns nothing. */
    static Optional<DataType> read(int number, String place, ReadContext context) {
        Optional<DataType> type = OnnxTypes.of(number);
        if (type.isPresent()) return type;
        TensorProto.DataType known = TensorProto.DataType.forNumber(number);
        if (known == null)
            context.problem(
                    OnnxProblem.TENSOR_TYPE,
                    place,
                    "element type " + number + " does not exist",
                    "export the model again");
        else if (known == TensorProto.DataType.UNDEFINED)
            context.problem(OnnxProblem.TENSOR_TYPE, place, "the element type is missing", "export the model again");
        else
            context.problem(
                    OnnxProblem.TENSOR_TYPE_UNSUPPORTED,
                    place,
                    "element type " + known + " is not supported",
                    "convert it to a real, integer or boolean type");
        return Optional.empty();
    }
}
