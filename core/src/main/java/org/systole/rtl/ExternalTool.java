package org.systole.rtl;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.systole.problem.Place;
import org.systole.problem.Problem;
import org.systole.problem.SystoleException;

/**
 * Runs programs of others, never by a shell: with a limit of time and of output, their output in a log, and errors that say
 * what to do. A program that hangs is ended with every process that it started, also with those that left it.
 */
final class ExternalTool {
    /** Most bytes of a log; a program that writes more is stopped. */
    static final long MOST_BYTES = 64L << 20;

    private static final int SHOWN_LINES = 40;
    private static final int SHOWN_CHARACTERS = 300;
    private static final int SIGNALS = 128;
    private static final int KILLED = 137;
    private static final int POLL_MILLISECONDS = 50;

    /** Each process that a tool starts inherits this variable, by which those that left it are found. */
    private static final String MARK = "SYSTOLE_TOOL";

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
     * @throws SystoleException when it is missing, fails, hangs or writes without end
     */
    static String run(List<String> command, Path folder, Path log, Duration limit, String install) {
        String name = command.getFirst(), mark = log.toAbsolutePath().toString();
        Process process = start(command, folder, mark, install);
        var copy = new Copy(process.getInputStream(), log);
        Thread copying = Thread.ofVirtual().start(copy);
        try {
            long end = System.nanoTime() + limit.toNanos();
            while (!process.waitFor(POLL_MILLISECONDS, TimeUnit.MILLISECONDS)) {
                boolean hangs = System.nanoTime() > end;
                if (!hangs && !copy.full) continue;
                stop(process, mark);
                if (hangs)
                    throw refused(
                            RtlProblem.TOOL_HUNG,
                            log,
                            name + " did not end within " + limit.toSeconds() + " s",
                            "give it more time or use a smaller core");
            }
            copying.join(Duration.ofSeconds(1));
            stop(process, mark); // what it has left behind
            if (copy.full)
                throw refused(
                        RtlProblem.TOOL_FAILED,
                        log,
                        name + " wrote more than " + (MOST_BYTES >> 20) + " MiB",
                        "read the log; check the tool's version with '" + name + " --version'");
            String output = new String(Files.readAllBytes(log), StandardCharsets.UTF_8);
            if (process.exitValue() != 0) throw failed(name, process.exitValue(), output, log, install);
            return output;
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            stop(process, mark);
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for " + name, e);
        }
    }

    /** Copies a program's output to its log, up to the most bytes. */
    private static final class Copy implements Runnable {
        private final InputStream from;
        private final Path log;
        private volatile boolean full;

        Copy(InputStream from, Path log) {
            this.from = from;
            this.log = log;
        }

        @Override
        public void run() {
            byte[] part = new byte[1 << 16];
            try (OutputStream to = Files.newOutputStream(log)) {
                long bytes = 0;
                for (int got; (got = from.read(part)) > 0; ) {
                    bytes += got;
                    full = bytes > MOST_BYTES;
                    if (full) return;
                    to.write(part, 0, got);
                }
            } catch (IOException e) {
                // the program was stopped, and its pipe with it; what was written so far is in the log
            }
        }
    }

    private static Process start(List<String> command, Path folder, String mark, String install) {
        var placed = new ArrayList<>(command);
        placed.set(0, place(command.getFirst()));
        var builder = new ProcessBuilder(placed)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
        builder.environment().put("LC_ALL", "C");
        builder.environment().put(MARK, mark);
        try {
            return builder.start();
        } catch (IOException e) {
            String path = builder.environment().getOrDefault("PATH", "");
            throw new SystoleException(
                    Problem.of(
                            RtlProblem.TOOL_MISSING,
                            Place.NONE,
                            "cannot run '" + placed.getFirst() + "': " + reason(e)
                                    + (placed.getFirst().indexOf('/') < 0 ? "; looked in " + path : ""),
                            install),
                    e);
        }
    }

    /** Returns what to start for a tool: what the environment names, such as {@code SYSTOLE_YOSYS}, or its name. */
    static String place(String tool) {
        String named = tool.indexOf('/') < 0 ? System.getenv("SYSTOLE_" + tool.toUpperCase(Locale.ROOT)) : null;
        return named == null || named.isBlank() ? tool : named;
    }

