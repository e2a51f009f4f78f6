package org.systole.problem;

/** The exit statuses of the command line, and what class of failure each of them names. */
public enum ExitStatus {
    /** Everything that was asked for was done. */
    OK(0, "ok"),
    /** A fault of Systole itself. */
    INTERNAL(1, "internal error"),
    /** The command line was wrong. */
    USAGE(2, "usage"),
    /** A model, a YAML file, a store or data is damaged or invalid. */
    INVALID_INPUT(3, "invalid input"),
    /** The input is valid, but this is not supported. */
    UNSUPPORTED(4, "valid but unsupported"),
    /** No design, mapping or plan satisfies the constraints. */
    INFEASIBLE(5, "no feasible design"),
    /** An external tool is missing or failed. */
    EXTERNAL_TOOL(6, "external tool missing or failed"),
    /** Disk, memory or time ran out. */
    RESOURCE_LIMIT(7, "resource limit"),
    /** Another process holds the store or the run directory. */
    BUSY(8, "store busy"),
    /** Interrupted (SIGINT); what was saved can be resumed. */
    INTERRUPTED(130, "cancelled, resumable"),
    /** Terminated (SIGTERM); what was saved can be resumed. */
    TERMINATED(143, "cancelled, resumable");

    private final int code;
    private final String meaning;

    ExitStatus(int code, String meaning) {
        this.code = code;
        this.meaning = meaning;
    }

    /** Returns the number that the process exits with. */
    public int code() {
        return code;
    }

    /** Returns the meaning in a few words, for the reference page. */
    public String meaning() {
        return meaning;
    }
}
