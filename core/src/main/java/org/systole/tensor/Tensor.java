package org.systole.tensor;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Objects;

/**
 * An immutable tensor of known type and shape.
 *
 * <p>The bytes may be large and lie outside the heap; nothing here copies them unless its name says so
 * ({@code toFloats}, {@code toLongs}).
 */
public final class Tensor {
    private static final ValueLayout.OfFloat FLOAT =
            ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfDouble DOUBLE =
            ValueLayout.JAVA_DOUBLE_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfShort SHORT =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private final DataType type;
    private final Shape shape;
    private final Storage storage;

    /**
     * Creates a tensor over stored bytes.
     *
     * @param storage gives at least {@code type.bytes(shape.elements())} bytes
     */
    public Tensor(DataType type, Shape shape, Storage storage) {
        this.type = Objects.requireNonNull(type);
        this.shape = Objects.requireNonNull(shape);
        this.storage = Objects.requireNonNull(storage);
    }

    /** Returns a FLOAT32 tensor with a copy of these values. */
    public static Tensor of(Shape shape, float... values) {
        check(shape, values.length);
        MemorySegment bytes = MemorySegment.ofArray(new byte[Math.multiplyExact(values.length, 4)]);
        for (int i = 0; i < values.length; i++) bytes.set(FLOAT, 4L * i, values[i]);
        return new Tensor(DataType.FLOAT32, shape, () -> bytes);
    }

    /** Returns an INT64 tensor with a copy of these values. */
    public static Tensor of(Shape shape, long... values) {
        check(shape, values.length);
        MemorySegment bytes = MemorySegment.ofArray(new byte[Math.multiplyExact(values.length, 8)]);
        for (int i = 0; i < values.length; i++) bytes.set(LONG, 8L * i, values[i]);
        return new Tensor(DataType.INT64, shape, () -> bytes);
    }

    private static void check(Shape shape, int count) {
        if (shape.elements() != count)
            throw new IllegalArgumentException("shape " + shape + " holds " + shape.elements() + ", not " + count);
    }

    /**
     * Returns the same elements in another shape; the bytes are shared.
     *
     * @throws IllegalArgumentException when the shape holds another number of elements
     */
    public Tensor reshaped(Shape other) {
        if (other.elements() != shape.elements())
            throw new IllegalArgumentException("cannot see " + shape + " as " + other);
        return new Tensor(type, other, storage);
    }

    /** Returns the element type. */
    public DataType type() {
        return type;
    }

    /** Returns the shape. */
    public Shape shape() {
        return shape;
    }

    /** Returns the number of elements. */
    public long elements() {
        return shape.elements();
    }

    /** Returns the stored bytes, little-endian; the caller does not write to them. */
    public MemorySegment bytes() {
        return storage.bytes();
    }

    /**
     * Returns an element as a double; exact for every type but 64-bit integers.
     *
     * @param index row-major
     */
    public double real(long index) {
        MemorySegment b = bytes();
        return switch (type) {
            case FLOAT32 -> b.get(FLOAT, 4 * index);
            case FLOAT64 -> b.get(DOUBLE, 8 * index);
            case FLOAT16 -> Float.float16ToFloat(b.get(SHORT, 2 * index));
            case BFLOAT16 -> Float.intBitsToFloat(b.get(SHORT, 2 * index) << 16);
            case FLOAT8E4M3FN, FLOAT8E4M3FNUZ, FLOAT8E5M2, FLOAT8E5M2FNUZ ->
                SmallFloat.decode(type, b.get(ValueLayout.JAVA_BYTE, index) & 0xff);
            case FLOAT4E2M1 -> SmallFloat.decode(type, nibble(b, index));
            default -> integer(index);
        };
    }

    /**
     * Returns an element of an integer or boolean tensor; UINT64 wraps.
     *
     * @param index row-major
     * @throws IllegalStateException when the elements are not integers
     */
    public long integer(long index) {
        MemorySegment b = bytes();
        return switch (type) {
            case INT64, UINT64 -> b.get(LONG, 8 * index);
            case INT32 -> b.get(INT, 4 * index);
            case UINT32 -> b.get(INT, 4 * index) & 0xffffffffL;
            case INT16 -> b.get(SHORT, 2 * index);
            case UINT16 -> b.get(SHORT, 2 * index) & 0xffff;
            case INT8 -> b.get(ValueLayout.JAVA_BYTE, index);
            case UINT8, BOOL -> b.get(ValueLayout.JAVA_BYTE, index) & 0xff;
            case UINT4 -> nibble(b, index);
            case INT4 -> (nibble(b, index) << 28) >> 28;
            default -> throw new IllegalStateException(type + " elements are not integers");
        };
    }

    private static int nibble(MemorySegment b, long index) {
        int pair = b.get(ValueLayout.JAVA_BYTE, index >> 1) & 0xff;
        return (index & 1) == 0 ? pair & 15 : pair >> 4;
    }

    /** Returns a copy of all elements as floats. */
    public float[] toFloats() {
        float[] copy = new float[Math.toIntExact(elements())];
        if (type == DataType.FLOAT32) MemorySegment.copy(bytes(), FLOAT, 0, copy, 0, copy.length);
        else for (int i = 0; i < copy.length; i++) copy[i] = (float) real(i);
        return copy;
    }

    /** Returns a copy of all elements of an integer tensor. */
    public long[] toLongs() {
        long[] copy = new long[Math.toIntExact(elements())];
        for (int i = 0; i < copy.length; i++) copy[i] = integer(i);
        return copy;
    }

    @Override
    public String toString() {
        return type + " " + shape;
    }
}
