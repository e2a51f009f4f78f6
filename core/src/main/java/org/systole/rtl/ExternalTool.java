package org.systole.rtl;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.systole.problem.Place;
import org.systole.problem.Problem;
import org.systole.problem.SystoleException;

/** Runs programs of others: with a limit of time, their output in a log, and errors that say what to do. */
final class ExternalTool {
    private static final int SHOWN_LINES = 12;

    private ExternalTool() {}

    /**
     * Runs a command to its end.
     *
     * @param command program and arguments
     * @param folder where it runs
     * @param log the file that gets its output
     * @param limit how long it may take; then it is stopped, with the processes it started
     * @param install how to install the program
     * @return its output
     * @throws SystoleException when it is missing, fails or hangs
     */
    static String run(List<String> command, Path folder, Path log, Duration limit, String install) {
        Process process = start(command, folder, log, install);
        try {
            if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                stop(process);
                throw refused(
                        RtlProblem.TOOL_HUNG,
                        log,
                        command.getFirst() + " did not end within " + limit.toSeconds() + " s",
                        "give it more time or use a smaller core");
            }
            String output = output(log);
            if (process.exitValue() != 0)
                throw refused(
                        RtlProblem.TOOL_FAILED,
                        log,
                        command.getFirst() + " ended with status " + process.exitValue() + ":\n" + lastLines(output),
                        "read the log; check the tool's version with '" + command.getFirst() + " --version'");
            return output;
        } catch (InterruptedException e) {
            stop(process);
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for " + command.getFirst(), e);
        }
    }

    private static Process start(List<String> command, Path folder, Path log, String install) {
        try {
            return new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectInput(
                            ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                    .redirectOutput(log.toFile())
                    .start();
        } catch (IOException e) {
            throw new SystoleException(
                    Problem.of(RtlProblem.TOOL_MISSING, Place.NONE, "cannot run '" + command.getFirst() + "'", install),
                    e);
        }
    }

    private static void stop(Process process) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }

    private static String output(Path log) {
        try {
            return new String(Files.readAllBytes(log), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static String lastLines(String text) {
        List<String> lines = text.lines().toList();
        return String.join("\n", lines.subList(Math.max(0, lines.size() - SHOWN_LINES), lines.size()));
    }

    private static SystoleException refused(RtlProblem code, Path file, String message, String fix) {
        return new SystoleException(Problem.of(code, Place.file(file.toString()), message, fix));
    }
}
