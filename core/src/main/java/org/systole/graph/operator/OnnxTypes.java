package org.systole.graph.operator;

import java.util.Optional;
import org.systole.graph.GraphProblem;
import org.systole.tensor.DataType;

/** The numbers that the standard gives to element types (TensorProto.DataType in onnx.proto). */
public final class OnnxTypes {
    /** The largest number that the standard has given so far. */
    private static final int NEWEST = 28;

    private OnnxTypes() {}

    /** Returns the element type with this number; empty for complex and unknown ones. */
    public static Optional<DataType> of(long number) {
        if (number < 0 || number > 100) return Optional.empty();
        return Optional.ofNullable(
                switch ((int) number) {
                    case 1 -> DataType.FLOAT32;
                    case 2 -> DataType.UINT8;
                    case 3 -> DataType.INT8;
                    case 4 -> DataType.UINT16;
                    case 5 -> DataType.INT16;
                    case 6 -> DataType.INT32;
                    case 7 -> DataType.INT64;
                    case 8 -> DataType.STRING;
                    case 9 -> DataType.BOOL;
                    case 10 -> DataType.FLOAT16;
                    case 11 -> DataType.FLOAT64;
                    case 12 -> DataType.UINT32;
                    case 13 -> DataType.UINT64;
                    case 16 -> DataType.BFLOAT16;
                    case 17 -> DataType.FLOAT8E4M3FN;
                    case 18 -> DataType.FLOAT8E4M3FNUZ;
                    case 19 -> DataType.FLOAT8E5M2;
                    case 20 -> DataType.FLOAT8E5M2FNUZ;
                    case 21 -> DataType.UINT4;
                    case 22 -> DataType.INT4;
                    case 23 -> DataType.FLOAT4E2M1;
                    default -> null;
                });
    }

    /** Returns the number of an element type. */
    public static int number(DataType type) {
        return switch (type) {
            case FLOAT32 -> 1;
            case UINT8 -> 2;
            case INT8 -> 3;
            case UINT16 -> 4;
            case INT16 -> 5;
            case INT32 -> 6;
            case INT64 -> 7;
            case STRING -> 8;
            case BOOL -> 9;
            case FLOAT16 -> 10;
            case FLOAT64 -> 11;
            case UINT32 -> 12;
            case UINT64 -> 13;
            case BFLOAT16 -> 16;
            case FLOAT8E4M3FN -> 17;
            case FLOAT8E4M3FNUZ -> 18;
            case FLOAT8E5M2 -> 19;
            case FLOAT8E5M2FNUZ -> 20;
            case UINT4 -> 21;
            case INT4 -> 22;
            case FLOAT4E2M1 -> 23;
        };
    }

    /**
     * Returns the element type that an attribute names.
     *
     * @param otherwise when the attribute is absent; null makes it required
     */
    static DataType attribute(NodeContext n, String name, DataType otherwise) {
        if (!n.attributes().has(name)) {
            if (otherwise == null) throw n.fail(GraphProblem.ATTRIBUTE_VALUE, "attribute '" + name + "' is missing");
            return otherwise;
        }
        long number = n.attributes().integer(name, 0);
        return of(number)
                .orElseThrow(() -> number > 0 && number <= NEWEST
                        ? n.fail(
                                GraphProblem.UNSUPPORTED_VARIANT,
                                "attribute '" + name + "' names element type " + number + ", which is not supported")
                        : n.fail(
                                GraphProblem.ATTRIBUTE_VALUE,
                                "attribute '" + name + "' names element type " + number + ", which does not exist"));
    }
}
