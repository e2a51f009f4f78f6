package org.systole.rtl;

import java.util.ArrayList;
import java.util.List;

/**
 * The registers behind the AXI4-Lite port of a generated core: 32 bits each, at their place times four. The SystemVerilog of
 * the port, the C header and the reference page are made of this table.
 */
public enum ControlRegister {
    /** What stands at the address. */
    ID(Access.READ, "always 0x53595354, \"SYST\"", "id:32"),
    /** What the core is. */
    CORE(
            Access.READ,
            "what the core is",
            "isa_version:8 rows_and_columns:8 input_bits:5 weight_bits:5 output_stationary:1"),
    /** Room for instructions. */
    CAPACITY(Access.READ, "instructions that the instruction memory holds", "instructions:32"),
    /** Begins. */
    CONTROL(
            Access.WRITE,
            "`start` reads the program from DRAM and runs it; `again` runs the one that was read last. While the core"
                    + " is busy, or with an illegal program address or length, they are refused, see STATUS. `stop` ends the"
                    + " program early: commands that have begun run to their end, so that no burst stays open, others do not"
                    + " begin; without a program it does nothing",
            "start:1 again:1 stop:1"),
    /** What goes on. */
    STATUS(
            Access.READ,
            "what goes on; `done` from the end of a program to the next start, `refused` from a refused write of CONTROL to"
                    + " the next one that is taken, `error` from an answer of the memory with an error to the next start: see"
                    + " ERROR; `stopped` in place of `done` when a program ended early, by an error or by CONTROL.stop",
            "fetching:1 running:1 done:1 refused:1 error:1 stopped:1"),
    /** Interrupt. */
    INTERRUPT(
            Access.READ_WRITE,
            "the interrupt is high while this bit and STATUS.done or STATUS.stopped are set",
            "enable:1"),
    /** Where the program is. */
    PROGRAM_LOW(Access.READ_WRITE, "address of the program in DRAM, a multiple of 64; its low bits", "address:32"),
    /** Where the program is. */
    PROGRAM_HIGH(Access.READ_WRITE, "its high bits", "address:8"),
    /** How long the program is. */
    PROGRAM_LENGTH(Access.READ_WRITE, "instructions of the program, from 1 to CAPACITY", "instructions:32"),
    /** Time. */
    CYCLES_LOW(Access.READ, "cycles of the program, from its start to the halt", "cycles:32"),
    /** Time. */
    CYCLES_HIGH(Access.READ, "its high bits", "cycles:32"),
    /** Activity of Load. */
    LOAD_LOW(Access.READ, "cycles in which Load had a command", "cycles:32"),
    /** Activity of Load. */
    LOAD_HIGH(Access.READ, "its high bits", "cycles:32"),
    /** Activity of Execute. */
    EXECUTE_LOW(Access.READ, "cycles in which Execute had a command", "cycles:32"),
    /** Activity of Execute. */
    EXECUTE_HIGH(Access.READ, "its high bits", "cycles:32"),
    /** Activity of Store. */
    STORE_LOW(Access.READ, "cycles in which Store had a command", "cycles:32"),
    /** Activity of Store. */
    STORE_HIGH(Access.READ, "its high bits", "cycles:32"),
    /** Traffic. */
    READ_LOW(Access.READ, "beats that the program read from DRAM", "beats:32"),
    /** Traffic. */
    READ_HIGH(Access.READ, "its high bits", "beats:32"),
    /** Traffic. */
    WRITTEN_LOW(Access.READ, "beats that the program wrote to DRAM", "beats:32"),
    /** Traffic. */
    WRITTEN_HIGH(Access.READ, "its high bits", "beats:32"),
    /** The first error. */
    ERROR(
            Access.READ,
            "the first error since the last start: the response of AXI4 (2: slave error, 3: decode error), and who met it:"
                    + " the fetch of the program, Load or Store",
            "response:2 fetch:1 load:1 store:1"),
    /** Where the first error was. */
    ERROR_LOW(
            Access.READ,
            "address of the burst that met it, or of the instruction that was fetched; its low bits",
            "address:32"),
    /** Where the first error was. */
    ERROR_HIGH(Access.READ, "its high bits", "address:8");

    /** Who may do what. */
    public enum Access {
        /** Only the core changes it. */
        READ,
        /** A value that stays until it is written again. */
        READ_WRITE,
        /** Bits that act in the cycle in which they are written; cannot be read. */
        WRITE
    }

    /**
     * Some bits of a register.
     *
     * @param name their name
     * @param at the lowest one
     * @param bits how many
     */
    public record Field(String name, int at, int bits) {}

    private final Access access;
    private final String meaning;
    private final List<Field> fields;

    ControlRegister(Access access, String meaning, String fields) {
        this.access = access;
        this.meaning = meaning;
        var list = new ArrayList<Field>();
        int at = 0;
        for (String field : fields.split(" ")) {
            int colon = field.indexOf(':'), bits = Integer.parseInt(field.substring(colon + 1));
            list.add(new Field(field.substring(0, colon), at, bits));
            at += bits;
        }
        this.fields = List.copyOf(list);
    }

    /** Returns the address, in bytes from the port's first one. */
    public int offset() {
        return 4 * ordinal();
    }

    /** Returns who may do what. */
    public Access access() {
        return access;
    }

    /** Returns what it says or does. */
    public String meaning() {
        return meaning;
    }

    /** Returns its fields, the lowest bits first; bits behind the last one read as 0. */
    public List<Field> fields() {
        return fields;
    }

    /** Returns the bits up to the end of the last field. */
    public int bits() {
        Field last = fields.getLast();
        return last.at() + last.bits();
    }
}
