package org.systole.quantize;

import java.util.Arrays;
import org.systole.formats.Grid;
import org.systole.formats.PowerSums;
import org.systole.tensor.Shape;
import org.systole.tensor.Window;

/**
 * Sums of products as hardware without multipliers forms them: counts of ones for binary and ternary weights, shifts and additions
 * for sums of powers of two. The same integers as {@link IntegerDefinition} gives for the same codes, which is a test; written
 * for reading, not for speed.
 */
public final class MultiplierFree {
    private MultiplierFree() {}

    /** A sum of products of one output. */
    @FunctionalInterface
    interface Sum {
        /**
         * Returns the sum.
         *
         * @param inputs inputs without zero point, 0 where there is padding
         * @param weights as many codes of weights
         */
        long of(int[] inputs, int[] weights);
    }

    /** Returns how the weights of a layer are summed without a multiplier; null when they need one. */
    static Sum sum(Quantization weight) {
        if (weight.grid() instanceof Grid.Binary) return MultiplierFree::counted;
        if (weight.grid() instanceof Grid.Levels levels && levels.count() == 3) return MultiplierFree::counted;
        if (weight.grid() instanceof PowerSums powers) return (x, w) -> shifted(x, w, powers);
        return null;
    }

    /** Returns the output of a convolution whose weights need no multiplier. */
    static IntegerTensor convolution(IntegerOp.Convolution op, IntegerTensor x, int zeroX, Shape output) {
        Sum sum = sum(op.weight());
        Shape w = op.weights().shape();
        int taps = w.extent(1) * w.extent(2) * w.extent(3), outputs = output.extent(1);
        int[] y = new int[Math.toIntExact(output.elements())];
        int pixels = output.extent(2) * output.extent(3);
        for (int i = 0; i < y.length; i++) {
            int k = i / pixels % outputs, pixel = i % pixels, batch = i / pixels / outputs;
            int[] inputs = inputs(op, x, zeroX, batch, k / (outputs / op.groups()), pixel, output.extent(3));
            int[] weights = Arrays.copyOfRange(op.weights().values(), k * taps, (k + 1) * taps);
            y[i] = op.output().apply(op.bias()[k] + sum.of(inputs, weights), k);
        }
        return new IntegerTensor(output, y);
    }

    /** Returns the inputs of one output in the order of its weights. */
    private static int[] inputs(
            IntegerOp.Convolution op, IntegerTensor x, int zeroX, int batch, int group, int pixel, int columns) {
        Shape w = op.weights().shape();
        Window window = op.window();
        int channels = w.extent(1), fy = w.extent(2), fx = w.extent(3);
        int all = x.shape().extent(1),
                height = x.shape().extent(2),
                width = x.shape().extent(3);
        int[] inputs = new int[channels * fy * fx];
        for (int i = 0; i < inputs.length; i++) {
            int iy = pixel / columns * window.strideY() + i / fx % fy * window.dilationY() - window.padTop();
            int ix = pixel % columns * window.strideX() + i % fx * window.dilationX() - window.padLeft();
            if (iy < 0 || ix < 0 || iy >= height || ix >= width) continue;
            int channel = batch * all + group * channels + i / (fy * fx);
            inputs[i] = x.values()[(channel * height + iy) * width + ix] - zeroX;
        }
        return inputs;
    }

    /**
     * Weights -1, 0 and +1: for each bit of the inputs in two's complement the ones that meet a +1 less the ones that meet a -1,
     * {@code sum over b of +-2^b * (ones(x[b] and plus) - ones(x[b] and minus))}, minus for the highest bit.
     */
    static long counted(int[] inputs, int[] weights) {
        long sum = 0;
        for (int bit = 0; bit < Integer.SIZE; bit++) {
            long ones = 0;
            for (int from = 0; from < inputs.length; from += Long.SIZE) {
                long plane = 0, plus = 0, minus = 0;
                for (int i = from; i < Math.min(inputs.length, from + Long.SIZE); i++) {
                    long at = 1L << i - from;
                    if ((inputs[i] >> bit & 1) == 1) plane |= at;
                    if (weights[i] > 0) plus |= at;
                    if (weights[i] < 0) minus |= at;
                }
                ones += Long.bitCount(plane & plus) - Long.bitCount(plane & minus);
            }
            sum += bit == Integer.SIZE - 1 ? -(ones << bit) : ones << bit;
        }
        return sum;
    }

    /**
     * Inputs and weights -1 and +1, a set bit for +1: {@code 2 * ones(xnor(a, w)) - n}.
     *
     * @param count how many bits count
     */
    static long xnor(long[] a, long[] w, int count) {
        long ones = 0;
        for (int i = 0; i < count; i += Long.SIZE) {
            long used = count - i >= Long.SIZE ? -1L : (1L << count - i) - 1;
            ones += Long.bitCount(~(a[i / Long.SIZE] ^ w[i / Long.SIZE]) & used);
        }
        return 2 * ones - count;
    }

    /** Sums of powers of two: every input is shifted and added or subtracted once for each power. */
    static long shifted(int[] inputs, int[] weights, PowerSums grid) {
        long sum = 0;
        for (int i = 0; i < inputs.length; i++)
            for (int power : grid.powers(weights[i])) {
                long term = (long) inputs[i] << Integer.numberOfTrailingZeros(power);
                sum += power < 0 ? -term : term;
            }
        return sum;
    }

    /** Returns how many powers of two the weights are sums of in all: shifts and additions for one use of each weight. */
    public static long terms(int[] weights, PowerSums grid) {
        long terms = 0;
        for (int weight : weights) terms += grid.powers(weight).length;
        return terms;
    }
}
