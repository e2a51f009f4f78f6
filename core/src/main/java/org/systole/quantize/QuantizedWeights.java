package org.systole.quantize;

import java.util.Objects;

/**
 * Weights as integers.
 *
 * @param integers stored integers, one row for each output channel
 * @param quantization what they stand for: one scale in all (axis -1), or one for each output channel (axis 0)
 */
public record QuantizedWeights(IntegerTensor integers, Quantization quantization) {
    /** Checks that both are there. */
    public QuantizedWeights {
        Objects.requireNonNull(integers);
        Objects.requireNonNull(quantization);
    }

    /** Returns the scale of an output channel. */
    public float scale(int channel) {
        float[] scales = quantization.scales();
        return scales[scales.length == 1 ? 0 : channel];
    }

    /** Returns the real numbers that the integers stand for, in the order of the integers. */
    public float[] reals() {
        return Reals.of(integers, quantization);
    }
}
