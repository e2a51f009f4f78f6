package org.systole.quantize;

import java.util.ArrayList;
import java.util.Arrays;
import org.systole.tensor.Shape;
import org.systole.tensor.Window;

/**
 * A convolution prepared for many runs: weights packed, windows turned into runs of contiguous taps. Bit for bit what
 * {@link IntegerDefinition#convolution} computes, on maps that are stored N, H, W, C.
 *
 * <p>Prepared for operands of which {@link VectorDot#EXACT_TAPS} products add up exactly in single precision; see
 * {@link #suits}. Immutable; runs on any number of threads.
 */
final class FastConvolution {
    /** The most taps whose sum surely fits an int: 2^31 / (255 * 127), rounded down. */
    private static final int MOST_TAPS = 1 << 16;

    private final IntegerOp.Convolution op;
    private final int fy;
    private final int fx;
    private final int channels;
    private final int outputs;
    private final boolean depthwise;
    private final int stride;
    private final float[][] weights;
    private final FastOutput output;

    private FastConvolution(IntegerOp.Convolution op) {
        this.op = op;
        Shape w = op.weights().shape();
        this.outputs = w.extent(0);
        this.channels = w.extent(1);
        this.fy = w.extent(2);
        this.fx = w.extent(3);
        this.depthwise = channels == 1 && op.groups() == outputs;
        int lanes = VectorDot.lanes();
        this.stride = Math.ceilDiv(depthwise ? outputs : outputs / op.groups(), lanes) * lanes;
        this.weights = depthwise ? new float[][] {packDepthwise()} : packGroups();
        this.output = new FastOutput(op.output(), op.bias(), fy * fx * channels);
    }

    /** Returns whether the operands are narrow enough: inputs without zero point below 2^8, weights at most 127. */
    static boolean suits(IntegerOp.Convolution op, Quantization input) {
        return input.format().bits() <= 8
                && op.weight().format().bits() <= 8
                && Arrays.stream(op.weight().zeroPoints()).allMatch(zero -> zero == 0)
                && op.weights().shape().elements() / op.weights().shape().extent(0) <= MOST_TAPS
                && Arrays.stream(op.weights().values()).allMatch(w -> Math.abs(w) <= 127);
    }

    static FastConvolution of(IntegerOp.Convolution op) {
        return new FastConvolution(op);
    }

    private float[] packDepthwise() {
        float[] packed = new float[fy * fx * stride];
        for (int k = 0; k < outputs; k++)
            for (int t = 0; t < fy * fx; t++)
                packed[t * stride + k] = op.weights().values()[k * fy * fx + t];
        return packed;
    }

    /** Packs the weights of each group as rows of output channels, taps in the order FY, FX, C. */
    private float[][] packGroups() {
        int each = outputs / op.groups();
        float[][] packed = new float[op.groups()][];
        for (int g = 0; g < op.groups(); g++) {
            packed[g] = new float[fy * fx * channels * stride];
            for (int k = 0; k < each; k++)
                for (int c = 0; c < channels; c++)
                    for (int t = 0; t < fy * fx; t++)
                        packed[g][(t * channels + c) * stride + k] =
                                op.weights().values()[((g * each + k) * channels + c) * fy * fx + t];
        }
        return packed;
    }

    /**
     * Returns the output, N x H x W x C.
     *
     * @param x input, N x H x W x C
     * @param zero its zero point
     * @param result shape of the output as N x C x H x W
     */
    FastMap run(FastMap x, int zero, Shape result) {
        Window window = op.window();
        int oy = result.extent(2), ox = result.extent(3);
        int height =
                Math.max((oy - 1) * window.strideY() + (fy - 1) * window.dilationY() + 1, window.padTop() + x.height());
        int width =
                Math.max((ox - 1) * window.strideX() + (fx - 1) * window.dilationX() + 1, window.padLeft() + x.width());
        int depth = depthwise ? stride : x.channels();
        int[] y = new int[Math.toIntExact(result.elements())];
        float[] padded = new float[height * width * depth];
        Runs runs = new Runs(width * depth, depth);
        int[] acc = new int[Math.ceilDiv(ox, 4) * 4 * stride];
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

    private void depthwiseRow(float[] x, int row, int ox, int line, int depth, Runs runs, int[] acc) {
        int base = row * op.window().strideY() * line;
        for (int p = 0; p < ox; p++)
            VectorDot.depthwise(
                    x, base + p * op.window().strideX() * depth, runs.taps, weights[0], stride, acc, p * stride);
    }

    private void groupRow(float[] x, int g, int row, int ox, int line, int depth, Runs runs, int[] acc) {
        int[] bases = new int[Math.ceilDiv(ox, 4) * 4];
        for (int p = 0; p < bases.length; p++)
            bases[p] = row * op.window().strideY() * line
                    + Math.min(p, ox - 1) * op.window().strideX() * depth
                    + g * channels;
        int lanes = VectorDot.lanes();
        float[] w = weights[g];
        for (int p = 0; p < ox; p += 4)
            for (int chunk = 0; chunk + 1 < runs.chunks.length; chunk++) {
                int from = runs.chunks[chunk], to = runs.chunks[chunk + 1], k = 0;
                for (; k + 2 * lanes <= stride; k += 2 * lanes)
                    VectorDot.fourByTwo(
                            x,
                            bases,
                            p,
                            runs.offsets,
                            runs.rows,
                            runs.lengths,
                            from,
                            to,
                            w,
                            stride,
                            k,
                            acc,
                            p * stride + k);
                if (k < stride)
                    VectorDot.fourByOne(
                            x,
                            bases,
                            p,
                            runs.offsets,
                            runs.rows,
                            runs.lengths,
                            from,
                            to,
                            w,
                            stride,
                            k,
                            acc,
                            p * stride + k);
            }
    }

    /** The window as runs of contiguous taps, and those in chunks whose products add up exactly. */
    private final class Runs {
        private final int[] taps;
        private final int[] offsets;
        private final int[] rows;
        private final int[] lengths;
        private final int[] chunks;

        Runs(int line, int depth) {
            taps = new int[fy * fx];
            var pieces = new ArrayList<int[]>();
            boolean whole = op.window().dilationX() == 1 && op.groups() == 1;
            for (int i = 0; i < fy; i++)
                for (int j = 0; j < fx; j++) {
                    int offset =
                            i * op.window().dilationY() * line + j * op.window().dilationX() * depth;
                    taps[i * fx + j] = offset;
                    if (!whole) split(pieces, offset, (i * fx + j) * channels, channels);
                    else if (j == 0) split(pieces, offset, i * fx * channels, fx * channels);
                }
            offsets = pieces.stream().mapToInt(piece -> piece[0]).toArray();
            rows = pieces.stream().mapToInt(piece -> piece[1]).toArray();
            lengths = pieces.stream().mapToInt(piece -> piece[2]).toArray();
            chunks = chunks();
        }

        private static void split(ArrayList<int[]> pieces, int offset, int row, int length) {
            for (int t = 0; t < length; t += VectorDot.EXACT_TAPS)
                pieces.add(new int[] {offset + t, row + t, Math.min(VectorDot.EXACT_TAPS, length - t)});
        }

        private int[] chunks() {
            var starts = new ArrayList<Integer>();
            int sum = VectorDot.EXACT_TAPS;
            for (int i = 0; i < lengths.length; i++) {
                sum += lengths[i];
                if (sum > VectorDot.EXACT_TAPS) {
                    starts.add(i);
                    sum = lengths[i];
                }
            }
            starts.add(lengths.length);
            return starts.stream().mapToInt(Integer::intValue).toArray();
        }
    }
}
