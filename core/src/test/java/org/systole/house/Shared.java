package org.systole.house;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/**
 * Reference data that is not part of the repository: a folder {@code shared} beside it, or the folder that the system
 * property {@code systole.shared} names. A test that needs a file which is not there is skipped, saying so.
 */
public final class Shared {
    private Shared() {}

    /** Returns a file or folder of the reference data; ends the test as skipped when it is absent. */
    public static Path path(String relative) {
        Path path = folder().resolve(relative);
        if (!Files.exists(path)) Assumptions.abort("the reference data has no " + relative + " (looked at " + path + ")");
        return path;
    }

    private static Path folder() {
        String named = System.getProperty("systole.shared");
        if (named != null) return Path.of(named);
        Path folder = Path.of("").toAbsolutePath();
        while (folder != null && !Files.exists(folder.resolve("mvnw"))) folder = folder.getParent();
        if (folder == null || folder.getParent() == null) Assumptions.abort("found no repository root");
        return folder.getParent().resolve("shared");
    }
}
