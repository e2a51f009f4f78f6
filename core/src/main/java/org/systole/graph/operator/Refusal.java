package org.systole.graph.operator;

import java.io.Serial;
import org.systole.graph.GraphProblem;

/** A rule refuses its node; the inference turns this into a problem with the node as its place. */
public final class Refusal extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    private final GraphProblem code;
    private final String fix;

    /** Creates a refusal without a stack trace: it is an answer about the model, not about our code. */
    Refusal(GraphProblem code, String message, String fix) {
        super(message, null, false, false);
        this.code = code;
        this.fix = fix;
    }

    /** Returns the kind of problem. */
    public GraphProblem code() {
        return code;
    }

    /** Returns how to mend it. */
    public String fix() {
        return fix;
    }
}
