package org.systole.explore;

/**
 * An interpolation of scattered values: a sum of cubes of distances and a linear tail, with a little smoothing so that equal
 * places with different values do no harm.
 */
final class RadialBasis {
    private static final double SMOOTHING = 1e-6;

    private final double[][] places;
    private final double[] weights;

    private RadialBasis(double[][] places, double[] weights) {
        this.places = places;
        this.weights = weights;
    }

    /**
     * Returns the model of values at places.
     *
     * @param places coordinates of each point, all of one length
     */
    static RadialBasis fit(double[][] places, double[] values) {
        int n = places.length, d = places[0].length, size = n + d + 1;
        double[][] a = new double[size][size + 1];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) a[i][j] = cube(distance(places[i], places[j])) + (i == j ? SMOOTHING : 0);
            a[i][n] = a[n][i] = 1;
            for (int k = 0; k < d; k++) a[i][n + 1 + k] = a[n + 1 + k][i] = places[i][k];
            a[i][size] = values[i];
        }
        // a parameter that has one value among the places leaves its slope open: zero
        for (int k = n; k < size; k++) a[k][k] -= SMOOTHING;
        return new RadialBasis(places, solve(a));
    }

    /** Returns the modelled value at a place. */
    double value(double[] at) {
        int n = places.length;
        double sum = weights[n];
        for (int i = 0; i < n; i++) sum += weights[i] * cube(distance(at, places[i]));
        for (int k = 0; k < at.length; k++) sum += weights[n + 1 + k] * at[k];
        return sum;
    }

    static double distance(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) sum += (a[i] - b[i]) * (a[i] - b[i]);
        return Math.sqrt(sum);
    }

    private static double cube(double r) {
        return r * r * r;
    }

    /** Gauss's elimination with the largest pivot of each column; the last column is the right side. */
    private static double[] solve(double[][] a) {
        int n = a.length;
        for (int c = 0; c < n; c++) {
            int pivot = c;
            for (int r = c + 1; r < n; r++) if (Math.abs(a[r][c]) > Math.abs(a[pivot][c])) pivot = r;
            double[] row = a[pivot];
            a[pivot] = a[c];
            a[c] = row;
            if (row[c] == 0) continue;
            for (int r = c + 1; r < n; r++) {
                double factor = a[r][c] / row[c];
                if (factor == 0) continue;
                for (int k = c; k <= n; k++) a[r][k] -= factor * row[k];
            }
        }
        double[] x = new double[n];
        for (int r = n - 1; r >= 0; r--) {
            double sum = a[r][n];
            for (int k = r + 1; k < n; k++) sum -= a[r][k] * x[k];
            x[r] = a[r][r] == 0 ? 0 : sum / a[r][r];
        }
        return x;
    }
}
