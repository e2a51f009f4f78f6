package org.systole.quantize;

/**
 * Normalization of blocks of {@code count} neighbouring elements to mean 0 and variance 1, then a factor and an offset:
 * layer, instance and group normalization; without the mean RMS normalization.
 *
 * <p>With {@code F = fraction}, all shifts and divisions towards minus infinity, {@code s} the sum of {@code x - zx} over a
 * block of {@code n}:
 *
 * <pre>
 * mean = (s * 2^(F+1) + n) / (2 * n)                     rounded, in units of 2^-F input units; 0 where not centred
 * d[i] = (x[i] - zx) * 2^F - mean
 * v    = (sum of d[i]^2) / n + epsilon                   at least 1
 * k    = (62 - bits(v)) / 2                              so that w = v * 4^k has 61 or 62 bits
 * r    = 2^54 / isqrt(w)                                 one over the deviation, 24 or 25 bits
 * z[i] = (d[i] * r + half) >> (38 - k)                   in units of 2^-16, half = 2^(37 - k)
 * c    = (i / repeat) mod channels
 * y[i] = clamp(low, high, zero + ((z[i] * factor[c] + offset[c] + half) >> shift[c]))
 * </pre>
 *
 * {@code bits(v)} is the number of bits of {@code v}, {@code isqrt} the integer square root.
 *
 * @param count elements of a block
 * @param repeat how many neighbours share a factor: 1 for layer normalization, the pixels of a plane for the others
 * @param centred whether the mean is subtracted
 * @param fraction fraction bits of the mean, at most 8
 * @param epsilon in squared units of {@code 2^-fraction} input units, 0 to 2^60
 * @param factor signed, below 2^24 in magnitude, one for each channel
 * @param offset with the factor's shift, below 2^60 in magnitude
 * @param shift 0 to 62
 * @param zero the output's zero point
 * @param low smallest output
 * @param high largest output
 */
public record Normalization(
        int count,
        int repeat,
        boolean centred,
        int fraction,
        long epsilon,
        int[] factor,
        long[] offset,
        int[] shift,
        int zero,
        int low,
        int high)
        implements DefinedOp {
    /** Fraction bits of a normalized element. */
    static final int NORMAL_FRACTION = 16;

    private static final int WIDE = 62;
    private static final int INVERSE_BITS = 54;

    /** Checks the ranges. The arrays are not copied and must not be written to. */
    public Normalization {
        if (count < 1 || repeat < 1 || fraction < 0 || fraction > 8 || epsilon < 0)
            throw new IllegalArgumentException("normalization of " + count + ", fraction " + fraction);
        if (factor.length != offset.length || factor.length != shift.length)
            throw new IllegalArgumentException(factor.length + " factors, " + offset.length + " offsets");
    }

    @Override
    public IntegerTensor define(Operands in) {
        int[] x = in.values(0), y = new int[x.length];
        int zeroX = in.zero(0);
        for (int block = 0; block < x.length; block += count) {
            long mean = centred ? mean(x, zeroX, block) : 0;
            long squares = 0;
            for (int i = block; i < block + count; i++) {
                long d = ((long) (x[i] - zeroX) << fraction) - mean;
                squares += d * d;
            }
            long v = Math.max(1, squares / count + epsilon);
            int k = (WIDE - (64 - Long.numberOfLeadingZeros(v))) / 2;
            long r = (1L << INVERSE_BITS) / root(v << 2 * k);
            int down = INVERSE_BITS - NORMAL_FRACTION - k;
            for (int i = block; i < block + count; i++) {
                long d = ((long) (x[i] - zeroX) << fraction) - mean;
                y[i] = affine(d * r + (1L << down - 1) >> down, i / repeat % factor.length);
            }
        }
        return in.result(y);
    }

    private long mean(int[] x, int zeroX, int block) {
        long sum = 0;
        for (int i = block; i < block + count; i++) sum += x[i] - zeroX;
        return Math.floorDiv((sum << fraction + 1) + count, 2L * count);
    }

    private int affine(long z, int c) {
        long half = shift[c] == 0 ? 0 : 1L << shift[c] - 1;
        return Math.clamp((z * factor[c] + offset[c] + half >> shift[c]) + zero, low, high);
    }

    /** Returns the largest integer whose square is at most {@code v}. */
    static long root(long v) {
        long root = (long) Math.sqrt((double) v);
        while (root * root > v) root--;
        while ((root + 1) * (root + 1) <= v) root++;
        return root;
    }
}
