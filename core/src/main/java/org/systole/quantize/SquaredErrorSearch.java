package org.systole.quantize;

/** Searches the range whose quantization has the smallest mean squared error over a histogram. */
final class SquaredErrorSearch {
    private static final int STEPS = 64;

    private SquaredErrorSearch() {}

    /** Returns the range: both ends shrunk together first, then each on its own. */
    static Range range(ValueStatistics seen, ActivationSettings settings) {
        Range all = seen.range();
        double[] best = {1, 1};
        double least = error(seen, all, best, settings);
        for (int part = 0; part < 3; part++) {
            double low = best[0], high = best[1];
            for (int step = 1; step < STEPS; step++) {
                double share = 1 - (double) step / STEPS;
                double[] tried = {part == 2 ? low : low * share, part == 1 ? high : high * share};
                double error = error(seen, all, tried, settings);
                if (error >= least) continue;
                least = error;
                best = tried;
            }
        }
        return shrunk(all, best);
    }

    private static Range shrunk(Range all, double[] shares) {
        float low = (float) (all.low() * (all.low() < 0 ? shares[0] : 1));
        float high = (float) (all.high() * (all.high() > 0 ? shares[1] : 1));
        return low <= high ? new Range(low, high) : all;
    }

    private static double error(ValueStatistics seen, Range all, double[] shares, ActivationSettings settings) {
        Quantization q = settings.quantization(shrunk(all, shares));
        Histogram h = seen.histogram();
        double scale = q.scales()[0], low = q.dequantize(q.low(), 0), high = q.dequantize(q.high(), 0);
        // steps finer than a bin: where in the bin a number lies decides, so the mean of all places counts
        double inside = h.width() > scale / 2 ? scale * scale / 12 : -1;
        double sum = 0;
        for (int i = 0; i < 2 * Histogram.SIDE; i++) {
            if (h.count(i) == 0) continue;
            double x = h.middle(i), e;
            if (x < low) e = (low - x) * (low - x);
            else if (x > high) e = (x - high) * (x - high);
            else if (inside >= 0) e = inside;
            else {
                double off = x - Math.rint(x / scale) * scale;
                e = off * off;
            }
            sum += e * h.count(i);
        }
        return sum;
    }
}
