package org.systole.quantize;

import java.util.List;
import java.util.Map;
import org.systole.graph.Graph;
import org.systole.tensor.Tensor;

/** Learns weights' integers layer by layer so that layers keep their outputs on calibration samples; knows no labels. */
@FunctionalInterface
public interface WeightLearner {
    /** Learns nothing. */
    WeightLearner NONE = (graph, samples, ranges, settings, threads) -> settings;

    /**
     * Returns the settings with a method that gives the learned integers, and with the offsets that belong to them.
     *
     * @param samples inputs by name; they calibrate and must not score
     * @param ranges of the network's values
     * @param threads how many samples run at the same time; the result does not depend on it
     */
    QuantizationSettings learn(
            Graph graph, List<Map<String, Tensor>> samples, Ranges ranges, QuantizationSettings settings, int threads);
}
