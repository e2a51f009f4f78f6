package org.systole.cost;

import java.util.Objects;

/**
 * What one instance of a memory costs.
 *
 * @param readPj energy of reading a word of {@code Memory.widthBits}, in pJ
 * @param writePj energy of writing a word, in pJ
 * @param accumulatePj energy of adding a word to a stored one, all of it: read, additions, write, in pJ
 * @param openPj energy of opening and closing a row of an off-chip memory, for each word of the row, in pJ; zero where reading
 *     and writing contain it, unknown where they do not and no source gives it
 * @param leakageMw static power of the instance, all banks, in mW
 * @param areaMm2 area of the instance, all banks, in square millimetres; for off-chip memory zero, which its source says
 */
public record MemoryCosts(Cost readPj, Cost writePj, Cost accumulatePj, Cost openPj, Cost leakageMw, Cost areaMm2) {
    /** Checks that no part is missing. */
    public MemoryCosts {
        Objects.requireNonNull(readPj);
        Objects.requireNonNull(writePj);
        Objects.requireNonNull(accumulatePj);
        Objects.requireNonNull(openPj);
        Objects.requireNonNull(leakageMw);
        Objects.requireNonNull(areaMm2);
    }

    /** The costs of a memory on the chip: it has no rows to open. */
    public MemoryCosts(Cost readPj, Cost writePj, Cost accumulatePj, Cost leakageMw, Cost areaMm2) {
        this(readPj, writePj, accumulatePj, Cost.none("a memory without rows"), leakageMw, areaMm2);
    }

    /** Returns costs of which nothing is known, for the reason given. */
    public static MemoryCosts unknown(String reason) {
        Cost cost = Cost.unknown(reason);
        return new MemoryCosts(cost, cost, cost, cost, cost, cost);
    }
}
