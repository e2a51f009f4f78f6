package org.systole.quantize;

import java.util.Map;
import org.systole.graph.Graph;
import org.systole.graph.Node;
import org.systole.tensor.Shape;

/**
 * Weights that are integers already: the layer's rows are those integers, in the layer's order, with scales that follow what is
 * folded into the rows.
 */
final class GivenWeights implements WeightMethod {
    private final Graph graph;
    private final Map<String, QuantizedWeights> given;

    /**
     * Creates the method.
     *
     * @param given by the name of the constant that holds the real weights; integers in the order of that constant
     */
    GivenWeights(Graph graph, Map<String, QuantizedWeights> given) {
        this.graph = graph;
        this.given = given;
    }

    @Override
    public QuantizedWeights quantize(String layer, float[] values, Shape shape, WeightSettings settings) {
        Node node = graph.nodes().stream()
                .filter(n -> n.name().equals(layer))
                .findFirst()
                .orElseThrow();
        QuantizedWeights weights = given.get(node.input(1));
        if (weights == null) return WeightMethods.STANDARD.quantize(layer, values, shape, settings);
        boolean columns = node.op().equals("MatMul")
                || node.op().equals("Gemm") && node.attributes().integer("transB", 0) == 0;
        IntegerTensor rows = columns ? transposed(weights.integers(), shape) : weights.integers();
        return scaled(rows, weights.quantization(), values, shape);
    }

    private static IntegerTensor transposed(IntegerTensor x, Shape shape) {
        int outputs = shape.extent(0), depth = shape.extent(1);
        int[] y = new int[x.values().length];
        for (int k = 0; k < outputs; k++)
            for (int c = 0; c < depth; c++) y[k * depth + c] = x.values()[c * outputs + k];
        return new IntegerTensor(shape, y);
    }

    /** Returns the rows with scales such that they stand for the values: what was folded in multiplies the scale. */
    private static QuantizedWeights scaled(IntegerTensor rows, Quantization q, float[] values, Shape shape) {
        int outputs = shape.extent(0), each = values.length / Math.max(1, outputs);
        float[] scales = new float[outputs];
        int[] zeros = new int[outputs], integers = rows.values().clone();
        boolean folded = false;
        for (int k = 0; k < outputs; k++) {
            int c = q.scales().length == 1 ? 0 : k;
            int largest = k * each;
            for (int i = k * each; i < (k + 1) * each; i++)
                if (Math.abs(integers[i] - q.zeroPoints()[c]) > Math.abs(integers[largest] - q.zeroPoints()[c]))
                    largest = i;
            float real = each == 0 ? 0 : (integers[largest] - q.zeroPoints()[c]) * q.scales()[c];
            double ratio = real == 0 ? 1 : (double) values[largest] / real;
            boolean same = Math.abs(ratio - 1) < 1e-5;
            folded |= !same;
            scales[k] = same || ratio == 0 ? q.scales()[c] : (float) (q.scales()[c] * Math.abs(ratio));
            zeros[k] = q.zeroPoints()[c];
            if (ratio > 0) continue;
            for (int i = k * each; i < (k + 1) * each; i++)
                integers[i] = ratio == 0 ? zeros[k] : Math.min(q.high(), 2 * zeros[k] - integers[i]);
        }
        if (!folded && q.scales().length == 1) return new QuantizedWeights(new IntegerTensor(shape, integers), q);
        return new QuantizedWeights(
                new IntegerTensor(shape, integers), new Quantization(q.format(), scales, zeros, 0, q.grid()));
    }
}
