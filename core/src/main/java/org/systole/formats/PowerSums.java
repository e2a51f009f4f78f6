package org.systole.formats;

import java.util.Arrays;
import java.util.TreeSet;

/**
 * Sums of signed powers of two: a product is shifts and additions, no multiplier.
 *
 * <p>Each term is 0 or {@code +-2^e} with {@code e} from 0 to {@code 2^(bits-1) - 2}: a sign and an exponent code of which
 * one stands for 0. The grid is the set of all sums of as many terms. A number between two neighbours {@code g[i] < x <
 * g[i+1]} becomes the one whose index, counted from 0's, the rounding of {@code i + (x - g[i]) / (g[i+1] - g[i])} gives;
 * so nearest is nearest, and the grid's symmetry is kept.
 */
public final class PowerSums implements Grid {
    private final int terms;
    private final int termBits;
    private final double[] values;

    /**
     * Creates the grid.
     *
     * @param terms how many powers are added, 1 to 3
     * @param termBits sign and exponent of one of them, 2 to 5
     */
    public PowerSums(int terms, int termBits) {
        if (terms < 1 || terms > 3) throw new IllegalArgumentException(terms + " terms, expected 1 to 3");
        if (termBits < 2 || termBits > 5)
            throw new IllegalArgumentException(termBits + " bits a term, expected 2 to 5");
        this.terms = terms;
        this.termBits = termBits;
        this.values = sums(terms, termBits);
    }

    private static double[] sums(int terms, int termBits) {
        var single = new TreeSet<Integer>();
        single.add(0);
        for (int e = 0; e <= exponents(termBits) - 1; e++) {
            single.add(1 << e);
            single.add(-(1 << e));
        }
        var sums = new TreeSet<Integer>(single);
        for (int t = 1; t < terms; t++) {
            var next = new TreeSet<Integer>();
            for (int sum : sums) for (int term : single) next.add(sum + term);
            sums = next;
        }
        return sums.stream().mapToDouble(Integer::doubleValue).toArray();
    }

    private static int exponents(int termBits) {
        return (1 << termBits - 1) - 1;
    }

    /** Returns how many powers are added. */
    public int terms() {
        return terms;
    }

    /** Returns sign and exponent of one term in bits. */
    public int termBits() {
        return termBits;
    }

    /** Returns the largest exponent: by how many places a term may shift. */
    public int largestShift() {
        return exponents(termBits) - 1;
    }

    /** Returns a copy of the numbers of the grid, ascending. */
    public double[] values() {
        return values.clone();
    }

    /** Returns the fewest signed powers of two whose sum is an integer (the weight of its non-adjacent form). */
    public static int fewestTerms(long integer) {
        long n = Math.abs(integer);
        return Long.bitCount(n ^ 3 * n);
    }

    /**
     * Returns the signed powers of two whose sum a number of the grid is, as few as possible, at most {@link #terms}; none for 0.
     *
     * @throws IllegalArgumentException when the number is not of the grid
     */
    public int[] powers(int number) {
        if (Arrays.binarySearch(values, number) < 0)
            throw new IllegalArgumentException(number + " is no number of " + name());
        for (int count = 0; count <= terms; count++) {
            int[] powers = powers(number, count);
            if (powers != null) return powers;
        }
        throw new IllegalStateException(number + " is no sum of " + terms + " powers");
    }

    private int[] powers(int number, int count) {
        if (count == 0) return number == 0 ? new int[0] : null;
        for (int e = largestShift(); e >= 0; e--)
            for (int power : new int[] {1 << e, -(1 << e)}) {
                int[] rest = powers(number - power, count - 1);
                if (rest == null) continue;
                int[] powers = Arrays.copyOf(rest, count);
                powers[count - 1] = power;
                return powers;
            }
        return null;
    }

    @Override
    public double low() {
        return values[0];
    }

    @Override
    public double high() {
        return values[values.length - 1];
    }

    @Override
    public int storedBits() {
        return terms * termBits;
    }

    @Override
    public double nearest(double x, Rounding rounding, Overflow overflow) {
        if (Double.isNaN(x)) return 0;
        int zero = values.length / 2;
        int at = Arrays.binarySearch(values, x);
        if (at >= 0) return values[at];
        int above = -at - 1;
        if (above == 0) return values[0];
        if (above == values.length) return values[above - 1];
        double part = (x - values[above - 1]) / (values[above] - values[above - 1]);
        return values[zero + (int) rounding.apply(above - 1 - zero + part)];
    }

    @Override
    public String name() {
        return terms == 1 ? "pot" + termBits : "pot" + termBits + "x" + terms;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PowerSums that && that.terms == terms && that.termBits == termBits;
    }

    @Override
    public int hashCode() {
        return 31 * terms + termBits;
    }

    @Override
    public String toString() {
        return name();
    }
}
