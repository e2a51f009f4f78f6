package org.systole.quantize;

import java.util.Optional;
import org.systole.graph.Graph;
import org.systole.graph.Node;
import org.systole.tensor.Tensor;

/** A batch normalization by constants, which makes {@code (x - mean) * factor + beta} of the numbers of each channel. */
record BatchNorm(double[] factor, float[] mean, float[] beta) {
    /** The standard's, where a node does not say. */
    private static final float EPSILON = 1e-5f;

    /** Returns that of a node; none when one of its parameters is computed. */
    static Optional<BatchNorm> of(Graph graph, Node node) {
        float[][] parameters = new float[4][];
        for (int i = 0; i < 4; i++) {
            Optional<Tensor> constant = graph.constant(node.input(i + 1));
            if (constant.isEmpty()) return Optional.empty();
            parameters[i] = constant.get().toFloats();
        }
        float[] gamma = parameters[0], variance = parameters[3];
        double epsilon = node.attributes().real("epsilon", EPSILON);
        double[] factor = new double[gamma.length];
        for (int k = 0; k < factor.length; k++) factor[k] = gamma[k] / Math.sqrt(variance[k] + epsilon);
        return Optional.of(new BatchNorm(factor, parameters[2], parameters[1]));
    }

    int channels() {
        return factor.length;
    }

    /** Returns what becomes of a number. */
    float of(int channel, float x) {
        return (float) ((x - mean[channel]) * factor[channel] + beta[channel]);
    }

    /** Returns what becomes of zero. */
    double offset(int channel) {
        return beta[channel] - mean[channel] * factor[channel];
    }
}
