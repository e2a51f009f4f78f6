package org.systole.quantize;

/** The matrix product of one step of a recurrence: the definition, and the same with the loops turned. */
@FunctionalInterface
interface RecurrenceProduct {
    /**
     * Writes {@code out[k] = sum over c of (x[from + c] - zero) * w[k][c]} for all rows.
     *
     * @param w rows x columns
     */
    void multiply(IntegerTensor w, int[] x, int from, int zero, long[] out);

    /** The definition. */
    static void naive(IntegerTensor w, int[] x, int from, int zero, long[] out) {
        int columns = w.shape().extent(1);
        for (int k = 0; k < out.length; k++) {
            out[k] = 0;
            for (int c = 0; c < columns; c++) out[k] += (long) (x[from + c] - zero) * w.values()[k * columns + c];
        }
    }

    /** Sums of products below 2^31 in blocks of integers, which the compiler turns into vectors. */
    static void fast(IntegerTensor w, int[] x, int from, int zero, long[] out) {
        int columns = w.shape().extent(1);
        int[] centred = new int[columns];
        int most = 0;
        for (int c = 0; c < columns; c++) {
            centred[c] = x[from + c] - zero;
            most = Math.max(most, Math.abs(centred[c]));
        }
        int[] weights = w.values();
        // a weight has at most 16 bits: that many products of it fit an int
        int block = Math.clamp((1L << 31) / Math.max(1, (long) most << 15) - 1, 0, columns);
        for (int k = 0; k < out.length; k++)
            out[k] = block < 8 ? wide(weights, k * columns, centred) : blocked(weights, k * columns, centred, block);
    }

    private static long wide(int[] weights, int row, int[] x) {
        long sum = 0;
        for (int c = 0; c < x.length; c++) sum += (long) weights[row + c] * x[c];
        return sum;
    }

    private static long blocked(int[] weights, int row, int[] x, int block) {
        long sum = 0;
        for (int first = 0; first < x.length; first += block) {
            int part = 0, end = Math.min(x.length, first + block);
            for (int c = first; c < end; c++) part += weights[row + c] * x[c];
            sum += part;
        }
        return sum;
    }
}
