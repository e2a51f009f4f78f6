package org.systole.quantize;

import org.systole.graph.Graph;
import org.systole.graph.Node;
import org.systole.tensor.NumberFormat;
import org.systole.tensor.Tensor;

/**
 * How large the result of a layer can be, what is folded into it included.
 *
 * @param sums for each output channel a bound of the real result's magnitude
 * @param units for each output channel the real number that one unit of its accumulator stands for
 * @param low lower bound of the clamp, or minus infinity
 * @param high upper bound of the clamp, or infinity
 */
record LayerBounds(double[] sums, double[] units, float low, float high) {
    /** Multipliers go this far up; a channel that is coarser by more than this is not told from the finest exactly. */
    private static final double MOST_FACTOR = 1 << 22;

    /** Returns the bounds; null when weights or what is folded in are not known. */
    static LayerBounds of(Graph graph, FusedLayer layer, Quantization input, QuantizedWeights weights) {
        Node node = layer.node();
        if (weights == null || node.op().equals("ConvTranspose")) return null;
        double most = Math.max(Math.abs(input.dequantize(input.low(), 0)), Math.abs(input.dequantize(input.high(), 0)));
        boolean columns = node.op().equals("MatMul")
                || node.op().equals("Gemm") && node.attributes().integer("transB", 0) == 0;
        int outputs = weights.integers().shape().extent(columns ? -1 : 0);
        double[] sums = new double[outputs], units = new double[outputs];
        float[] reals = weights.reals();
        for (int i = 0; i < reals.length; i++)
            sums[columns ? i % outputs : i / (reals.length / outputs)] += Math.abs(reals[i]) * most;
        for (int k = 0; k < outputs; k++) units[k] = (double) input.scales()[0] * weights.scale(k);
        if (node.hasInput(2) && !add(graph, node.input(2), sums)) return null;
        String value = node.output();
        for (Node next : layer.nodes().subList(1, layer.nodes().size())) {
            if (next.op().equals("BatchNormalization") && !normalize(graph, next, sums, units)) return null;
            if (next.op().equals("Add") && !add(graph, next.input(next.input(0).equals(value) ? 1 : 0), sums))
                return null;
            value = next.output();
        }
        return new LayerBounds(sums, units, layer.low(), layer.high());
    }

    private static boolean add(Graph graph, String constant, double[] sums) {
        Tensor tensor = graph.constant(constant).orElse(null);
        if (tensor == null) return false;
        for (int k = 0; k < sums.length; k++) sums[k] += Math.abs(tensor.real(tensor.elements() == 1 ? 0 : k));
        return true;
    }

    private static boolean normalize(Graph graph, Node node, double[] sums, double[] units) {
        BatchNorm norm = BatchNorm.of(graph, node).orElse(null);
        if (norm == null) return false;
        for (int k = 0; k < sums.length; k++) {
            double factor = Math.abs(norm.factor()[k]);
            sums[k] = sums[k] * factor + Math.abs(norm.offset(k));
            units[k] *= factor;
        }
        return true;
    }

    /** Returns the range of the result; null when it is not finite. */
    Range range() {
        float largest = 0;
        for (double sum : sums) largest = Math.max(largest, (float) sum);
        return Float.isFinite(largest)
                ? new Range(Math.max(-largest, Math.min(0, low)), Math.min(largest, Math.max(0, high)))
                : null;
    }

    /**
     * Returns 16 bits in which the result has the sign of its accumulator: no channel's accumulator unit is less than one of its own,
     * and what is larger saturates.
     */
    Quantization signs() {
        double finest = Double.MAX_VALUE, coarsest = 0;
        for (double unit : units) {
            if (!(unit > 0)) continue;
            finest = Math.min(finest, unit);
            coarsest = Math.max(coarsest, unit);
        }
        double scale = Math.max(finest, coarsest / MOST_FACTOR);
        return Quantization.perTensor(NumberFormat.INT16, coarsest > 0 ? (float) scale : 1, 0);
    }
}
