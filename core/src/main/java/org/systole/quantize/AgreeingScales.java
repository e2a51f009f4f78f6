package org.systole.quantize;

import java.util.List;

/**
 * Scales with which a runtime that requantizes in single precision makes the integers that multiplier and shift make.
 *
 * <p>ONNX Runtime multiplies an accumulator by {@code f = x * w / y} in single precision and rounds half to even; the integer network
 * multiplies by the same {@code f} exactly, since its multiplier keeps all 24 bits of it, and rounds half up. The two differ only where
 * the rounded product is a tie: a few accumulators of a million. Which ones hangs on the last bits of {@code f}, so a scale is raised by
 * some millionths until no accumulator that the layer can reach is one of them. The stored integers stay what they are. Scales that
 * are powers of two stay, too.
 */
final class AgreeingScales {
    /** How far a scale is raised from one attempt to the next: some units in the last place, a new draw. */
    private static final double STEP = 0x1p-21;

    /** Attempts for a scale of one channel; the last raises it by 0.0003. */
    private static final int ATTEMPTS = 600;

    /** Attempts for the scale of a sum, whose pairs of integers are counted each time. */
    private static final int PAIR_ATTEMPTS = 200;

    /** How far the scale of a sum is raised from one attempt to the next. */
    private static final double PAIR_STEP = 0x1p-17;

    /** A rounding of single precision, relative. */
    private static final double HALF_UNIT = 0x1p-24;

    /** Below this factor more than one accumulator stands for one number of single precision. */
    private static final float LEAST_FACTOR = 0x1p-17f;

    private AgreeingScales() {}

    /** Returns whether formats are narrow enough for every tie to be tried. */
    static boolean applies(Quantization x, Quantization y) {
        return x.format().bits() <= 8 && y.format().bits() <= 8;
    }

    /** Returns whether a scale is a power of two: fixed point, which it must stay. */
    private static boolean isPower(float scale) {
        return scale == Math.scalb(1f, Math.getExponent(scale));
    }

    /** Returns the factor as ONNX Runtime computes it. */
    static float factor(float x, float w, float y) {
        return x * w / y;
    }

    /**
     * Returns the integers with scales of output channels raised where a channel needs it.
     *
     * @param weights one scale for each output channel; others stay as they are
     * @param offsets real bias of each output channel
     * @param low smallest output, after the clamp
     * @param high largest output
     */
    static QuantizedWeights weights(
            QuantizedWeights weights, float[] offsets, Quantization x, Quantization y, int low, int high) {
        Quantization q = weights.quantization();
        int channels = offsets.length;
        if (!applies(x, y) || q.axis() < 0 || q.scales().length != channels) return weights;
        float[] scales = q.scales().clone();
        int[] w = weights.integers().values();
        int each = w.length / Math.max(1, channels), zx = x.zeroPoints()[0], zy = y.zeroPoints()[0];
        for (int k = 0; k < channels; k++) {
            if (isPower(scales[k])) continue;
            long positive = 0, negative = 0;
            for (int i = k * each; i < (k + 1) * each; i++) {
                int value = w[i] - q.zeroPoints()[k];
                if (value > 0) positive += value;
                else negative += value;
            }
            double bias = offsets[k] / ((double) x.scales()[0] * scales[k]);
            double least = bias + positive * (x.low() - zx) + negative * (x.high() - zx);
            double most = bias + positive * (x.high() - zx) + negative * (x.low() - zx);
            var reach = new Reach(least - 1, most + 1, low - zy, high - zy);
            scales[k] = raised(scales[k], scale -> factor(x.scales()[0], scale, y.scales()[0]), reach);
        }
        return new QuantizedWeights(weights.integers(), q.scaled(scales));
    }

    /** Returns the factor of a mean as ONNX Runtime computes it. */
    static float meanFactor(float x, float y, int taps) {
        return x / (y * taps);
    }

    /** Returns the quantization of a mean of so many integers, its scale raised until no sum of them rounds differently. */
    static Quantization mean(Quantization x, Quantization y, int taps) {
        if (!applies(x, y) || isPower(y.scales()[0])) return y;
        int zx = x.zeroPoints()[0], zy = y.zeroPoints()[0];
        var reach =
                new Reach(taps * (double) (x.low() - zx), taps * (double) (x.high() - zx), y.low() - zy, y.high() - zy);
        float scale = raised(y.scales()[0], tried -> meanFactor(x.scales()[0], tried, taps), reach);
        return y.scaled(scale);
    }

