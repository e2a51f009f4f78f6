package org.systole.data;

import java.util.Optional;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.systole.tensor.Tensor;

/**
 * Samples, labels and preparation, as a {@code data.yaml} describes them.
 *
 * @param title one line for people
 * @param task what the labels are
 * @param samples raw samples
 * @param classes class of each sample; empty for other tasks
 * @param maps label pictures; empty for other tasks
 * @param targets numbers of each sample, for regression and detection; empty for other tasks
 * @param labels how labels relate to the model's outputs
 * @param calibration raw samples for calibration, if there is a set of its own
 * @param preparation what happens to a sample
 */
public record DataSet(
        String title,
        Task task,
        Source samples,
        Optional<Labels> classes,
        Optional<ImageSource> maps,
        Optional<Targets> targets,
        LabelRules labels,
        Optional<Source> calibration,
        Preparation preparation) {
    /** Every how many samples one calibrates when there is no set for it. */
    public static final int CALIBRATION_STRIDE = 10;

    /** What the labels are. */
    public enum Task {
        /** One class for each sample. */
        CLASSIFICATION,
        /** A class for each pixel. */
        SEGMENTATION,
        /** Numbers for each sample. */
        REGRESSION,
        /** Yes or no for each frame of a sample. */
        DETECTION;

        /** Returns what each sample scores when two runs are paired. */
        public String each() {
            return switch (this) {
                case CLASSIFICATION -> "top-1";
                case SEGMENTATION -> "pixel accuracy";
                case REGRESSION -> "R2";
                case DETECTION -> "frame accuracy";
            };
        }
    }

    /**
     * How labels relate to the model's outputs.
     *
     * @param offset added to a label to get the index of the output
     * @param voidClass label that is not counted, or -1
     * @param threshold detection: a frame is a yes when its score is above it
     * @param classMap for each output the label it stands for; empty when they are the same
     */
    public record LabelRules(int offset, int voidClass, double threshold, int[] classMap) {
        /** Labels are indices of outputs. */
        public static final LabelRules PLAIN = new LabelRules(0, -1, 0.5, new int[0]);
    }

    /** Returns whether samples have labels, so that they can be scored. */
    public boolean isLabelled() {
        return classes.isPresent() || maps.isPresent() || targets.isPresent();
    }

    /** Returns the same data, prepared in another way. */
    public DataSet with(Preparation other) {
        return new DataSet(title, task, samples, classes, maps, targets, labels, calibration, other);
    }

    /** Returns the indices of the samples that score: all, or those that do not calibrate. */
    public int[] scoring() {
        IntPredicate scores = i -> calibration.isPresent() || i % CALIBRATION_STRIDE != 0;
        return IntStream.range(0, samples.count()).filter(scores).toArray();
    }

    /** Returns how many samples calibrate. */
    public int calibrating() {
        return calibration.map(Source::count).orElse(Math.ceilDiv(samples.count(), CALIBRATION_STRIDE));
    }

    /** Returns a prepared sample for scoring, without batch axis; {@code index} counts all samples. */
    public Tensor sample(int index) {
        return Prepared.apply(preparation, samples, index);
    }

    /** Returns a prepared sample for calibration; {@code index} from 0 to {@link #calibrating} - 1. */
    public Tensor calibrationSample(int index) {
        if (calibration.isPresent()) return Prepared.apply(preparation, calibration.get(), index);
        return Prepared.apply(preparation, samples, index * CALIBRATION_STRIDE);
    }
}
