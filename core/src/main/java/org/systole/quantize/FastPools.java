package org.systole.quantize;

import java.util.Arrays;
import org.systole.tensor.Shape;
import org.systole.tensor.Window;

/** Pools on maps N x H x W x C: the bits of {@link IntegerDefinition}. */
final class FastPools {
    private FastPools() {}

    /** Returns whether a sum over a window fits an int. */
    static boolean suits(IntegerOp.AveragePool op, Quantization x) {
        return ConvolutionKernel.span(x) * op.kernelY() * op.kernelX() < Integer.MAX_VALUE;
    }

    static FastMap max(IntegerOp.MaxPool op, FastMap x, Shape output, Scratch scratch) {
        int channels = x.channels(), oy = output.extent(2), ox = output.extent(3);
        int[] y = scratch.take(Math.toIntExact(output.elements()));
        Arrays.fill(y, Integer.MIN_VALUE);
        var rows = new Taps1(
                op.window().strideY(), op.window().dilationY(), op.window().padTop(), x.height());
        var columns = new Taps1(
                op.window().strideX(), op.window().dilationX(), op.window().padLeft(), x.width());
        for (int b = 0, to = 0; b < x.batch(); b++)
            for (int row = 0; row < oy; row++)
                for (int column = 0; column < ox; column++, to += channels)
                    for (int i = 0; i < op.kernelY(); i++)
                        for (int j = 0; j < op.kernelX(); j++) {
                            int iy = rows.at(row, i), ix = columns.at(column, j);
                            if (iy < 0 || ix < 0) continue;
                            int from = ((b * x.height() + iy) * x.width() + ix) * channels;
                            for (int c = 0; c < channels; c++) y[to + c] = Math.max(y[to + c], x.values()[from + c]);
                        }
        return new FastMap(x.batch(), oy, ox, channels, y);
    }

    static FastMap average(IntegerOp.AveragePool op, FastMap x, int zero, Shape output, Scratch scratch) {
        int channels = x.channels(), oy = output.extent(2), ox = output.extent(3);
        int[] y = scratch.take(Math.toIntExact(output.elements())), sums = new int[channels];
        Window window = op.window();
        var rows = new Taps1(window.strideY(), window.dilationY(), window.padTop(), x.height());
        var columns = new Taps1(window.strideX(), window.dilationX(), window.padLeft(), x.width());
        for (int b = 0, to = 0; b < x.batch(); b++)
            for (int row = 0; row < oy; row++)
                for (int column = 0; column < ox; column++, to += channels) {
                    Arrays.fill(sums, 0);
                    int count = 0;
                    for (int i = 0; i < op.kernelY(); i++)
                        for (int j = 0; j < op.kernelX(); j++) {
                            int iy = rows.at(row, i), ix = columns.at(column, j);
                            if (iy < 0 || ix < 0) continue;
                            count++;
                            int from = ((b * x.height() + iy) * x.width() + ix) * channels;
                            for (int c = 0; c < channels; c++) sums[c] += x.values()[from + c] - zero;
                        }
                    int taps = op.countPadding() ? op.kernelY() * op.kernelX() : count;
                    for (int c = 0; c < channels; c++) y[to + c] = op.output().apply(sums[c], taps - 1);
                }
        return new FastMap(x.batch(), oy, ox, channels, y);
    }

    /** Positions of a window along one axis. */
    private record Taps1(int stride, int dilation, int pad, int extent) {
        /** Returns the input's index under a tap of an output's window, or -1 outside. */
        int at(int output, int tap) {
            int index = output * stride + tap * dilation - pad;
            return index < extent ? index : -1;
        }
    }
}
