package org.systole.quantize;

import org.systole.tensor.Shape;

/** How wide the accumulators of layers with weights must be: proven for every input, and seen on some. */
public final class AccumulatorBits {
    private AccumulatorBits() {}

    /**
     * Returns the bits that hold every partial sum of a layer, in any order of its products, for any input of the format.
     *
     * <p>Sums of all products that can be negative, and of all that can be positive, bound every partial sum; the bias counts
     * on its side. Zero is among the inputs, because padding is.
     *
     * @param op a convolution or dense layer
     * @param input what its input's integers stand for
     */
    public static int proven(IntegerOp op, Quantization input) {
        return switch (op) {
            case IntegerOp.Convolution c -> proven(c.weights(), c.weight(), c.bias(), input);
            case IntegerOp.Dense d -> proven(d.weights(), d.weight(), d.bias(), input);
            case LimitedLayer l -> proven(l.layer(), input);
            default -> throw new IllegalArgumentException("no accumulator with constant weights");
        };
    }

    private static int proven(IntegerTensor weights, Quantization weight, long[] bias, Quantization input) {
        int outputs = weights.shape().extent(0), each = weights.values().length / Math.max(1, outputs);
        int zero = input.zeroPoints()[0];
        long least = Math.min(0, input.low() - zero), most = Math.max(0, input.high() - zero);
        int bits = 1;
        for (int k = 0; k < outputs; k++) {
            int zeroW = weight.zeroPoints()[weight.zeroPoints().length == 1 ? 0 : k];
            long low = Math.min(0, bias[k]), high = Math.max(0, bias[k]);
            for (int i = 0; i < each; i++) {
                long w = weights.values()[k * each + i] - zeroW;
                low += Math.min(w * least, w * most);
                high += Math.max(w * least, w * most);
            }
            bits = Math.max(bits, bits(low, high));
        }
        return bits;
    }

    /** Returns the bits of the narrowest two's complement number that holds both. */
    public static int bits(long low, long high) {
        return 1
                + Math.max(
                        64 - Long.numberOfLeadingZeros(low < 0 ? ~low : low),
                        64 - Long.numberOfLeadingZeros(high < 0 ? ~high : high));
    }

    /** Returns whether an operation is a layer with constant weights. */
    public static boolean hasWeights(IntegerOp op) {
        return op instanceof IntegerOp.Convolution || op instanceof IntegerOp.Dense || op instanceof LimitedLayer;
    }

    /**
     * Returns the bits of the finished sums of a layer on one input, as if nothing overflowed.
     *
     * @param x the layer's input
     * @param output shape of its output
     */
    public static int observed(IntegerOp op, IntegerTensor x, Quantization input, Shape output) {
        if (op instanceof LimitedLayer limited) return observed(limited.layer(), x, input, output);
        IntegerOp.Convolution layer = LimitedLayer.asConvolution(op);
        if (layer == null) throw new IllegalArgumentException("no accumulator with constant weights");
        boolean dense = op instanceof IntegerOp.Dense;
        IntegerTensor map = new IntegerTensor(planar(x.shape(), dense), x.values());
        Shape to = planar(output, dense);
        return proven(op, input) <= Integer.SIZE ? narrow(layer, map, input, to) : wide(layer, map, input, to);
    }

    private static int narrow(IntegerOp.Convolution layer, IntegerTensor x, Quantization input, Shape output) {
        var identity = new Requantization(new int[] {1}, new int[] {0}, 0, Integer.MIN_VALUE, Integer.MAX_VALUE);
        var op = new IntegerOp.Convolution(
                layer.weights(), layer.weight(), layer.bias(), layer.groups(), layer.window(), identity);
        int zero = input.zeroPoints()[0];
        int[] sums = ConvolutionKernel.suits(op, input)
                ? ConvolutionKernel.of(op, input)
                        .run(FastMap.of(x), zero, output)
                        .values()
                : IntegerDefinition.convolution(op, x, zero, output).values();
        long low = 0, high = 0;
        for (int sum : sums) {
            low = Math.min(low, sum);
            high = Math.max(high, sum);
        }
        return bits(low, high);
    }

    private static int wide(IntegerOp.Convolution layer, IntegerTensor x, Quantization input, Shape output) {
        long low = 0, high = 0;
        int n = output.extent(0), outputs = output.extent(1);
        for (int b = 0; b < n; b++)
            for (int k = 0; k < outputs; k++)
                for (int row = 0; row < output.extent(2); row++)
                    for (int column = 0; column < output.extent(3); column++) {
                        long sum = IntegerDefinition.accumulate(
                                layer, x, input.zeroPoints()[0], b, outputs, k, row, column);
                        low = Math.min(low, sum);
                        high = Math.max(high, sum);
                    }
        return bits(low, high);
    }

    /** Returns a map as N x C x H x W; rows of a dense layer as pictures of one pixel. */
    private static Shape planar(Shape s, boolean dense) {
        if (dense) return Shape.of(Math.toIntExact(s.elements() / Math.max(1, s.extent(-1))), s.extent(-1), 1, 1);
        return s.rank() == 4 ? s : Shape.of(s.extent(0), s.extent(1), 1, s.rank() == 2 ? 1 : s.extent(2));
    }
}
