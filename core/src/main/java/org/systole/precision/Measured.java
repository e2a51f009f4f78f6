package org.systole.precision;

/**
 * How a network does under a choice of formats.
 *
 * @param accuracy the share of samples that are right, 0 to 1, or another measure of which more is better
 * @param noise power of the outputs' difference from the float network's, as a share of the outputs' power
 */
public record Measured(double accuracy, double noise) {
    /** Returns the signal-to-quantization-noise ratio of the outputs in decibels. */
    public double sqnrDb() {
        return -10 * Math.log10(noise);
    }
}
