package org.systole.house;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Where the files of the module under test lie. */
final class Project {
    private Project() {}

    /** Returns the folder of the module whose tests run. */
    static Path module() {
        return Path.of(System.getProperty("basedir", ".")).toAbsolutePath().normalize();
    }

    /** Returns the folder of the whole project. */
    static Path root() {
        return module().getParent();
    }

    static Path classes() {
        return module().resolve("target/classes");
    }

    static Path mainSources() {
        return module().resolve("src/main/java");
    }

    /** Returns all files under a folder whose name ends so, sorted; none when there is no such folder. */
    static List<Path> files(Path folder, String ending) throws IOException {
        if (!Files.isDirectory(folder)) return List.of();
        try (var files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith(ending))
                    .sorted()
                    .toList();
        }
    }

    /**
     * Returns the exceptions to the house rules: the first word of each line of {@code tools/house-exceptions.txt}, with
     * the reason that follows it.
     */
    static Map<String, String> exceptions() throws IOException {
        var reasons = new TreeMap<String, String>();
        for (String line : Files.readAllLines(root().resolve("tools/house-exceptions.txt"))) {
            if (line.isBlank() || line.startsWith("#")) continue;
            String[] parts = line.strip().split("\\s+", 2);
            if (parts.length < 2) throw new IllegalStateException("an exception without a reason: " + line);
            reasons.put(parts[0], parts[1]);
        }
        return reasons;
    }
}
