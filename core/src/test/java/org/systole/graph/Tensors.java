package org.systole.graph;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.LongToDoubleFunction;
import java.util.function.LongUnaryOperator;
import org.systole.tensor.DataType;
import org.systole.tensor.Shape;
import org.systole.tensor.Tensor;

/** Tensors of any type for tests; null for types that cannot be written simply. */
final class Tensors {
    private Tensors() {}

    static Tensor of(DataType type, Shape shape, LongToDoubleFunction real, LongUnaryOperator whole) {
        int count = (int) shape.elements();
        ByteBuffer bytes = ByteBuffer.allocate(count * 8).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < count; i++) {
            switch (type) {
                case FLOAT32 -> bytes.putFloat((float) real.applyAsDouble(i));
                case FLOAT64 -> bytes.putDouble(real.applyAsDouble(i));
                case FLOAT16 -> bytes.putShort(Float.floatToFloat16((float) real.applyAsDouble(i)));
                case BFLOAT16 -> bytes.putShort((short) (Float.floatToIntBits((float) real.applyAsDouble(i)) >> 16));
                case INT64, UINT64 -> bytes.putLong(whole.applyAsLong(i));
                case INT32, UINT32 -> bytes.putInt((int) whole.applyAsLong(i));
                case INT16, UINT16 -> bytes.putShort((short) whole.applyAsLong(i));
                case INT8, UINT8 -> bytes.put((byte) whole.applyAsLong(i));
                case BOOL -> bytes.put((byte) (whole.applyAsLong(i) != 0 ? 1 : 0));
                default -> {
                    return null;
                }
            }
        }
        byte[] content = new byte[bytes.position()];
        bytes.flip().get(content);
        return new Tensor(type, shape, () -> MemorySegment.ofArray(content));
    }

    static Tensor ofInts(DataType type, Shape shape, long... values) {
        return of(type, shape, index -> values[(int) index], index -> values[(int) index]);
    }
}
