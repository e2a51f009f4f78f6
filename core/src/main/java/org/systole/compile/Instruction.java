package org.systole.compile;

/**
 * An instruction of the Systole core; see {@code docs/rationale/systole-core.md} for words, layouts and units.
 *
 * <p>{@code N} is the number of rows and of columns of the array. Addresses of on-chip memories count words, addresses
 * of DRAM count bytes. A feature map is stored as {@code [channel block][y][x]} words of {@code N} channels.
 */
public sealed interface Instruction {
    /** Returns how the command waits for its neighbours. */
    Tokens tokens();

    /** The on-chip memories that Load writes. */
    enum Target {
        /** Input words. */
        INPUT,
        /** Weight words: {@code N} output channels of one input channel and tap. */
        WEIGHT,
        /** Parameters of output blocks: for each block {@code N} biases, multipliers and shifts. */
        PARAMETER,
        /** Words of the map that is added at write-back. */
        RESIDUAL,
        /**
         * The table of an activation: word {@code i} holds the result for the value {@code i - 2^(B-1)} of {@code B} bits, the
         * same in every lane.
         */
        TABLE,
        /** Words for the extension before operand reads. */
        EXTENSION
    }

    /**
     * Copies from DRAM: {@code planes x rows} runs of {@code words} words.
     *
     * <p>Word {@code i} of row {@code r} of plane {@code p} goes from {@code dram + p * dramPlane + r * dramRow + i *
     * wordBytes} to {@code to + p * toPlane + r * toRow + i}. A parameter block takes {@code 8 * N} bytes. With
     * {@code diagonal}, each word becomes {@code N} weight words, row {@code j} of which holds only element {@code j}: the
     * weight tile of a depthwise tap. With {@code packing}, weights lie in DRAM {@code 2^packing} in the room of one,
     * in two's complement of as many bits fewer, and the words of a run without gaps: several of them may share a beat
     * of the bus. A run begins with a beat; bits behind its last word are not read.
     *
     * @param tokens synchronisation
     * @param target the memory written
     * @param dram first byte, a multiple of the bus width
     * @param to first word written
     * @param words words in a run, at least 1
     * @param rows runs in a plane, at least 1
     * @param dramRow bytes between runs
     * @param toRow words between runs
     * @param planes at least 1
     * @param dramPlane bytes between planes
     * @param toPlane words between planes
     * @param diagonal whether a word expands to a diagonal tile; only with {@link Target#WEIGHT}
     * @param packing the logarithm of how many weights lie in the room of one; above 0 only with {@link Target#WEIGHT}, and as
     *     far as {@link CoreConfig#packs} allows
     * @param extension for the extension between DMA and scratchpad; 0 passes the stream on as it is
     */
    record Load(
            Tokens tokens,
            Target target,
            long dram,
            int to,
            int words,
            int rows,
            int dramRow,
            int toRow,
            int planes,
            int dramPlane,
            int toPlane,
            boolean diagonal,
            int packing,
            int extension)
            implements Instruction {
        /** Creates a load that passes the stream on as it is. */
        public Load(
                Tokens tokens,
                Target target,
                long dram,
                int to,
                int words,
                int rows,
                int dramRow,
                int toRow,
                int planes,
                int dramPlane,
                int toPlane,
                boolean diagonal) {
            this(tokens, target, dram, to, words, rows, dramRow, toRow, planes, dramPlane, toPlane, diagonal, 0, 0);
        }
    }