    /**
     * Returns the quantization of values that change their scale, its scale raised until none of their integers is nearly a tie, or the
     * best of all attempts. Scales in short ratios, as ranges by squared error have them, make exact ties.
     */
    static Quantization rescaled(List<Quantization> inputs, Quantization y) {
        if (y.format().bits() > 8 || isPower(y.scales()[0])) return y;
        List<Quantization> narrow = inputs.stream().filter(x -> applies(x, y)).toList();
        return y.scaled(least(
                y.scales()[0],
                PAIR_ATTEMPTS,
                PAIR_STEP,
                (tried, _) -> narrow.stream().mapToLong(x -> nearTies(x, tried)).sum()));
    }

    private static int nearTies(Quantization x, float y) {
        double factor = x.scales()[0] / (double) y;
        int count = 0;
        for (int i = x.low() - x.zeroPoints()[0]; i <= x.high() - x.zeroPoints()[0]; i++) {
            double v = i * factor;
            if (Math.abs(v - Math.floor(v) - 0.5) < 4 * HALF_UNIT * Math.abs(v)) count++;
        }
        return count;
    }

    /** Accumulators that are reached, and outputs less their zero point between which rounding decides. */
    record Reach(double least, double most, int low, int high) {}

    /** A factor by a scale. */
    @FunctionalInterface
    interface Factor {
        float of(float scale);
    }

    /** Returns the scale raised until no reachable accumulator rounds differently, or the best of all attempts. */
    static float raised(float scale, Factor factor, Reach reach) {
        return least(scale, ATTEMPTS, STEP, (tried, _) -> differing(factor.of(tried), reach));
    }

    /** Counts what rounds differently with a scale; may end when it is no fewer than {@code enough}. */
    @FunctionalInterface
    private interface Count {
        long of(float scale, long enough);
    }

    /** Returns the scale, raised step by step until nothing is counted, or to where least is. */
    private static float least(float scale, int attempts, double step, Count count) {
        float best = scale;
        long fewest = Long.MAX_VALUE;
        for (int attempt = 0; attempt < attempts && fewest > 0; attempt++) {
            float tried = (float) (scale * (1 + attempt * step));
            long counted = count.of(tried, fewest);
            if (counted >= fewest) continue;
            fewest = counted;
            best = tried;
        }
        return best;
    }

    /** Returns how many accumulators single precision rounds differently; 0 where it is too coarse to say. */
    static int differing(float factor, Reach reach) {
        if (!(factor >= LEAST_FACTOR) || factor > 1 << 20) return 0;
        int count = 0;
        int from = (int) Math.max(reach.low, Math.floor(reach.least * factor) - 1);
        int to = (int) Math.min(reach.high - 1.0, Math.ceil(reach.most * factor));
        for (int n = from; n <= to; n++) {
            double below = Math.floor((n + 0.5) / factor);
            if (differs(below, factor, reach)) count++;
            if (differs(below + 1, factor, reach)) count++;
        }
        return count;
    }

    private static boolean differs(double accumulator, float factor, Reach reach) {
        if (accumulator < reach.least || accumulator > reach.most) return false;
        // 24 by 24 bits are exact in double precision
        double exact = accumulator * factor;
        return Math.rint((float) accumulator * factor) != Math.floor(exact + 0.5);
    }

    /**
     * Returns the quantization of a sum with its scale raised until no two integers add up to nearly a tie, or the best of all attempts.
     *
     * @param right sign of the second operand, 1 or -1
     * @param low smallest output, after the clamp
     * @param high largest output
     */
    static Quantization sum(Quantization a, Quantization b, int right, Quantization y, int low, int high) {
        if (!applies(a, y) || !applies(b, y) || isPower(y.scales()[0])) return y;
        int zero = y.zeroPoints()[0];
        return y.scaled(least(
                y.scales()[0],
                PAIR_ATTEMPTS,
                PAIR_STEP,
                (tried, enough) -> nearTies(a, b, right, tried, low - zero, high - zero, enough)));
    }

    /** Returns how many pairs add up to nearer a tie than single precision and the multipliers tell apart. */
    private static long nearTies(Quantization a, Quantization b, int sign, float y, int low, int high, long enough) {
        double left = a.scales()[0] / (double) y, right = sign * (b.scales()[0] / (double) y);
        int exponent = Math.getExponent(Math.max(left, Math.abs(right)));
        double unit = Math.scalb(0.5, exponent - (Requantization.MULTIPLIER_BITS - 2));
        long count = 0;
        for (int i = a.low() - a.zeroPoints()[0]; i <= a.high() - a.zeroPoints()[0]; i++) {
            double first = i * left;
            for (int j = b.low() - b.zeroPoints()[0]; j <= b.high() - b.zeroPoints()[0]; j++) {
                double second = j * right, v = first + second;
                if (v < low || v > high) continue;
                double margin =
                        3 * HALF_UNIT * (Math.abs(first) + Math.abs(second) + 128) + (Math.abs(i) + Math.abs(j)) * unit;
                if (Math.abs(v - Math.floor(v) - 0.5) < margin) count++;
            }
            if (count >= enough) return count;
        }
        return count;
    }
}
