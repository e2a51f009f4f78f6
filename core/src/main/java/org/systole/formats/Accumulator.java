package org.systole.formats;

import java.math.BigInteger;

/**
 * The width of partial sums: what is proven to fit, and what happens to what does not.
 *
 * @param bits two's complement width, 2 to 62; hardware has up to 48
 * @param overflow SATURATE or WRAP
 */
public record Accumulator(int bits, Overflow overflow) {
    /** Checks the width. */
    public Accumulator {
        if (bits < 2 || bits > 62) throw new IllegalArgumentException("accumulator of " + bits + " bits");
        if (overflow == Overflow.INFINITY) throw new IllegalArgumentException("accumulators are integers");
    }

    /** Returns what the accumulator holds after a sum came out as this integer. */
    public long hold(long sum) {
        long high = (1L << bits - 1) - 1, low = -high - 1;
        if (sum >= low && sum <= high) return sum;
        if (overflow == Overflow.SATURATE) return sum < 0 ? low : high;
        return sum << 64 - bits >> 64 - bits;
    }

    /**
     * Returns the width that holds every sum of products of codes of two formats, whatever the numbers.
     *
     * @param activation format of the first factor; a zero point widens it by a bit
     * @param weight format of the second factor
     * @param products how many are added, at least 1
     */
    public static int provenBits(Format activation, Format weight, long products) {
        BigInteger most = largest(activation).multiply(largest(weight)).multiply(BigInteger.valueOf(products));
        return most.bitLength() + 1;
    }

    /**
     * Returns the width that holds every sum for these weights: {@code max |x| * sum |w|} over the worst channel, and the
     * bias.
     *
     * @param activation format of the activations
     * @param codes weights' codes by channel, row-major
     * @param channels how many channels
     * @param bias in units of the sum, or null
     */
    public static int provenBits(Format activation, int[] codes, int channels, long[] bias) {
        int each = codes.length / channels, bits = 2;
        for (int c = 0; c < channels; c++) {
            long sum = 0;
            for (int i = 0; i < each; i++) sum += Math.abs((long) codes[c * each + i]);
            BigInteger most = largest(activation).multiply(BigInteger.valueOf(sum));
            if (bias != null) most = most.add(BigInteger.valueOf(bias[c]).abs());
            bits = Math.max(bits, most.bitLength() + 1);
        }
        return bits;
    }

    /** The largest magnitude of a code, its zero point taken off. */
    private static BigInteger largest(Format format) {
        if (!format.grid().isIntegral())
            throw new IllegalArgumentException(format.grid().name() + " is not summed in an integer accumulator");
        double span = format.grid().high() - format.grid().low();
        double most = format.asymmetric()
                ? span
                : Math.max(Math.abs(format.grid().low()), format.grid().high());
        return BigInteger.valueOf((long) most);
    }
}
