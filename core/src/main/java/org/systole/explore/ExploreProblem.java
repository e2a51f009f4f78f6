package org.systole.explore;

import org.systole.problem.ExitStatus;
import org.systole.problem.ProblemKind;

/** What can be wrong with a study or a store. */
public enum ExploreProblem implements ProblemKind.Carrier {
    /** An expression cannot be read. */
    EXPRESSION("E7001", "An expression is not well formed: numbers, names, + - * / ( ) and comparisons are known."),
    /** An expression uses a name that is neither a parameter nor a KPI. */
    UNKNOWN_NAME(
            "E7002", "An expression or objective names something that is neither a parameter of the study nor a KPI."),
    /** Two parameters have one name, or a name is a KPI's. */
    NAME_TAKEN("E7003", "A parameter has the name of another one or of a KPI."),
    /** A parameter has no values. */
    NO_VALUES("E7004", "A parameter needs exactly one of values, powers_of_two and range."),
    /** No design point satisfies the constraints. */
    NO_POINT(
            "E7005",
            "No design point satisfies the constraints. Loosen one, or widen a parameter.",
            ExitStatus.INFEASIBLE),
    /** What a run was made from has changed. */
    RUN_STALE("E7006", "What the run was made from has changed since: going on would mix two studies."),
    /** A study asks for accuracy and says not how to measure it. */
    NO_ACCURACY("E7007", "The KPI accuracy is measured on data, with a quantization plan: a study needs both or none."),
    /** How closely points are to be looked at cannot be done. */
    FIDELITY(
            "E7008",
            "A study's fidelity cannot be had: layers that the model does not have, or a simulated front of what is no Systole"
                    + " core."),
    /** A study describes neither accelerators nor searches, or both. */
    SUBJECT(
            "E7009",
            "A study explores either accelerators (model and accelerator) or the settings of another study's search (study and"
                    + " settings)."),
    /** The store is damaged. */
    STORE_DAMAGED("E7101", "The store is damaged or no store. Restore it from a copy, or begin a new one."),
    /** Another process writes to the store. */
    STORE_BUSY("E7102", "Another process holds the store. Wait for it or choose another store.", ExitStatus.BUSY),
    /** The disk is full or not writable. */
    STORE_UNWRITABLE(
            "E7103",
            "The store cannot be written: no space, or no permission. What was saved is kept.",
            ExitStatus.RESOURCE_LIMIT),
    /** The store was written by a newer version. */
    STORE_NEWER("E7104", "The store was written by a newer version of Systole.", ExitStatus.UNSUPPORTED),
    /** The disk has not the room that an exploration will take. */
    NO_SPACE(
            "E7105",
            "The disk has less free space than the points of the exploration will take. Nothing was evaluated.",
            ExitStatus.RESOURCE_LIMIT),
    /** An address or port of a cluster cannot be used. */
    CLUSTER_ADDRESS("E7201", "The address or port that a process of a cluster should listen on cannot be used."),
    /** A worker of a cluster broke at an evaluation. */
    WORKER_FAILED("E7202", "A worker failed at an evaluation. What was saved is kept; the run can be resumed."),
    /** The module for clusters is not on the class path. */
    NO_CLUSTER("E7203", "The optional module for clusters is not there. Start Systole by ./systole, which builds it."),
    /** A model cannot be sent to workers. */
    MODEL_STAYS("E7204", "A model is too large, or in too many files, to be sent to the workers of a cluster."),
    /** The module for Parquet and SQL is not on the class path. */
    NO_TABLES(
            "E7301",
            "The optional module for Parquet and SQL is not there. Start Systole by ./systole, which builds it."),
    /** A question about points cannot be answered. */
    QUERY(
            "E7302",
            "A question about points is no single SELECT statement over the given tables, or names something that is not in"
                    + " them. SELECT * FROM columns lists what is there."),
    /** A file is no Parquet file. */
    NO_PARQUET("E7303", "The file is no Parquet file, or a damaged one. Export the run again."),
    /** A question needs more memory than there is. */
    QUERY_MEMORY(
            "E7304",
            "A question about points needs more memory than it may use. Ask for fewer rows or columns.",
            ExitStatus.RESOURCE_LIMIT);

    private final ProblemKind kind;

    ExploreProblem(String code, String explanation) {
        this(code, explanation, ExitStatus.INVALID_INPUT);
    }

    ExploreProblem(String code, String explanation, ExitStatus status) {
        this.kind = new ProblemKind(code, explanation, status);
    }

    @Override
    public ProblemKind kind() {
        return kind;
    }
}
