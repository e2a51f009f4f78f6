package org.systole.quantize;

import java.util.Arrays;
import java.util.List;
import org.systole.tensor.Shape;
import org.systole.tensor.Window;

/**
 * The definition of the integer operations: plain loops, one output at a time. Everything that computes the same
 * thing faster (kernels, simulator, hardware) is checked against this class.
 *
 * <p>Feature maps are N x C x H x W; one-dimensional ones have H = 1.
 */
public final class IntegerDefinition {
    private IntegerDefinition() {}

    /**
     * Returns the output of a convolution.
     *
     * @param x N x C x H x W
     * @param zeroX zero point of the input
     * @return N x K x OY x OX
     */
    public static IntegerTensor convolution(IntegerOp.Convolution op, IntegerTensor x, int zeroX, Shape output) {
        int n = output.extent(0), k = output.extent(1), oy = output.extent(2), ox = output.extent(3);
        int[] y = new int[Math.toIntExact(output.elements())];
        int at = 0;
        for (int b = 0; b < n; b++)
            for (int c = 0; c < k; c++)
                for (int row = 0; row < oy; row++)
                    for (int column = 0; column < ox; column++)
                        y[at++] = op.output().apply(accumulate(op, x, zeroX, b, k, c, row, column), c);
        return new IntegerTensor(output, y);
    }

    /** Returns the sum of one output, bias included. */
    static long accumulate(
            IntegerOp.Convolution op, IntegerTensor x, int zeroX, int b, int outputs, int k, int row, int column) {
        Shape w = op.weights().shape();
        Window window = op.window();
        int channels = w.extent(1), fy = w.extent(2), fx = w.extent(3);
        int height = x.shape().extent(2), width = x.shape().extent(3);
        int firstChannel = k / (outputs / op.groups()) * channels;
        int zeroW = op.weight().zeroPoints()[op.weight().zeroPoints().length == 1 ? 0 : k];
        long sum = op.bias()[k];
        for (int c = 0; c < channels; c++)
            for (int i = 0; i < fy; i++)
                for (int j = 0; j < fx; j++) {
                    int iy = row * window.strideY() + i * window.dilationY() - window.padTop();
                    int ix = column * window.strideX() + j * window.dilationX() - window.padLeft();
                    if (iy < 0 || ix < 0 || iy >= height || ix >= width) continue;
                    int input = x.values()[((b * x.shape().extent(1) + firstChannel + c) * height + iy) * width + ix];
                    int weight = op.weights().values()[((k * channels + c) * fy + i) * fx + j];
                    sum += (long) (input - zeroX) * (weight - zeroW);
                }
        return sum;
    }

    /** Returns the product with a constant matrix over the last axis. */
    public static IntegerTensor dense(IntegerOp.Dense op, IntegerTensor x, int zeroX, Shape output) {
        int outputs = op.weights().shape().extent(0),
                depth = op.weights().shape().extent(1);
        int rows = x.values().length / depth;
        int[] y = new int[rows * outputs];
        for (int row = 0; row < rows; row++)
            for (int k = 0; k < outputs; k++) {
                int zeroW = op.weight().zeroPoints()[op.weight().zeroPoints().length == 1 ? 0 : k];
                long sum = op.bias()[k];
                for (int c = 0; c < depth; c++)
                    sum += (long) (x.values()[row * depth + c] - zeroX)
                            * (op.weights().values()[k * depth + c] - zeroW);
                y[row * outputs + k] = op.output().apply(sum, k);
            }
        return new IntegerTensor(output, y);
    }

    /** Returns the sum (or difference) of two tensors with scales of their own, broadcast to {@code output}. */
    public static IntegerTensor add(
            IntegerOp.Add op, IntegerTensor a, int zeroA, IntegerTensor b, int zeroB, Shape output) {
        int[] y = new int[Math.toIntExact(output.elements())];
        long half = op.shift() == 0 ? 0 : 1L << op.shift() - 1;
        Broadcast left = new Broadcast(a.shape(), output), right = new Broadcast(b.shape(), output);
        for (int i = 0; i < y.length; i++) {
            long sum = (long) (a.values()[left.index(i)] - zeroA) * op.left()
                    + (long) (b.values()[right.index(i)] - zeroB) * op.right();
            y[i] = Math.clamp((sum + half >> op.shift()) + op.zero(), op.low(), op.high());
        }
        return new IntegerTensor(output, y);
    }

    /** Returns the product of two tensors, broadcast to {@code output}. */
    public static IntegerTensor multiply(
            IntegerOp.Multiply op, IntegerTensor a, int zeroA, IntegerTensor b, int zeroB, Shape output) {
        int[] y = new int[Math.toIntExact(output.elements())];
        Broadcast left = new Broadcast(a.shape(), output), right = new Broadcast(b.shape(), output);
        for (int i = 0; i < y.length; i++) {
            long product = (long) (a.values()[left.index(i)] - zeroA) * (b.values()[right.index(i)] - zeroB);
            y[i] = op.output().apply(product, 0);
        }
        return new IntegerTensor(output, y);
    }

