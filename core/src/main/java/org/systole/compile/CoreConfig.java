package org.systole.compile;

import org.systole.hardware.DramRows;
import org.systole.mapping.CoreTemplate;

/**
 * The parameters of a Systole core; see {@code docs/rationale/systole-core.md}.
 *
 * @param size rows and columns of the array, {@code N}: a power of two from 2 to 64
 * @param weightStationary whether weights stay in the PEs; otherwise outputs do
 * @param inputBits bits of an input, 2 to 16
 * @param weightBits bits of a weight, 2 to 16
 * @param accumulatorBits bits of an accumulator, 16 to 48
 * @param inputWords words of the input scratchpad, a power of two
 * @param weightWords words of the weight scratchpad, a power of two
 * @param accumulatorWords words of the accumulator memory, a power of two; its halves serve execute and store in turn
 * @param parameterBlocks blocks of the parameter memory, a power of two
 * @param residualWords words of the residual memory, a power of two
 * @param busBits bits of the AXI4 data bus: a power of two, at most {@code N * inputBits}
 * @param burstBeats most beats of a burst, 1 to 256
 * @param outstanding read bursts that may be open at the same time
 * @param loadQueue entries of the load queue
 * @param executeQueue entries of the execute queue
 * @param storeQueue entries of the store queue
 * @param dramLatency cycles from a read address to the first beat, when its row is open
 * @param dramRows the rows of the DRAM and what opening one costs
 * @param extensions what is built in at the seams
 */
