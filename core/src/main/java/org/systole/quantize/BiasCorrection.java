package org.systole.quantize;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.systole.graph.Graph;
import org.systole.onnx.FloatReference;
import org.systole.tensor.Shape;
import org.systole.tensor.Tensor;

/**
 * Takes from each output channel the mean error that rounding its weights makes: {@code sum over c, taps of (w - q) E[x_c]}, with
 * the mean of the layer's input channel over calibration samples (Nagel et al. 2019, section 4.2). No labels.
 */
final class BiasCorrection {
    private BiasCorrection() {}

    /** Returns the settings with the offsets that undo the mean errors. */
    static QuantizationSettings correct(
            Graph graph, List<Map<String, Tensor>> samples, Ranges ranges, QuantizationSettings settings, int threads) {
        var errors = new LinkedHashMap<String, float[][]>();
        WeightMethod noting = (layer, values, shape, weights) -> {
            QuantizedWeights q = settings.method().quantize(layer, values, shape, weights);
            errors.put(layer, errors(values, q.reals(), shape));
            return q;
        };
        IntegerNetwork network = Quantizer.quantize(graph, ranges, settings.with(noting));
        Map<String, double[]> means = means(graph, network, samples, threads);
        var offsets = new LinkedHashMap<>(settings.offsets());
        for (IntegerNode node : network.nodes()) {
            float[][] error = errors.get(node.name());
            double[] mean = error == null ? null : means.get(node.inputs().getFirst());
            if (mean == null) continue;
            float[] offset = new float[error.length];
            int groups = node.op() instanceof IntegerOp.Convolution op ? op.groups() : 1;
            for (int k = 0; k < offset.length; k++) {
                int first = k / Math.max(1, offset.length / groups) * error[k].length;
                for (int c = 0; c < error[k].length; c++) offset[k] += (float) (error[k][c] * mean[first + c]);
            }
            float[] before = offsets.get(node.name());
            if (before != null) for (int k = 0; k < offset.length; k++) offset[k] += before[k];
            offsets.put(node.name(), offset);
        }
        return settings.withOffsets(offsets);
    }

    /** Returns for each output and input channel the sum over taps of what rounding took away. */
    private static float[][] errors(float[] real, float[] rounded, Shape shape) {
        int outputs = shape.extent(0), channels = shape.extent(1), taps = real.length / outputs / channels;
        float[][] sums = new float[outputs][channels];
        for (int i = 0; i < real.length; i++) sums[i / taps / channels][i / taps % channels] += real[i] - rounded[i];
        return sums;
    }

    /** Returns the mean of each channel of each layer's input: axis 1 of maps, the last axis of rows. */
    private static Map<String, double[]> means(
            Graph graph, IntegerNetwork network, List<Map<String, Tensor>> samples, int threads) {
        var channelAxes = new LinkedHashMap<String, Integer>();
        for (IntegerNode node : network.nodes()) {
            String x = node.inputs().isEmpty() ? "" : node.inputs().getFirst();
            if (!graph.types().containsKey(x)) continue;
            if (node.op() instanceof IntegerOp.Convolution) channelAxes.put(x, 1);
            if (node.op() instanceof IntegerOp.Dense)
                channelAxes.put(x, graph.type(x).shape().rank() - 1);
        }
        var exposed = new ArrayList<String>();
        for (String x : channelAxes.keySet()) if (!graph.inputs().contains(x) && !graph.isOutput(x)) exposed.add(x);
        var sums = new HashMap<String, double[]>();
        try (var reference = FloatReference.of(graph, new FloatReference.Options(threads, false, exposed))) {
            for (Map<String, Tensor> sample : samples) {
                var values = new HashMap<>(reference.run(sample));
                values.putAll(sample);
                channelAxes.forEach((x, axis) -> add(sums, x, axis, values.get(x), samples.size()));
            }
        }
        return sums;
    }

    private static void add(Map<String, double[]> sums, String name, int axis, Tensor tensor, int samples) {
        Shape shape = tensor.shape();
        int channels = shape.extent(axis), inner = 1;
        for (int a = axis + 1; a < shape.rank(); a++) inner *= shape.extent(a);
        double[] sum = sums.computeIfAbsent(name, key -> new double[channels]);
        float[] values = tensor.toFloats();
        double share = (double) channels / values.length / samples;
        for (int i = 0; i < values.length; i++) sum[i / inner % channels] += values[i] * share;
    }
}
