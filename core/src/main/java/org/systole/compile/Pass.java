package org.systole.compile;

import java.util.List;
import org.systole.quantize.Requantization;
import org.systole.tensor.Window;

/**
 * What every layer is brought to before it is cut into tiles: sums of convolutions into one accumulator map, and what
 * happens to it at write-back.
 *
 * @param name the layer's name
 * @param parts the convolutions that are added up; more than one for a concatenation
 * @param outputs output channels
 * @param accumulatorY rows of the accumulator map
 * @param accumulatorX columns of the accumulator map
 * @param bias added to each output channel
 * @param output from accumulator to stored integer
 * @param finish residual and pooling
 * @param result the value written
 * @param nodes names of the nodes that it stands for; more than one when they were fused
 */
record Pass(
        String name,
        List<Part> parts,
        int outputs,
        int accumulatorY,
        int accumulatorX,
        long[] bias,
        Requantization output,
        Finish finish,
        String result,
        List<String> nodes) {
    /** A pass that stands for one node. */
    Pass(
            String name,
            List<Part> parts,
            int outputs,
            int accumulatorY,
            int accumulatorX,
            long[] bias,
            Requantization output,
            Finish finish,
            String result) {
        this(name, parts, outputs, accumulatorY, accumulatorX, bias, output, finish, result, List.of(name));
    }

    /**
     * A convolution of one input map.
     *
     * @param input the value read
     * @param zero its zero point
     * @param channels its channels
     * @param weights K x channels x FY x FX, or K x FY x FX when diagonal
     * @param diagonal whether output channel {@code k} reads input channel {@code k} only
     * @param filterY rows of the filter
     * @param filterX columns of the filter
     * @param window stride, dilation, padding, input size
     * @param bits of a weight with its sign, as the network's plan gave them and not as its values need them; 0 for weights
     *     of 1 that move data
     */
    record Part(
            String input,
            int zero,
            int channels,
            int[] weights,
            boolean diagonal,
            int filterY,
            int filterX,
            Window window,
            int bits) {
        /** Returns whether the array computes a row of the filter in one pass, where a tiling wants that. */
        boolean tappable(CoreConfig config) {
            boolean dense = window.dilationX() == 1 || filterX == 1;
            boolean stride = window.strideX() > 0 && window.strideX() <= config.mostTappedStride();
            return diagonal && filterX <= config.taps() && dense && stride;
        }

        /** Weights of 1 that move data. */
        Part(
                String input,
                int zero,
                int channels,
                int[] weights,
                boolean diagonal,
                int filterY,
                int filterX,
                Window window) {
            this(input, zero, channels, weights, diagonal, filterY, filterX, window, 0);
        }

        /**
         * Returns how the weights lie in DRAM on a core. It follows from their width alone, so that the cycles of a network do
         * not depend on its training, and are known before it. Weights of 1 lie as wide as the core's: there are few.
         */
        int packing(CoreConfig config) {
            return bits == 0 ? 0 : config.packing(bits);
        }

        /** Returns a stored weight. */
        int weight(int k, int c, int y, int x) {
            int tap = y * filterX + x;
            if (diagonal) return k == c ? weights[k * filterY * filterX + tap] : 0;
            return weights[(k * channels + c) * filterY * filterX + tap];
        }
    }

    /**
     * What happens at write-back, in the fields of {@link Instruction.Store}.
     *
     * @param residual the value added, or null
     * @param residualZero its zero point
     * @param left multiplier of the layer's own value
     * @param right multiplier of the residual
     * @param sumShift shift of the sum
     * @param sumZero zero point of the sum
     * @param low lower bound
     * @param high upper bound
     * @param pool pooling
     * @param poolY rows of its window
     * @param poolX columns of its window
     * @param poolWindow stride and padding of pooling
     * @param outputY rows written
     * @param outputX columns written
     * @param average multiplier and shift of an average; null for none
     * @param table for each integer of the core's inputs, from the least one, what it becomes before pooling; null for itself
     */
    record Finish(
            String residual,
            int residualZero,
            int left,
            int right,
            int sumShift,
            int sumZero,
            int low,
            int high,
            Instruction.Pool pool,
            int poolY,
            int poolX,
            Window poolWindow,
            int outputY,
            int outputX,
            Requantization average,
            int[] table) {
        /** Without a table. */
        Finish(
                String residual,
                int residualZero,
                int left,
                int right,
                int sumShift,
                int sumZero,
                int low,
                int high,
                Instruction.Pool pool,
                int poolY,
                int poolX,
                Window poolWindow,
                int outputY,
                int outputX,
                Requantization average) {
            this(
                    residual,
                    residualZero,
                    left,
                    right,
                    sumShift,
                    sumZero,
                    low,
                    high,
                    pool,
                    poolY,
                    poolX,
                    poolWindow,
                    outputY,
                    outputX,
                    average,
                    null);
        }

        /** Returns whether nothing is added, looked up or pooled. */
        boolean isPlain() {
            return residual == null && table == null && pool == Instruction.Pool.NONE;
        }

        /** Pixels are written as they are. */
        static Finish plain(Requantization output, int y, int x) {
            return new Finish(
                    null,
                    0,
                    0,
                    0,
                    0,
                    0,
                    output.low(),
                    output.high(),
                    Instruction.Pool.NONE,
                    1,
                    1,
                    Window.NONE,
                    y,
                    x,
                    null);
        }
    }
}
