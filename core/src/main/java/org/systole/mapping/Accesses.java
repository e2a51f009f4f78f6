package org.systole.mapping;

import java.util.Objects;
import org.systole.workload.Operand;

/**
 * What a memory sees of one operand during a layer, in elements over all its instances.
 *
 * @param memory name of the memory
 * @param operand the operand
 * @param fills elements of an input or weight written from the memory further out
 * @param reads elements read towards the array; of the output, partial sums read back to be added to
 * @param updates results and partial sums written from the side of the array, those that are added in place not included
 * @param accumulations partial sums from the side of the array that the memory adds to what it stores
 * @param drains finished outputs read to be written further out
 * @param spills partial sums read to be written further out because their tile gives way to another
 * @param refills partial sums written back from the memory further out
 */
public record Accesses(
        String memory,
        Operand operand,
        long fills,
        long reads,
        long updates,
        long accumulations,
        long drains,
        long spills,
        long refills) {
    /** Checks the counts. */
    public Accesses {
        Objects.requireNonNull(memory);
        Objects.requireNonNull(operand);
        if ((fills | reads | updates | accumulations | drains | spills | refills) < 0)
            throw new IllegalArgumentException("negative count of accesses to '" + memory + "'");
    }

    /** Returns all elements that leave the memory: reads, drains and spills. */
    public long read() {
        return reads + drains + spills;
    }

    /** Returns all elements that enter the memory: fills, updates, accumulations and refills. */
    public long written() {
        return fills + updates + accumulations + refills;
    }
}
