package org.systole.problem;

import java.io.Serial;
import java.util.List;
import java.util.stream.Collectors;

/** Input was refused; carries every problem that was found in it, in the order of their places. */
public final class SystoleException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    private final transient List<Problem> problems;

    /**
     * Creates the exception.
     *
     * @param problems at least one problem
     */
    public SystoleException(List<Problem> problems) {
        super(problems.stream().map(Problem::render).collect(Collectors.joining("\n")));
        if (problems.isEmpty()) throw new IllegalArgumentException("an exception needs at least one problem");
        this.problems = List.copyOf(problems);
    }

    /** Creates the exception for a single problem. */
    public SystoleException(Problem problem) {
        this(List.of(problem));
    }

    /**
     * Creates the exception for a single problem with its cause.
     *
     * @param problem the problem
     * @param cause what the library below said; shown with {@code --debug} only
     */
    public SystoleException(Problem problem, Throwable cause) {
        this(problem);
        initCause(cause);
    }

    /** Returns the problems, at least one. */
    public List<Problem> problems() {
        return problems;
    }

    /** Returns the status to exit with: that of the first problem. */
    public ExitStatus status() {
        return problems.getFirst().code().status();
    }
}
