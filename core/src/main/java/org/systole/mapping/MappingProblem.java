package org.systole.mapping;

import org.systole.problem.ExitStatus;
import org.systole.problem.ProblemKind;

/** What can be wrong with a layer on an accelerator, or with a mapping. */
public enum MappingProblem implements ProblemKind.Carrier {
    /** Not even the smallest tiles fit. */
    NO_MAPPING(
            "E3001",
            "The layer has no mapping onto the accelerator: not even the smallest tiles fit its memories. Enlarge the memory"
                    + " that the message names, or let an operand pass it by.",
            ExitStatus.INFEASIBLE),
    /** A mapping's text cannot be read. */
    MAPPING_TEXT(
            "E3002",
            "The text is not a mapping as Systole prints it. Print one with 'describe' or from a report and change that.",
            ExitStatus.INVALID_INPUT),
    /** A mapping does not belong to the layer or the accelerator. */
    MAPPING_MISMATCH(
            "E3003",
            "The mapping names memories or axes that the accelerator does not have, or its factors do not cover the layer.",
            ExitStatus.INVALID_INPUT),
    /** A mapping's tiles do not fit. */
    MAPPING_TOO_LARGE(
            "E3004", "The mapping's tiles do not fit a memory. Cut a loop further out.", ExitStatus.INFEASIBLE),
    /** Operands wider than the array's, or of another family. */
    PRECISION(
            "E3005",
            "The array does not compute with operands of this format: it would take several passes that the model does not"
                    + " cost. Choose an accelerator whose operand_bits hold the width, or evaluate the network at a format"
                    + " that the array has with --precision.",
            ExitStatus.UNSUPPORTED);

    private final ProblemKind kind;

    MappingProblem(String code, String explanation, ExitStatus status) {
        this.kind = new ProblemKind(code, explanation, status);
    }

    @Override
    public ProblemKind kind() {
        return kind;
    }
}
