package org.systole.quantize;

import org.systole.tensor.NumberFormat;

/**
 * The real numbers that a value takes.
 *
 * @param low the smallest, finite
 * @param high the largest, finite, at least {@code low}
 */
public record Range(float low, float high) {
    /** Checks the order. */
    public Range {
        if (!(low <= high) || Float.isInfinite(low) || Float.isInfinite(high))
            throw new IllegalArgumentException("range " + low + " to " + high);
    }

    /** Returns the smallest range that holds both. */
    public Range and(Range other) {
        return new Range(Math.min(low, other.low), Math.max(high, other.high));
    }

    /**
     * Returns the asymmetric quantization of this range, widened to hold 0: a zero must be exact, because padding and
     * ReLU make many. A range that is only 0 gets the scale 1.
     */
    public Quantization asymmetric(NumberFormat format) {
        float from = Math.min(low, 0), to = Math.max(high, 0);
        int lowest = Quantization.low(format), highest = Quantization.high(format);
        float scale = (float) (((double) to - from) / ((double) highest - lowest));
        if (!(scale >= Float.MIN_NORMAL)) return Quantization.perTensor(format, 1, Math.clamp(0, lowest, highest));
        int zero = (int) Math.clamp(Math.rint(lowest - (double) from / scale), lowest, highest);
        return Quantization.perTensor(format, scale, zero);
    }

    /** Returns the quantization of this range with zero point 0, the most negative integer left out. */
    public Quantization symmetric(NumberFormat format) {
        float most = Math.max(Math.abs(low), Math.abs(high));
        float scale = most / Quantization.high(format);
        return Quantization.perTensor(format, scale >= Float.MIN_NORMAL ? scale : 1, 0);
    }
}
