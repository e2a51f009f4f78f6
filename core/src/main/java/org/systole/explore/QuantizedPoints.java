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
import org.systole.hardware.Accelerator;
import org.systole.precision.LearnedRounding;
import org.systole.problem.SystoleException;
import org.systole.quantize.IntegerNetwork;
import org.systole.quantize.NetworkSize;
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
    private static final int MOST_NETWORKS = 16;

    private final PointEvaluator others;
    private final Study study;
    private final Map<String, NetworkPoints.Network> originals;
    private final DataSet data;
    private final String dataHash;
    private final Map<String, List<Map<String, Tensor>>> calibration = new LinkedHashMap<>();
    private final Map<Quantization, Map<String, Double>> figures = new ConcurrentHashMap<>();

    /** A network's name and the text of its plan. */
    private record Quantization(String model, String plan) {
        String text() {
            return model + "\n" + plan;
        }
    }

    /** The networks of the latest plans. */
    private final Recent<IntegerNetwork> networks = new Recent<>(MOST_NETWORKS);

    /**
     * Creates an evaluator.
     *
     * @param others gives all figures but the accuracy
     * @param study one with {@link Study#quantizing()}
     * @param originals the study's float networks with their graphs, by the names that {@link Study#models} gives
     * @param data with labels
     * @param dataHash stands for the data
     */
    public QuantizedPoints(
            PointEvaluator others,
            Study study,
            Map<String, NetworkPoints.Network> originals,
            DataSet data,
            String dataHash) {
        this.others = others;
        this.study = study;
        this.originals = Map.copyOf(originals);
        this.data = data;
        this.dataHash = dataHash;
        for (String model : originals.keySet())
            calibration.put(model, Predictors.calibration(graph(model), data, Predictors.MOST_CALIBRATION));
    }

    private Graph graph(String model) {
        return originals.get(model).graph().orElseThrow();
    }

    /** Returns what stands for the data. */
    public String dataHash() {
        return dataHash;
    }

    private String plan(DesignPoint point) {
        return study.plan(point).orElseThrow();
    }

    @Override
    public Task task(DesignPoint point) {
        Task task = others.task(point);
        String plan = plan(point);
        var key = new Quantization(study.model(point), plan);
        return new Task(ContentHash.of("accuracy/2", task.key(), plan, dataHash), () -> {
            Outcome outcome = task.work().get();
            if (!outcome.isEvaluated()) return outcome;
            try {
                return with(outcome, figures.computeIfAbsent(key, this::figures));
            } catch (SystoleException e) {
                return AnalyticalPoints.refused(e);
            }
        });
    }

    private static Outcome with(Outcome outcome, Map<String, Double> more) {
        var kpis = new LinkedHashMap<>(outcome.kpis());
        kpis.putAll(more);
        return new Outcome(kpis, "");
    }

    /**
     * Returns an evaluator that gives a closer look's figures, and those of the quantized network as they were found: every
     * look runs the same integers.
     *
     * @param closer gives all other figures
     * @param before outcomes with the figures of the quantized network
     */
    public PointEvaluator carrying(PointEvaluator closer, Map<DesignPoint, Outcome> before) {
        return point -> {
            Task task = closer.task(point);
            return new Task(ContentHash.of("carried/2", task.key(), plan(point), dataHash), () -> {
                Outcome outcome = task.work().get();
                if (!outcome.isEvaluated()) return outcome;
                var known = new LinkedHashMap<String, Double>();
                for (String kpi : Kpis.QUANTIZED)
                    known.put(kpi, before.get(point).kpi(kpi));
                return with(outcome, known);
            });
        };
    }

    /** Returns the integers of the points' plans. */
    public SimulatedPoints.Networks networks() {
        return new SimulatedPoints.Networks() {
            @Override
            public IntegerNetwork of(DesignPoint point, Accelerator accelerator) {
                return network(new Quantization(study.model(point), plan(point)));
            }

            @Override
            public String key(DesignPoint point, Accelerator accelerator) {
                return ContentHash.of(originals.get(study.model(point)).hash(), plan(point), dataHash);
            }
        };
    }

    /** The networks of one plan are equal, whoever makes them. */
    private IntegerNetwork network(Quantization key) {
        return networks.of(key.text(), () -> quantized(key).network());
    }

    /**
     * Checks the quantization plan of a point, without quantizing.
     *
     * @throws SystoleException with all its problems, in lines of the plan
     */
    public void checkPlan(DesignPoint point) {
        PlanReader.read("plan", plan(point).getBytes(StandardCharsets.UTF_8), graph(study.model(point)));
    }

    private PostTraining.Quantized quantized(Quantization key) {
        Graph graph = graph(key.model);
        Plan plan = PlanReader.read("plan", key.plan.getBytes(StandardCharsets.UTF_8), graph);
        // one thread: points are evaluated side by side already
        return PostTraining.quantize(graph, calibration.get(key.model), plan, new LearnedRounding(), 1, done -> {});
    }

    private Map<String, Double> figures(Quantization key) {
        var quantized = quantized(key);
        networks.of(key.text(), quantized::network);
        try (var predictors = new Predictors()) {
            double accuracy = Accuracy.of(
                                    data,
                                    data.scoring(),
                                    predictors.integers(quantized.graph(), quantized.network()),
                                    1,
                                    done -> {})
                            .scores()
                            .getFirst()
                            .value()
                    * 100;
            double kib = NetworkSize.of(quantized.graph(), quantized.network()).integerBytes() / 1024.0;
            var kpis = new LinkedHashMap<String, Double>();
            kpis.put(Kpis.ACCURACY, accuracy);
            kpis.put(Kpis.WEIGHTS, kib);
            return kpis;
        }
    }
}
