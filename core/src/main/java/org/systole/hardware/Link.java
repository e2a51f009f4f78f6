package org.systole.hardware;

import java.util.List;
import java.util.Objects;

/**
 * A bus or network between memories, or between a memory and the array, that several transfers share.
 *
 * @param name unique in the accelerator
 * @param upper the memory nearer to the outside
 * @param lowers the memories nearer to the array; empty for the array itself
 * @param bitsPerCycle what it moves in a cycle
 * @param paddingBits transfers are padded to a multiple of this many bits (seed 001, equation 4.2); 0 for none
 * @param pjPerBit energy of moving a bit, when the description gives it; NaN to ask the tables
 */
public record Link(String name, String upper, List<String> lowers, int bitsPerCycle, int paddingBits, double pjPerBit) {
    /** Copies the list and checks the width. */
    public Link {
        Objects.requireNonNull(name);
        Objects.requireNonNull(upper);
        lowers = List.copyOf(lowers);
        if (bitsPerCycle < 1) throw new IllegalArgumentException("link '" + name + "' moves no bits");
    }
}
