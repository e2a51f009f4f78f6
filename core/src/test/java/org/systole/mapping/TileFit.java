package org.systole.mapping;

import java.util.List;
import org.systole.hardware.TileLoop;

/**
 * Fits the five cycles of a {@link TileLoop} to measured rows: least mean absolute relative error, by a pattern search that
 * starts from the same guess whatever the rows are. Deterministic.
 */
final class TileFit {
    /** Guesses before any fit: two commands of four cycles, a word a cycle and lane, DRAM and cache latencies. */
    private static final double[] GUESS = {8, 2, 40, 20, 100};

    private TileFit() {}

    /** Returns the fitted constants for some rows' work; pages, rows and cache are those of the base. */
    static TileLoop fit(List<TileWork> work, List<Double> measured, TileLoop base) {
        double[] at = GUESS.clone();
        double best = error(work, measured, constants(at, base));
        for (double step = 0.4; step > 0.004; ) {
            int moved = -1;
            double[] next = null;
            for (int move = 0; move < 2 * at.length; move++) {
                double[] trial = at.clone();
                trial[move / 2] *= move % 2 == 0 ? 1 + step : 1 / (1 + step);
                double error = error(work, measured, constants(trial, base));
                if (error < best) {
                    best = error;
                    next = trial;
                    moved = move;
                }
            }
            if (moved < 0) step /= 2;
            else at = next;
        }
        return constants(at, base);
    }

    /** Returns the mean absolute relative error. */
    static double error(List<TileWork> work, List<Double> measured, TileLoop loop) {
        double sum = 0;
        for (int i = 0; i < work.size(); i++)
            sum += Math.abs(TileTiming.cycles(work.get(i), loop).total() / measured.get(i) - 1);
        return sum / work.size();
    }

    private static TileLoop constants(double[] x, TileLoop base) {
        return new TileLoop(
                x[0], base.computeRows(), x[1], x[2], base.pageBytes(), x[3], x[4], base.pageReach(), base.cacheKib());
    }

    /** Returns Spearman's rank correlation, tied values sharing their mean rank. */
    static double rankCorrelation(double[] a, double[] b) {
        double[] x = ranks(a);
        double[] y = ranks(b);
        double mean = (a.length + 1) / 2.0;
        double xy = 0;
        double xx = 0;
        double yy = 0;
        for (int i = 0; i < a.length; i++) {
            xy += (x[i] - mean) * (y[i] - mean);
            xx += (x[i] - mean) * (x[i] - mean);
            yy += (y[i] - mean) * (y[i] - mean);
        }
        return xy / Math.sqrt(xx * yy);
    }

    private static double[] ranks(double[] values) {
        double[] ranks = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            int less = 0;
            int equal = 0;
            for (double other : values) {
                if (other < values[i]) less++;
                else if (other == values[i]) equal++;
            }
            ranks[i] = less + (equal + 1) / 2.0;
        }
        return ranks;
    }
}
