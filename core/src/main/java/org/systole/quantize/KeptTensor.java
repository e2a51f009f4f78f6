package org.systole.quantize;

import org.systole.tensor.Shape;

/**
 * A tensor of integers kept in as few bytes as its format needs.
 *
 * @param shape extents
 * @param data the elements: {@code byte[]}, {@code short[]} or {@code int[]}
 */
record KeptTensor(Shape shape, Object data) {
    static KeptTensor of(IntegerTensor tensor) {
        int[] values = tensor.values();
        int low = 0, high = 0;
        for (int value : values) {
            low = Math.min(low, value);
            high = Math.max(high, value);
        }
        return new KeptTensor(tensor.shape(), packed(values, low, high));
    }

    private static Object packed(int[] values, int low, int high) {
        if (low >= Byte.MIN_VALUE && high <= Byte.MAX_VALUE) {
            byte[] bytes = new byte[values.length];
            for (int i = 0; i < bytes.length; i++) bytes[i] = (byte) values[i];
            return bytes;
        }
        if (low >= Short.MIN_VALUE && high <= Short.MAX_VALUE) {
            short[] shorts = new short[values.length];
            for (int i = 0; i < shorts.length; i++) shorts[i] = (short) values[i];
            return shorts;
        }
        return values.clone();
    }

    IntegerTensor tensor() {
        int[] values = new int[Math.toIntExact(shape.elements())];
        switch (data) {
            case byte[] bytes -> {
                for (int i = 0; i < values.length; i++) values[i] = bytes[i];
            }
            case short[] shorts -> {
                for (int i = 0; i < values.length; i++) values[i] = shorts[i];
            }
            default -> System.arraycopy(data, 0, values, 0, values.length);
        }
        return new IntegerTensor(shape, values);
    }
}