    /** Returns the operating system's words of an error: those in brackets, or behind the last comma. */
    private static String reason(IOException e) {
        String text = e.getMessage() == null ? "" : e.getMessage();
        int open = text.lastIndexOf('('), close = text.lastIndexOf(')'), comma = text.lastIndexOf(", ");
        if (open >= 0 && close > open) return text.substring(open + 1, close);
        return comma < 0 ? "it cannot be started" : text.substring(comma + 2);
    }

    /** Returns whether a tool is a program for another processor: shells try to read such files as commands. */
    private static boolean isForeign(String tool) {
        for (String folder : System.getenv().getOrDefault("PATH", "").split(File.pathSeparator)) {
            Path file = tool.indexOf('/') < 0 ? Path.of(folder, tool) : Path.of(tool);
            if (!Files.isExecutable(file) || Files.isDirectory(file)) continue;
            byte[] theirs = kind(file), ours = kind(Path.of("/proc/self/exe"));
            return theirs.length > 0 && ours.length > 0 && !Arrays.equals(theirs, ours);
        }
        return false;
    }

    /** Returns word size, byte order and processor of an ELF file; nothing for others. */
    private static byte[] kind(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] head = in.readNBytes(20);
            boolean elf = head.length == 20 && head[0] == 0x7f && head[1] == 'E' && head[2] == 'L' && head[3] == 'F';
            return elf ? new byte[] {head[4], head[5], head[18], head[19]} : new byte[0];
        } catch (IOException e) {
            return new byte[0];
        }
    }

    private static SystoleException failed(String name, int status, String output, Path log, String install) {
        if (isForeign(place(name)))
            return refused(
                    RtlProblem.TOOL_MISSING, log, "'" + place(name) + "' is a program for another processor", install);
        String how = status == KILLED
                ? "was killed, perhaps for want of memory"
                : status > SIGNALS && status < SIGNALS + 65
                        ? "crashed with signal " + (status - SIGNALS)
                        : "ended with status " + status;
        return refused(
                RtlProblem.TOOL_FAILED,
                log,
                name + " " + how + (output.isBlank() ? "; it wrote nothing" : ":\n" + telling(output)),
                "read the log; check the tool's version with '" + name + " --version'");
    }

    /** Returns the last lines that name errors, or the last ones. */
    private static String telling(String text) {
        List<String> lines = text.lines().toList();
        List<String> errors = lines.stream()
                .filter(line -> line.toLowerCase(Locale.ROOT).contains("error"))
                .toList();
        List<String> shown = errors.isEmpty() ? lines : errors;
        return shown.stream()
                .skip(Math.max(0, shown.size() - SHOWN_LINES))
                .map(ExternalTool::shown)
                .collect(Collectors.joining("\n"));
    }

    /** Returns a line as messages show it: not without end, and without control characters. */
    static String shown(String line) {
        String text = line.length() <= SHOWN_CHARACTERS ? line : line.substring(0, SHOWN_CHARACTERS) + " ...";
        return text.replaceAll("\\p{Cntrl}", " ");
    }

    private static void stop(Process process, String mark) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        byte[] wanted = ("\0" + MARK + "=" + mark + "\0").getBytes(StandardCharsets.UTF_8);
        try (Stream<ProcessHandle> all = ProcessHandle.allProcesses()) {
            all.filter(other -> marked(other.pid(), wanted)).forEach(ProcessHandle::destroyForcibly);
        }
    }

    private static boolean marked(long pid, byte[] wanted) {
        Path environment = Path.of("/proc/" + pid + "/environ");
        try {
            if (pid == ProcessHandle.current().pid() || !Files.isReadable(environment)) return false;
            String text = "\0" + new String(Files.readAllBytes(environment), StandardCharsets.UTF_8) + "\0";
            return text.contains(new String(wanted, StandardCharsets.UTF_8));
        } catch (IOException e) {
            return false; // it has ended, or is another user's
        }
    }

    private static SystoleException refused(RtlProblem code, Path file, String message, String fix) {
        return new SystoleException(Problem.of(code, Place.file(file.toString()), message, fix));
    }
}
