package org.systole.quantize;

import java.util.Arrays;
import org.systole.tensor.Shape;

/**
 * The weights of a convolution as its kernel reads them: without zero points, rows of output channels, taps in the order FY,
 * FX, C; for a depthwise layer a row of channels for each tap. For other layers rows are cut into panels of two vectors of
 * channels (the last one may have one), each panel's rows one after another.
 *
 * @param groups for each group its rows or panels
 * @param stride elements of a row over all panels, a multiple of the lanes
 * @param depthwise whether each channel has weights of its own only
 */
record PackedWeights(int[][] groups, int stride, boolean depthwise) {
    static PackedWeights of(IntegerOp.Convolution op, int lanes) {
        Shape w = op.weights().shape();
        int outputs = w.extent(0), channels = w.extent(1), taps = w.extent(2) * w.extent(3);
        boolean depthwise = channels == 1 && op.groups() == outputs;
        int each = depthwise ? outputs : outputs / op.groups();
        int stride = Math.ceilDiv(each, lanes) * lanes;
        int[][] groups = new int[depthwise ? 1 : op.groups()][channels * taps * stride];
        for (int k = 0; k < outputs; k++) {
            int[] group = groups[k / each];
            for (int c = 0; c < channels; c++)
                for (int t = 0; t < taps; t++)
                    group[index(t * channels + c, k % each, channels * taps, stride, depthwise ? stride : 2 * lanes)] =
                            centred(op, k, (k * channels + c) * taps + t);
        }
        return new PackedWeights(groups, stride, depthwise);
    }

    /** Returns where a weight stands in panels of {@code panel} channels. */
    private static int index(int row, int channel, int rows, int stride, int panel) {
        int first = channel / panel * panel, width = Math.min(panel, stride - first);
        return first * rows + row * width + channel - first;
    }

    private static int centred(IntegerOp.Convolution op, int k, int index) {
        int[] zeros = op.weight().zeroPoints();
        return op.weights().values()[index] - zeros[zeros.length == 1 ? 0 : k];
    }

    /** Returns the largest magnitude of a weight without its zero point. */
    static long most(IntegerOp.Convolution op) {
        int each = op.weights().values().length / op.weights().shape().extent(0);
        long most = 0;
        for (int i = 0; i < op.weights().values().length; i++)
            most = Math.max(most, Math.abs(centred(op, i / each, i)));
        return most;
    }

    /** Returns the largest sum of the magnitudes of an output channel's weights. */
    static long mostOfRow(IntegerOp.Convolution op) {
        int rows = op.weights().shape().extent(0), each = op.weights().values().length / rows;
        long most = 0;
        for (int k = 0; k < rows; k++) {
            long sum = 0;
            for (int i = 0; i < each; i++) sum += Math.abs(centred(op, k, k * each + i));
            most = Math.max(most, sum);
        }
        return most;
    }

    /** Returns a group's rows in single precision. */
    float[][] floats() {
        return Arrays.stream(groups).map(PackedWeights::floats).toArray(float[][]::new);
    }

    private static float[] floats(int[] values) {
        float[] reals = new float[values.length];
        for (int i = 0; i < reals.length; i++) reals[i] = values[i];
        return reals;
    }

    /** Returns a group's rows in double precision. */
    double[][] doubles() {
        return Arrays.stream(groups)
                .map(values -> Arrays.stream(values).asDoubleStream().toArray())
                .toArray(double[][]::new);
    }
}
