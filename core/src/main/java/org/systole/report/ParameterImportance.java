package org.systole.report;

import java.util.Map;
import org.systole.explore.DesignPoint;
import org.systole.explore.Outcome;
import org.systole.explore.SearchPlan;

/**
 * How much of a figure's variation each parameter explains alone: the variance of the means over the parameter's values,
 * divided by the variance of all evaluated points (the correlation ratio; for an exhaustive search the first-order index of
 * Sobol' 1993). What remains to 1 is left to combinations of parameters. Figures above zero are taken by their logarithm.
 */
final class ParameterImportance {
    /** The normal deviate that one in a hundred exceeds. */
    private static final double ONE_IN_A_HUNDRED = 2.326;

    private ParameterImportance() {}

    /** Returns whether all points of the space that break no rule were evaluated, so that shares are no estimates. */
    static boolean isWhole(ExplorationResult result) {
        return result.isComplete()
                        && result.study().effectiveMethod() == SearchPlan.Method.EXHAUSTIVE
                        && result.outcomes().size() < result.study().search().budget()
                || result.study().space().size() <= result.outcomes().size();
    }

    /**
     * Returns the share that a parameter which does not matter exceeds once in a hundred samples: the quantile of the chi-squared
     * distribution (by Wilson and Hilferty, 1931) over the points.
     *
     * @param values of the parameter
     * @param points with figures
     */
    static double noise(int values, long points) {
        if (values < 2 || points < 3) return 1;
        double free = values - 1, w = 2 / (9 * free);
        return Math.min(1, free * Math.pow(1 - w + ONE_IN_A_HUNDRED * Math.sqrt(w), 3) / (points - 1));
    }

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
