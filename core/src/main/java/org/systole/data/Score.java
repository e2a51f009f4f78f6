package org.systole.data;

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
