package org.systole.onnx;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.systole.onnx.proto.Onnx.TensorProto;
import org.systole.tensor.DataType;
import org.systole.tensor.Storage;

/**
 * The data of tensors that are stored as lists of numbers instead of bytes.
 *
 * <p>Which list holds which type, and how narrow types are widened in it, is defined in the comments of
 * {@code TensorProto} in the format's schema: types of up to 16 bits, truth values and 32-bit integers lie in
 * {@code int32_data} (small floats as their bits, 4-bit types two to an entry), unsigned 32-bit ones in
 * {@code uint64_data}.
 */
final class TypedData {
    private TypedData() {}

    /** Returns the list that holds a type. */
    static String field(DataType type) {
        return switch (type) {
            case FLOAT32 -> "float_data";
            case FLOAT64 -> "double_data";
            case INT64 -> "int64_data";
            case UINT32, UINT64 -> "uint64_data";
            case STRING -> "string_data";
            default -> "int32_data";
        };
    }

    /** Returns how many entries the type's list has. */
    static long count(TensorProto tensor, DataType type) {
        return switch (type) {
            case FLOAT32 -> tensor.getFloatDataCount();
            case FLOAT64 -> tensor.getDoubleDataCount();
            case INT64 -> tensor.getInt64DataCount();
            case UINT32, UINT64 -> tensor.getUint64DataCount();
            case STRING -> tensor.getStringDataCount();
            default -> tensor.getInt32DataCount();
        };
    }

    /** Returns how many entries so many elements take. */
    static long entries(DataType type, long elements) {
        return type.bits() == 4 ? Math.ceilDiv(elements, 2L) : elements;
    }

    /** Returns the first number that its type cannot hold, as a message, or null. */
    static String fault(TensorProto tensor, DataType type) {
        if (type == DataType.UINT32) {
            for (int i = 0; i < tensor.getUint64DataCount(); i++)
                if (tensor.getUint64Data(i) >>> 32 != 0)
                    return "number " + i + " is " + Long.toUnsignedString(tensor.getUint64Data(i))
                            + ", too large for UINT32";
            return null;
        }
        if (!field(type).equals("int32_data") || type == DataType.INT32) return null;
        int bits = Math.max(8, type.bits());
        boolean signed = type.kind() == DataType.Kind.SIGNED;
        // Bits of small floats and pairs of 4-bit numbers are written both as signed and as unsigned.
        boolean number = type.isInteger() && type.bits() >= 8;
        int least = signed || !number ? -(1 << bits - 1) : 0;
        int most = signed && number ? (1 << bits - 1) - 1 : (1 << bits) - 1;
        for (int i = 0; i < tensor.getInt32DataCount(); i++) {
            int value = tensor.getInt32Data(i);
            if (value < least || value > most) return "number " + i + " is " + value + ", outside the range of " + type;
        }
        return null;
    }

    /** Returns storage that encodes the list when it is first asked for. */
    static Storage storage(TensorProto tensor, DataType type, long elements) {
        if (type == DataType.STRING)
            return () -> {
                throw new IllegalStateException("text has no bytes");
            };
        return new OnDemand(() -> encode(tensor, type, elements));
    }

    private static MemorySegment encode(TensorProto tensor, DataType type, long elements) {
        byte[] array = new byte[Math.toIntExact(type.bytes(elements))];
        ByteBuffer bytes = ByteBuffer.wrap(array).order(ByteOrder.LITTLE_ENDIAN);
        int count = Math.toIntExact(entries(type, elements));
        for (int i = 0; i < count; i++) {
            switch (type) {
                case FLOAT32 -> bytes.putFloat(tensor.getFloatData(i));
                case FLOAT64 -> bytes.putDouble(tensor.getDoubleData(i));
                case INT64 -> bytes.putLong(tensor.getInt64Data(i));
                case UINT64 -> bytes.putLong(tensor.getUint64Data(i));
                case UINT32 -> bytes.putInt((int) tensor.getUint64Data(i));
                default -> narrow(bytes, tensor.getInt32Data(i), type.bits());
            }
        }
        return MemorySegment.ofArray(array).asReadOnly();
    }

    private static void narrow(ByteBuffer bytes, int value, int bits) {
        if (bits == 32) bytes.putInt(value);
        else if (bits == 16) bytes.putShort((short) value);
        else bytes.put((byte) value);
    }
}
