package org.systole.quantize;

import org.systole.tensor.Shape;

/**
 * Softmax over one axis, in integers.
 *
 * <p>With {@code d = max - x} over a row, {@code ONE = 2^23} and all divisions and shifts towards minus infinity:
 *
 * <pre>
 * e[i]    = (coarse[d div 256] * fine[d mod 256] + 2^22) >> 23        exp(-scale * d), at most ONE
 * inverse = 2^46 / sum of e                                      at most 2^23, for the largest contributes ONE
 * p[i]    = (e[i] * inverse + 2^22) >> 23                        the probability in units of 2^-23
 * y[i]    = output.apply(p[i], 0)
 * </pre>
 *
 * One division a row; every product is below 2^48.
 *
 * @param axis the axis, not negative
 * @param coarse {@code round(ONE * exp(-scale * 256 * i))}
 * @param fine {@code round(ONE * exp(-scale * i))}, 256 entries
 * @param output from units of 2^-23 to the output
 */
public record Softmax(int axis, int[] coarse, int[] fine, Requantization output) implements DefinedOp {
    /** The number of fraction bits of exponentials and probabilities. */
    public static final int FRACTION = 23;

    private static final int FINE_BITS = 8;
    private static final long HALF = 1L << FRACTION - 1;

    /**
     * Returns the softmax of an input.
     *
     * @param x what the input's integers stand for, at most 16 bits
     * @param y what the output's integers stand for
     */
    static Softmax of(int axis, Quantization x, Quantization y) {
        double scale = x.scales()[0];
        int steps = x.high() - x.low() >> FINE_BITS;
        return new Softmax(
                axis,
                exponentials(steps + 1, scale * (1 << FINE_BITS)),
                exponentials(1 << FINE_BITS, scale),
                Requantization.of(
                        new double[] {Math.scalb(1 / (double) y.scales()[0], -FRACTION)},
                        y.zeroPoints()[0],
                        y.low(),
                        y.high()));
    }

    private static int[] exponentials(int count, double step) {
        int[] table = new int[count];
        // StrictMath: the same table on every machine
        for (int i = 0; i < count; i++) table[i] = (int) Math.rint(Math.scalb(StrictMath.exp(-step * i), FRACTION));
        return table;
    }

    @Override
    public IntegerTensor define(Operands in) {
        Shape shape = in.shape(0);
        int length = shape.extent(axis), inner = 1;
        for (int a = axis + 1; a < shape.rank(); a++) inner *= shape.extent(a);
        int[] x = in.values(0), y = new int[x.length];
        for (int row = 0; row < x.length / length; row++) {
            int first = row / inner * length * inner + row % inner;
            int largest = Integer.MIN_VALUE;
            for (int i = 0; i < length; i++) largest = Math.max(largest, x[first + i * inner]);
            long sum = 0;
            for (int i = 0; i < length; i++) sum += exponential(largest - x[first + i * inner]);
            long inverse = (1L << 2 * FRACTION) / sum;
            for (int i = 0; i < length; i++) {
                long p = exponential(largest - x[first + i * inner]) * inverse + HALF >> FRACTION;
                y[first + i * inner] = output.apply(p, 0);
            }
        }
        return in.result(y);
    }

    private long exponential(int distance) {
        return (long) coarse[distance >> FINE_BITS] * fine[distance & (1 << FINE_BITS) - 1] + HALF >> FRACTION;
    }
}
