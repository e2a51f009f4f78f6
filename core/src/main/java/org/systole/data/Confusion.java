package org.systole.data;

/** Counts of labelled and predicted classes over pixels or frames. Not thread-safe. */
public final class Confusion {
    private final int classes;
    private final long[] counts;

    /** Creates an empty count over so many classes. */
    public Confusion(int classes) {
        this.classes = classes;
        this.counts = new long[classes * classes];
    }

    /** Returns an empty count over the same classes. */
    public Confusion empty() {
        return new Confusion(classes);
    }

    /** Counts one element; a label outside the classes is not counted (void). */
    public void add(int label, int predicted) {
        if (label >= 0 && label < classes) counts[label * classes + predicted]++;
    }

    /** Adds the counts of another. */
    public void add(Confusion other) {
        for (int i = 0; i < counts.length; i++) counts[i] += other.counts[i];
    }

    /** Returns how many elements have this label and this prediction. */
    public long count(int label, int predicted) {
        return counts[label * classes + predicted];
    }

    /** Returns the share of elements predicted right; NaN when nothing was counted. */
    public double accuracy() {
        long right = 0, all = 0;
        for (int i = 0; i < counts.length; i++) {
            all += counts[i];
            if (i / classes == i % classes) right += counts[i];
        }
        return (double) right / all;
    }

    /** Returns intersection over union, the mean over the classes that occur in labels or predictions. */
    public double meanIntersectionOverUnion() {
        double sum = 0;
        int occurring = 0;
        for (int c = 0; c < classes; c++) {
            long labelled = 0, predicted = 0;
            for (int o = 0; o < classes; o++) {
                labelled += count(c, o);
                predicted += count(o, c);
            }
            long union = labelled + predicted - count(c, c);
            if (union == 0) continue;
            sum += (double) count(c, c) / union;
            occurring++;
        }
        return sum / occurring;
    }
}
