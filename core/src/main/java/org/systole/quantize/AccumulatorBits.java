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
        return 1 + Math.max(64 - Long.numberOfLeadingZeros(low < 0 ? ~low : low), 64 - Long.numberOfLeadingZeros(
                high < 0 ? ~high : high));
    }

    /**
     * Returns the bits of the finished sums of a layer on one input.
     *
     * @param x the layer's input
     * @param output shape of its output
     */
    public static int observed(IntegerOp op, IntegerTensor x, Quantization input, Shape output) {
        var identity = new Requantization(new int[] {1}, new int[] {0}, 0, Integer.MIN_VALUE, Integer.MAX_VALUE);
        int[] sums = switch (op) {
            case IntegerOp.Convolution c ->
                convolution(
                        new IntegerOp.Convolution(c.weights(), c.weight(), c.bias(), c.groups(), c.window(), identity),
                        planar(x),
                        input,
                        planar(output));
            case IntegerOp.Dense d ->
                IntegerDefinition.dense(
                                new IntegerOp.Dense(d.weights(), d.weight(), d.bias(), identity),
                                x,
                                input.zeroPoints()[0],
                                output)
                        .values();
            default -> throw new IllegalArgumentException("no accumulator with constant weights");
        };
        int low = 0, high = 0;
        for (int sum : sums) {
            low = Math.min(low, sum);
            high = Math.max(high, sum);
        }
        return bits(low, high);
    }

    private static int[] convolution(IntegerOp.Convolution op, IntegerTensor x, Quantization input, Shape output) {
        int zero = input.zeroPoints()[0];
        if (!ConvolutionKernel.suits(op, input))
            return IntegerDefinition.convolution(op, x, zero, output).values();
        return ConvolutionKernel.of(op, input).run(FastMap.of(x), zero, output).values();
    }

    private static IntegerTensor planar(IntegerTensor x) {
        return x.shape().rank() == 4 ? x : new IntegerTensor(planar(x.shape()), x.values());
    }

    private static Shape planar(Shape s) {
        return s.rank() == 4 ? s : Shape.of(s.extent(0), s.extent(1), 1, s.rank() == 2 ? 1 : s.extent(2));
    }
}
