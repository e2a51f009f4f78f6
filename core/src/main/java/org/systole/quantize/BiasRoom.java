package org.systole.quantize;

import org.systole.formats.Overflow;
import org.systole.formats.Rounding;

/**
 * Keeps biases within 32 bits. A channel whose weights are almost nothing beside its bias (batch normalization folded into a dead
 * filter leaves such) would get a scale so small that the bias takes a hundred bits of accumulator units; its scale is raised until
 * the bias fits, and what that rounds away of its weights is below one unit of 2^30 of the bias.
 */
final class BiasRoom {
    /** Biases stay below this, so that some room for the sum is left in 32 bits. */
    private static final double MOST = 1L << 30;

    private BiasRoom() {}

    /**
     * Returns the weights with raised scales where biases need it.
     *
     * @param offsets real bias of each output channel
     * @param inputScale scale of the layer's input
     */
    static QuantizedWeights of(QuantizedWeights weights, float[] offsets, float inputScale) {
        Quantization q = weights.quantization();
        if (q.scales().length != offsets.length || q.axis() < 0) return weights;
        float[] scales = q.scales().clone();
        int[] integers = weights.integers().values().clone();
        int each = integers.length / Math.max(1, scales.length);
        boolean raised = false, powers = true;
        for (float scale : scales) powers &= scale == Math.scalb(1f, Math.getExponent(scale));
        for (int k = 0; k < scales.length; k++) {
            double least = Math.abs((double) offsets[k]) / (inputScale * MOST);
            if (scales[k] >= least) continue;
            if (powers) least = Math.scalb(1.0, Math.getExponent(least) + 1);
            raised = true;
            int zero = q.zeroPoints()[k];
            for (int i = k * each; i < (k + 1) * each; i++)
                integers[i] = zero + code(q, (integers[i] - zero) * (scales[k] / least));
            scales[k] = (float) least;
        }
        if (!raised) return weights;
        return new QuantizedWeights(new IntegerTensor(weights.integers().shape(), integers), q.scaled(scales));
    }

    private static int code(Quantization q, double code) {
        if (q.grid() == null) return (int) Math.rint(code);
        return (int) q.grid().nearest(code, Rounding.HALF_EVEN, Overflow.SATURATE);
    }
}
