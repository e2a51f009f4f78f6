package org.systole.quantize;

/**
 * Searches the threshold of magnitudes at which the histogram, saturated there and put into as many bins as there are
 * integers, has the smallest relative entropy to itself (S. Migacz, "8-bit Inference with TensorRT", GTC 2017).
 */
final class EntropySearch {
    private static final int MOST_LEVELS = 1 << 11;

    private EntropySearch() {}

    static Range range(ValueStatistics seen, ActivationSettings settings) {
        Range all = seen.range();
        long[] counts = seen.histogram().magnitudes();
        int used = counts.length;
        while (used > 0 && counts[used - 1] == 0) used--;
        Quantization q = settings.quantization(all);
        // without zero points half of the codes are for each sign, unless calibration made them unsigned
        boolean twoSided = settings.symmetric() ? q.low() < 0 : all.low() < 0 && all.high() > 0;
        int levels = Math.min(MOST_LEVELS, (q.high() - q.low() + 1) / (twoSided ? 2 : 1));
        if (used <= levels) return all;
        int best = used;
        double least = Double.POSITIVE_INFINITY;
        for (int bins = levels; bins <= used; bins++) {
            double divergence = divergence(counts, used, bins, levels);
            if (divergence < least) {
                least = divergence;
                best = bins;
            }
        }
        double threshold = best * seen.histogram().width();
        return CalibrationMethod.cut(all, -threshold, threshold);
    }

    private static double divergence(long[] counts, int used, int bins, int levels) {
        double outside = 0, kept = 0;
        for (int i = bins; i < used; i++) outside += counts[i];
        for (int i = 0; i < bins; i++) kept += counts[i];
        double all = kept + outside, sum = 0;
        for (int level = 0; level < levels; level++) {
            int from = (int) ((long) level * bins / levels), to = (int) ((long) (level + 1) * bins / levels);
            double inLevel = 0;
            int filled = 0;
            for (int i = from; i < to; i++) {
                inLevel += counts[i];
                if (counts[i] > 0) filled++;
            }
            for (int i = from; i < to; i++) {
                double p = counts[i] + (i == bins - 1 ? outside : 0);
                if (p == 0) continue;
                // a saturated tail in an empty bin has no mass on the other side: as good as one number there
                double q = counts[i] > 0 ? inLevel / filled / kept : 1 / (kept + 1);
                sum += p / all * Math.log(p / all / q);
            }
        }
        return sum;
    }
}
