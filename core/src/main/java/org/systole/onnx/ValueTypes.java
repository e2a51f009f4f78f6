package org.systole.onnx;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.systole.graph.ValueType;
import org.systole.graph.operator.OnnxTypes;
import org.systole.onnx.proto.Onnx.TensorShapeProto.Dimension;
import org.systole.onnx.proto.Onnx.TypeProto;
import org.systole.onnx.proto.Onnx.ValueInfoProto;
import org.systole.tensor.DataType;
import org.systole.tensor.Shape;

/** Reads the types that a file declares for values. */
final class ValueTypes {
    /** What exporters write for a size that is open and has no name. */
    private static final Set<String> NO_NAMES = Set.of("?", "*", "-1", "None", "none", "unk");

    private ValueTypes() {}

    /** Returns an input as declared; otherwise adds a problem and returns nothing. */
    static Optional<DeclaredInput> input(ValueInfoProto value, ReadContext context) {
        String name = Names.clean(value.getName());
        String place = "input '" + name + "'";
        TypeProto type = value.getType();
        if (type.getValueCase() == TypeProto.ValueCase.VALUE_NOT_SET) {
            context.problem(OnnxProblem.VALUE_TYPE, place, "it has no type", "export the model again");
            return Optional.empty();
        }
        if (!type.hasTensorType()) {
            context.problem(
                    OnnxProblem.VALUE_TYPE_UNSUPPORTED,
                    place,
                    "it is of kind " + type.getValueCase() + "; only tensors are supported",
                    "export the model with tensors as inputs");
            return Optional.empty();
        }
        TypeProto.Tensor tensor = type.getTensorType();
        Optional<DataType> element = ElementTypes.read(tensor.getElemType(), place, context);
        if (element.isPresent() && element.get() == DataType.STRING) {
            context.problem(
                    OnnxProblem.TENSOR_TYPE_UNSUPPORTED,
                    place,
                    "text is not supported as an input",
                    "cut the text processing off the model");
            return Optional.empty();
        }
        if (element.isEmpty()) return Optional.empty();
        if (!tensor.hasShape()) return Optional.of(new DeclaredInput(name, element.get(), null));
        return dimensions(tensor, element.get(), place, context)
                .map(dims -> new DeclaredInput(name, element.get(), dims));
    }

    private static Optional<List<DeclaredInput.Extent>> dimensions(
            TypeProto.Tensor tensor, DataType element, String place, ReadContext context) {
        var extents = new ArrayList<DeclaredInput.Extent>();
        var known = new ArrayList<Long>();
        for (Dimension dimension : tensor.getShape().getDimList()) {
            long value = dimension.hasDimValue() ? dimension.getDimValue() : 0;
            String symbol = NO_NAMES.contains(dimension.getDimParam()) ? "" : Names.clean(dimension.getDimParam());
            // -1 and 0 are older exporters' ways to say that a size is open.
            extents.add(new DeclaredInput.Extent(value == -1 ? 0 : value, symbol));
            known.add(value == -1 ? 1 : value);
        }
        String fault = Dimensions.fault(known, element);
        if (fault == null) return Optional.of(extents);
        context.problem(OnnxProblem.DIMENSIONS, place, fault, "export the model again");
        return Optional.empty();
    }

    /** Returns the type of a value when the file fixes all of it; anything else is left to inference. */
    static Optional<ValueType> fixed(ValueInfoProto value) {
        TypeProto.Tensor tensor = value.getType().getTensorType();
        DataType element = OnnxTypes.of(tensor.getElemType()).orElse(null);
        if (element == null || !tensor.hasShape()) return Optional.empty();
        var extents = new ArrayList<Long>();
        for (Dimension dimension : tensor.getShape().getDimList()) {
            if (!dimension.hasDimValue() || dimension.getDimValue() < 1) return Optional.empty();
            extents.add(dimension.getDimValue());
        }
        if (Dimensions.fault(extents, element) != null) return Optional.empty();
        return Optional.of(new ValueType(
                element, Shape.of(extents.stream().mapToInt(Long::intValue).toArray())));
    }
}
