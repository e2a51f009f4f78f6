package org.systole.compile;

import java.util.Arrays;

/**
 * The extension between post-processing and the write: a word whose lanes' distances from the zero point add up to less than
 * the store's {@code extension} is written as zero points. Module {@code systole_seam_write_block_compare}.
 */
final class BlockCompare {
    private BlockCompare() {}

    /** Changes the word if its sum is small. */
    static void word(Instruction.Store store, int[] lanes) {
        int zero = store.pool() == Instruction.Pool.AVERAGE
                ? store.poolZero()
                : store.residual() < 0 ? store.zero() : store.sumZero();
        long sum = 0;
        for (int lane : lanes) sum += Math.abs(lane - zero);
        if (sum < store.extension()) Arrays.fill(lanes, zero);
    }
}
