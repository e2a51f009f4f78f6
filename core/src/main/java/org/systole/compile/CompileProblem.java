package org.systole.compile;

import org.systole.problem.ExitStatus;
import org.systole.problem.ProblemKind;

/** Why a network cannot be compiled for a core, and what is wrong with program files. */
public enum CompileProblem implements ProblemKind.Carrier {
    /** An operation has no place on the core and is not at the end of the network. */
    NOT_ON_CORE(
            "E5001",
            "An operation runs neither on the array nor at write-back, and other layers need its result. Choose a network"
                    + " without it, or quantize it to an operation that the core has.",
            ExitStatus.UNSUPPORTED),
    /** A number format that the core does not compute with. */
    FORMAT(
            "E5002",
            "Operands have more bits, their sign included, than the core computes with. Quantize narrower, or choose a wider"
                    + " core.",
            ExitStatus.UNSUPPORTED),
    /** Not even the smallest tile fits the memories. */
    NO_TILE(
            "E5003",
            "Not even one row and one block of a layer fit the core's memories. Enlarge the memory named.",
            ExitStatus.INFEASIBLE),
    /** The batch is not 1. */
    BATCH("E5004", "The core runs one sample at a time. Read the model with a batch of 1.", ExitStatus.UNSUPPORTED),
    /** The accelerator has no compiler. */
    NO_CORE(
            "E5008",
            "Programs are made for Systole cores; other accelerators have the analytical witness only.",
            ExitStatus.UNSUPPORTED),
    /** A program file is cut off, changed, or no program file. */
    DAMAGED_PROGRAM(
            "E5009",
            "A program file or its memory image is not what the compiler wrote: its checksum differs. Compile again.",
            ExitStatus.INVALID_INPUT),
    /** A program file of another version. */
    PROGRAM_VERSION(
            "E5010",
            "A program file was written by another version of the compiler or for another version of the instruction"
                    + " set. Compile again with this version.",
            ExitStatus.INVALID_INPUT),
    /** A core that cannot be built. */
    CORE_PARAMETER(
            "E5012",
            "A core with this parameter cannot be built. Change it as the message says.",
            ExitStatus.UNSUPPORTED),
    /** A core whose description says two things of one part. */
    CONTRADICTION(
            "E5013",
            "Parts of a core's description contradict each other: what is built follows from the array's size, the operands'"
                    + " bits and the bus, and area and energy would be those of another machine. Write the lines that the"
                    + " message gives.",
            ExitStatus.INVALID_INPUT),
    /** A sum may exceed the accumulator. */
    ACCUMULATOR(
            "E5005",
            "A sum may exceed the core's accumulator. Choose a core with a wider one or quantize narrower.",
            ExitStatus.INFEASIBLE);

    private final ProblemKind kind;

    CompileProblem(String code, String explanation, ExitStatus status) {
        this.kind = new ProblemKind(code, explanation, status);
    }

    @Override
    public ProblemKind kind() {
        return kind;
    }
}
