package org.systole.simulate;

import org.systole.compile.Instruction;

/** The units of the core, in the order of the data. */
public enum Unit {
    /** Reads DRAM. */
    LOAD,
    /** Multiplies and accumulates. */
    EXECUTE,
    /** Post-processes and writes DRAM. */
    STORE;

    /** Returns the unit that runs an instruction, or null for a halt, which no unit runs. */
    public static Unit of(Instruction instruction) {
        return switch (instruction) {
            case Instruction.Load load -> LOAD;
            case Instruction.Execute execute -> EXECUTE;
            case Instruction.Store store -> STORE;
            case Instruction.Halt halt -> null;
        };
    }
}
