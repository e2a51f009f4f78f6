package org.systole.house;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Files of the repository that are made from code: a test makes them and compares. Run it with {@code
 * -Dgolden.update=true} to write what it makes, then look at the difference before committing.
 */
public final class Generated {
    private Generated() {}

    /** Returns the repository's root. */
    public static Path root() {
        return Project.root();
    }

    /** Fails when a file of the repository is not this text; writes it instead when asked to refresh. */
    public static void check(String name, String text) {
        Path file = Project.root().resolve(name);
        try {
            if (Boolean.getBoolean("golden.update")) {
                Files.createDirectories(file.getParent());
                Files.writeString(file, text, StandardCharsets.UTF_8);
            }
            String found = Files.exists(file) ? Files.readString(file, StandardCharsets.UTF_8) : "";
            assertEquals(text, found, name + " is out of date; run this test with -Dgolden.update=true");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Fails when a block of a page is not this text; writes it instead when asked to refresh. The page has a line {@code
     * <!-- NAME -->} before the block and a line {@code <!-- end of NAME -->} behind it.
     */
    public static synchronized void block(String page, String name, String text) {
        Path file = Project.root().resolve(page);
        String begin = "<!-- " + name + " -->\n";
        String end = "<!-- end of " + name + " -->\n";
        try {
            String whole = Files.readString(file, StandardCharsets.UTF_8);
            int from = whole.indexOf(begin) + begin.length();
            int to = whole.indexOf(end);
            if (from < begin.length() || to < from) throw new AssertionError(page + " has no block '" + name + "'");
            String fresh = whole.substring(0, from) + "\n" + text.strip() + "\n\n" + whole.substring(to);
            check(page, fresh);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
