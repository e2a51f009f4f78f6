package org.systole.precision;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.systole.data.Accuracy;
import org.systole.data.DataSet;
import org.systole.graph.Graph;
import org.systole.quantize.Calibration;
import org.systole.quantize.Predictors;
import org.systole.quantize.Ranges;
import org.systole.tensor.Shape;
import org.systole.tensor.Tensor;

/**
 * A network and data to try formats on: samples that score, and others that scales are chosen on.
 *
 * @param network the network in layers
 * @param data where the samples come from
 * @param indices the samples that score, or null when they have no labels that may be used: then accuracy is the share of
 *     samples that keep the float network's class, see {@link Classes#changed}
 * @param samples they, shaped as the network's input
 * @param calibration samples that do not score, shaped as well
 */
public record Trial(Layered network, DataSet data, int[] indices, List<Tensor> samples, List<Tensor> calibration) {
    /** How many samples calibrate at most unless told otherwise. */
    public static final int CALIBRATION = 100;

    /**
     * Reads samples and calibrates.
     *
     * @param indices the samples that score; none of those that calibrate
     * @param calibrating how many samples calibrate at most
     * @throws org.systole.problem.SystoleException when data and network do not fit
     */
    public static Trial of(Graph graph, DataSet data, int[] indices, int calibrating, int threads) {
        List<Map<String, Tensor>> inputs = Predictors.calibration(graph, data, calibrating);
        Ranges ranges = Calibration.minMax(graph, inputs, threads);
        String input = graph.inputs().getFirst();
        Shape shape = graph.type(input).shape();
        var samples = new ArrayList<Tensor>();
        for (int index : indices) samples.add(data.sample(index).reshaped(shape));
        return new Trial(
                Layered.of(graph, ranges),
                data,
                indices.clone(),
                List.copyOf(samples),
                inputs.stream().map(sample -> sample.get(input)).toList());
    }

    /**
     * Returns a trial on samples that calibrate, for choices that must not see a sample that scores.
     *
     * @param most how many samples at most
     */
    public static Trial searching(Graph graph, DataSet data, int most, int threads) {
        List<Map<String, Tensor>> inputs = Predictors.calibration(graph, data, most);
        String input = graph.inputs().getFirst();
        List<Tensor> samples = inputs.stream().map(sample -> sample.get(input)).toList();
        return new Trial(Layered.of(graph, Calibration.minMax(graph, inputs, threads)), data, null, samples, samples);
    }

    /** Returns the accuracy of outputs, 0 to 1, given those of the float network. */
    double score(Tensor[] outputs, Tensor[] floats) {
        if (indices != null)
            return Accuracy.of(data, indices, outputs).scores().getFirst().value();
        return 1 - Classes.changed(outputs, floats);
    }

    /** Returns a run of the network on the samples that score. */
    public FormatRun run(Weights weights, FormatRun.Options options) {
        return new FormatRun(network, samples, calibration, weights, options);
    }

    /** Returns the accuracy under an assignment. */
    public Accuracy accuracy(FormatRun run, Assignment assignment) {
        return Accuracy.of(data, indices, run.outputs(assignment));
    }
}
