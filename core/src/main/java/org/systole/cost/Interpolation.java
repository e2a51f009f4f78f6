package org.systole.cost;

/** Interpolation that is linear in logarithms: exact at the rows, a power law between and beyond them. */
final class Interpolation {
    private Interpolation() {}

    /** Returns the value at {@code x} of the power law through two points; x and values must be positive. */
    static double logLog(double x0, double y0, double x1, double y1, double x) {
        if (x == x0) return y0;
        if (x == x1) return y1;
        double share = Math.log(x / x0) / Math.log(x1 / x0);
        return Math.exp(Math.log(y0) + share * Math.log(y1 / y0));
    }

    /**
     * Returns the value at {@code x} of the power laws between the nearest two of several points.
     *
     * @param xs positions, ascending, at least two
     * @param ys values
     */
    static double logLog(double[] xs, double[] ys, double x) {
        int i = 0;
        while (i < xs.length - 2 && x > xs[i + 1]) i++;
        return logLog(xs[i], ys[i], xs[i + 1], ys[i + 1], x);
    }
}