public record CoreConfig(
        int size,
        boolean weightStationary,
        int inputBits,
        int weightBits,
        int accumulatorBits,
        int inputWords,
        int weightWords,
        int accumulatorWords,
        int parameterBlocks,
        int residualWords,
        int busBits,
        int burstBeats,
        int outstanding,
        int loadQueue,
        int executeQueue,
        int storeQueue,
        int dramLatency,
        DramRows dramRows,
        Extensions extensions) {
    /** What no AXI4 burst crosses; a row is at least as long, so that a burst reads one row. */
    static final int LEAST_ROW = 4096;

    /** The logarithm of the most weights that may lie in the room of one: 8 of 2 bits in that of 16. */
    static final int MOST_PACKING = 3;

    /** Checks the ranges. */
    public CoreConfig {
        power("size", size, 2, 64);
        range("inputBits", inputBits, 2, 16);
        range("weightBits", weightBits, 2, 16);
        range("accumulatorBits", accumulatorBits, 16, 48);
        power("inputWords", inputWords, size, 1 << 24);
        power("weightWords", weightWords, size, 1 << 24);
        power("accumulatorWords", accumulatorWords, 2, 1 << 24);
        power("parameterBlocks", parameterBlocks, 1, 1 << 16);
        power("residualWords", residualWords, 1, 1 << 24);
        power("busBits", busBits, 8, 512);
        range("burstBeats", burstBeats, 1, 256);
        range("outstanding", outstanding, 1, 64);
        range("loadQueue", loadQueue, 1, 64);
        range("executeQueue", executeQueue, 1, 64);
        range("storeQueue", storeQueue, 1, 64);
        range("dramLatency", dramLatency, 1, 1000);
        power("dramRows.bytes", dramRows.bytes(), LEAST_ROW, 1 << 20);
        power("dramRows.banks", dramRows.banks(), 1, 64);
        range("dramRows.openCycles", dramRows.openCycles(), 0, 1000);
        range("dramRows.closeCycles", dramRows.closeCycles(), 0, 1000);
        if (busBits > size * inputBits)
            throw new IllegalArgumentException(
                    "a bus of " + busBits + " bits is wider than a word of " + size * inputBits);
    }

    /** Creates a core without extensions whose DRAM opens rows for nothing. */
    public CoreConfig(
            int size,
            boolean weightStationary,
            int inputBits,
            int weightBits,
            int accumulatorBits,
            int inputWords,
            int weightWords,
            int accumulatorWords,
            int parameterBlocks,
            int residualWords,
            int busBits,
            int burstBeats,
            int outstanding,
            int loadQueue,
            int executeQueue,
            int storeQueue,
            int dramLatency) {
        this(
                size,
                weightStationary,
                inputBits,
                weightBits,
                accumulatorBits,
                inputWords,
                weightWords,
                accumulatorWords,
                parameterBlocks,
                residualWords,
                busBits,
                burstBeats,
                outstanding,
                loadQueue,
                executeQueue,
                storeQueue,
                dramLatency,
                DramRows.FREE,
                Extensions.NONE);
    }

    private static void range(String name, int value, int least, int most) {
        if (value < least || value > most)
            throw new IllegalArgumentException(name + " is " + value + ", expected " + least + " to " + most);
    }

    private static void power(String name, int value, int least, int most) {
        range(name, value, least, most);
        if (Integer.bitCount(value) != 1)
            throw new IllegalArgumentException(name + " is " + value + ", no power of two");
    }

    /** Returns the same core with outputs that stay in the PEs, in place of weights. */
    public CoreConfig outputStationary() {
        return with(false, dramRows, extensions);
    }

    /** Returns the same core with other extensions. */
    public CoreConfig with(Extensions others) {
        return with(weightStationary, dramRows, others);
    }

    /** Returns the same core behind a DRAM with other rows. */
    public CoreConfig with(DramRows others) {
        return with(weightStationary, others, extensions);
    }

    private CoreConfig with(boolean weights, DramRows rows, Extensions others) {
        return new CoreConfig(
                size,
                weights,
                inputBits,
                weightBits,
                accumulatorBits,
                inputWords,
                weightWords,
                accumulatorWords,
                parameterBlocks,
                residualWords,
                busBits,
                burstBeats,
                outstanding,
                loadQueue,
                executeQueue,
                storeQueue,
                dramLatency,
                rows,
                others);
    }

    /** Returns the words of the activation table: one for each value of an input of up to 8 bits, none for wider ones. */
    public int tableWords() {
        return inputBits <= 8 ? 1 << inputBits : 0;
    }

    /** Most taps of a row of a depthwise filter that are computed together. */
    private static final int TAPS = 5;

    /**
     * Returns the widest row of a depthwise filter that the array computes in one pass ({@code tapped} of
     * {@link Instruction.Execute}).
     */
    public int taps() {
        return Math.min(size, TAPS);
    }

    /** Returns the most columns between outputs whose rows of a depthwise filter are computed in one pass. */
    public int mostTappedStride() {
        return CoreTemplate.mostTappedStride(weightStationary);
    }

    /** Returns the bytes that a word of a feature map takes in DRAM. */
    public int wordBytes() {
        return Math.ceilDiv(size * inputBits, 8);
    }

    /** Returns the bytes that a weight word takes in DRAM when it is not packed. */
    public int weightWordBytes() {
        return Math.ceilDiv(size * weightBits, 8);
    }

    /**
     * Returns whether weights may lie in DRAM {@code 2^packing} in the room of one: as whole numbers of at least 2 bits, in
     * words of whole beats, or in beats of whole words that a weight tile fills.
     */
    public boolean packs(int packing) {
        if (packing == 0) return true;
        int parts = 1 << packing, bits = size * weightBits, beats = bits / busBits;
        if (packing < 0 || packing > MOST_PACKING || weightBits % parts != 0 || weightBits / parts < 2) return false;
        if (beats == 0 || bits % busBits != 0) return false;
        return beats % parts == 0 || parts % beats == 0 && parts / beats <= size;
    }

    /** Returns the largest packing that keeps all integers of so many bits in two's complement. */
    public int packing(int bits) {
        for (int packing = MOST_PACKING; packing > 0; packing--)
            if (packs(packing) && weightBits >> packing >= bits) return packing;
        return 0;
    }

    /** Returns the bits that a weight word takes in DRAM. */
    public int packedWordBits(int packing) {
        return packing == 0 ? weightWordBytes() * 8 : size * (weightBits >> packing);
    }

    /**
     * Returns the bytes of a run of weight words: whole beats where they are packed.
     *
     * @param words words in the run
     */
    public long packedBytes(long words, int packing) {
        if (packing == 0) return words * weightWordBytes();
        return Math.ceilDiv(words * packedWordBits(packing), busBits) * (busBits / 8);
    }
}
