package org.systole.precision;

import java.util.stream.IntStream;

/**
 * Rounds rows of weights so that the layer's output, not the weights, keeps its value: minimizes {@code (w - q)' H (w - q)}
 * with H the covariance of what the weights are multiplied with.
 *
 * <p>First one weight after the other, the ones with the most active inputs first, each error spread over the weights that
 * still follow (Frantar et al. 2022, GPTQ; Hassibi and Stork 1993); then weight by weight to the best number of the grid
 * given all others, until nothing changes, which can only lower the sum.
 */
final class SecondOrder {
    /** What is added to the diagonal, as a share of its mean: keeps H invertible, and trusts few samples less. */
    private static final double DAMPING = 0.01;

    /** The least that is added, as a share of the inputs' mean square. */
    private static final double NOISE = 1e-6;

    private static final int PASSES = 20;

    private final int size;
    private final double[] h;
    private final int[] order;
    private final double[] upper;

    /**
     * Prepares rows of so many weights.
     *
     * @param power mean square of the inputs; inputs that hardly vary beside it say nothing
     */
    SecondOrder(double[] covariance, int size, double power) {
        this.size = size;
        double mean = 0;
        for (int i = 0; i < size; i++) mean += covariance[i * size + i] / size;
        double damping = Math.max(DAMPING * mean, Math.max(NOISE * power, Float.MIN_NORMAL));
        this.h = covariance.clone();
        for (int i = 0; i < size; i++) h[i * size + i] += damping;
        this.order = IntStream.range(0, size)
                .boxed()
                .sorted((a, b) -> Double.compare(h[b * size + b], h[a * size + a]))
                .mapToInt(Integer::intValue)
                .toArray();
        double[] sorted = new double[size * size];
        for (int i = 0; i < size; i++)
            for (int j = 0; j < size; j++) sorted[i * size + j] = h[order[i] * size + order[j]];
        this.upper = transposed(cholesky(inverse(sorted, size), size), size);
    }

    /** Rounds the weight at an index of a row. */
    @FunctionalInterface
    interface Rounder {
        double round(int index, double weight);
    }

    /** Returns the row that best replaces {@code w} where inputs changed: {@code w + w (C - H) H^-1}. */
    double[] refitted(double[] w, double[] cross, double[] covariance) {
        double[] gap = new double[size];
        for (int i = 0; i < size; i++) {
            if (w[i] == 0) continue;
            for (int j = 0; j < size; j++) gap[j] += w[i] * (cross[i * size + j] - covariance[i * size + j]);
        }
        double[] lower = cholesky(h, size), y = new double[size];
        for (int i = 0; i < size; i++) {
            double sum = gap[i];
            for (int j = 0; j < i; j++) sum -= lower[i * size + j] * y[j];
            y[i] = sum / lower[i * size + i];
        }
        for (int i = size - 1; i >= 0; i--) {
            double sum = y[i];
            for (int j = i + 1; j < size; j++) sum -= lower[j * size + i] * y[j];
            y[i] = sum / lower[i * size + i];
        }
        for (int i = 0; i < size; i++) y[i] += w[i];
        return y;
    }

    /** Returns the row rounded one weight after the other, errors spread. */
    double[] greedy(double[] w, Rounder rounder) {
        double[] left = new double[size], q = new double[size];
        for (int i = 0; i < size; i++) left[i] = w[order[i]];
        for (int i = 0; i < size; i++) {
            double rounded = rounder.round(order[i], left[i]);
            q[order[i]] = rounded;
            double error = (left[i] - rounded) / upper[i * size + i];
            for (int j = i + 1; j < size; j++) left[j] -= error * upper[i * size + j];
        }
        return q;
    }

    /** Improves a rounded row in place, weight by weight. */
    void descend(double[] w, double[] q, Rounder rounder) {
        double[] pull = new double[size];
        for (int i = 0; i < size; i++) {
            double gap = w[i] - q[i];
            if (gap != 0) for (int j = 0; j < size; j++) pull[j] += gap * h[i * size + j];
        }
        for (int pass = 0; pass < PASSES; pass++) {
            boolean changed = false;
            for (int i : order) {
                double diagonal = h[i * size + i];
                double next = rounder.round(i, q[i] + pull[i] / diagonal);
                double step = next - q[i];
                // what rounds differently must also be better, or ties would go round in circles
                if (step == 0 || step * step * diagonal - 2 * step * pull[i] >= -1e-15 * diagonal) continue;
                q[i] = next;
                for (int j = 0; j < size; j++) pull[j] -= step * h[i * size + j];
                changed = true;
            }
            if (!changed) return;
        }
    }

    /** Returns {@code (a - b)' H (a - b)}. */
    double distance(double[] a, double[] b) {
        double[] gap = new double[size];
        for (int i = 0; i < size; i++) gap[i] = a[i] - b[i];
        return product(gap, gap);
    }

    /** Returns {@code a' H b}. */
    double product(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < size; i++) {
            if (a[i] == 0) continue;
            double row = 0;
            for (int j = 0; j < size; j++) row += h[i * size + j] * b[j];
            sum += a[i] * row;
        }
        return sum;
    }

    private static double[] cholesky(double[] a, int n) {
        double[] lower = new double[n * n];
        for (int i = 0; i < n; i++)
            for (int j = 0; j <= i; j++) {
                double sum = a[i * n + j];
                for (int k = 0; k < j; k++) sum -= lower[i * n + k] * lower[j * n + k];
                lower[i * n + j] = i == j ? Math.sqrt(Math.max(sum, Double.MIN_NORMAL)) : sum / lower[j * n + j];
            }
        return lower;
    }

    private static double[] transposed(double[] a, int n) {
        double[] out = new double[n * n];
        for (int i = 0; i < n; i++) for (int j = 0; j < n; j++) out[j * n + i] = a[i * n + j];
        return out;
    }

    private static double[] inverse(double[] a, int n) {
        double[] lower = cholesky(a, n), inverted = new double[n * n];
        for (int c = 0; c < n; c++) {
            inverted[c * n + c] = 1 / lower[c * n + c];
            for (int i = c + 1; i < n; i++) {
                double sum = 0;
                for (int k = c; k < i; k++) sum -= lower[i * n + k] * inverted[k * n + c];
                inverted[i * n + c] = sum / lower[i * n + i];
            }
        }
        double[] rows = transposed(inverted, n), out = new double[n * n];
        for (int i = 0; i < n; i++)
            for (int j = 0; j <= i; j++) {
                double sum = 0;
                for (int k = i; k < n; k++) sum += rows[i * n + k] * rows[j * n + k];
                out[i * n + j] = sum;
                out[j * n + i] = sum;
            }
        return out;
    }
}
