package org.systole.quantize;

import org.systole.formats.Accumulator;
import org.systole.tensor.Shape;
import org.systole.tensor.Window;

/**
 * A convolution or dense layer whose sums may not fit its accumulator.
 *
 * <p>The sum begins with the bias and takes one product after another, in the order of channels, rows and columns of the
 * window; after each step the accumulator holds it: saturated to its width, or its lowest bits. Wrapping gives the same in any
 * order, saturating does not. A layer whose sums are proven to fit is no such layer: every order gives its bits.
 *
 * @param layer the convolution or dense layer
 * @param accumulator its width and what happens to what does not fit
 */
public record LimitedLayer(IntegerOp layer, Accumulator accumulator) implements DefinedOp {
    @Override
    public IntegerTensor define(Operands in) {
        IntegerOp.Convolution op = asConvolution(layer);
        int[] y = new int[Math.toIntExact(in.output().shape().elements())];
        walk(
                op,
                in.tensors().getFirst(),
                in.zero(0),
                in.output().shape(),
                (at, k, sum, overflows) -> y[at] = op.output().apply(sum, k));
        return in.result(y);
    }

    /** Returns how many of the output's sums overflow on an input. */
    long overflows(IntegerTensor x, int zero, Shape output) {
        long[] count = new long[1];
        walk(asConvolution(layer), x, zero, output, (at, k, sum, overflows) -> count[0] += overflows ? 1 : 0);
        return count[0];
    }

    private interface Sink {
        void take(int at, int k, long sum, boolean overflows);
    }

    private void walk(IntegerOp.Convolution op, IntegerTensor x, int zero, Shape output, Sink sink) {
        Shape from = planar(x.shape(), op), to = planar(output, op);
        Shape w = op.weights().shape();
        Window window = op.window();
        int outputs = w.extent(0), channels = w.extent(1), height = from.extent(2), width = from.extent(3), at = 0;
        for (int b = 0; b < to.extent(0); b++)
            for (int k = 0; k < outputs; k++) {
                int zeroW = op.weight().zeroPoints()[op.weight().zeroPoints().length == 1 ? 0 : k];
                int first = (b * from.extent(1) + k / (outputs / op.groups()) * channels) * height * width;
                for (int row = 0; row < to.extent(2); row++)
                    for (int column = 0; column < to.extent(3); column++) {
                        long sum = accumulator.hold(op.bias()[k]);
                        boolean overflows = sum != op.bias()[k];
                        for (int c = 0; c < channels; c++)
                            for (int i = 0; i < w.extent(2); i++)
                                for (int j = 0; j < w.extent(3); j++) {
                                    int iy = row * window.strideY() + i * window.dilationY() - window.padTop();
                                    int ix = column * window.strideX() + j * window.dilationX() - window.padLeft();
                                    if (iy < 0 || ix < 0 || iy >= height || ix >= width) continue;
                                    int weight = op.weights()
                                                    .values()[((k * channels + c) * w.extent(2) + i) * w.extent(3) + j]
                                            - zeroW;
                                    long exact = sum
                                            + (long) (x.values()[first + (c * height + iy) * width + ix] - zero)
                                                    * weight;
                                    sum = accumulator.hold(exact);
                                    overflows |= sum != exact;
                                }
                        sink.take(at++, k, sum, overflows);
                    }
            }
    }

    /** Returns a map, or the rows of a dense layer, as N x C x H x W. */
    private Shape planar(Shape s, IntegerOp.Convolution op) {
        if (layer instanceof IntegerOp.Dense) {
            int depth = s.extent(-1);
            return Shape.of(Math.toIntExact(s.elements() / Math.max(1, depth)), depth, 1, 1);
        }
        return s.rank() == 4 ? s : Shape.of(s.extent(0), s.extent(1), 1, s.rank() == 2 ? 1 : s.extent(2));
    }

    /** Returns a layer with weights as a convolution, a dense one as one over a single pixel; null for others. */
    static IntegerOp.Convolution asConvolution(IntegerOp op) {
        if (op instanceof IntegerOp.Convolution convolution) return convolution;
        if (!(op instanceof IntegerOp.Dense dense)) return null;
        Shape w = dense.weights().shape();
        var weights = new IntegerTensor(
                Shape.of(w.extent(0), w.extent(1), 1, 1), dense.weights().values());
        return new IntegerOp.Convolution(weights, dense.weight(), dense.bias(), 1, Window.NONE, dense.output());
    }
}
