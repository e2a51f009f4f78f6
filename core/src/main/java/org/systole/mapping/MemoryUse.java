package org.systole.mapping;

import java.util.Objects;
import org.systole.cost.Cost;
import org.systole.workload.Operand;

/**
 * What the accesses of one operand to one memory cost.
 *
 * @param accesses the counts in elements
 * @param readWords words read, all instances, padding of transfers included
 * @param writeWords words written, accumulations not included
 * @param accumulateWords words added to in place
 * @param tileBits the most that one instance holds of the operand, or 0 for a memory as large as needed
 * @param energyPj the energy of these accesses
 */
public record MemoryUse(
        Accesses accesses, double readWords, double writeWords, double accumulateWords, long tileBits, Cost energyPj) {
    /** Checks that no part is missing. */
    public MemoryUse {
        Objects.requireNonNull(accesses);
        Objects.requireNonNull(energyPj);
    }

    /** Returns the memory's name. */
    public String memory() {
        return accesses.memory();
    }

    /** Returns the operand. */
    public Operand operand() {
        return accesses.operand();
    }
}
