package org.systole.quantize;

import org.systole.tensor.Shape;

/** Between integers and the real numbers that they stand for. */
public final class Reals {
    private Reals() {}

    /** Returns the real numbers of a tensor. */
    public static float[] of(IntegerTensor tensor, Quantization quantization) {
        float[] reals = new float[tensor.values().length];
        int inner = inner(tensor.shape(), quantization);
        int channels = quantization.scales().length;
        for (int i = 0; i < reals.length; i++)
            reals[i] = quantization.dequantize(tensor.values()[i], i / inner % channels);
        return reals;
    }

    /** Returns the integers of real numbers. */
    public static IntegerTensor quantize(float[] reals, IntegerType type) {
        int[] integers = new int[reals.length];
        int inner = inner(type.shape(), type.quantization());
        int channels = type.quantization().scales().length;
        for (int i = 0; i < integers.length; i++)
            integers[i] = type.quantization().quantize(reals[i], i / inner % channels);
        return new IntegerTensor(type.shape(), integers);
    }

    private static int inner(Shape shape, Quantization quantization) {
        if (quantization.axis() < 0) return 1;
        int inner = 1;
        for (int a = quantization.axis() + 1; a < shape.rank(); a++) inner *= shape.extent(a);
        return inner;
    }
}
