package org.systole.quantize;

import java.util.Arrays;
import java.util.List;
import org.systole.graph.Graph;
import org.systole.graph.Node;
import org.systole.problem.Place;
import org.systole.problem.Problem;
import org.systole.problem.SystoleException;
import org.systole.tensor.Shape;
import org.systole.tensor.Tensor;

/** Convolutions and dense layers with constant weights, and what is folded into them. */
final class LayerLowering {
    /** The input of a convolution or Gemm that is its bias; MatMul has none. */
    private static final int BIAS = 2;

    private final Graph graph;
    private final Ranges ranges;
    private final QuantizationSettings settings;
    private final NetworkParts parts;

    LayerLowering(Graph graph, Ranges ranges, QuantizationSettings settings, NetworkParts parts) {
        this.graph = graph;
        this.ranges = ranges;
        this.settings = settings;
        this.parts = parts;
    }

    /** Adds the layer that begins with this node; returns whether there is one. */
    boolean lower(Node node) {
        return switch (node.op()) {
            case "Conv" -> convolution(node);
            case "Gemm", "MatMul" -> dense(node);
            default -> false;
        };
    }

    private boolean convolution(Node node) {
        Shape x = graph.type(node.input(0)).shape();
        if (graph.constant(node.input(1)).isEmpty() || x.rank() > 4 || !hasConstantBias(node)) return false;
        Tensor weights = graph.constant(node.input(1)).get();
        FusedLayer layer = FusedLayer.of(graph, node);
        Affine affine = affine(node, weights.shape().extent(0));
        float[] values = finite(node, weights.toFloats());
        fold(layer, affine);
        affine.scaleRows(values);
        Shape shape = weights.shape().rank() == 3
                ? Shape.of(
                        weights.shape().extent(0),
                        weights.shape().extent(1),
                        1,
                        weights.shape().extent(2))
                : weights.shape();
        Quantization input = parts.quantization(node.input(0)), output = outputOf(layer);
        QuantizedWeights quantized = agreeing(layer, quantized(node, values, shape, affine), affine, input, output);
        int groups = Math.toIntExact(node.attributes().integer("group", 1));
        parts.add(
                new IntegerOp.Convolution(
                        quantized.integers(),
                        quantized.quantization(),
                        bias(affine, scales(quantized, affine), input),
                        groups,
                        Windows.of(graph, node, shape.extent(2), shape.extent(3)),
                        requantization(layer, scales(quantized, affine), input, output)),
                node,
                List.of(node.input(0)),
                layer.output(),
                layer.nodes());
        return true;
    }

    private boolean dense(Node node) {
        if (graph.constant(node.input(1)).isEmpty() || !hasConstantBias(node)) return false;
        boolean gemm = node.op().equals("Gemm");
        if (gemm && node.attributes().integer("transA", 0) != 0) return false;
        Tensor weights = graph.constant(node.input(1)).get();
        if (weights.shape().rank() != 2) return false;
        boolean rows = gemm && node.attributes().integer("transB", 0) != 0;
        float[] values = finite(node, weights.toFloats());
        int outputs = weights.shape().extent(rows ? 0 : 1),
                depth = weights.shape().extent(rows ? 1 : 0);
        if (!rows) values = transposed(values, depth, outputs);
        FusedLayer layer = FusedLayer.of(graph, node);
        Affine affine = affine(node, outputs);
        if (gemm)
            affine.gemm(node.attributes().real("alpha", 1), node.attributes().real("beta", 1));
        fold(layer, affine);
        affine.scaleRows(values);
        Quantization input = parts.quantization(node.input(0)), output = outputOf(layer);
        QuantizedWeights quantized =
                agreeing(layer, quantized(node, values, Shape.of(outputs, depth), affine), affine, input, output);
        parts.add(
                new IntegerOp.Dense(
                        quantized.integers(),
                        quantized.quantization(),
                        bias(affine, scales(quantized, affine), input),
                        requantization(layer, scales(quantized, affine), input, output)),
                node,
                List.of(node.input(0)),
                layer.output(),
                layer.nodes());
        return true;
    }

    private QuantizedWeights quantized(Node node, float[] values, Shape shape, Affine affine) {
        QuantizedWeights weights = settings.method()
                .quantize(
                        node.name(), values, shape, settings.layer(node.name()).weights());
        return BiasRoom.of(
                weights, affine.offset(), parts.quantization(node.input(0)).scales()[0]);
    }

    /** Returns the weights with scales with which single precision rounds alike; those of a quantized model stay. */
    private QuantizedWeights agreeing(
            FusedLayer layer, QuantizedWeights weights, Affine affine, Quantization input, Quantization output) {
        if (ranges.fixed(layer.output()) != null) return weights;
        int low = Clamps.low(output, layer.low()), high = Clamps.high(output, layer.high());
        return AgreeingScales.weights(weights, affine.offset(), input, output, low, high);
    }

