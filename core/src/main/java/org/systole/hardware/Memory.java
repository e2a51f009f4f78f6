package org.systole.hardware;

import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.systole.workload.Operand;

/**
 * A memory: off-chip memory, a scratchpad, an accumulator, a register file.
 *
 * @param name unique in the accelerator
 * @param kind what it is built of
 * @param holds the operands that may be stored in it; others pass it by (bypass)
 * @param sizeBits its size in bits, of one instance, all banks; 0 when it is as large as needed (off-chip)
 * @param widthBits the width of a word: what one access moves and what its energy is for
 * @param banks equal parts that can be accessed at the same time
 * @param ports its ports, at least one; ports of one bank times banks is not assumed: a port says what the memory
 *     as a whole moves
 * @param doubleBuffered whether half of it fills while the other half is read; then a tile may take half its size
 * @param per the axes along which it is replicated: one instance for each position; empty for one instance in all
 * @param accumulates whether a write can add to what is stored, without a read through a port
 * @param latencyCycles from request to first data
 * @param burstBits what one access at least moves; shorter ones are padded; 0 for no such rule
 * @param component the row of the technology tables that gives its cost; empty to choose by kind
 * @param readPj energy of reading a word, when the description gives it; NaN to ask the tables
 * @param writePj energy of writing a word, when the description gives it; NaN to ask the tables
 * @param areaMm2 area of an instance, when the description gives it; NaN to ask the tables
 * @param keepsOverlap whether, when the tile of a sliding window moves, what the old and the new tile share stays and
 *     only new rows and columns are filled (line buffers)
 * @param coalesces whether elements of one operand that follow one another share words even when they move in groups of
 *     their own (a word register in front of it): words are then the elements' bits by the width, and none is begun anew
 * @param writesThrough whether what it is given by the array's side goes on outwards as it is written, so that results
 *     and partial sums that leave are not read
 */
public record Memory(
        String name,
        Kind kind,
        Set<Operand> holds,
        long sizeBits,
        int widthBits,
        int banks,
        List<Port> ports,
        boolean doubleBuffered,
        List<String> per,
        boolean accumulates,
        int latencyCycles,
        int burstBits,
        String component,
        double readPj,
        double writePj,
        double areaMm2,
        boolean keepsOverlap,
        boolean coalesces,
        boolean writesThrough) {
    /** What a memory is built of. */
    public enum Kind {
        /** Outside the chip. */
        DRAM,
        /** Static RAM. */
        SRAM,
        /** Flip-flops or latches. */
        REGISTER,
        /** Block or ultra RAM of an FPGA. */
        BLOCK_RAM
    }

    /** Copies the collections and checks the counts. */
    public Memory {
        Objects.requireNonNull(name);
        Objects.requireNonNull(kind);
        holds = Set.copyOf(holds);
        ports = List.copyOf(ports);
        per = List.copyOf(per);
        Objects.requireNonNull(component);
        if (holds.isEmpty() || ports.isEmpty() || widthBits < 1 || banks < 1 || sizeBits < 0)
            throw new IllegalArgumentException("memory '" + name + "' is not complete");
    }

    /** Creates a memory that fills every tile anew. */
    public Memory(
            String name,
            Kind kind,
            Set<Operand> holds,
            long sizeBits,
            int widthBits,
            int banks,
            List<Port> ports,
            boolean doubleBuffered,
            List<String> per,
            boolean accumulates,
            int latencyCycles,
            int burstBits,
            String component,
            double readPj,
            double writePj,
            double areaMm2) {
        this(
                name,
                kind,
                holds,
                sizeBits,
                widthBits,
                banks,
                ports,
                doubleBuffered,
                per,
                accumulates,
                latencyCycles,
                burstBits,
                component,
                readPj,
                writePj,
                areaMm2,
                false,
                false,
                false);
    }

    /** Returns whether it is as large as needed. */
    public boolean isUnbounded() {
        return sizeBits == 0;
    }

    /** Returns what tiles may fill: the size, or half of it when double buffered. */
    public long usableBits() {
        if (isUnbounded()) return Long.MAX_VALUE;
        return doubleBuffered ? sizeBits / 2 : sizeBits;
    }
}
