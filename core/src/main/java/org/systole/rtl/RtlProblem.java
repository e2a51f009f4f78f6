package org.systole.rtl;

import org.systole.problem.ExitStatus;
import org.systole.problem.ProblemKind;

/** What can go wrong with generated hardware and with the tools that check it. */
public enum RtlProblem implements ProblemKind.Carrier {
    /** A tool is not installed. */
    TOOL_MISSING(
            "E6001",
            "An external tool was not found. Install it with the command that the message gives, or name its place.",
            ExitStatus.EXTERNAL_TOOL),
    /** A tool ended with an error. */
    TOOL_FAILED(
            "E6002",
            "An external tool reported an error. Its last lines are in the message, all of them in the log file named.",
            ExitStatus.EXTERNAL_TOOL),
    /** A tool did not end in time. */
    TOOL_HUNG(
            "E6003",
            "An external tool did not end in the time it was given and was stopped. Give it more time or a smaller core.",
            ExitStatus.EXTERNAL_TOOL),
    /** The hardware computes something else than the simulator. */
    MISMATCH(
            "E6004",
            "The generated hardware and the simulator disagree. This is a fault of Systole, or the files were changed.",
            ExitStatus.INTERNAL),
    /** A core that cannot be built. */
    NOT_BUILDABLE(
            "E6005",
            "A core of this kind cannot be generated. Change the parameter that the message names.",
            ExitStatus.UNSUPPORTED);

    private final ProblemKind kind;

    RtlProblem(String code, String explanation, ExitStatus status) {
        this.kind = new ProblemKind(code, explanation, status);
    }

    @Override
    public ProblemKind kind() {
        return kind;
    }
}
