package org.systole.workload;

import org.systole.problem.ExitStatus;
import org.systole.problem.ProblemKind;

/** What can be wrong with a graph that becomes a workload, and with the input files of SCALE-Sim. */
public enum WorkloadProblem implements ProblemKind.Carrier {
    /** An operator that has no rule. */
    NO_RULE(
            "E1201",
            "The operator cannot be expressed as loop nests or vector work. 'supported-ops' lists those that can.",
            ExitStatus.UNSUPPORTED),
    /** A variant of an operator that has no rule. */
    VARIANT(
            "E1202",
            "The operator is supported, but not with these shapes, attributes or computed inputs.",
            ExitStatus.UNSUPPORTED),
    /** A value without a known type. */
    NO_TYPE(
            "E1203",
            "The shape or element type of a value is not known, so its work cannot be counted."
                    + " Give the network's symbolic dimensions by name.",
            ExitStatus.INVALID_INPUT),
    /** A count that does not fit. */
    TOO_LARGE(
            "E1204",
            "A loop bound is larger than 2147483647, a tensor has more than 2^50 elements, or a count of operations"
                    + " does not fit 63 bits.",
            ExitStatus.UNSUPPORTED),
    /** The first line of a topology is not a header that SCALE-Sim knows. */
    TOPOLOGY_HEADER(
            "E1210",
            "The first line of a SCALE-Sim topology names its columns: either the convolution format or the"
                    + " matrix format (M, N, K).",
            ExitStatus.INVALID_INPUT),
    /** A line has too few or too many cells. */
    TOPOLOGY_COLUMNS(
            "E1211", "Every line of a topology has one cell for each column of the header.", ExitStatus.INVALID_INPUT),
    /** A cell is not a whole number in its range. */
    TOPOLOGY_NUMBER("E1212", "Sizes in a topology are whole numbers from 1.", ExitStatus.INVALID_INPUT),
    /** A filter is larger than its input. */
    TOPOLOGY_FILTER(
            "E1213",
            "SCALE-Sim has no padding: a filter must fit into its input. Add the padding to the input's size.",
            ExitStatus.INVALID_INPUT),
    /** A layer is sparse. */
    TOPOLOGY_SPARSE("E1214", "Only dense layers (sparsity 1:1) are read.", ExitStatus.UNSUPPORTED),
    /** A topology has no layers. */
    TOPOLOGY_EMPTY("E1215", "A topology has at least one layer below its header.", ExitStatus.INVALID_INPUT),
    /** A file is not text, or too large for what it should be. */
    NOT_TEXT("E1216", "The file cannot be read as UTF-8 text of at most 16 MiB.", ExitStatus.INVALID_INPUT),
    /** A line of a configuration is neither a section nor a key with a value. */
    CONFIG_SYNTAX(
            "E1220",
            "A SCALE-Sim configuration has sections in brackets, and keys with a value after ':' or '='.",
            ExitStatus.INVALID_INPUT),
    /** A key that no configuration has, or that stands twice. */
    CONFIG_KEY(
            "E1221",
            "A section or key of a SCALE-Sim configuration is unknown or stands there twice.",
            ExitStatus.INVALID_INPUT),
    /** A value is out of its range. */
    CONFIG_VALUE("E1222", "A value of a SCALE-Sim configuration is not what its key needs.", ExitStatus.INVALID_INPUT),
    /** A necessary key is missing. */
    CONFIG_MISSING("E1223", "A key that describes the array or its memories is missing.", ExitStatus.INVALID_INPUT),
    /** A feature of SCALE-Sim that changes its results is switched on. */
    CONFIG_FEATURE(
            "E1224",
            "Sparsity, memory layouts and external DRAM traces of SCALE-Sim are not modelled.",
            ExitStatus.UNSUPPORTED);

    private final ProblemKind kind;

    WorkloadProblem(String code, String explanation, ExitStatus status) {
        this.kind = new ProblemKind(code, explanation, status);
    }

    @Override
    public ProblemKind kind() {
        return kind;
    }
}
