package org.systole.app;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.systole.files.RunRecord;
import picocli.CommandLine.Model.CommandSpec;

/** What {@code run.json} says when a run begins: this build, now. */
public final class RunRecords {
    private RunRecords() {}

    /**
     * Returns the record of a run that begins.
     *
     * @param command the sub-command
     * @param arguments the whole command line after the program's name, for people
     * @param options the options that decide the result, by name
     * @param seeds the seeds by what they are for
     * @param inputs what is read
     */
    public static RunRecord begun(
            String command,
            List<String> arguments,
            Map<String, String> options,
            Map<String, Long> seeds,
            List<RunRecord.Input> inputs) {
        return new RunRecord(
                command,
                arguments,
                options,
                Version.current(),
                Build.fingerprint(),
                Instant.now().truncatedTo(ChronoUnit.SECONDS).toString(),
                seeds,
                inputs,
                List.of(),
                false);
    }

    /** Returns the command line after the program's name. */
    public static List<String> arguments(CommandSpec spec) {
        return List.copyOf(spec.root().commandLine().getParseResult().originalArgs());
    }
}
