package org.systole.report;

import java.util.Map;
import org.systole.explore.DesignPoint;
import org.systole.explore.Outcome;

/**
 * How much of a figure's variation each parameter explains alone: the variance of the means over the parameter's values,
 * divided by the variance of all evaluated points (the correlation ratio; for an exhaustive search the first-order index of
 * Sobol' 1993). What remains to 1 is left to combinations of parameters. Figures above zero are taken by their logarithm.
 */
final class ParameterImportance {
    private ParameterImportance() {}

    /** Returns the share of a parameter in a figure, 0 to 1; NaN when the figure does not vary. */
    static double of(Map<DesignPoint, Outcome> outcomes, int parameter, int values, String kpi) {
        boolean positive = outcomes.values().stream().noneMatch(o -> o.kpi(kpi) <= 0);
        double[] sums = new double[values];
        long[] counts = new long[values];
        double sum = 0, squares = 0;
        long n = 0;
        for (var entry : outcomes.entrySet()) {
            double y = entry.getValue().kpi(kpi);
            if (!Double.isFinite(y)) continue;
            if (positive) y = Math.log(y);
            int value = entry.getKey().index(parameter);
            sums[value] += y;
            counts[value]++;
            sum += y;
            squares += y * y;
            n++;
        }
        if (n == 0) return Double.NaN;
        double mean = sum / n, variance = squares / n - mean * mean;
        if (!(variance > 1e-12 * (1 + mean * mean))) return Double.NaN;
        double between = 0;
        for (int v = 0; v < values; v++)
            if (counts[v] > 0) between += counts[v] * Math.pow(sums[v] / counts[v] - mean, 2);
        return Math.min(1, between / n / variance);
    }
}
