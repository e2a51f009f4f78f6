package org.systole.quantize;

import java.util.Arrays;
import org.systole.tensor.Shape;

/**
 * A convolution of operands of up to 16 bits: as {@link FastConvolution} in double precision, which adds up all products of a
 * layer exactly.
 */
final class WideConvolution implements ConvolutionKernel {
    private final IntegerOp.Convolution op;
    private final int fy;
    private final int fx;
    private final int channels;
    private final int outputs;
    private final boolean depthwise;
    private final int stride;
    private final double[][] weights;
    private final FastOutput output;

    /**
     * Packs the weights.
     *
     * @param most largest magnitude of an input without its zero point
     */
    WideConvolution(IntegerOp.Convolution op, long most) {
        this.op = op;
        Shape w = op.weights().shape();
        this.outputs = w.extent(0);
        this.channels = w.extent(1);
        this.fy = w.extent(2);
        this.fx = w.extent(3);
        PackedWeights packed = PackedWeights.of(op, WideDot.lanes());
        this.depthwise = packed.depthwise();
        this.stride = packed.stride();
        this.weights = packed.doubles();
        this.output = new FastOutput(op.output(), op.bias(), PackedWeights.mostOfRow(op) * most);
    }

    @Override
    public FastMap run(FastMap x, int zero, Shape result, Scratch scratch) {
        KernelShape shape = KernelShape.of(op, x, result, depthwise ? stride : x.channels());
        FastMap view = shape.view(x);
        int[] y = scratch.take(Math.toIntExact(result.elements()));
        double[] padded = scratch.doubles(shape.elements());
        if (shape.hasBorder(view)) Arrays.fill(padded, 0, shape.elements(), 0);
        TapRuns runs = TapRuns.of(op, shape.line(), shape.depth(), 1 << 30);
        int tile = shape.tile(stride);
        double[] acc = scratch.wideSums(tile * stride);
        for (int b = 0; b < shape.batch(); b++) {
            view.pad(b, zero, padded, shape.top(), shape.left(), shape.width(), shape.depth(), shape.height());
            for (int row = 0; row < shape.oy(); row++)
                for (int first = 0; first < shape.ox(); first += tile) {
                    int pixels = Math.min(tile, shape.ox() - first);
                    int at = ((b * shape.oy() + row) * shape.ox() + first) * outputs;
                    for (int g = 0; g < weights.length; g++) {
                        Arrays.fill(acc, 0, tile * stride, 0);
                        int base = row * shape.down() * shape.line() + first * shape.right() * shape.depth();
                        if (depthwise) depthwise(padded, base, pixels, shape, runs, acc);
                        else group(padded, g, base, pixels, shape, runs, acc);
                        int each = depthwise ? outputs : outputs / op.groups();
                        output.write(acc, stride, pixels, g * each, each, y, at, outputs);
                    }
                }
        }
        return new FastMap(x.batch(), result.extent(2), result.extent(3), outputs, y);
    }

    private void depthwise(double[] x, int base, int pixels, KernelShape shape, TapRuns runs, double[] acc) {
        int right = shape.right() * shape.depth();
        for (int p = 0; p < pixels; p++)
            WideDot.depthwise(x, base + p * right, runs.taps(), weights[0], stride, acc, p * stride);
    }

    private void group(double[] x, int g, int base, int pixels, KernelShape shape, TapRuns runs, double[] acc) {
        int right = shape.right() * shape.depth(), rows = fy * fx * channels, lanes = WideDot.lanes();
        var window = new WideDot.Window(x, weights[g], acc, stride, runs);
        for (int k = 0; k < stride; k += 2 * lanes)
            for (int p = 0; p < pixels; p += 4) {
                // pixels behind the last are computed again and not written
                int last = pixels - 1, first = base + g * channels;
                int a = first + p * right, b = first + Math.min(p + 1, last) * right;
                int c = first + Math.min(p + 2, last) * right, d = first + Math.min(p + 3, last) * right;
                if (k + 2 * lanes <= stride) window.fourByTwo(a, b, c, d, k * rows, p * stride + k);
                else window.fourByOne(a, b, c, d, k * rows, p * stride + k);
            }
    }
}