    /**
     * Multiplies and accumulates. For each output block {@code k}, channel block {@code c}, tap {@code fy, fx} (in this
     * order, outermost first) a weight tile is taken from {@code weight + (((k * channelBlocks + c) * filterY + fy) *
     * filterX + fx) * N}, and for each output pixel {@code oy, ox} the word at row {@code y = originY + oy * strideY + fy *
     * dilationY}, column {@code x = originX + ox * strideX + fx * dilationX} of input block {@code c + k * blockStep} is
     * multiplied with it and added to the accumulator word {@code accumulator + (k * outputY + oy) * outputX + ox}. Outside
     * {@code 0 <= y < height, 0 <= x < width} the word is the zero point, which adds nothing. The first tile of a block
     * ({@code c = fy = fx = 0}) overwrites instead of adding, unless {@code accumulate}.
     *
     * <p>With {@code tapped} a tile is a row of a depthwise filter: the {@code filterX} words from
     * {@code weight + ((k * channelBlocks + c) * filterY + fy) * filterX}. Word {@code fx} is the tap {@code fx}: its
     * lane {@code j} is multiplied with channel {@code j} of the input word at
     * {@code x = originX + ox * strideX + fx} and added to lane
     * {@code j} of the sum.
     *
     * @param tokens synchronisation
     * @param input word of block 0, row 0, column 0 of the resident part of the input map
     * @param height rows that are resident
     * @param width columns that are resident; also the words from row to row
     * @param inputBlock words from channel block to channel block
     * @param originY row of the first output's first tap, may be negative
     * @param originX column of the first output's first tap, may be negative
     * @param strideY step between output rows
     * @param strideX step between output columns
     * @param dilationY distance of taps in rows
     * @param dilationX distance of taps in columns
     * @param filterY rows of the filter
     * @param filterX columns of the filter
     * @param channelBlocks channel blocks added up
     * @param blockStep input blocks from output block to output block: 0 for ordinary, 1 for depthwise and grouped ones
     * @param outputBlocks output blocks; 0 does nothing but wait and signal
     * @param outputY output rows
     * @param outputX output columns
     * @param weight first weight word
     * @param accumulator first accumulator word
     * @param accumulate whether the first tile adds too
     * @param zero zero point of the input
     * @param extension for the extension before operand reads; 0 reads all operands
     * @param tapped whether a tile is a row of a depthwise filter: {@code filterX} of 1 to the smaller of 5 and {@code N},
     *     {@code strideX} of 1 to 15, of 1 on output-stationary cores; {@code dilationX} without effect
     */
    record Execute(
            Tokens tokens,
            int input,
            int height,
            int width,
            int inputBlock,
            int originY,
            int originX,
            int strideY,
            int strideX,
            int dilationY,
            int dilationX,
            int filterY,
            int filterX,
            int channelBlocks,
            int blockStep,
            int outputBlocks,
            int outputY,
            int outputX,
            int weight,
            int accumulator,
            boolean accumulate,
            int zero,
            int extension,
            boolean tapped)
            implements Instruction {
        /** Returns the weight tiles that it takes, one after another. */
        public long tiles() {
            return (long) outputBlocks * channelBlocks * filterY * (tapped ? 1 : filterX);
        }

        /** Returns the weight words of a tile of a core with {@code n} rows. */
        public int tileWords(int n) {
            return tapped ? filterX : n;
        }

        /** Returns the groups of {@code n} output pixels that an output-stationary array takes, one after another. */
        public long groups(int n) {
            return tapped ? outputY * ((outputX + n - 1L) / n) : ((long) outputY * outputX + n - 1) / n;
        }

        /** Returns the cycles that an output-stationary array of {@code n} rows takes for a group and a tile. */
        public int slot(int n) {
            return tapped ? n + filterX - 1 : n;
        }

        /** Returns the pixels of an output row that a weight-stationary array is given for a tile. */
        public long rowPixels() {
            return tapped ? (outputX - 1L) * strideX + filterX : outputX;
        }

        /** Creates an execute that reads all operands. */
        public Execute(
                Tokens tokens,
                int input,
                int height,
                int width,
                int inputBlock,
                int originY,
                int originX,
                int strideY,
                int strideX,
                int dilationY,
                int dilationX,
                int filterY,
                int filterX,
                int channelBlocks,
                int blockStep,
                int outputBlocks,
                int outputY,
                int outputX,
                int weight,
                int accumulator,
                boolean accumulate,
                int zero) {
            this(
                    tokens,
                    input,
                    height,
                    width,
                    inputBlock,
                    originY,
                    originX,
                    strideY,
                    strideX,
                    dilationY,
                    dilationX,
                    filterY,
                    filterX,
                    channelBlocks,
                    blockStep,
                    outputBlocks,
                    outputY,
                    outputX,
                    weight,
                    accumulator,
                    accumulate,
                    zero,
                    0,
                    false);
        }
    }

    /** What a store does with the pixels of a window. */
    enum Pool {
        /** Each pixel is written. */
        NONE,
        /** The largest of the window. */
        MAXIMUM,
        /** The sum of the window without zero points, requantized by one multiplier and shift. */
        AVERAGE
    }

