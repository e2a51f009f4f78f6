package org.systole.explore;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.systole.data.Accuracy;
import org.systole.data.DataSet;
import org.systole.files.ContentHash;
import org.systole.graph.Graph;
import org.systole.precision.LearnedRounding;
import org.systole.problem.SystoleException;
import org.systole.quantize.Plan;
import org.systole.quantize.PlanReader;
import org.systole.quantize.PostTraining;
import org.systole.quantize.Predictors;
import org.systole.tensor.Tensor;

/**
 * Adds to the figures of another evaluator how well the point's network answers in integers. Points of one plan share its
 * quantization and score; samples that calibrate never score.
 */
public final class QuantizedPoints implements PointEvaluator {
    /** The most samples that calibrate. */
    private static final int MOST_CALIBRATION = 200;

    private final PointEvaluator others;
    private final Study study;
    private final Graph graph;
    private final DataSet data;
    private final String dataHash;
    private final List<Map<String, Tensor>> calibration;
    private final Map<String, Double> scores = new ConcurrentHashMap<>();

    /**
     * Creates an evaluator.
     *
     * @param others gives all figures but the accuracy
     * @param study one with {@link Study#quantizing()}
     * @param graph the study's float network
     * @param data with labels
     * @param dataHash stands for the data
     */
    public QuantizedPoints(PointEvaluator others, Study study, Graph graph, DataSet data, String dataHash) {
        this.others = others;
        this.study = study;
        this.graph = graph;
        this.data = data;
        this.dataHash = dataHash;
        this.calibration = Predictors.calibration(graph, data, MOST_CALIBRATION);
    }

    /** Returns what stands for the data. */
    public String dataHash() {
        return dataHash;
    }

    /** Returns the quantization plan of a point, as YAML. */
    public String plan(DesignPoint point) {
        DesignSpace space = study.space();
        return Template.fill(study.quantizing().orElseThrow().plan(), space.values(point), space.texts(point));
    }

    @Override
    public Task task(DesignPoint point) {
        Task task = others.task(point);
        String plan = plan(point);
        return new Task(ContentHash.of("accuracy/1", task.key(), plan, dataHash), () -> {
            Outcome outcome = task.work().get();
            return outcome.isEvaluated() ? scored(outcome, plan) : outcome;
        });
    }

    private Outcome scored(Outcome outcome, String plan) {
        try {
            var kpis = new LinkedHashMap<>(outcome.kpis());
            kpis.put(Kpis.ACCURACY, scores.computeIfAbsent(plan, this::score));
            return new Outcome(kpis, "");
        } catch (SystoleException e) {
            var problem = e.problems().getFirst();
            return new Outcome(Map.of(), problem.code().code() + ": " + problem.message());
        }
    }

    private double score(String text) {
        Plan plan = PlanReader.read("plan", text.getBytes(StandardCharsets.UTF_8), graph);
        // one thread: points are evaluated side by side already
        var quantized = PostTraining.quantize(graph, calibration, plan, new LearnedRounding(), 1, done -> {});
        try (var predictors = new Predictors()) {
            return Accuracy.of(
                                    data,
                                    data.scoring(),
                                    predictors.integers(quantized.graph(), quantized.network()),
                                    1,
                                    done -> {})
                            .scores()
                            .getFirst()
                            .value()
                    * 100;
        }
    }
}
