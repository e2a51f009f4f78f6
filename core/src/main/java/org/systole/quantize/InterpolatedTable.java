package org.systole.quantize;

import java.util.function.DoubleUnaryOperator;

/**
 * A function of a 16-bit integer by 513 points and straight lines between them: with {@code i = (x + 2^15) >> 7} and
 * {@code r = x & 127}, {@code y = knots[i] + (((knots[i + 1] - knots[i]) * r + 64) >> 7)}.
 *
 * @param fraction fraction bits of the output
 * @param knots 513 values of 16 bits, at {@code -2^15, -2^15 + 128, ... 2^15}
 */
public record InterpolatedTable(int fraction, int[] knots) {
    private static final int STEP_BITS = 7;

    /** Checks the count. The array is not copied and must not be written to. */
    public InterpolatedTable {
        if (knots.length != (1 << 16 - STEP_BITS) + 1) throw new IllegalArgumentException(knots.length + " knots");
    }

    /**
     * Returns the table of a function.
     *
     * @param input fraction bits of the input
     * @param output fraction bits of the output, which saturates at 16 bits
     */
    static InterpolatedTable of(DoubleUnaryOperator function, int input, int output) {
        int[] knots = new int[(1 << 16 - STEP_BITS) + 1];
        for (int i = 0; i < knots.length; i++) {
            double x = Math.scalb((double) (i << STEP_BITS) - (1 << 15), -input);
            knots[i] = (int) Math.clamp(
                    Math.rint(Math.scalb(function.applyAsDouble(x), output)), Short.MIN_VALUE, Short.MAX_VALUE);
        }
        return new InterpolatedTable(output, knots);
    }

    /**
     * Returns the value.
     *
     * @param x of 16 bits
     */
    int apply(int x) {
        int i = x + (1 << 15) >> STEP_BITS, r = x & (1 << STEP_BITS) - 1;
        return knots[i] + ((knots[i + 1] - knots[i]) * r + (1 << STEP_BITS - 1) >> STEP_BITS);
    }
}
