package org.systole.app;

import org.systole.problem.ExitStatus;
import org.systole.problem.ProblemKind;

/** What can be wrong with a command line beyond its form. */
public enum UsageProblem implements ProblemKind.Carrier {
    /** An option's value is not of its kind. */
    BAD_VALUE("E9001", "An option has a value that it cannot have; the message says which values it takes."),
    /** The model argument names nothing. */
    NO_SUCH_MODEL(
            "E9002",
            "MODEL is neither a file, nor zoo:NAME with a name of 'systole list models', nor a run directory.",
            ExitStatus.INVALID_INPUT),
    /** There is no such problem code. */
    UNKNOWN_CODE("E9003", "There is no problem with this code; 'systole explain' without one lists all."),
    /** There is no such schema. */
    UNKNOWN_KIND("E9004", "There is no file format of this name; 'systole schema' without one lists all."),
    /** The argument is no result. */
    NOT_A_RESULT(
            "E9005",
            "compare takes two results: run directories that 'systole evaluate ... -o DIR' wrote, or their result.json.",
            ExitStatus.INVALID_INPUT),
    /** What there is to list or describe is called otherwise. */
    UNKNOWN_NAME("E9006", "There is no model, accelerator or list of this name; 'systole list' shows all names."),
    /** The directory holds no program or hardware. */
    NOT_COMPILED(
            "E9008",
            "simulate, verify and synthesize take a directory that 'systole compile ... -o DIR' wrote (synthesize also one of"
                    + " 'systole generate'), with the model and data it was made from unchanged.",
            ExitStatus.INVALID_INPUT),
    /** The demonstration's model did not come with this build. */
    NO_DEMO_MODEL(
            "E9007",
            "The demonstration reads its trained network from an archive that the build brings; this build has none.",
            ExitStatus.EXTERNAL_TOOL);

    private final ProblemKind kind;

    UsageProblem(String code, String explanation) {
        this(code, explanation, ExitStatus.USAGE);
    }

    UsageProblem(String code, String explanation, ExitStatus status) {
        this.kind = new ProblemKind(code, explanation, status);
    }

    @Override
    public ProblemKind kind() {
        return kind;
    }
}
