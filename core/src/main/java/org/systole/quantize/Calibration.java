package org.systole.quantize;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.IntConsumer;
import org.systole.graph.Graph;
import org.systole.graph.Node;
import org.systole.onnx.FloatReference;
import org.systole.problem.Place;
import org.systole.problem.Problem;
import org.systole.problem.SystoleException;
import org.systole.tensor.Tensor;

/** Observes the values of a float network on samples. */
public final class Calibration {
    private Calibration() {}

    /**
     * Returns the ranges of every computed float value and every input, minimum to maximum unless a layer says otherwise.
     *
     * @param samples inputs by name, batch included; at least one
     * @param threads threads of the float reference; the ranges do not depend on it
     * @throws SystoleException when there is no sample, or a value is not finite
     */
    public static Ranges minMax(Graph graph, Iterable<Map<String, Tensor>> samples, int threads) {
        return observe(graph, samples, threads, done -> {}).ranges();
    }

    /**
     * Returns what every computed float value and every input takes on samples.
     *
     * @param samples inputs by name, batch included; at least one
     * @param threads threads of the float reference; the statistics do not depend on it
     * @param progress told how many samples are done
     * @throws SystoleException when there is no sample, or a value is not finite
     */
    public static Statistics observe(
            Graph graph, Iterable<Map<String, Tensor>> samples, int threads, IntConsumer progress) {
        var exposed = new ArrayList<String>();
        for (Node node : graph.nodes())
            for (String output : node.outputs())
                if (isFloat(graph, output) && !graph.isOutput(output)) exposed.add(output);
        var seen = new LinkedHashMap<String, ValueStatistics>();
        int count = 0;
        try (var reference = FloatReference.of(graph, new FloatReference.Options(threads, false, exposed))) {
            for (Map<String, Tensor> sample : samples) {
                observe(graph, seen, sample);
                observe(graph, seen, reference.run(sample));
                progress.accept(++count);
            }
        }
        if (count == 0)
            throw new SystoleException(Problem.of(
                    QuantizeProblem.NO_CALIBRATION,
                    Place.element(graph.name(), "calibration"),
                    "there is no calibration sample",
                    "give data with at least one sample"));
        return new Statistics(seen);
    }

    private static boolean isFloat(Graph graph, String value) {
        return !value.isEmpty()
                && graph.constant(value).isEmpty()
                && graph.types().containsKey(value)
                && graph.type(value).dataType().isFloat();
    }

    private static void observe(Graph graph, Map<String, ValueStatistics> seen, Map<String, Tensor> values) {
        for (var entry : values.entrySet()) {
            if (!entry.getValue().type().isFloat()) continue;
            try {
                seen.computeIfAbsent(entry.getKey(), name -> new ValueStatistics())
                        .add(entry.getValue().toFloats());
            } catch (IllegalArgumentException e) {
                throw new SystoleException(Problem.of(
                        QuantizeProblem.ACTIVATION_NOT_FINITE,
                        Place.element(graph.name(), "value '" + entry.getKey() + "'"),
                        "value '" + entry.getKey() + "' " + e.getMessage(),
                        "check the preparation of the data and the model's weights"));
            }
        }
    }
}