    /**
     * Post-processes accumulator words and writes them to DRAM. For each output block {@code k} and output pixel
     * {@code py, px}: each accumulator word of the window becomes {@code y = clamp(low, high, zero + ((acc + bias) *
     * multiplier + half >> shift))} with the lane's parameters of block {@code parameter + k}; with a residual,
     * {@code y = clamp(low, high, sumZero + ((y - zero) * left + (r - residualZero) * right + half >> sumShift))}, where
     * {@code y} is first clamped to the format and {@code r} comes from {@code residual + (k * accumulatorY + ay) *
     * accumulatorX + ax}; with {@code table} the result is looked up in the table; then the window is pooled. A window
     * reads row {@code ay = py * poolStrideY - poolTop + i}, column {@code ax = px * poolStrideX - poolLeft + j},
     * {@code i < poolY, j < poolX}; what lies outside the accumulator's tile does not count. The word goes to
     * {@code dram + k * dramBlock + py * dramRow + px * wordBytes}.
     *
     * @param tokens synchronisation
     * @param accumulator first accumulator word
     * @param accumulatorY rows of the accumulator's tile
     * @param accumulatorX columns of the accumulator's tile
     * @param outputBlocks output blocks
     * @param parameter first parameter block
     * @param zero zero point after requantization
     * @param low lower bound of the result
     * @param high upper bound of the result
     * @param residual first residual word, or -1 for none
     * @param left multiplier of the layer's own value, signed 25 bits
     * @param right multiplier of the residual, signed 25 bits
     * @param sumShift shift of the sum
     * @param residualZero zero point of the residual
     * @param sumZero zero point of the sum
     * @param pool what happens to windows
     * @param poolY rows of the window
     * @param poolX columns of the window
     * @param poolStrideY step between windows in rows
     * @param poolStrideX step between windows in columns
     * @param poolTop rows of padding
     * @param poolLeft columns of padding
     * @param outputY rows written
     * @param outputX columns written
     * @param poolMultiplier multiplier of an average
     * @param poolShift shift of an average
     * @param poolZero zero point of an average
     * @param dram first byte written, a multiple of the bus width
     * @param dramRow bytes between rows
     * @param dramBlock bytes between output blocks
     * @param table whether results are looked up in the table, before pooling
     * @param extension for the extension before words are written; 0 passes words on as they are
     */
    record Store(
            Tokens tokens,
            int accumulator,
            int accumulatorY,
            int accumulatorX,
            int outputBlocks,
            int parameter,
            int zero,
            int low,
            int high,
            int residual,
            int left,
            int right,
            int sumShift,
            int residualZero,
            int sumZero,
            Pool pool,
            int poolY,
            int poolX,
            int poolStrideY,
            int poolStrideX,
            int poolTop,
            int poolLeft,
            int outputY,
            int outputX,
            int poolMultiplier,
            int poolShift,
            int poolZero,
            long dram,
            int dramRow,
            int dramBlock,
            boolean table,
            int extension)
            implements Instruction {
        /** Creates a store without table and extension. */
        public Store(
                Tokens tokens,
                int accumulator,
                int accumulatorY,
                int accumulatorX,
                int outputBlocks,
                int parameter,
                int zero,
                int low,
                int high,
                int residual,
                int left,
                int right,
                int sumShift,
                int residualZero,
                int sumZero,
                Pool pool,
                int poolY,
                int poolX,
                int poolStrideY,
                int poolStrideX,
                int poolTop,
                int poolLeft,
                int outputY,
                int outputX,
                int poolMultiplier,
                int poolShift,
                int poolZero,
                long dram,
                int dramRow,
                int dramBlock) {
            this(
                    tokens,
                    accumulator,
                    accumulatorY,
                    accumulatorX,
                    outputBlocks,
                    parameter,
                    zero,
                    low,
                    high,
                    residual,
                    left,
                    right,
                    sumShift,
                    residualZero,
                    sumZero,
                    pool,
                    poolY,
                    poolX,
                    poolStrideY,
                    poolStrideX,
                    poolTop,
                    poolLeft,
                    outputY,
                    outputX,
                    poolMultiplier,
                    poolShift,
                    poolZero,
                    dram,
                    dramRow,
                    dramBlock,
                    false,
                    0);
        }
    }

    /**
     * Ends the program when all units are done.
     *
     * @param tokens none
     */
    record Halt(Tokens tokens) implements Instruction {}
}
