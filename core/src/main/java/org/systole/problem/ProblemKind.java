package org.systole.problem;

import java.util.Objects;

/**
 * What an enum of problems says about one of its constants.
 *
 * @param code the stable code, for example {@code E1203}
 * @param explanation what it means and what usually mends it, in one or two sentences
 * @param status the status that a command exits with when this is the worst problem
 */
public record ProblemKind(String code, String explanation, ExitStatus status) {
    /** Checks that nothing is missing. */
    public ProblemKind {
        Objects.requireNonNull(code);
        Objects.requireNonNull(explanation);
        Objects.requireNonNull(status);
    }

    /** A code whose constants carry all that is to be said of them: what an enum of problems implements. */
    public interface Carrier extends ProblemCode {
        /** Returns all of it. */
        ProblemKind kind();

        @Override
        default String code() {
            return kind().code();
        }

        @Override
        default String explanation() {
            return kind().explanation();
        }

        @Override
        default ExitStatus status() {
            return kind().status();
        }
    }
}
