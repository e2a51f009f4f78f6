package org.systole.mapping;

import java.util.Locale;

/** What the mapper minimizes for every layer. */
public enum Objective {
    /** Cycles. */
    LATENCY,
    /** Energy. */
    ENERGY,
    /** Energy times cycles. */
    EDP,
    /** Bits to and from off-chip memory. */
    DRAM;

    /** Returns the name as files and the command line write it. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
