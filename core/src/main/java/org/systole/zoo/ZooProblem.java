package org.systole.zoo;

import org.systole.problem.ExitStatus;
import org.systole.problem.ProblemKind;

/** What can be wrong with a request to the zoo. */
public enum ZooProblem implements ProblemKind.Carrier {
    /** No network has the name. */
    UNKNOWN_NETWORK("E1301", "No network of the zoo has this name. The names are listed by 'systole list models'."),
    /** The network has no such size. */
    FIXED_SIZE(
            "E1302",
            "The network's layers fix this size of its input, so it cannot be chosen. Leave the option out, or take a"
                    + " network that is free in it."),
    /** The network cannot take the size. */
    UNSUITABLE_SIZE(
            "E1303",
            "The network can be built for other input sizes, but not for this one: it halves its input several times"
                    + " and joins the halves again, or it would shrink to nothing.");

    private final ProblemKind kind;

    ZooProblem(String code, String explanation) {
        this.kind = new ProblemKind(code, explanation, ExitStatus.USAGE);
    }

    @Override
    public ProblemKind kind() {
        return kind;
    }
}
