package org.systole.quantize;

import org.systole.tensor.NumberFormat;
import org.systole.tensor.Shape;

/** Weights to integers: symmetric, one scale for each output channel (the first axis), rounded to nearest. */
final class WeightQuantizer {
    private WeightQuantizer() {}

    /**
     * Quantized weights.
     *
     * @param integers stored integers, the shape of the weights
     * @param scales one for each output channel
     */
    record Weights(IntegerTensor integers, float[] scales) {
        /** Returns what the integers stand for. */
        Quantization quantization(NumberFormat format) {
            return new Quantization(format, scales, new int[scales.length], 0);
        }
    }

    static Weights symmetric(float[] values, Shape shape, NumberFormat format) {
        int channels = shape.extent(0), each = values.length / Math.max(1, channels);
        int most = format.bits() == 1 ? 1 : Quantization.high(format);
        int[] integers = new int[values.length];
        float[] scales = new float[channels];
        for (int c = 0; c < channels; c++) {
            float largest = 0;
            for (int i = 0; i < each; i++) largest = Math.max(largest, Math.abs(values[c * each + i]));
            float scale = largest / most;
            scales[c] = scale >= Float.MIN_NORMAL ? scale : 1;
            for (int i = 0; i < each; i++)
                integers[c * each + i] = (int) Math.clamp(Math.rint(values[c * each + i] / scales[c]), -most, most);
        }
        return new Weights(new IntegerTensor(shape, integers), scales);
    }
}
