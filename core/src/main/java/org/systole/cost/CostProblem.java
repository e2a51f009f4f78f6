package org.systole.cost;

import org.systole.problem.ExitStatus;
import org.systole.problem.ProblemKind;

/** What can be wrong with the technology and components that an accelerator names. */
public enum CostProblem implements ProblemKind.Carrier {
    /** No technology has that name. */
    UNKNOWN_TECHNOLOGY(
            "E2801",
            "The accelerator names a technology that there is no table for. systole list technologies names them all."),
    /** No memory component has that name. */
    UNKNOWN_COMPONENT(
            "E2802",
            "A memory names a component that is in no table. Static memories take sram, sram-1rw, sram-1r1w or"
                    + " sram-2r1w, registers take registers or register-file, off-chip memories a row of the table of"
                    + " off-chip memories; without a component the kind of the memory decides."),
    /** A technology file takes the name of a shipped technology. */
    NAME_TAKEN("E2803", "A technology file has the name of a shipped technology; accelerators could mean either.");

    private final ProblemKind kind;

    CostProblem(String code, String explanation) {
        this.kind = new ProblemKind(code, explanation, ExitStatus.INVALID_INPUT);
    }

    @Override
    public ProblemKind kind() {
        return kind;
    }
}
