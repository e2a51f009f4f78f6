package org.systole.files;

import org.systole.problem.ExitStatus;
import org.systole.problem.ProblemKind;

/** What can be wrong with folders and files that Systole writes and reads back. */
public enum FilesProblem implements ProblemKind.Carrier {
    /** The output folder holds something else. */
    NOT_A_RUN(
            "E9101",
            "The folder that -o names is not empty and is no run directory. Name a new folder, or give --force to write into"
                    + " this one; files of other names in it stay as they are.",
            ExitStatus.USAGE),
    /** The disk is full or broken. */
    CANNOT_STORE(
            "E9102",
            "A file could not be stored: the disk is full, a quota is reached or the device failed. Nothing that was reported"
                    + " as saved is lost.",
            ExitStatus.RESOURCE_LIMIT),
    /** No permission, or a path that cannot be a file. */
    NOT_WRITABLE("E9103", "The place that -o names cannot be written to.", ExitStatus.USAGE),
    /** A file of a run directory is missing, cut off or contradicts its run.json. */
    DAMAGED_RUN(
            "E9104",
            "The run directory is incomplete or damaged: its writer was stopped, or a file in it was changed. Run the command"
                    + " of its run.json again.",
            ExitStatus.INVALID_INPUT),
    /** Another process writes to the run directory. */
    BUSY(
            "E9105",
            "Another process is writing to this run directory. Wait for it, or name another one.",
            ExitStatus.BUSY),
    /** Written by a later version. */
    NEWER("E9106", "The file was written by a later version of Systole.", ExitStatus.INVALID_INPUT),
    /** A file cannot be read. */
    CANNOT_READ("E9107", "The file or folder does not exist or cannot be read.", ExitStatus.INVALID_INPUT);

    private final ProblemKind kind;

    FilesProblem(String code, String explanation, ExitStatus status) {
        this.kind = new ProblemKind(code, explanation, status);
    }

    @Override
    public ProblemKind kind() {
        return kind;
    }
}
