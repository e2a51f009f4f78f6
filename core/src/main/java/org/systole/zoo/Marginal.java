package org.systole.zoo;

import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;

/**
 * How the elements of a value are distributed on random input: {@value #POINTS} equally likely points.
 *
 * <p>The network builder carries one along each value and scales weights by it, so that activations keep their size at
 * any depth. Two distributions are combined as if they were independent: point i of the one meets point i·k of the
 * other, which for a prime number of points visits every point once.
 */
final class Marginal {
    private static final int POINTS = 509;
    /** Far from simple fractions of the number of points, as are its powers, so that pairs of points lie evenly. */
    private static final long STEP = 211;

    private static final Marginal NORMAL = new Marginal(quantiles());

    private final double[] points;

    private Marginal(double[] points) {
        this.points = points;
    }

    /** Returns the normal distribution with this mean and this standard deviation. */
    static Marginal normal(double mean, double deviation) {
        return NORMAL.map(x -> mean + deviation * x);
    }

    /** Returns the distribution of a function of an element. */
    Marginal map(DoubleUnaryOperator function) {
        double[] mapped = new double[POINTS];
        for (int i = 0; i < POINTS; i++) mapped[i] = function.applyAsDouble(points[i]);
        return new Marginal(mapped);
    }

    /** Returns the distribution of a function of two independent elements. */
    Marginal with(Marginal other, DoubleBinaryOperator function) {
        double[] combined = new double[POINTS];
        for (int i = 0; i < POINTS; i++)
            combined[i] = function.applyAsDouble(points[i], other.points[(int) (STEP * i % POINTS)]);
        return new Marginal(combined);
    }

    /** Returns the distribution of the largest of several independent elements. */
    Marginal largestOf(int count) {
        double[] largest = points.clone();
        long step = 1;
        for (int copy = 2; copy <= Math.min(count, POINTS - 1); copy++) {
            step = STEP * step % POINTS;
            for (int i = 0; i < POINTS; i++) largest[i] = Math.max(largest[i], points[(int) (step * i % POINTS)]);
        }
        return new Marginal(largest);
    }

    /** Returns the distribution of a mean over elements of which {@code independent} are independent. */
    Marginal meanOf(double independent) {
        double mean = mean();
        return map(x -> mean + (x - mean) / Math.sqrt(independent));
    }

    /** Returns the mixture of this distribution and another one. */
    Marginal mixedWith(Marginal other, double shareOfOther) {
        double[] mixed = points.clone();
        // The golden ratio spreads the replaced points evenly over the quantiles.
        for (int i = 0; i < POINTS; i++) if ((i * 0.6180339887498949) % 1 < shareOfOther) mixed[i] = other.points[i];
        return new Marginal(mixed);
    }

    /** Returns the mean. */
    double mean() {
        double sum = 0;
        for (double x : points) sum += x;
        return sum / POINTS;
    }

    /** Returns the variance. */
    double variance() {
        double mean = mean();
        return square() - mean * mean;
    }

    /** Returns the mean square. */
    double square() {
        double sum = 0;
        for (double x : points) sum += x * x;
        return sum / POINTS;
    }

    /** Normal quantiles at the middle of equal probabilities, then scaled to variance 1 exactly. */
    private static double[] quantiles() {
        double[] x = new double[POINTS];
        double square = 0;
        for (int i = 0; i < POINTS; i++) {
            x[i] = quantile((i + 0.5) / POINTS);
            square += x[i] * x[i];
        }
        double scale = Math.sqrt(POINTS / square);
        for (int i = 0; i < POINTS; i++) x[i] *= scale;
        return x;
    }

    /** Abramowitz and Stegun, Handbook of Mathematical Functions, 26.2.23; error below 4.5e-4. */
    private static double quantile(double p) {
        if (p > 0.5) return -quantile(1 - p);
        double t = StrictMath.sqrt(-2 * StrictMath.log(p));
        double above = 2.515517 + t * (0.802853 + t * 0.010328);
        double below = 1 + t * (1.432788 + t * (0.189269 + t * 0.001308));
        return above / below - t;
    }
}