    /** Returns the product of two computed matrices; batches broadcast to those of {@code output}. */
    public static IntegerTensor matrixProduct(
            IntegerOp.MatrixProduct op, IntegerTensor a, int zeroA, IntegerTensor b, int zeroB, Shape output) {
        int rank = output.rank(),
                m = output.extent(-2),
                n = output.extent(-1),
                depth = a.shape().extent(-1);
        int[] batchExtents = Arrays.copyOf(output.extents(), rank - 2);
        Shape batches = Shape.of(batchExtents);
        Broadcast left = new Broadcast(batchesOf(a.shape()), batches);
        Broadcast right = new Broadcast(batchesOf(b.shape()), batches);
        int[] y = new int[Math.toIntExact(output.elements())];
        int at = 0;
        for (int batch = 0; batch < batches.elements(); batch++) {
            int baseA = left.index(batch) * m * depth, baseB = right.index(batch) * depth * n;
            for (int i = 0; i < m; i++)
                for (int j = 0; j < n; j++) {
                    long sum = 0;
                    for (int c = 0; c < depth; c++)
                        sum += (long) (a.values()[baseA + i * depth + c] - zeroA)
                                * (b.values()[baseB + c * n + j] - zeroB);
                    y[at++] = op.output().apply(sum, 0);
                }
        }
        return new IntegerTensor(output, y);
    }

    private static Shape batchesOf(Shape shape) {
        return Shape.of(Arrays.copyOf(shape.extents(), shape.rank() - 2));
    }

    /** Returns the concatenation of inputs, each requantized. */
    public static IntegerTensor concatenate(
            IntegerOp.Concatenate op, List<IntegerTensor> inputs, int[] zeros, Shape output) {
        int outer = 1, inner = 1;
        for (int i = 0; i < op.axis(); i++) outer *= output.extent(i);
        for (int i = op.axis() + 1; i < output.rank(); i++) inner *= output.extent(i);
        int[] y = new int[Math.toIntExact(output.elements())];
        int at = 0;
        for (int o = 0; o < outer; o++)
            for (int i = 0; i < inputs.size(); i++) {
                IntegerTensor input = inputs.get(i);
                int run = input.shape().extent(op.axis()) * inner;
                for (int e = 0; e < run; e++)
                    y[at++] = op.inputs()[i].apply((long) input.values()[o * run + e] - zeros[i], 0);
            }
        return new IntegerTensor(output, y);
    }

    /** Returns the tensor in another scale or width. */
    public static IntegerTensor rescale(IntegerOp.Rescale op, IntegerTensor x, int zeroX) {
        int[] y = new int[x.values().length];
        for (int i = 0; i < y.length; i++) y[i] = op.output().apply((long) x.values()[i] - zeroX, 0);
        return new IntegerTensor(x.shape(), y);
    }

    /** Returns a function of each element by table; {@code low} is the smallest integer of the input's format. */
    public static IntegerTensor lookup(IntegerOp.Lookup op, IntegerTensor x, int low) {
        int[] y = new int[x.values().length];
        for (int i = 0; i < y.length; i++) y[i] = op.table()[x.values()[i] - low];
        return new IntegerTensor(x.shape(), y);
    }

    /** Returns the maximum over windows of an N x C x H x W map. */
    public static IntegerTensor maxPool(IntegerOp.MaxPool op, IntegerTensor x, Shape output) {
        int[] y = new int[Math.toIntExact(output.elements())];
        Taps taps = new Taps(op.window(), op.kernelY(), op.kernelX(), x.shape(), output);
        for (int i = 0; i < y.length; i++) {
            int best = Integer.MIN_VALUE;
            for (int index : taps.of(i)) best = Math.max(best, x.values()[index]);
            y[i] = best;
        }
        return new IntegerTensor(output, y);
    }

    /** Returns the mean over windows of an N x C x H x W map. */
    public static IntegerTensor averagePool(IntegerOp.AveragePool op, IntegerTensor x, int zeroX, Shape output) {
        int[] y = new int[Math.toIntExact(output.elements())];
        Taps taps = new Taps(op.window(), op.kernelY(), op.kernelX(), x.shape(), output);
        for (int i = 0; i < y.length; i++) {
            int[] inside = taps.of(i);
            long sum = 0;
            for (int index : inside) sum += x.values()[index] - zeroX;
            int count = op.countPadding() ? op.kernelY() * op.kernelX() : inside.length;
            y[i] = op.output().apply(sum, count - 1);
        }
        return new IntegerTensor(output, y);
    }
}
