package org.systole.data;

import java.util.Locale;

/**
 * How well outputs fit labels: a mean over samples, with the standard error of that mean.
 *
 * @param measure what is measured, for example {@code top-1}
 * @param value the mean, 0 to 1 for shares
 * @param standardError of the mean, by the spread between samples; NaN for fewer than two samples or where samples do
 *     not add up (mean intersection over union)
 * @param samples how many samples were scored
 */
public record Score(String measure, double value, double standardError, int samples) {
    /** Mean squared error, in squared units of the labels. */
    public static final String MSE = "MSE";

    /** Mean absolute error, in units of the labels. */
    public static final String MAE = "MAE";

    /** Returns whether the value is a share, which people read in percent; else it has the labels' units. */
    public boolean isShare() {
        return !measure.equals(MSE) && !measure.equals(MAE);
    }

    /** Returns a value of this measure for people: a share in percent, else four digits. */
    public String text(double some) {
        return String.format(Locale.ROOT, isShare() ? "%6.2f %%" : "%8.4g", isShare() ? 100 * some : some);
    }

    /**
     * Returns the mean of what each sample scored.
     *
     * @param each a number for each sample
     */
    public static Score mean(String measure, double[] each) {
        double sum = 0, squares = 0;
        for (double x : each) sum += x;
        double mean = sum / each.length;
        for (double x : each) squares += (x - mean) * (x - mean);
        double error = each.length < 2 ? Double.NaN : Math.sqrt(squares / (each.length - 1) / each.length);
        return new Score(measure, mean, error, each.length);
    }

    /**
     * Returns the mean difference of two runs on the same samples, with the paired standard error.
     *
     * @param before scores of the first run, by sample
     * @param after scores of the second run, by sample
     */
    public static Score paired(String measure, double[] before, double[] after) {
        if (before.length != after.length)
            throw new IllegalArgumentException(before.length + " and " + after.length + " samples cannot be paired");
        double[] difference = new double[before.length];
        for (int i = 0; i < difference.length; i++) difference[i] = after[i] - before[i];
        return mean(measure, difference);
    }
}
