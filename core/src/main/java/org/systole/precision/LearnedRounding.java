package org.systole.precision;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.systole.formats.Format;
import org.systole.formats.Granularity;
import org.systole.graph.Graph;
import org.systole.quantize.IntegerTensor;
import org.systole.quantize.LayerSettings;
import org.systole.quantize.Quantization;
import org.systole.quantize.QuantizationSettings;
import org.systole.quantize.QuantizedWeights;
import org.systole.quantize.Ranges;
import org.systole.quantize.WeightLearner;
import org.systole.quantize.WeightSettings;
import org.systole.tensor.NumberFormat;
import org.systole.tensor.Shape;
import org.systole.tensor.Tensor;

/**
 * Learned rounding for post-training quantization: {@link CompensatedWeights}, layer by layer on what the rounded network gives,
 * for symmetric integers of at most 8 bits with a scale for each channel; other layers keep their rounding to nearest.
 */
public final class LearnedRounding implements WeightLearner {
    private static final int MOST_BITS = 8;

    /** How far from a whole number of units a weight may be, in units: what single precision loses at 127. */
    private static final double WHOLE = 1e-4;

    /** Creates the learner. */
    public LearnedRounding() {}

    @Override
    public QuantizationSettings learn(
            Graph graph, List<Map<String, Tensor>> samples, Ranges ranges, QuantizationSettings settings, int threads) {
        Layered network = Layered.of(graph, ranges);
        String input = graph.inputs().getFirst();
        List<Tensor> tensors = samples.stream().map(sample -> sample.get(input)).toList();
        Assignment assignment = Assignment.of(formats(settings.defaults()));
        for (String layer : settings.layers().keySet())
            assignment = assignment.with(layer, formats(settings.layer(layer)));
        CompensatedWeights weights =
                CompensatedWeights.sequential(network, tensors, assignment, FormatRun.Options.PLAIN.threads(threads));
        var learned = new HashMap<String, QuantizedWeights>();
        var offsets = new LinkedHashMap<>(settings.offsets());
        for (Layered.Layer layer : network.layers()) {
            if (!layer.hasWeights() || !learns(settings.layer(layer.name()).weights())) continue;
            Weights.Given given = weights.of(layer, assignment.of(layer.name()).weights());
            learned.put(
                    layer.name(),
                    integers(
                            given.values(),
                            layer.shape(),
                            settings.layer(layer.name()).weights().format()));
            float[] offset = new float[layer.bias().length];
            for (int k = 0; k < offset.length; k++) offset[k] = given.bias()[k] - layer.bias()[k];
            offsets.put(layer.name(), offset);
        }
        return settings.with((layer, values, shape, format) -> learned.containsKey(layer)
                        ? learned.get(layer)
                        : settings.method().quantize(layer, values, shape, format))
                .withOffsets(offsets);
    }

    private static boolean learns(WeightSettings settings) {
        return settings.format().bits() <= MOST_BITS && !settings.perTensor() && !settings.asymmetric();
    }

    private static LayerFormats formats(LayerSettings settings) {
        Format weights = learns(settings.weights())
                ? Format.symmetric(settings.weights().format().bits()).per(Granularity.CHANNEL)
                : Format.FLOAT32;
        return LayerFormats.of(
                weights, Format.asymmetric(settings.activations().format().bits()));
    }

    /** Returns the integers of weights that lie on a grid: for each row the largest unit that all of it is multiples of. */
    private static QuantizedWeights integers(float[] values, Shape shape, NumberFormat format) {
        int rows = shape.extent(0), each = values.length / Math.max(1, rows);
        int most = Quantization.high(format);
        float[] scales = new float[rows];
        int[] integers = new int[values.length];
        for (int k = 0; k < rows; k++) {
            scales[k] = unit(values, k * each, each, most);
            for (int i = k * each; i < (k + 1) * each; i++)
                integers[i] = (int) Math.clamp(Math.rint(values[i] / scales[k]), -most, most);
        }
        return new QuantizedWeights(
                new IntegerTensor(shape, integers), new Quantization(format, scales, new int[rows], 0));
    }

    private static float unit(float[] values, int from, int count, int most) {
        double largest = 0;
        for (int i = from; i < from + count; i++) largest = Math.max(largest, Math.abs(values[i]));
        if (!(largest >= Float.MIN_NORMAL)) return 1;
        for (int n = 1; n < most; n++) {
            double unit = largest / n;
            boolean whole = true;
            for (int i = from; whole && i < from + count; i++)
                whole = Math.abs(values[i] / unit - Math.rint(values[i] / unit)) < WHOLE;
            if (whole) return (float) unit;
        }
        return (float) (largest / most);
    }
}
