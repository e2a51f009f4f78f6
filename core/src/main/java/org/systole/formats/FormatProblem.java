package org.systole.formats;

import org.systole.problem.ExitStatus;
import org.systole.problem.ProblemKind;

/** What can be wrong with number formats. */
public enum FormatProblem implements ProblemKind.Carrier {
    /** A name that no format has. */
    UNKNOWN_FORMAT(
            "E4501",
            "The name of a number format is not known, or an option behind it does not fit it. The names stand in"
                    + " docs/models/number-formats.md."),
    /** A weight is NaN or infinite. */
    NOT_FINITE("E4502", "A number that is to get a number format is NaN or infinite. Train or export the model again."),
    /** A format that activations cannot have. */
    NOT_FOR_ACTIVATIONS(
            "E4503",
            "The format is one of weights, or has a rounding that activations cannot have in a simulated run."),
    /** No choice of formats keeps the accuracy. */
    ACCURACY_NOT_KEPT(
            "E4504",
            "No choice of the given formats keeps the accuracy that was asked for. Allow a larger drop, or more precise formats."),
    /** Even the narrowest formats exceed a budget. */
    BUDGET_TOO_SMALL(
            "E4505",
            "Even the narrowest of the given formats throughout exceed a budget. Raise the budget, or give narrower formats.");

    private final ProblemKind kind;

    FormatProblem(String code, String explanation) {
        this.kind = new ProblemKind(code, explanation, ExitStatus.INVALID_INPUT);
    }

    @Override
    public ProblemKind kind() {
        return kind;
    }

    @Override
    public ExitStatus status() {
        return this == ACCURACY_NOT_KEPT || this == BUDGET_TOO_SMALL ? ExitStatus.INFEASIBLE : ExitStatus.INVALID_INPUT;
    }
}
