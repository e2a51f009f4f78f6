package org.systole.house;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Counts of a run of the reliability tests, kept for the table that {@code tools/reliability.sh} prints. */
public final class Tally {
    private Tally() {}

    /**
     * Adds a line.
     *
     * @param line the row of the table on {@code docs/reliability.md}, such as {@code C1}
     * @param counts what was done, and how often
     */
    public static void add(String line, String counts) throws IOException {
        Path file = Path.of(System.getProperty("basedir", "."), "..", "target", "reliability.txt");
        Files.createDirectories(file.getParent());
        Files.write(
                file,
                (line + "  " + counts + "\n").getBytes(StandardCharsets.UTF_8),
                StandardOpenOption.CREATE,
                StandardOpenOption.APPEND);
    }
}
