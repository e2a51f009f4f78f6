package org.systole.precision;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.systole.formats.Fitting;
import org.systole.formats.Format;
import org.systole.formats.Granularity;
import org.systole.formats.Grid;
import org.systole.formats.Overflow;
import org.systole.formats.Rounding;
import org.systole.formats.Scaling;
import org.systole.graph.Graph;
import org.systole.quantize.ActivationSettings;
import org.systole.quantize.CalibrationMethod;
import org.systole.quantize.IntegerTensor;
import org.systole.quantize.LayerSettings;
import org.systole.quantize.QuantizationSettings;
import org.systole.quantize.QuantizedWeights;
import org.systole.quantize.Ranges;
import org.systole.quantize.WeightLearner;
import org.systole.quantize.WeightSettings;
import org.systole.tensor.Shape;
import org.systole.tensor.Tensor;

/**
 * Learned rounding for post-training quantization: {@link CompensatedWeights}, layer by layer on what the rounded network gives,
 * for symmetric weights with a scale for each channel: integers of at most 8 bits, binary, levels, sums of powers of two. Other
 * layers keep their rounding to nearest.
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
        CompensatedWeights weights = CompensatedWeights.sequential(
                network, tensors, assignment, options(settings).threads(threads));
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
                            settings.layer(layer.name()).weights()));
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
        boolean integers = settings.codes().grid() instanceof Grid.Integers;
        boolean few = !integers || settings.format().bits() <= MOST_BITS;
        return few && settings.format().bits() > 1 && !settings.perTensor() && !settings.asymmetric();
    }

    private static FormatRun.Options options(QuantizationSettings settings) {
        boolean widest = settings.defaults().activations().method() == CalibrationMethod.MINMAX;
        return FormatRun.Options.PLAIN.fitting(
                widest || settings.defaults().activations().isPlain() ? Fitting.MIN_MAX : Fitting.LEAST_SQUARES);
    }

    private static LayerFormats formats(LayerSettings settings) {
        Format weights =
                learns(settings.weights()) ? settings.weights().codes().per(Granularity.CHANNEL) : Format.FLOAT32;
        ActivationSettings activations = settings.activations();
        return LayerFormats.of(
                weights,
                activations.isPlain() ? Format.asymmetric(activations.format().bits()) : activations.codes());
    }

    /** Returns the codes of weights that lie on a grid: for each row the largest unit that all of it are codes of. */
    private static QuantizedWeights integers(float[] values, Shape shape, WeightSettings settings) {
        Format format = settings.codes();
        int rows = shape.extent(0), each = values.length / Math.max(1, rows);
        float[] scales = new float[rows];
        int[] integers = new int[values.length];
        for (int k = 0; k < rows; k++) {
            scales[k] = unit(values, k * each, each, format);
            for (int i = k * each; i < (k + 1) * each; i++)
                integers[i] = (int) code(values[i] / scales[k], format.grid());
        }
        return new QuantizedWeights(new IntegerTensor(shape, integers), settings.quantization(scales));
    }

    private static double code(double number, Grid grid) {
        return grid.nearest(number, Rounding.HALF_EVEN, Overflow.SATURATE);
    }

    private static float unit(float[] values, int from, int count, Format format) {
        double largest = 0;
        for (int i = from; i < from + count; i++) largest = Math.max(largest, Math.abs(values[i]));
        float given = format.scaling().given();
        if (!Float.isNaN(given)) return given;
        if (!(largest >= Float.MIN_NORMAL)) return 1;
        int most = (int) Math.max(format.grid().high(), -format.grid().low());
        if (format.scaling().kind() == Scaling.Kind.POWER_OF_TWO) return power(values, from, count, largest, most);
        for (int n = 1; n < most; n++) {
            double unit = largest / n;
            boolean whole = true;
            for (int i = from; whole && i < from + count; i++)
                whole = Math.abs(values[i] / unit - code(values[i] / unit, format.grid())) < WHOLE;
            if (whole) return (float) unit;
        }
        return (float) (largest / most);
    }

    /** Returns the largest power of two that all of a row are whole numbers of, else the smallest that holds the largest. */
    private static float power(float[] values, int from, int count, double largest, int most) {
        double unit = Math.scalb(1.0, Math.getExponent(largest));
        for (; largest / unit <= most; unit /= 2) {
            boolean whole = true;
            for (int i = from; whole && i < from + count; i++) whole = values[i] / unit == Math.rint(values[i] / unit);
            if (whole) return (float) unit;
        }
        return (float) (2 * unit);
    }
}