    /** Returns the weight scale of each output channel. */
    private static float[] scales(QuantizedWeights quantized, Affine affine) {
        float[] scales = new float[affine.scale().length];
        for (int k = 0; k < scales.length; k++) scales[k] = quantized.scale(k);
        return scales;
    }

    private boolean hasConstantBias(Node node) {
        return !node.hasInput(BIAS) || graph.constant(node.input(BIAS)).isPresent();
    }

    private static float[] transposed(float[] values, int rows, int columns) {
        float[] out = new float[values.length];
        for (int r = 0; r < rows; r++) for (int c = 0; c < columns; c++) out[c * rows + r] = values[r * columns + c];
        return out;
    }

    private Affine affine(Node node, int channels) {
        Affine affine = new Affine(channels);
        if (node.hasInput(BIAS))
            affine.add(graph.constant(node.input(BIAS)).orElseThrow().toFloats());
        return affine;
    }

    /** Folds batch normalizations and offsets behind the layer into scale and offset of its rows. */
    private void fold(FusedLayer layer, Affine affine) {
        String value = layer.node().output();
        for (Node node : layer.nodes().subList(1, layer.nodes().size())) {
            if (node.op().equals("BatchNormalization")) {
                affine.normalize(BatchNorm.of(graph, node).orElseThrow());
            } else if (node.op().equals("Add")) {
                affine.add(FusedLayer.constantOperand(graph, node, value)
                        .orElseThrow()
                        .toFloats());
            }
            value = node.output();
        }
        float[] correction = settings.offsets().get(layer.node().name());
        if (correction != null) affine.add(correction);
        finite(layer.node(), affine.scale());
        finite(layer.node(), affine.offset());
    }

    private float[] finite(Node node, float[] values) {
        for (float x : values)
            if (!Float.isFinite(x))
                throw new SystoleException(Problem.of(
                        QuantizeProblem.WEIGHT_NOT_FINITE,
                        Place.element(graph.name(), node.described()),
                        "a weight is " + x + ", expected a finite number",
                        "export the model again from a training that has not diverged"));
        return values;
    }

    private Quantization outputOf(FusedLayer layer) {
        Shape shape = graph.type(layer.output()).shape();
        Quantization quantization = ranges.quantization(
                layer.output(), settings.layer(layer.node().name()).activations());
        parts.type(layer.output(), shape, quantization);
        return quantization;
    }

    private static long[] bias(Affine affine, float[] weightScales, Quantization input) {
        long[] bias = new long[weightScales.length];
        for (int k = 0; k < bias.length; k++)
            bias[k] = Math.round(affine.offset()[k] / ((double) input.scales()[0] * weightScales[k]));
        return bias;
    }

    private Requantization requantization(
            FusedLayer layer, float[] weightScales, Quantization input, Quantization output) {
        double[] factors = new double[weightScales.length];
        for (int k = 0; k < factors.length; k++)
            factors[k] = AgreeingScales.factor(input.scales()[0], weightScales[k], output.scales()[0]);
        double most = Arrays.stream(factors).max().orElse(0);
        if (!(most < 1 << Requantization.MULTIPLIER_BITS - 1))
            throw new SystoleException(Problem.of(
                    QuantizeProblem.FACTOR_RANGE,
                    Place.element(graph.name(), layer.node().described()),
                    "one accumulator unit would be " + most + " output units, expected less than 2^23",
                    "calibrate with data on which the layer's output is not almost constant"));
        return Requantization.of(
                factors, output.zeroPoints()[0], Clamps.low(output, layer.low()), Clamps.high(output, layer.high()));
    }

    /** Scale and offset of each row of weights: {@code y = scale * (w x) + offset}. */
    private static final class Affine {
        private final float[] scale;
        private final float[] offset;

        Affine(int channels) {
            scale = new float[channels];
            Arrays.fill(scale, 1);
            offset = new float[channels];
        }

        float[] scale() {
            return scale;
        }

        float[] offset() {
            return offset;
        }

        void add(float[] constant) {
            for (int k = 0; k < offset.length; k++) offset[k] += constant[constant.length == 1 ? 0 : k];
        }

        void gemm(float alpha, float beta) {
            for (int k = 0; k < offset.length; k++) {
                scale[k] *= alpha;
                offset[k] *= beta;
            }
        }

        void normalize(BatchNorm norm) {
            for (int k = 0; k < offset.length; k++) {
                offset[k] = norm.of(k, offset[k]);
                scale[k] = (float) (scale[k] * norm.factor()[k]);
            }
        }

        void scaleRows(float[] weights) {
            int each = weights.length / Math.max(1, scale.length);
            for (int i = 0; i < weights.length; i++) weights[i] *= scale[i / each];
        }
    }
}
