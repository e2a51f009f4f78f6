package org.systole.quantize;

import java.util.List;
import java.util.Map;
import java.util.function.IntConsumer;
import org.systole.graph.Graph;
import org.systole.tensor.Tensor;

/** Post-training quantization by a plan: from a float network and calibration samples to an integer network. */
public final class PostTraining {
    private PostTraining() {}

    /**
     * What post-training quantization made.
     *
     * @param graph the float network that the integers stand for; another than the given one after equalization
     * @param statistics what calibration saw of it
     * @param settings the settings that the plan came to
     * @param network the integer network
     */
    public record Quantized(
            Graph graph, Statistics statistics, QuantizationSettings settings, IntegerNetwork network) {}

    /**
     * Returns the integer network of a plan.
     *
     * @param graph a float network with all shapes known
     * @param samples inputs by name; they calibrate and must not score
     * @param learner learns roundings where the plan says so
     * @param threads threads of the float reference; the result does not depend on it
     * @param progress told how many samples have been seen
     * @throws org.systole.problem.SystoleException when there is no sample, something is not finite, or scales cannot be
     *     expressed
     */
    public static Quantized quantize(
            Graph graph,
            List<Map<String, Tensor>> samples,
            Plan plan,
            WeightLearner learner,
            int threads,
            IntConsumer progress) {
        Quantizer.check(graph);
        Graph floats = plan.steps().equalize() ? Equalization.of(BatchNormFolding.of(graph)) : graph;
        Statistics seen = Calibration.observe(floats, samples, threads, progress);
        Ranges ranges = seen.ranges();
        QuantizationSettings settings = plan.settings();
        if (plan.steps().learnRounding()) settings = learner.learn(floats, samples, ranges, settings, threads);
        if (plan.steps().correctBias()) settings = BiasCorrection.correct(floats, samples, ranges, settings, threads);
        return new Quantized(floats, seen, settings, Quantizer.quantize(floats, ranges, settings));
    }
}
