package org.systole.quantize;

/**
 * {@link Requantization} of rows of accumulators, in double precision.
 *
 * <p>{@code floor(acc * (multiplier * 2^-shift) + 1/2)} is what {@code (acc * multiplier + 2^(shift-1)) >> shift} is, and
 * exact where the multiplier has 24 bits and the accumulator with bias 28, so that the product has at most 52 bits, and the
 * shift is at most 52, so that adding one half needs no more. Others take the slow way.
 */
final class FastOutput {
    private static final long MOST = 1L << 28;

    private final Requantization output;
    private final double[] factors;
    private final long[] bias;
    private final boolean exact;

    FastOutput(Requantization output, long[] bias, int taps) {
        this.output = output;
        this.bias = bias;
        this.factors = new double[bias.length];
        boolean fits = true;
        for (int k = 0; k < bias.length; k++) {
            int c = output.multipliers().length == 1 ? 0 : k;
            factors[k] = Math.scalb((double) output.multipliers()[c], -output.shifts()[c]);
            fits &= Math.abs(bias[k]) + taps * 255L * 127 < MOST && output.shifts()[c] <= 52;
        }
        exact = fits;
    }

    /**
     * Writes the outputs of a row of pixels.
     *
     * @param acc accumulators without bias, {@code stride} a pixel
     * @param pixels how many pixels
     * @param first first output channel
     * @param channels how many channels
     * @param y outputs, {@code step} a pixel
     * @param at index of the row's first pixel in {@code y}
     */
    void write(int[] acc, int stride, int pixels, int first, int channels, int[] y, int at, int step) {
        for (int p = 0; p < pixels; p++) {
            int from = p * stride, to = at + p * step + first;
            if (exact) exact(acc, from, first, channels, y, to);
            else
                for (int k = 0; k < channels; k++) y[to + k] = output.apply(bias[first + k] + acc[from + k], first + k);
        }
    }

    private void exact(int[] acc, int from, int first, int channels, int[] y, int to) {
        double zero = output.zero(), low = output.low(), high = output.high();
        for (int k = 0; k < channels; k++) {
            double scaled = Math.floor((bias[first + k] + (double) acc[from + k]) * factors[first + k] + 0.5) + zero;
            y[to + k] = (int) Math.max(low, Math.min(high, scaled));
        }
    }
}
