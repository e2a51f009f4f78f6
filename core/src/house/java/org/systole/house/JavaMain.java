package org.systole.house;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A class of the tests in a process of its own. */
public final class JavaMain {
    private JavaMain() {}

    /**
     * Starts the {@code main} of a class, on the class path of the test, with as little of a virtual machine as will do.
     *
     * @param output receives what it prints, both streams
     * @param options such as {@code -Xmx64m}, after the usual ones
     */
    public static Process start(Class<?> main, Path output, List<String> options, List<String> arguments)
            throws IOException {
        return builder(main, output, options, arguments).start();
    }

    /** Returns what {@link #start} starts. */
    public static ProcessBuilder builder(Class<?> main, Path output, List<String> options, List<String> arguments) {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-XX:-UsePerfData",
                "-Dorg.sqlite.tmpdir="
                        + System.getProperty(
                                "org.sqlite.tmpdir",
                                output.toAbsolutePath().getParent().toString()),
                "--enable-native-access=ALL-UNNAMED"));
        command.addAll(options);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        command.addAll(arguments);
        return new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
    }
}
