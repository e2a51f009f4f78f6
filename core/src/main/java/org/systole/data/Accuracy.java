package org.systole.data;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import java.util.function.Supplier;
import org.systole.problem.Parallel;
import org.systole.problem.Place;
import org.systole.problem.Problem;
import org.systole.problem.SystoleException;
import org.systole.tensor.Tensor;

/**
 * The accuracy of a model on data.
 *
 * @param scores the scores, the most important first
 * @param each what each sample scored in the first of them, for paired comparisons; for segmentation and detection its share of
 *     right pixels or frames
 * @param measure the name of what {@code each} holds: {@link DataSet.Task#each}, but the squared error where all labels are equal
 *     and there is no R2
 */
public record Accuracy(List<Score> scores, double[] each, String measure) {
    /** Copies the list. */
    public Accuracy {
        scores = List.copyOf(scores);
    }

    /** A model: prepared sample to outputs. Used by one thread. */
    @FunctionalInterface
    public interface Predictor {
        /** Returns the model's first output for a prepared sample, batch axis included in its shape. */
        Tensor predict(Tensor sample);
    }

    /**
     * Returns the accuracy over some samples. The same for any number of threads.
     *
     * @param indices the samples
     * @param predictors gives each thread a model of its own
     * @param threads how many samples run at the same time
     * @param progress told how many samples are done
     */
    public static Accuracy of(
            DataSet data, int[] indices, Supplier<Predictor> predictors, int threads, IntConsumer progress) {
        if (indices.length == 0)
            throw new SystoleException(Problem.of(
                    DataProblem.EMPTY,
                    Place.NONE,
                    "no sample is left to score",
                    "give more samples, or a calibration set"));
        Outcome[] outcomes = new Outcome[indices.length];
        var done = new AtomicInteger();
        Parallel.each(threads, part -> {
            Predictor predictor = predictors.get();
            for (int i = part; i < indices.length; i += threads) {
                outcomes[i] = outcome(data, indices[i], predictor.predict(data.sample(indices[i])));
                progress.accept(done.incrementAndGet());
            }
        });
        return of(data, indices, outcomes);
    }

    /**
     * Returns the accuracy of outputs that were computed elsewhere.
     *
     * @param indices the samples
     * @param outputs the model's first output for each of them
     */
    public static Accuracy of(DataSet data, int[] indices, Tensor[] outputs) {
        Outcome[] outcomes = new Outcome[indices.length];
        for (int i = 0; i < indices.length; i++) outcomes[i] = outcome(data, indices[i], outputs[i]);
        return of(data, indices, outcomes);
    }

    /** What one sample contributes; each task uses its part. */
    private record Outcome(double top1, double top5, Confusion pixels, double[] errors, Detection.Frames frames) {}

    private static Accuracy of(DataSet data, int[] indices, Outcome[] outcomes) {
        return switch (data.task()) {
            case CLASSIFICATION -> classification(outcomes);
            case SEGMENTATION -> segmentation(outcomes);
            case REGRESSION ->
                Regression.of(
                        data,
                        indices,
                        Arrays.stream(outcomes).map(Outcome::errors).toArray(double[][]::new));
            case DETECTION ->
                Detection.of(data, Arrays.stream(outcomes).map(Outcome::frames).toArray(Detection.Frames[]::new));
        };
    }

    private static Outcome outcome(DataSet data, int index, Tensor output) {
        return switch (data.task()) {
            case CLASSIFICATION -> classified(data, index, output);
            case SEGMENTATION -> new Outcome(0, 0, Segmentation.compare(data, index, output), null, null);
            case REGRESSION -> new Outcome(0, 0, null, Regression.errors(data, index, output), null);
            case DETECTION -> new Outcome(0, 0, null, null, Detection.frames(data, index, output));
        };
    }

    /** Refuses an output that is not finite. */
    static void finite(DataSet data, int index, float output) {
        if (Float.isFinite(output)) return;
        throw new SystoleException(Problem.of(
                DataProblem.NOT_FINITE,
                Place.file(data.samples().name(index)),
                "the model's output for this sample is not a number",
                "check the model's weights and the preparation under prepare"));
    }

    private static Outcome classified(DataSet data, int index, Tensor output) {
        float[] scores = output.toFloats();
        for (float score : scores) if (Float.isNaN(score)) finite(data, index, score);
        int label = data.classes().orElseThrow(Accuracy::unlabelled).classes()[index]
                + data.labels().offset();
        if (label < 0 || label >= scores.length)
            throw new SystoleException(Problem.of(
                    DataProblem.LABEL_RANGE,
                    Place.file(data.samples().name(index)),
                    "its label " + label + " (offset included) is none of the model's " + scores.length + " outputs",
                    "correct labels.offset or the labels"));
        return new Outcome(Metrics.topK(scores, label, 1), Metrics.topK(scores, label, 5), null, null, null);
    }

    static SystoleException unlabelled() {
        return new SystoleException(Problem.of(
                DataProblem.EMPTY, Place.NONE, "the data has no labels, so nothing can be scored", "add labels: ..."));
    }

    private static Accuracy classification(Outcome[] outcomes) {
        double[] top1 = Arrays.stream(outcomes).mapToDouble(Outcome::top1).toArray();
        double[] top5 = Arrays.stream(outcomes).mapToDouble(Outcome::top5).toArray();
        return new Accuracy(
                List.of(Score.mean("top-1", top1), Score.mean("top-5", top5)),
                top1,
                DataSet.Task.CLASSIFICATION.each());
    }

    private static Accuracy segmentation(Outcome[] outcomes) {
        Confusion all = outcomes[0].pixels().empty();
        double[] each = new double[outcomes.length];
        for (int i = 0; i < outcomes.length; i++) {
            all.add(outcomes[i].pixels());
            each[i] = outcomes[i].pixels().accuracy();
        }
        double error = Score.mean("pixel accuracy", each).standardError();
        return new Accuracy(
                List.of(
                        new Score("mean IoU", all.meanIntersectionOverUnion(), Double.NaN, outcomes.length),
                        new Score("pixel accuracy", all.accuracy(), error, outcomes.length)),
                each,
                DataSet.Task.SEGMENTATION.each());
    }
}
