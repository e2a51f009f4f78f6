package org.systole.simulate;

import java.util.Arrays;
import org.systole.hardware.DramRows;

/**
 * Which rows of the DRAM are open for the bursts of one command, and when. A command finds all of them closed: the memory
 * closes its rows as soon as a cycle passes in which none of its bursts is open, and units pause longer between commands.
 */
final class OpenRows {
    private static final long NONE = -1;

    private final DramRows rows;
    private final long[] open;
    /** For each bank when its last burst was done, in the time of the command. */
    private final long[] done;

    private int bank;
    private long misses;

    OpenRows(DramRows rows) {
        this.rows = rows;
        this.open = new long[rows.banks()];
        this.done = new long[rows.banks()];
    }

    /** Begins a command: no row is open. */
    void close() {
        Arrays.fill(open, NONE);
    }

    /**
     * Returns when a burst can be served.
     *
     * @param address of its first byte
     * @param hit when it could be served if its row were open
     * @return {@code hit}, or later by opening the row, and by closing another one behind the bank's last burst
     */
    long ready(long address, long hit) {
        long row = rows.row(address);
        bank = rows.bank(row);
        long before = open[bank];
        if (before == row) return hit;
        misses++;
        open[bank] = row;
        if (before == NONE) return hit + rows.openCycles();
        return Math.max(hit, done[bank] + 1) + rows.closeCycles() + rows.openCycles();
    }

    /** Notes when the burst that {@link #ready} spoke of is done. */
    void done(long when) {
        done[bank] = when;
    }

    /** Returns how many rows were opened since this was created. */
    long misses() {
        return misses;
    }
}
