package org.systole.data;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import org.systole.problem.SystoleException;
import org.systole.tensor.Shape;
import org.systole.tensor.Tensor;

/**
 * Whether pictures are prepared as the model was trained: channels in another order, another layout, or other numbers lower the accuracy
 * without any other sign.
 *
 * <p>Some samples are scored again with what people mistake most: red and blue exchanged, a reshape where a transpose is meant, and the
 * usual normalizations. What is significantly better is named. Only for classification of pictures of three channels, and only where
 * more than a tenth of the samples is wrong.
 */
public final class PreparationCheck {
    /** Samples that are scored again at most. */
    public static final int SAMPLES = 200;

    /** With more right samples than this nothing is suspicious. */
    private static final double FINE = 0.9;

    /** How many paired standard errors better a preparation must be. */
    private static final double SIGNIFICANT = 3;

    /** How much better a preparation must be, as a share of the samples. */
    private static final double NOTABLE = 0.02;

    private PreparationCheck() {}

    /**
     * A preparation that does better than the one given.
     *
     * @param what it does differently, for people
     * @param change what to change in the description of the data
     * @param before right samples as described, a share
     * @param after right samples with the change
     * @param samples how many were scored
     */
    public record Suspicion(String what, String change, double before, double after, int samples) {
        /** Returns the warning's text. */
        public String text() {
            return String.format(
                    Locale.ROOT,
                    "the preparation looks wrong: %s, %.1f %% of %d samples are right instead of %.1f %%; %s",
                    what,
                    100 * after,
                    samples,
                    100 * before,
                    change);
        }
    }

    private record Variant(String what, String change, List<Preparation.Step> steps) {}

    /**
     * Returns the best of the other preparations, if it is significantly better. The same for any number of threads.
     *
     * @param scoring the samples that score
     * @param predictors the float model
     */
    public static Optional<Suspicion> of(
            DataSet data, int[] scoring, Supplier<Accuracy.Predictor> predictors, int threads) {
        if (data.task() != DataSet.Task.CLASSIFICATION || data.classes().isEmpty() || scoring.length == 0)
            return Optional.empty();
        Shape raw = data.samples().sample(scoring[0]).shape();
        boolean last = raw.rank() == 3 && raw.extent(2) == 3, first = raw.rank() == 3 && raw.extent(0) == 3;
        if (!last && !first) return Optional.empty();
        int count = Math.min(SAMPLES, scoring.length);
        int[] some = new int[count];
        for (int i = 0; i < count; i++) some[i] = scoring[(int) ((long) i * scoring.length / count)];
        Accuracy before = Accuracy.of(data, some, predictors, threads, done -> {});
        double right = before.scores().getFirst().value();
        if (right > FINE) return Optional.empty();
        Shape wanted = data.sample(some[0]).shape();
        var found = new ArrayList<Suspicion>();
        for (Variant variant : variants(data.preparation().steps(), last)) {
            DataSet other = data.with(new Preparation(variant.steps));
            if (!fits(other, some[0], wanted)) continue;
            Accuracy after = score(other, some, predictors, threads);
            if (after == null) continue;
            Score better = Score.paired("top-1", before.each(), after.each());
            if (better.value() > NOTABLE && better.value() > SIGNIFICANT * better.standardError())
                found.add(new Suspicion(
                        variant.what,
                        variant.change,
                        right,
                        after.scores().getFirst().value(),
                        count));
        }
        return found.stream().max(Comparator.comparingDouble(Suspicion::after));
    }

    /** Returns the score of a variant; null where the model or the data refuse it, which is no better. */
    private static Accuracy score(DataSet data, int[] samples, Supplier<Accuracy.Predictor> predictors, int threads) {
        try {
            return Accuracy.of(data, samples, predictors, threads, done -> {});
        } catch (SystoleException e) {
            return null;
        }
    }

    private static boolean fits(DataSet data, int index, Shape wanted) {
        try {
            Tensor sample = data.sample(index);
            return sample.shape().equals(wanted);
        } catch (SystoleException | IllegalArgumentException e) {
            return false;
        }
    }

    private static List<Variant> variants(List<Preparation.Step> steps, boolean last) {
        var variants = new ArrayList<Variant>();
        variants.add(reversed(steps, last));
        for (int i = 0; i < steps.size(); i++) {
            boolean layout = steps.get(i) instanceof Preparation.Reshape(Shape shape) && shape.rank() == 3;
            if (layout)
                variants.add(new Variant(
                        "with channels moved instead of reshaped",
                        "write {step: transpose, axes: [2, 0, 1]} as step " + (i + 1) + " of prepare",
                        replaced(steps, i, new Preparation.Transpose(2, 0, 1))));
        }
        normalized(steps, variants, new float[] {0}, 1f, "with numbers from 0 to 255", "without a normalize step");
        normalized(
                steps,
                variants,
                new float[] {0},
                1 / 255f,
                "with numbers from 0 to 1",
                "with {step: normalize, std: [255]} as its only normalize step");
        normalized(
                steps,
                variants,
                new float[] {127.5f},
                1 / 127.5f,
                "with numbers from -1 to 1",
                "with {step: normalize, mean: [127.5], std: [127.5]} as its only normalize step");
        return variants;
    }

    private static Variant reversed(List<Preparation.Step> steps, boolean last) {
        var kept = new ArrayList<>(steps);
        if (kept.removeIf(step -> step instanceof Preparation.ReverseChannels))
            return new Variant("with red and blue not exchanged", "take {step: reverse_channels} out of prepare", kept);
        if (!last) kept.add(0, new Preparation.Transpose(2, 0, 1));
        kept.add(0, new Preparation.ReverseChannels());
        if (!last) kept.add(0, new Preparation.Transpose(1, 2, 0));
        String change = last
                ? "add {step: reverse_channels} as the first step of prepare"
                : "add {step: transpose, axes: [1, 2, 0]}, {step: reverse_channels}, {step: transpose, axes: [2, 0, 1]}"
                        + " as the first steps of prepare";
        return new Variant("with red and blue exchanged (RGB or BGR)", change, kept);
    }

    private static void normalized(
            List<Preparation.Step> steps, List<Variant> to, float[] mean, float scale, String what, String how) {
        var kept = new ArrayList<Preparation.Step>();
        int at = -1;
        for (Preparation.Step step : steps)
            if (!(step instanceof Preparation.Normalize)) kept.add(step);
            else if (at < 0) at = kept.size();
        kept.add(Math.max(0, at), new Preparation.Normalize(mean, new float[] {scale}));
        to.add(new Variant(what, "describe prepare " + how, kept));
    }

    private static List<Preparation.Step> replaced(
            List<Preparation.Step> steps, int index, Preparation.Step replacement) {
        var copy = new ArrayList<>(steps);
        copy.set(index, replacement);
        return copy;
    }
}
