package org.systole.formats;

/** Chooses scales and zero points. Deterministic; ties go to the larger scale. */
public enum Fitting {
    /** The smallest scale at which nothing is clipped. */
    MIN_MAX,
    /**
     * The scale of least squared error: a geometric search from the min-max scale downwards, then alternating between codes
     * and the least-squares scale for them.
     */
    LEAST_SQUARES;

    /** Steps for each halving of the scale; 5 halvings reach 1/32 of the range. */
    private static final int STEPS = 8;

    private static final int HALVINGS = 5;
    private static final int REFINEMENTS = 8;

    /** Returns the fit of all numbers. */
    public Fit fit(float[] numbers, Format format) {
        return fit(numbers, 0, numbers.length, format);
    }

    /**
     * Returns the fit of some numbers.
     *
     * @param numbers finite ones; NaN is not checked
     * @param from the first
     * @param to behind the last
     */
    public Fit fit(float[] numbers, int from, int to, Format format) {
        float given = format.scaling().given();
        if (!Float.isNaN(given)) return new Fit(given, 0);
        float low = 0, high = 0;
        for (int i = from; i < to; i++) {
            low = Math.min(low, numbers[i]);
            high = Math.max(high, numbers[i]);
        }
        Fit widest = widest(low, high, format, 1);
        if (this == MIN_MAX || low == high) return widest;
        return search(numbers, from, to, format, low, high, widest);
    }

    private static Fit search(float[] numbers, int from, int to, Format format, float low, float high, Fit widest) {
        boolean powers = format.scaling().kind() == Scaling.Kind.POWER_OF_TWO;
        Fit best = widest;
        double least = error(numbers, from, to, format, widest);
        int steps = powers ? 1 : STEPS;
        for (int i = 1; i <= HALVINGS * steps; i++) {
            Fit fit = widest(low, high, format, Math.pow(2, -(double) i / steps));
            double error = error(numbers, from, to, format, fit);
            if (error < least) {
                least = error;
                best = fit;
            }
        }
        if (powers || best.zero() != 0 || format.arithmetic() != null) return best;
        return refined(numbers, from, to, format, best, least);
    }

    private static Fit refined(float[] numbers, int from, int to, Format format, Fit best, double least) {
        for (int i = 0; i < REFINEMENTS; i++) {
            double products = 0, squares = 0;
            for (int n = from; n < to; n++) {
                double code = format.code(numbers[n], best);
                products += code * numbers[n];
                squares += code * code;
            }
            if (!(products > 0)) return best;
            Fit fit = Fit.of(products / squares);
            double error = error(numbers, from, to, format, fit);
            if (!(error < least)) return best;
            least = error;
            best = fit;
        }
        return best;
    }

    /** Returns the fit that holds this share of a range, both of whose ends shrink alike. */
    private static Fit widest(float low, float high, Format format, double share) {
        Grid grid = format.grid();
        if (format.asymmetric()) return asymmetric((float) (low * share), (float) (high * share), format);
        // one signed bit has no number above 0
        double scale =
                Math.max(grid.high() > 0 ? high / grid.high() : 0, grid.low() < 0 ? low / grid.low() : 0) * share;
        if (format.scaling().kind() == Scaling.Kind.POWER_OF_TWO) return Fit.of(powerAtLeast(scale));
        return Fit.of(scale);
    }

    private static Fit asymmetric(float low, float high, Format format) {
        double from = format.grid().low(), to = format.grid().high();
        double scale = ((double) high - low) / (to - from);
        if (format.scaling().kind() == Scaling.Kind.POWER_OF_TWO) scale = powerAtLeast(scale);
        Fit fit = Fit.of(scale);
        if (scale < Float.MIN_NORMAL) return fit;
        return new Fit(fit.scale(), (int) Math.clamp(Math.rint(from - (double) low / fit.scale()), from, to));
    }

    private static double powerAtLeast(double x) {
        if (!(x >= Float.MIN_NORMAL)) return 1;
        double power = Math.scalb(1.0, Math.getExponent(x));
        return power < x ? 2 * power : power;
    }

    private static double error(float[] numbers, int from, int to, Format format, Fit fit) {
        double sum = 0;
        for (int i = from; i < to; i++) {
            double difference = (double) format.project(numbers[i], fit) - numbers[i];
            sum += difference * difference;
        }
        return sum;
    }

    /** Returns the name used in files. */
    @Override
    public String toString() {
        return this == MIN_MAX ? "min-max" : "least-squares";
    }
}
