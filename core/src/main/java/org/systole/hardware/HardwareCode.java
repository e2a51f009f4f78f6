package org.systole.hardware;

import org.systole.problem.ExitStatus;
import org.systole.problem.ProblemKind;

/** What can be wrong with an accelerator whose keys are all well formed. */
public enum HardwareCode implements ProblemKind.Carrier {
    /** Neither shipped nor a file. */
    NO_SUCH_ACCELERATOR("E2101", "No accelerator of that name is shipped, and no file of that name exists.", true),
    /** An axis, memory or unit that is not there. */
    UNKNOWN_REFERENCE("E2102", "A name refers to an axis or a memory that the description does not have."),
    /** An operand that cannot reach the array. */
    NO_PATH("E2103", "Every operand needs memories from off chip to the array; at least the outermost must hold it."),
    /** A memory without size that is not off chip. */
    NO_SIZE("E2104", "A memory on the chip has a size; only off-chip memory may be as large as needed."),
    /** An operand is held, but no port reads or writes it. */
    NOT_SERVED("E2105", "Every operand that a memory holds needs a port that reads it and one that writes it."),
    /** Size, banks and width do not fit. */
    NOT_WHOLE_WORDS("E2106", "The size of a memory is a whole number of words in every bank."),
    /** Not one element of every operand fits. */
    TOO_SMALL("E2107", "A memory holds at least one element of every operand it holds, twice if double buffered."),
    /** Partial sums do not fit. */
    TOO_NARROW(
            "E2108",
            "Partial sums need at least the bits of the wider factor, and a memory that holds them a word of that width."),
    /** A port moves more than the memory can. */
    IMPOSSIBLE_PORT("E2109", "A port of an on-chip memory moves at most one word of every bank in a cycle."),
    /** Inner memory not replicated where an outer one is. */
    FAN_OUT(
            "E2110",
            "Towards the array, memories of an operand are replicated along at least the axes of those outside them."),
    /** A constraint of the accelerator does not hold. */
    CONSTRAINT("E2111", "The accelerator this one extends cannot be built like this; the message names the rule."),
    /** Off-chip memory stands inside. */
    ORDER("E2112", "Memories stand from off chip to the array; off-chip memory comes first."),
    /** A link that leads nowhere or outwards. */
    LINK("E2113", "A link leads from a memory to memories nearer to the array."),
    /** A dimension on two axes that cannot be. */
    AXIS("E2114", "An axis needs a dimension to unroll, and one that reduces must unroll C, FY or FX."),
    /** Too large an array. */
    TOO_MANY_PES("E2115", "An array has at most 2^24 PEs."),
    /** DMA figures that contradict each other. */
    CONTROL("E2116", "A DMA burst is a whole number of bus words, and a DMA needs at least one request in flight."),
    /** Unit that nothing can reach. */
    UNIT_PLACE("E2117", "A unit that works at write-back reads a memory that holds outputs."),
    /** Precision outside the operand widths. */
    PRECISION("E2118", "The formats of input and weight are among the operand widths the array computes with."),
    /** Rule about an operand that the memory does not hold. */
    RULE("E2119", "A rule about an operand at a memory needs that memory to hold the operand.");

    private final ProblemKind kind;

    HardwareCode(String code, String explanation) {
        this(code, explanation, false);
    }

    HardwareCode(String code, String explanation, boolean usage) {
        this.kind = new ProblemKind(code, explanation, usage ? ExitStatus.USAGE : ExitStatus.INVALID_INPUT);
    }

    @Override
    public ProblemKind kind() {
        return kind;
    }
}
