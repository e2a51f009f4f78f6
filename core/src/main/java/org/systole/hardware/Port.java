package org.systole.hardware;

import java.util.Objects;
import java.util.Set;
import org.systole.workload.Operand;

/**
 * A port of a memory: the accesses that it serves in a cycle.
 *
 * @param name unique in the memory
 * @param direction what it can do; a port that does both does one at a time
 * @param bitsPerCycle the most it moves in a cycle
 * @param operands whose accesses go through it
 */
public record Port(String name, Direction direction, int bitsPerCycle, Set<Operand> operands) {
    /** What a port can do. */
    public enum Direction {
        /** Only reads. */
        READ,
        /** Only writes. */
        WRITE,
        /** Either, one at a time. */
        READ_WRITE
    }

    /** Checks the width. */
    public Port {
        Objects.requireNonNull(name);
        Objects.requireNonNull(direction);
        if (bitsPerCycle < 1) throw new IllegalArgumentException("port '" + name + "' moves no bits");
        operands = Set.copyOf(operands);
    }
}
