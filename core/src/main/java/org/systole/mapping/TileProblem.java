package org.systole.mapping;

import org.systole.problem.ExitStatus;
import org.systole.problem.ProblemCode;

/** What can be wrong with a table of mappings that were measured on hardware. */
public enum TileProblem implements ProblemCode {
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

    private final String code;
    private final String explanation;
    private final ExitStatus status;

    TileProblem(String code, String explanation, ExitStatus status) {
        this.code = code;
        this.explanation = explanation;
        this.status = status;
    }

    @Override
    public String code() {
        return code;
    }

    @Override
    public String explanation() {
        return explanation;
    }

    @Override
    public ExitStatus status() {
        return status;
    }
}
