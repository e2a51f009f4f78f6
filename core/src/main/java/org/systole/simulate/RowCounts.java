package org.systole.simulate;

import org.systole.compile.Instruction;
import org.systole.compile.Instruction.Load;
import org.systole.compile.Instruction.Store;
import org.systole.compile.Program;

/**
 * How the bursts of a program find the rows of the DRAM.
 *
 * @param bursts read and write bursts
 * @param opened rows that were opened for a burst; the others found theirs open
 */
public record RowCounts(long bursts, long opened) {
    /** Returns the counts of a program; they follow from its addresses alone. */
    public static RowCounts of(Program program) {
        var config = program.config();
        var rows = new OpenRows(config.dramRows());
        long bursts = 0;
        for (Instruction instruction : program.instructions()) {
            Bursts walk = switch (instruction) {
                case Load load -> Bursts.of(config, load);
                case Store store -> Bursts.of(config, store);
                default -> null;
            };
            if (walk == null) continue;
            bursts += bursts(walk, rows);
        }
        return new RowCounts(bursts, rows.misses());
    }

    /** Opens the rows of a command, which finds all of them closed, and returns its bursts. */
    static long bursts(Bursts walk, OpenRows rows) {
        long bursts = 0;
        rows.close();
        for (; walk.valid(); walk.next(), bursts++) rows.ready(walk.address(), 0);
        return bursts;
    }

    /** Returns the bursts that found their row open. */
    public long hits() {
        return bursts - opened;
    }
}
