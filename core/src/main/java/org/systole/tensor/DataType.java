package org.systole.tensor;

/** The element types that a model file can name. The stored width of one element is part of the type. */
public enum DataType {
    /** IEEE 754 binary32. */
    FLOAT32(32, Kind.FLOAT),
    /** IEEE 754 binary64. */
    FLOAT64(64, Kind.FLOAT),
    /** IEEE 754 binary16. */
    FLOAT16(16, Kind.FLOAT),
    /** The upper half of binary32. */
    BFLOAT16(16, Kind.FLOAT),
    /** OCP FP8 E4M3, finite and NaN. */
    FLOAT8E4M3FN(8, Kind.FLOAT),
    /** FP8 E4M3 without negative zero. */
    FLOAT8E4M3FNUZ(8, Kind.FLOAT),
    /** OCP FP8 E5M2. */
    FLOAT8E5M2(8, Kind.FLOAT),
    /** FP8 E5M2 without negative zero. */
    FLOAT8E5M2FNUZ(8, Kind.FLOAT),
    /** OCP FP4 E2M1. */
    FLOAT4E2M1(4, Kind.FLOAT),
    /** Two's complement, 4 bits, two to a byte. */
    INT4(4, Kind.SIGNED),
    /** Two's complement, 8 bits. */
    INT8(8, Kind.SIGNED),
    /** Two's complement, 16 bits. */
    INT16(16, Kind.SIGNED),
    /** Two's complement, 32 bits. */
    INT32(32, Kind.SIGNED),
    /** Two's complement, 64 bits. */
    INT64(64, Kind.SIGNED),
    /** Unsigned, 4 bits, two to a byte. */
    UINT4(4, Kind.UNSIGNED),
    /** Unsigned, 8 bits. */
    UINT8(8, Kind.UNSIGNED),
    /** Unsigned, 16 bits. */
    UINT16(16, Kind.UNSIGNED),
    /** Unsigned, 32 bits. */
    UINT32(32, Kind.UNSIGNED),
    /** Unsigned, 64 bits. */
    UINT64(64, Kind.UNSIGNED),
    /** One byte, 0 or 1. */
    BOOL(8, Kind.BOOLEAN),
    /** Text; has no numeric storage. */
    STRING(0, Kind.TEXT);

    /** What the bits of an element mean. */
    public enum Kind {
        /** A binary floating-point number. */
        FLOAT,
        /** A two's complement integer. */
        SIGNED,
        /** An unsigned integer. */
        UNSIGNED,
        /** A truth value. */
        BOOLEAN,
        /** Text. */
        TEXT
    }

    private final int bits;
    private final Kind kind;

    DataType(int bits, Kind kind) {
        this.bits = bits;
        this.kind = kind;
    }

    /** Returns the stored width of an element in bits; 0 for text. */
    public int bits() {
        return bits;
    }

    /** Returns what the bits mean. */
    public Kind kind() {
        return kind;
    }

    /** Returns whether elements are floating-point numbers. */
    public boolean isFloat() {
        return kind == Kind.FLOAT;
    }

    /** Returns whether elements are integers. */
    public boolean isInteger() {
        return kind == Kind.SIGNED || kind == Kind.UNSIGNED;
    }

    /**
     * Returns how many bytes so many elements take, the last byte padded.
     *
     * @throws ArithmeticException when it does not fit 63 bits
     */
    public long bytes(long elements) {
        return Math.ceilDiv(Math.multiplyExact(elements, (long) bits), 8L);
    }
}
