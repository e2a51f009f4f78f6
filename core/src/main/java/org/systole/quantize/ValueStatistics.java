package org.systole.quantize;

/** What calibration saw of one value: extremes, their moving averages over samples, and a histogram. Not thread-safe. */
public final class ValueStatistics {
    /** What a new sample counts in the moving average of extremes. */
    public static final double NEWEST = 0.1;

    private final Histogram histogram = new Histogram();
    private float low = Float.POSITIVE_INFINITY;
    private float high = Float.NEGATIVE_INFINITY;
    private double movingLow;
    private double movingHigh;
    private double sum;
    private double squares;

    /** Creates statistics of nothing. */
    public ValueStatistics() {}

    /**
     * Counts the numbers of one sample.
     *
     * @throws IllegalArgumentException when one is not finite
     */
    public void add(float[] values) {
        float least = Float.POSITIVE_INFINITY, most = Float.NEGATIVE_INFINITY;
        for (float x : values) {
            if (!Float.isFinite(x)) throw new IllegalArgumentException("holds " + x + ", which is not finite");
            least = Math.min(least, x);
            most = Math.max(most, x);
            sum += x;
            squares += (double) x * x;
        }
        if (values.length == 0) return;
        boolean first = !isSeen();
        movingLow = first ? least : movingLow + NEWEST * (least - movingLow);
        movingHigh = first ? most : movingHigh + NEWEST * (most - movingHigh);
        low = Math.min(low, least);
        high = Math.max(high, most);
        histogram.add(values);
    }

    /** Returns whether anything was seen. */
    public boolean isSeen() {
        return low <= high;
    }

    /** Returns smallest and largest number. */
    public Range range() {
        return new Range(low, high);
    }

    /** Returns the moving average of the samples' smallest and largest numbers, in the order of the samples. */
    public Range movingRange() {
        return new Range((float) Math.min(movingLow, movingHigh), (float) movingHigh);
    }

    /** Returns the histogram over all samples. */
    public Histogram histogram() {
        return histogram;
    }

    /** Returns the mean of the squares. */
    public double power() {
        return squares / histogram.total();
    }

    /** Returns the mean. */
    public double mean() {
        return sum / histogram.total();
    }
}
