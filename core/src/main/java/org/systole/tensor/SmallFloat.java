package org.systole.tensor;

/**
 * Decodes the floating-point formats of 8 and 4 bits.
 *
 * <p>Source: OCP 8-bit Floating Point Specification 1.0 (E4M3, E5M2), OCP Microscaling Formats 1.0 (E2M1), and the
 * ONNX specification for the FNUZ variants, whose bias is one higher and whose only NaN is {@code 0x80}.
 */
final class SmallFloat {
    private SmallFloat() {}

    static float decode(DataType type, int bits) {
        return switch (type) {
            case FLOAT8E4M3FN -> (bits & 0x7f) == 0x7f ? Float.NaN : value(bits >> 7, bits >> 3 & 15, bits & 7, 3, 7);
            case FLOAT8E4M3FNUZ -> bits == 0x80 ? Float.NaN : value(bits >> 7, bits >> 3 & 15, bits & 7, 3, 8);
            case FLOAT8E5M2 -> e5m2(bits);
            case FLOAT8E5M2FNUZ -> bits == 0x80 ? Float.NaN : value(bits >> 7, bits >> 2 & 31, bits & 3, 2, 16);
            case FLOAT4E2M1 -> value(bits >> 3, bits >> 1 & 3, bits & 1, 1, 1);
            default -> throw new IllegalArgumentException(type + " is not a small float");
        };
    }

    private static float e5m2(int bits) {
        int exponent = bits >> 2 & 31;
        if (exponent < 31) return value(bits >> 7, exponent, bits & 3, 2, 15);
        if ((bits & 3) != 0) return Float.NaN;
        return bits >> 7 == 0 ? Float.POSITIVE_INFINITY : Float.NEGATIVE_INFINITY;
    }

    private static float value(int sign, int exponent, int mantissa, int mantissaBits, int bias) {
        float fraction = mantissa / (float) (1 << mantissaBits);
        float magnitude = exponent == 0 ? Math.scalb(fraction, 1 - bias) : Math.scalb(1 + fraction, exponent - bias);
        return sign == 0 ? magnitude : -magnitude;
    }
}
