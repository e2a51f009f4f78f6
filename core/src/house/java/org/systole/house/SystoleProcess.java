package org.systole.house;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A whole Systole in a process of its own, on the class path of the test: something to kill. */
public final class SystoleProcess implements AutoCloseable {
    private final Process process;
    private final Path output;

    private SystoleProcess(Process process, Path output) {
        this.process = process;
        this.output = output;
    }

    /**
     * Starts one.
     *
     * @param output receives what it prints, both streams
     * @param arguments of the command line
     */
    public static SystoleProcess start(Path output, List<String> arguments) throws IOException {
        return start(output, "exec \"$@\"", arguments);
    }

    /**
     * Starts one by a shell command, which can set limits before it says <code>exec "$@"</code>.
     *
     * @param shell the command of {@code bash}
     */
    public static SystoleProcess start(Path output, String shell, List<String> arguments) throws IOException {
        return start(output, shell, List.of(), arguments);
    }

    /**
     * Starts one with more options for Java.
     *
     * @param options such as {@code -Dname=value}
     */
    public static SystoleProcess start(Path output, String shell, List<String> options, List<String> arguments)
            throws IOException {
        Path folder = output.toAbsolutePath().getParent();
        var command = new ArrayList<>(List.of("bash", "-c", shell, "bash"));
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx384m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-XX:-UsePerfData",
                "-Dhazelcast.logging.type=none",
                "-Djava.io.tmpdir=" + folder,
                "-Dorg.sqlite.tmpdir=" + System.getProperty("org.sqlite.tmpdir", folder.toString()),
                "-Dsystole.build=test",
                "--enable-native-access=ALL-UNNAMED"));
        command.addAll(options);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), "org.systole.app.Systole"));
        command.addAll(arguments);
        var builder = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
        builder.environment().put("XDG_CACHE_HOME", folder.toString());
        return new SystoleProcess(builder.start(), output);
    }

    /** Returns what it has printed so far. */
    public String said() {
        try {
            return Files.exists(output) ? Files.readString(output) : "";
        } catch (IOException e) {
            return e.toString();
        }
    }

    /** Waits until it has printed a text; says so when it ends or two minutes pass without. */
    public void awaitText(String text) throws InterruptedException {
        long end = System.nanoTime() + Duration.ofMinutes(2).toNanos();
        while (!said().contains(text)) {
            if (System.nanoTime() > end || !process.isAlive())
                throw new IllegalStateException("no '" + text + "' in: " + said());
            Thread.sleep(20);
        }
    }

    /** Waits for its end and returns its exit status. */
    public int end() throws InterruptedException {
        if (!process.waitFor(5, TimeUnit.MINUTES)) throw new IllegalStateException("does not end: " + said());
        return process.exitValue();
    }

    /** Returns whether it ended within some time. */
    public boolean endsWithin(Duration time) throws InterruptedException {
        return process.waitFor(time.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Ends it as {@code kill -9} does. */
    public void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** Sends a signal by its name, such as INT. */
    public void signal(String name) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                .start()
                .waitFor();
    }

    /** Returns whether it runs. */
    public boolean isAlive() {
        return process.isAlive();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
