package org.systole.house;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/**
 * The reference data beside the repository: golden figures, models, documents. A test that asks for a file which is
 * absent is skipped and says so.
 */
public final class Shared {
    private Shared() {}

    /** Returns the file or folder of that name in the shared folder, {@code golden/cacti/sram.csv} for example. */
    public static Path path(String name) {
        String property = System.getProperty("systole.shared");
        Path folder = property != null ? Path.of(property) : Project.root().resolveSibling("shared");
        Path path = folder.resolve(name);
        if (!Files.exists(path)) Assumptions.abort("skipped: there is no " + path);
        return path;
    }

    /** Returns the path of a file of the repository, {@code docs/models/zoo.md} for example. */
    public static Path repositoryPath(String name) {
        return Project.root().resolve(name);
    }

    /** Returns the text of a file of the repository, {@code docs/models/cost.md} for example. */
    public static String repositoryText(String name) {
        return text(repositoryPath(name));
    }

    /** Returns the text of a file in the shared folder. */
    public static String text(String name) {
        return text(path(name));
    }

    private static String text(Path file) {
        try {
            return Files.readString(file, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
