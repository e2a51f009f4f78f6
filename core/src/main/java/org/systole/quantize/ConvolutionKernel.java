package org.systole.quantize;

import org.systole.tensor.NumberFormat;
import org.systole.tensor.Shape;

/** A convolution prepared for many runs: the bits of {@link IntegerDefinition#convolution}. */
sealed interface ConvolutionKernel permits FastConvolution, WideConvolution {
    /** The widest operands that double precision adds up exactly for any layer that fits into memory. */
    int MOST_BITS = 16;

    /**
     * Returns the output, N x H x W x C.
     *
     * @param x input, N x H x W x C
     * @param zero its zero point
     * @param result shape of the output as N x C x H x W
     * @param scratch memory to work in; the output's array is taken from it
     */
    FastMap run(FastMap x, int zero, Shape result, Scratch scratch);

    /** Returns the output, in memory of its own. */
    default FastMap run(FastMap x, int zero, Shape result) {
        return run(x, zero, result, new Scratch());
    }

    /** Returns whether there is a kernel for these operands: integers of at most 16 bits. */
    static boolean suits(IntegerOp.Convolution op, Quantization input) {
        return isNarrow(input.format())
                && isNarrow(op.weight().format())
                && PackedWeights.most(op) < 1 << MOST_BITS + 1;
    }

    private static boolean isNarrow(NumberFormat format) {
        return format.bits() <= MOST_BITS && !format.isFloat();
    }

    /** Returns the kernel: single precision where sums of many products are exact in it, else double. */
    static ConvolutionKernel of(IntegerOp.Convolution op, Quantization input) {
        long most = span(input);
        return FastConvolution.suits(op, most) ? new FastConvolution(op, most) : new WideConvolution(op, most);
    }

    /** Returns the largest magnitude of an input without its zero point. */
    static long span(Quantization input) {
        int zero = input.zeroPoints()[0];
        return Math.max(Math.abs((long) input.high() - zero), Math.abs((long) input.low() - zero));
    }
}
