package org.systole.app.quantize;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import org.systole.app.Console;
import org.systole.app.Progress;
import org.systole.data.Accuracy;
import org.systole.data.DataSet;
import org.systole.data.Score;
import org.systole.graph.Graph;
import org.systole.precision.LearnedRounding;
import org.systole.quantize.LayerFacts;
import org.systole.quantize.LayerMeasurement;
import org.systole.quantize.LayerSettings;
import org.systole.quantize.NetworkSize;
import org.systole.quantize.Plan;
import org.systole.quantize.PostTraining;
import org.systole.quantize.Predictors;
import org.systole.quantize.QuantizationResult;
import org.systole.report.QuantizationHtml;
import org.systole.tensor.NumberFormat;
import org.systole.tensor.Tensor;

/** Quantizes a network and says what it costs. */
public final class QuantizeRun {
    /** The most values that are held at once while layers are measured. */
    private static final long MOST_MEASURED = 50_000_000;

    private static final int MEASURED = 16;

    private final Console console;
    private final int threads;

    /**
     * Creates a run.
     *
     * @param console receives progress
     * @param threads samples that run at the same time
     */
    public QuantizeRun(Console console, int threads) {
        this.console = console;
        this.threads = threads;
    }

    /**
     * What a run made.
     *
     * @param quantized the networks
     * @param result what it costs
     * @param points the float network, this one, and those of a sweep; empty without labels
     */
    public record Outcome(
            PostTraining.Quantized quantized, QuantizationResult result, List<QuantizationHtml.Point> points) {}

    /**
     * Quantizes and measures. Samples that calibrate never score.
     *
     * @param scoring indices of the samples that score
     * @param sweep widths of weights that are scored as well
     */
    public Outcome run(Graph graph, DataSet data, int[] scoring, Plan plan, List<Integer> sweep) {
        List<Map<String, Tensor>> samples = Predictors.calibration(graph, data, Predictors.MOST_CALIBRATION);
        PostTraining.Quantized quantized;
        try (var progress = new Progress(console, "calibrating", samples.size())) {
            quantized = PostTraining.quantize(graph, samples, plan, new LearnedRounding(), threads, progress);
        }
        boolean labelled = data.isLabelled();
        Accuracy before = null, after = null;
        if (labelled) {
            try (var predictors = new Predictors()) {
                before = score("scoring the float model", data, scoring, predictors.floats(graph));
                after = score(
                        "scoring the integer model",
                        data,
                        scoring,
                        predictors.integers(quantized.graph(), quantized.network()));
            }
        }
        var measured = measured(quantized.graph(), data, scoring);
        List<LayerFacts> layers;
        try (var progress = new Progress(console, "measuring layers", measured.size())) {
            layers = LayerMeasurement.of(quantized.graph(), quantized.network(), measured, threads, progress);
        }
        var result = new QuantizationResult(
                graph.name(),
                data.title(),
                samples.size(),
                labelled ? before.scores() : List.of(),
                labelled ? after.scores() : List.of(),
                labelled ? change(before, after) : null,
                NetworkSize.of(graph, quantized.network()),
                layers,
                measured.size());
        return new Outcome(
                quantized, result, labelled ? points(graph, data, scoring, plan, samples, result, sweep) : List.of());
    }

    private List<QuantizationHtml.Point> points(
            Graph graph,
            DataSet data,
            int[] scoring,
            Plan plan,
            List<Map<String, Tensor>> samples,
            QuantizationResult result,
            List<Integer> sweep) {
        var points = new ArrayList<QuantizationHtml.Point>();
        points.add(new QuantizationHtml.Point(
                "float", result.size().floatBytes(), result.before().getFirst().value(), false));
        for (int bits : sweep) {
            var weights = new NumberFormat(NumberFormat.Kind.SIGNED, bits);
            LayerSettings defaults =
                    plan.defaults().with(weights, plan.defaults().activations().format());
            var swept = PostTraining.quantize(
                    graph, samples, Plan.of(defaults).with(plan.steps()), new LearnedRounding(), threads, done -> {});
            try (var predictors = new Predictors()) {
                Accuracy accuracy = score(
                        "scoring weights of " + bits + " bits",
                        data,
                        scoring,
                        predictors.integers(swept.graph(), swept.network()));
                points.add(new QuantizationHtml.Point(
                        bits + "-bit weights",
                        NetworkSize.of(graph, swept.network()).integerBytes(),
                        accuracy.scores().getFirst().value(),
                        false));
            }
        }
        points.add(new QuantizationHtml.Point(
                "this run",
                result.size().integerBytes(),
                result.after().getFirst().value(),
                true));
        return points;
    }

    private Accuracy score(String what, DataSet data, int[] scoring, Supplier<Accuracy.Predictor> predictors) {
        try (var progress = new Progress(console, what, scoring.length)) {
            return Accuracy.of(data, scoring, predictors, threads, progress);
        }
    }

    /** Returns the paired change of what each sample scores. */
    private static Score change(Accuracy before, Accuracy after) {
        return Score.paired(before.measure(), before.each(), after.each());
    }

    private static List<Map<String, Tensor>> measured(Graph graph, DataSet data, int[] scoring) {
        long values = graph.types().values().stream()
                .mapToLong(type -> type.shape().elements())
                .sum();
        int most = Math.clamp(MOST_MEASURED / Math.max(1, values), 1, MEASURED);
        int count = Math.min(most, scoring.length);
        var samples = new ArrayList<Map<String, Tensor>>();
        for (int i = 0; i < count; i++)
            samples.add(Predictors.shaped(graph, data.sample(scoring[(int) ((long) i * scoring.length / count)])));
        return samples;
    }

    /** Returns the layers of a plan's file with a comment for each. */
    public static Map<String, List<String>> comments(QuantizationResult result) {
        var comments = new LinkedHashMap<String, List<String>>();
        for (LayerFacts layer : result.layers()) comments.put(layer.name(), List.of(comment(layer)));
        return comments;
    }

    private static String comment(LayerFacts layer) {
        var text = new StringBuilder(layer.kind());
        if (layer.weights() != null)
            text.append(", ").append(layer.weights().count()).append(" weights");
        text.append(String.format(
                Locale.ROOT,
                ", values %.4g to %.4g, %s",
                layer.range().low(),
                layer.range().high(),
                Double.isFinite(layer.sqnrDb()) ? layer.sqnr() + " dB" : "no noise"));
        if (layer.accumulator() != null)
            text.append(", accumulator ")
                    .append(layer.accumulator().provenBits())
                    .append(" bits");
        if (layer.nodes().size() > 1)
            text.append(", with ")
                    .append(String.join(
                            ", ", layer.nodes().subList(1, layer.nodes().size())));
        return text.toString();
    }
}
