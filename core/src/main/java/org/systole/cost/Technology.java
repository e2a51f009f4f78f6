package org.systole.cost;

import java.util.Locale;
import java.util.Objects;

/**
 * A technology: which tables and which nodes the costs of an accelerator are looked up with.
 *
 * @param name unique, for example {@code cmos-45nm}; accelerators name it
 * @param title one line for people
 * @param kind what it is
 * @param memoryNm node of static RAM in nm
 * @param logicNm node of everything else in nm
 * @param cell transistors of memory cells and their periphery
 * @param basis the table of arithmetic units
 * @param dram name of the off-chip memory that a description means when it names none; empty for none
 * @param note what a reader of the figures should know; for a file, its source
 * @param own figures of a technology file, which win over the tables
 */
public record Technology(
        String name,
        String title,
        Kind kind,
        int memoryNm,
        int logicNm,
        Cell cell,
        Basis basis,
        String dram,
        String note,
        OwnFigures own) {
    /** What a technology is. */
    public enum Kind {
        /** Custom silicon. */
        CMOS,
        /** Programmable logic: custom silicon times a published gap; area in square millimetres has no meaning. */
        FPGA,
        /** Nothing is published about it: every cost is unknown. */
        UNKNOWN;

        /** Returns the name as files write it. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** ITRS device types, for memory cells and their periphery alike, as CACTI 7 names them. */
    public enum Cell {
        /** High performance: fast, leaks some ten thousand times more than {@link #LSTP}. */
        HP,
        /** Low standby power: slower, hardly leaks; what Accelergy uses and edge devices need. */
        LSTP,
        /** Low operating power: lowest supply. */
        LOP;

        /** Returns the name as files write it. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** The published tables of arithmetic units. */
    public enum Basis {
        /** Horowitz, ISSCC 2014: integer and floating-point units of one 45 nm library. */
        HOROWITZ,
        /** Aladdin's 40 nm units, as Accelergy returns them. */
        ALADDIN;

        /** Returns the name as files write it. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Checks the nodes. */
    public Technology {
        Objects.requireNonNull(name);
        Objects.requireNonNull(title);
        Objects.requireNonNull(kind);
        Objects.requireNonNull(cell);
        Objects.requireNonNull(basis);
        Objects.requireNonNull(dram);
        Objects.requireNonNull(note);
        Objects.requireNonNull(own);
        if (kind != Kind.UNKNOWN && (memoryNm < 1 || logicNm < 1))
            throw new IllegalArgumentException("technology '" + name + "' has no node");
    }
}
