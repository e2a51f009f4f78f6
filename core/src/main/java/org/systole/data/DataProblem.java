package org.systole.data;

import org.systole.problem.ExitStatus;
import org.systole.problem.ProblemKind;

/** What can be wrong with data. */
public enum DataProblem implements ProblemKind.Carrier {
    /** The file cannot be read. */
    UNREADABLE("E4001", "A data file is missing or cannot be read. Check its path and permissions."),
    /** The file is not of the format that its name or content says. */
    DAMAGED("E4002", "A data file is cut short, damaged, or of another format than its name says."),
    /** The element type or encoding is valid but not supported. */
    UNSUPPORTED_ENCODING(
            "E4003",
            "The file is valid, but its element type or encoding is not read. Convert it, for example to uint8 or"
                    + " float32 arrays, 8-bit PNG or JPEG, or PCM WAV.",
            ExitStatus.UNSUPPORTED),
    /** Samples and labels do not belong together. */
    COUNT_MISMATCH("E4004", "There are not as many labels as samples, or a labelled file is missing."),
    /** A label is out of range. */
    LABEL_RANGE(
            "E4005", "A label is not one of the model's classes. Check labels.offset and the column of the labels."),
    /** The prepared sample does not fit the model's input. */
    SHAPE_MISMATCH("E4006", "A prepared sample has another shape or type than the model's input."),
    /** There is nothing to work on. */
    EMPTY("E4007", "A data set has no samples."),
    /** A preparation step or a table of labels lacks a key. */
    STEP_INCOMPLETE("E4009", "A preparation step, or a table of labels, needs a key that is not there."),
    /** Numbers that are not finite. */
    NOT_FINITE("E4008", "A sample contains NaN or infinite numbers."),
    /** The numbers of a preparation step contradict each other. */
    STEP_IMPOSSIBLE(
            "E4010",
            "The numbers of a preparation step contradict each other, as a band above half the sample rate does. The"
                    + " message says what they must be.");

    private final ProblemKind kind;

    DataProblem(String code, String explanation) {
        this(code, explanation, ExitStatus.INVALID_INPUT);
    }

    DataProblem(String code, String explanation, ExitStatus status) {
        this.kind = new ProblemKind(code, explanation, status);
    }

    @Override
    public ProblemKind kind() {
        return kind;
    }
}
