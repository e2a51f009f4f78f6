package org.systole.quantize;

import java.util.Locale;

/** How the range of a value is chosen from what calibration saw of it. */
public enum CalibrationMethod {
    /** Smallest to largest number: nothing saturates that calibration saw. */
    MINMAX,
    /** The moving average of the samples' smallest and largest numbers; a single outlier counts little. */
    MOVING,
    /** All but a share of the numbers, half of it on each side. */
    PERCENTILE,
    /** The range with the smallest mean squared error, of rounding and saturation together. */
    MSE,
    /**
     * The range that keeps most of the distribution: the smallest relative entropy (Kullback-Leibler divergence) of the
     * histogram against itself in as many bins as there are integers.
     */
    ENTROPY;

    /**
     * What every command and every plan that says nothing takes: the largest number that was seen is a bad guide, with few codes as
     * with few samples.
     */
    public static final CalibrationMethod USUAL = MSE;

    /** Returns the range of a value. */
    public Range range(ValueStatistics seen, ActivationSettings settings) {
        Range all = seen.range();
        if (seen.histogram().width() == 0) return all;
        return switch (this) {
            case MINMAX -> all;
            case MOVING -> seen.movingRange();
            case PERCENTILE -> percentile(seen, all, settings.percentile() / 100);
            case MSE -> SquaredErrorSearch.range(seen, settings);
            case ENTROPY -> EntropySearch.range(seen, settings);
        };
    }

    private static Range percentile(ValueStatistics seen, Range all, double share) {
        double each = (1 - share) / 2;
        double low = seen.histogram().quantile(each), high = seen.histogram().quantile(1 - each);
        return cut(all, low, high);
    }

    /** Returns the part of a range between two bounds; all of it where nothing would be left. */
    static Range cut(Range all, double low, double high) {
        float from = (float) Math.max(all.low(), low), to = (float) Math.min(all.high(), high);
        return from < to ? new Range(from, to) : all;
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
