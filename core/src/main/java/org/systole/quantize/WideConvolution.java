package org.systole.quantize;

import java.util.Arrays;
import org.systole.tensor.Shape;
import org.systole.tensor.Window;

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
    public FastMap run(FastMap x, int zero, Shape result) {
        Window window = op.window();
        int oy = result.extent(2), ox = result.extent(3);
        int height =
                Math.max((oy - 1) * window.strideY() + (fy - 1) * window.dilationY() + 1, window.padTop() + x.height());
        int width =
                Math.max((ox - 1) * window.strideX() + (fx - 1) * window.dilationX() + 1, window.padLeft() + x.width());
        int depth = depthwise ? stride : x.channels();
        int[] y = new int[Math.toIntExact(result.elements())];
        double[] padded = new double[height * width * depth];
        TapRuns runs = TapRuns.of(op, width * depth, depth, 1 << 30);
        double[] acc = new double[Math.ceilDiv(ox, 4) * 4 * stride];
        for (int b = 0; b < x.batch(); b++) {
            x.pad(b, zero, padded, window.padTop(), window.padLeft(), width, depth, height);
            for (int row = 0; row < oy; row++) {
                int at = (b * oy + row) * ox * outputs;
                for (int g = 0; g < weights.length; g++) {
                    Arrays.fill(acc, 0);
                    if (depthwise) depthwiseRow(padded, row, ox, width * depth, depth, runs, acc);
                    else groupRow(padded, g, row, ox, width * depth, depth, runs, acc);
                    int each = depthwise ? outputs : outputs / op.groups();
                    output.write(acc, stride, ox, g * each, each, y, at, outputs);
                }
            }
        }
        return new FastMap(x.batch(), oy, ox, outputs, y);
    }

    private void depthwiseRow(double[] x, int row, int ox, int line, int depth, TapRuns runs, double[] acc) {
        int base = row * op.window().strideY() * line;
        for (int p = 0; p < ox; p++)
            WideDot.depthwise(
                    x, base + p * op.window().strideX() * depth, runs.taps(), weights[0], stride, acc, p * stride);
    }

    private void groupRow(double[] x, int g, int row, int ox, int line, int depth, TapRuns runs, double[] acc) {
        int[] bases = new int[Math.ceilDiv(ox, 4) * 4];
        for (int p = 0; p < bases.length; p++)
            bases[p] = row * op.window().strideY() * line
                    + Math.min(p, ox - 1) * op.window().strideX() * depth
                    + g * channels;
        int lanes = WideDot.lanes();
        double[] w = weights[g];
        for (int p = 0; p < ox; p += 4)
            for (int chunk = 0; chunk + 1 < runs.chunks().length; chunk++) {
                int from = runs.chunks()[chunk], to = runs.chunks()[chunk + 1], k = 0;
                for (; k + 2 * lanes <= stride; k += 2 * lanes)
                    WideDot.fourByTwo(
                            x,
                            bases,
                            p,
                            runs.offsets(),
                            runs.rows(),
                            runs.lengths(),
                            from,
                            to,
                            w,
                            stride,
                            k,
                            acc,
                            p * stride + k);
                if (k < stride)
                    WideDot.fourByOne(
                            x,
                            bases,
                            p,
                            runs.offsets(),
                            runs.rows(),
                            runs.lengths(),
                            from,
                            to,
                            w,
                            stride,
                            k,
                            acc,
                            p * stride + k);
            }
    }
}
