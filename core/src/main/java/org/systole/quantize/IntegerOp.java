package org.systole.quantize;

import org.systole.graph.Node;
import org.systole.tensor.Window;

/**
 * What a node of an integer network computes, to the bit.
 *
 * <p>In every formula {@code x} is a stored integer and {@code zx} its zero point. Sums are exact: the accumulator
 * is wide enough, which {@code AccumulatorAnalysis} proves or refuses. Padding adds nothing, as if {@code x = zx}.
 */
public sealed interface IntegerOp
        permits IntegerOp.Convolution,
                IntegerOp.Dense,
                IntegerOp.MatrixProduct,
                IntegerOp.Add,
                IntegerOp.Multiply,
                IntegerOp.Concatenate,
                IntegerOp.Rescale,
                IntegerOp.MaxPool,
                IntegerOp.AveragePool,
                IntegerOp.Lookup,
                IntegerOp.Move,
                IntegerOp.Region,
                IntegerOp.Float,
                DefinedOp {
    /**
     * Convolution, one or two spatial dimensions (one: FY = 1), any group count; a dense layer is one with a 1x1 map.
     *
     * <p>{@code acc[k] = bias[k] + sum over c, fy, fx of (x[c][oy*sy+fy*dy-padTop][ox*sx+fx*dx-padLeft] - zx) *
     * (w[k][c][fy][fx] - zw[k])}, then {@code output.apply(acc, k)}.
     *
     * @param weights stored integers, K x C/groups x FY x FX
     * @param weight what the stored integers stand for: one scale, or one for each K; zero points 0 for symmetric ones
     * @param bias in accumulator units, one for each K
     * @param groups how many groups; C for depthwise
     * @param window stride, dilation, padding, input size
     * @param output from accumulator to output
     */
    record Convolution(
            IntegerTensor weights, Quantization weight, long[] bias, int groups, Window window, Requantization output)
            implements IntegerOp {}

    /**
     * Product with a constant matrix over the last axis: {@code acc[k] = bias[k] + sum over c of (x[..][c] - zx) *
     * (w[k][c] - zw[k])}, then {@code output.apply(acc, k)}.
     *
     * @param weights stored integers, K x C
     * @param weight what the stored integers stand for: one scale, or one for each K
     * @param bias in accumulator units, one for each K
     * @param output from accumulator to output
     */
    record Dense(IntegerTensor weights, Quantization weight, long[] bias, Requantization output) implements IntegerOp {}

    /**
     * Product of two computed matrices over the last two axes, batches broadcast:
     * {@code acc = sum over c of (a[m][c] - za) * (b[c][n] - zb)}, then {@code output.apply(acc, 0)}.
     *
     * @param output from accumulator to output
     */
    record MatrixProduct(Requantization output) implements IntegerOp {}

    /**
     * Sum of two tensors with scales of their own, broadcast as in ONNX: {@code y = clamp(low, high, zero +
     * (((a - za) * left + (b - zb) * right + half) >> shift))}.
     *
     * @param left multiplier of the first, signed (a difference has a negative second)
     * @param right multiplier of the second
     * @param shift common shift, 0 to 62
     * @param zero the output's zero point
     * @param low smallest output
     * @param high largest output
     */
    record Add(int left, int right, int shift, int zero, int low, int high) implements IntegerOp {}

    /**
     * Product of two tensors, broadcast: {@code output.apply((a - za) * (b - zb), 0)}.
     *
     * @param output from product to output
     */
    record Multiply(Requantization output) implements IntegerOp {}

    /**
     * Concatenation; each input is requantized: {@code inputs[i].apply(x - zx, 0)}.
     *
     * @param axis the axis
     * @param inputs one for each input; the identity where scales agree
     */
    record Concatenate(int axis, Requantization[] inputs) implements IntegerOp {}

    /**
     * Change of scale or width: {@code output.apply(x - zx, 0)}.
     *
     * @param output from input to output
     */
    record Rescale(Requantization output) implements IntegerOp {}

    /**
     * Maximum over a window; padding never wins.
     *
     * @param kernelY rows of the window
     * @param kernelX columns of the window
     * @param window stride, dilation, padding, input size
     */
    record MaxPool(int kernelY, int kernelX, Window window) implements IntegerOp {}

    /**
     * Mean over a window: {@code output.apply(sum of (x - zx), n)} where {@code n} is the index of the number of taps
     * that count.
     *
     * @param kernelY rows of the window
     * @param kernelX columns of the window
     * @param window stride, padding, input size
     * @param countPadding whether padding counts as taps
     * @param output multipliers by the number of taps that count: entry {@code taps - 1}
     */
    record AveragePool(int kernelY, int kernelX, Window window, boolean countPadding, Requantization output)
            implements IntegerOp {}

    /**
     * A function of one value by table: {@code y = table[x - low]}, where {@code low} is the smallest integer of the
     * input's format.
     *
     * @param function its name, for people
     * @param table an output for each input integer
     */
    record Lookup(String function, int[] table) implements IntegerOp {}

    /**
     * Elements change place, their integers do not: reshape, transpose.
     *
     * @param node the operation, with ONNX's meaning
     */
    record Move(Node node) implements IntegerOp {}

    /**
     * A strided part of a tensor, or a tensor with zero points around it: {@code y[i] = x[start + i * step]} along every
     * axis, the zero point where that is outside.
     *
     * @param starts for each axis the input's index of the first element, negative for padding
     * @param steps for each axis the distance of elements, at least 1
     */
    record Region(int[] starts, int[] steps) implements IntegerOp {}

    /**
     * Stays float: inputs are dequantized, the node runs in float, its output is quantized. Said and counted.
     *
     * @param node the operation, with ONNX's meaning
     * @param reason why it has no integer form
     * @param output which of the node's outputs this is
     */
    record Float(Node node, String reason, int output) implements IntegerOp {
        /** The first output of a node. */
        public Float(Node node, String reason) {
            this(node, reason, 0);
        }
    }
}
