package org.systole.data;

import java.util.Arrays;
import java.util.List;
import org.systole.problem.Place;
import org.systole.problem.Problem;
import org.systole.problem.SystoleException;
import org.systole.tensor.Shape;
import org.systole.tensor.Tensor;

/**
 * Yes or no for each frame of a sample, as voice activity or an anomaly: precision, recall, F1 at a threshold, and the area under the
 * receiver operating characteristic over all frames, which is the share of pairs of a yes frame and a no frame in which the yes frame has
 * the higher score (equal scores count half).
 *
 * <p>Frames of one sample are alike, so standard errors take samples as the unit: delete-one jackknife for shares at the threshold,
 * the clustered variance of placement values for the area (Obuchowski 1997, Biometrics 53, 567-578).
 */
final class Detection {
    private Detection() {}

    /**
     * What one sample contributes.
     *
     * @param scores of the frames that count
     * @param labels of the same frames
     */
    record Frames(float[] scores, boolean[] labels) {}

    /** Returns the frames of a sample that count: all but void ones and NaN; other labels than 0 and 1 are refused. */
    static Frames frames(DataSet data, int index, Tensor output) {
        Targets targets = data.targets().orElseThrow(Accuracy::unlabelled);
        float[] all = scores(data, index, output, targets.count());
        float[] scores = new float[all.length];
        boolean[] labels = new boolean[all.length];
        int count = 0, voidClass = data.labels().voidClass();
        for (int i = 0; i < all.length; i++) {
            float label = targets.of(index, i);
            if (Float.isNaN(label) || voidClass >= 0 && label == voidClass) continue;
            if (label != 0 && label != 1)
                throw new SystoleException(Problem.of(
                        DataProblem.LABEL_RANGE,
                        Place.file(data.samples().name(index)),
                        "the label of frame " + i + " is " + label + ", expected 0 or 1",
                        "correct the labels, or name the label of frames that do not count: labels.void_class"));
            Accuracy.finite(data, index, all[i]);
            scores[count] = all[i];
            labels[count++] = label == 1;
        }
        return new Frames(Arrays.copyOf(scores, count), Arrays.copyOf(labels, count));
    }

    /** Returns a score a frame: the output itself, or of two classes the second less the first. */
    private static float[] scores(DataSet data, int index, Tensor output, int frames) {
        float[] y = output.toFloats();
        if (y.length == frames) return y;
        Shape shape = output.shape();
        if (y.length != 2 * frames) throw Regression.count(data, index, y.length, frames, "frames");
        boolean last = shape.extent(-1) == 2;
        float[] scores = new float[frames];
        for (int i = 0; i < frames; i++) scores[i] = last ? y[2 * i + 1] - y[2 * i] : y[frames + i] - y[i];
        return scores;
    }

    /** Counts at the threshold: right yes, wrong yes, missed yes, right no. */
    private static long[] counts(Frames frames, double threshold) {
        long[] counts = new long[4];
        for (int i = 0; i < frames.scores.length; i++) {
            boolean yes = frames.scores[i] > threshold, right = yes == frames.labels[i];
            counts[yes ? right ? 0 : 1 : right ? 3 : 2]++;
        }
        return counts;
    }

    static Accuracy of(DataSet data, Frames[] all) {
        double threshold = data.labels().threshold();
        long[][] each = new long[all.length][];
        long[] sum = new long[4];
        double[] right = new double[all.length];
        for (int i = 0; i < all.length; i++) {
            each[i] = counts(all[i], threshold);
            for (int c = 0; c < 4; c++) sum[c] += each[i][c];
            int frames = all[i].scores.length;
            right[i] = frames == 0 ? 0 : (each[i][0] + each[i][3]) / (double) frames;
        }
        return new Accuracy(
                List.of(
                        jackknifed("F1", sum, each, Detection::f1),
                        jackknifed("precision", sum, each, c -> share(c[0], c[0] + c[1])),
                        jackknifed("recall", sum, each, c -> share(c[0], c[0] + c[2])),
                        area(all),
                        jackknifed("frame accuracy", sum, each, c -> share(c[0] + c[3], c[0] + c[1] + c[2] + c[3]))),
                right,
                DataSet.Task.DETECTION.each());
    }

    private static double share(long some, long all) {
        return all == 0 ? Double.NaN : some / (double) all;
    }

    private static double f1(long[] c) {
        return share(2 * c[0], 2 * c[0] + c[1] + c[2]);
    }

    @FunctionalInterface
    private interface Measure {
        double of(long[] counts);
    }

    /** Returns a measure with its delete-one jackknife error. */
    private static Score jackknifed(String name, long[] sum, long[][] each, Measure measure) {
        int n = each.length;
        double[] without = new double[n];
        double mean = 0;
        for (int i = 0; i < n; i++) {
            long[] rest = sum.clone();
            for (int c = 0; c < 4; c++) rest[c] -= each[i][c];
            without[i] = measure.of(rest);
            mean += without[i] / n;
        }
        double squares = 0;
        for (double x : without) squares += (x - mean) * (x - mean);
        double error = n < 2 ? Double.NaN : Math.sqrt(squares * (n - 1) / n);
        return new Score(name, measure.of(sum), error, n);
    }

    /** Returns the area under the curve; not a number where all frames have the same label. */
    private static Score area(Frames[] all) {
        float[] yes = sorted(all, true), no = sorted(all, false);
        int n = all.length;
        if (yes.length == 0 || no.length == 0) return new Score("AUC", Double.NaN, Double.NaN, n);
        double[] ofYes = new double[n], ofNo = new double[n];
        int[] countYes = new int[n], countNo = new int[n];
        double area = 0;
        for (int i = 0; i < n; i++)
            for (int f = 0; f < all[i].scores.length; f++) {
                float score = all[i].scores[f];
                if (all[i].labels[f]) {
                    double place = below(no, score) / no.length;
                    ofYes[i] += place;
                    countYes[i]++;
                    area += place / yes.length;
                } else {
                    ofNo[i] += 1 - below(yes, score) / yes.length;
                    countNo[i]++;
                }
            }
        double squares = 0;
        for (int i = 0; i < n; i++) {
            double d = (ofYes[i] - countYes[i] * area) / yes.length + (ofNo[i] - countNo[i] * area) / no.length;
            squares += d * d;
        }
        return new Score("AUC", area, n < 2 ? Double.NaN : Math.sqrt(squares * n / (n - 1)), n);
    }

    private static float[] sorted(Frames[] all, boolean label) {
        int count = 0;
        for (Frames frames : all) for (boolean l : frames.labels) if (l == label) count++;
        float[] scores = new float[count];
        count = 0;
        for (Frames frames : all)
            for (int f = 0; f < frames.labels.length; f++)
                if (frames.labels[f] == label) scores[count++] = frames.scores[f];
        Arrays.sort(scores);
        return scores;
    }

    /** Returns how many numbers are smaller, equal ones counted half. */
    private static double below(float[] sorted, float x) {
        return (first(sorted, x, false) + first(sorted, x, true)) / 2.0;
    }

    /** Returns the first index whose number is at least x, or above x. */
    private static int first(float[] sorted, float x, boolean above) {
        int from = 0, to = sorted.length;
        while (from < to) {
            int middle = from + to >>> 1;
            boolean before = above ? sorted[middle] <= x : sorted[middle] < x;
            if (before) from = middle + 1;
            else to = middle;
        }
        return from;
    }
}
