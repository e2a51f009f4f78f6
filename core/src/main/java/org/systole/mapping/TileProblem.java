package org.systole.mapping;

import org.systole.problem.ExitStatus;
import org.systole.problem.ProblemKind;

/** What can be wrong with a table of mappings that were measured on hardware. */
public enum TileProblem implements ProblemKind.Carrier {
    /** A column is missing. */
    NO_COLUMN(
            "E3021",
            "The table of measured mappings lacks a column. Its columns are those of the data published with ucb-bar/dosa.",
            ExitStatus.INVALID_INPUT),
    /** A cell cannot be read. */
    BAD_CELL(
            "E3022",
            "A number or a mapping in the table of measured mappings cannot be read, or the mapping's factors do not make up"
                    + " the layer.",
            ExitStatus.INVALID_INPUT);

    private final ProblemKind kind;

    TileProblem(String code, String explanation, ExitStatus status) {
        this.kind = new ProblemKind(code, explanation, status);
    }

    @Override
    public ProblemKind kind() {
        return kind;
    }
}
