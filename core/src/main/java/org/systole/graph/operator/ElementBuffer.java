package org.systole.graph.operator;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import org.systole.tensor.DataType;
import org.systole.tensor.Shape;
import org.systole.tensor.Tensor;

/** Elements being computed; the writing counterpart of {@link Tensor}. */
final class ElementBuffer {
    private static final long MOST_ON_HEAP = 1 << 26;
    private static final ValueLayout.OfByte BYTE = ValueLayout.JAVA_BYTE;
    private static final ValueLayout.OfShort SHORT =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfFloat FLOAT =
            ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfDouble DOUBLE =
            ValueLayout.JAVA_DOUBLE_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    final DataType type;
    final Shape shape;
    private final MemorySegment bytes;

    ElementBuffer(DataType type, Shape shape) {
        this.type = type;
        this.shape = shape;
        long size = type.bytes(shape.elements());
        bytes = size <= MOST_ON_HEAP
                ? MemorySegment.ofArray(new byte[(int) size])
                : Arena.ofAuto().allocate(size, 8);
    }

    /** Returns whether numbers of a type can be written; all types can be copied. */
    static boolean writes(DataType type) {
        return switch (type) {
            case FLOAT8E4M3FN, FLOAT8E4M3FNUZ, FLOAT8E5M2, FLOAT8E5M2FNUZ, FLOAT4E2M1, STRING -> false;
            default -> true;
        };
    }

    /** Writes a number; integers wrap to their width, a boolean is whether it is not 0. */
    void set(long index, long value) {
        switch (type) {
            case INT64, UINT64 -> bytes.set(LONG, 8 * index, value);
            case INT32, UINT32 -> bytes.set(INT, 4 * index, (int) value);
            case INT16, UINT16 -> bytes.set(SHORT, 2 * index, (short) value);
            case INT8, UINT8 -> bytes.set(BYTE, index, (byte) value);
            case BOOL -> bytes.set(BYTE, index, (byte) (value != 0 ? 1 : 0));
            case INT4, UINT4 -> setNibble(index, (int) value);
            default -> set(index, (double) value);
        }
    }

    /** Writes a number, rounded to nearest for floating point and towards zero for integers. */
    void set(long index, double value) {
        switch (type) {
            case FLOAT32 -> bytes.set(FLOAT, 4 * index, (float) value);
            case FLOAT64 -> bytes.set(DOUBLE, 8 * index, value);
            case FLOAT16 -> bytes.set(SHORT, 2 * index, Float.floatToFloat16((float) value));
            case BFLOAT16 -> bytes.set(SHORT, 2 * index, bfloat16((float) value));
            case BOOL -> bytes.set(BYTE, index, (byte) (value != 0 ? 1 : 0));
            default -> {
                if (!type.isInteger()) throw new IllegalStateException("cannot write " + type);
                set(index, (long) value);
            }
        }
    }

    /** Rounds to nearest, ties to even. */
    private static short bfloat16(float value) {
        int bits = Float.floatToRawIntBits(value);
        if (Float.isNaN(value)) return (short) (bits >> 16 | 0x40);
        return (short) ((bits + 0x7fff + (bits >> 16 & 1)) >> 16);
    }

    private void setNibble(long index, int value) {
        int pair = bytes.get(BYTE, index >> 1);
        int kept = (index & 1) == 0 ? pair & 0xf0 : pair & 0x0f;
        int put = (index & 1) == 0 ? value & 15 : (value & 15) << 4;
        bytes.set(BYTE, index >> 1, (byte) (kept | put));
    }

    /**
     * Copies elements of the same type.
     *
     * @param source bytes of a tensor of this type
     * @param from index of the first element there
     * @param to index of the first element here
     * @param count how many
     */
    void copy(MemorySegment source, long from, long to, long count) {
        int bits = type.bits();
        if (bits >= 8) {
            MemorySegment.copy(source, from * (bits / 8), bytes, to * (bits / 8), count * (bits / 8));
            return;
        }
        for (long i = 0; i < count; i++) {
            int pair = source.get(BYTE, from + i >> 1);
            setNibble(to + i, (from + i & 1) == 0 ? pair & 15 : pair >> 4 & 15);
        }
    }

    /** Returns the elements as a tensor; nothing may be written afterwards. */
    Tensor tensor() {
        MemorySegment written = bytes.asReadOnly();
        return new Tensor(type, shape, () -> written);
    }
}
