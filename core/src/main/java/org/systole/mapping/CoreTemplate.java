package org.systole.mapping;

/**
 * What mappings on a Systole core and their timing depend on: {@code docs/rationale/systole-core.md}.
 *
 * @param size rows and columns of the array, {@code N}
 * @param weightStationary whether weights stay in the PEs; otherwise outputs do
 * @param taps widest row of a depthwise filter that is computed in one pass
 * @param inputBeats beats of the bus for a word of {@code N} inputs
 * @param weightBeats beats for a word of {@code N} weights
 * @param parameterBeats beats for the parameters of {@code N} output channels
 * @param tableWords words of the activation table
 * @param burstBeats most beats of a burst
 * @param busBytes bytes of a beat
 * @param outstanding read bursts that may be open
 * @param latency cycles from a read address to the first beat, when its row is open
 * @param rowBytes bytes of a row of the DRAM
 * @param rowBanks banks of the DRAM, each with one open row
 * @param rowOpen cycles to open a row of the DRAM
 * @param rowClose cycles to close a row of the DRAM
 * @param memories what its memories hold
 */
public record CoreTemplate(
        int size,
        boolean weightStationary,
        int taps,
        int inputBeats,
        int weightBeats,
        int parameterBeats,
        int tableWords,
        int burstBeats,
        int busBytes,
        int outstanding,
        int latency,
        int rowBytes,
        int rowBanks,
        int rowOpen,
        int rowClose,
        Memories memories) {
    /** Returns the most columns between outputs whose rows of a depthwise filter are computed in one pass. */
    public static int mostTappedStride(boolean weightStationary) {
        return weightStationary ? 15 : 1;
    }

    /**
     * Returns the beats of a run of weight words.
     *
     * @param words words in the run
     * @param packing the logarithm of how many weights lie in the room of one
     */
    long weightBeats(long words, int packing) {
        return (words * weightBeats + (1L << packing) - 1) >> packing;
    }

    /** Returns whether a beat brings several packed weight words, which are written one a cycle. */
    boolean shares(int packing) {
        return 1 << packing > weightBeats;
    }

    /**
     * Sizes of the memories. Input, weight and accumulator memory are used in halves, parameters and residuals in quarters.
     *
     * @param inputs words of the input scratchpad
     * @param weights words of the weight scratchpad
     * @param sums words of the accumulator memory
     * @param parameters blocks of the parameter memory
     * @param residuals words of the residual memory
     */
    public record Memories(int inputs, int weights, int sums, int parameters, int residuals) {}
}
