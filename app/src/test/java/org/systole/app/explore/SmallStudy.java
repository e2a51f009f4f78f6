package org.systole.app.explore;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.systole.explore.Store;
import org.systole.house.SystoleProcess;

/** Explorations of a small study, each in a process of its own, in a folder of a test. */
final class SmallStudy {
    static final int POINTS = 64;
    static final String STUDY = """
            systole: study/1
            title: "a small study to be killed"
            model: zoo:resnet-8
            parameters:
              - {name: array, values: [8, 16]}
              - {name: scratchpad_kib, powers_of_two: {from: 64, to: 8192}}
              - {name: accumulator_kib, values: [16, 32, 48, 64]}
            accelerator: |
              systole: accelerator/1
              extends: gemmini-16
              name: variant
              array:
                preload: {cycles: ${array}}
                axes:
                  - {name: rows, size: ${array}}
                  - {name: columns, size: ${array}}
              memories:
                - {name: scratchpad, size_kib: ${scratchpad_kib}}
                - {name: accumulator, size_kib: ${accumulator_kib}}
            objectives:
              - {minimize: energy_mj}
              - {minimize: area_mm2}
            search: {method: exhaustive, budget: 200, seed: 1}
            """;

    private final Path folder;

    SmallStudy(Path folder) {
        this.folder = folder;
    }

    /** Begins an exploration by a shell command that ends in <code>exec "$@"</code>. */
    SystoleProcess exploreIn(String name, String shell, String... more) throws IOException {
        Path study = folder.resolve("study.yaml");
        if (!Files.exists(study)) Files.writeString(study, STUDY);
        var arguments = new ArrayList<>(
                List.of("explore", study.toString(), "-o", folder.resolve(name).toString()));
        arguments.addAll(List.of(more));
        if (!arguments.contains("--effort")) arguments.addAll(List.of("--effort", "3000"));
        return SystoleProcess.start(
                Files.createTempFile(folder, name.replace('/', '-'), ".txt"), shell, options(), arguments);
    }

    SystoleProcess explore(String name, String... more) throws IOException {
        return exploreIn(name, "exec \"$@\"", more);
    }

    SystoleProcess resume(String name) throws IOException {
        return SystoleProcess.start(
                Files.createTempFile(folder, name, ".txt"),
                "exec \"$@\"",
                options(),
                List.of("resume", folder.resolve(name).toString(), "--threads", "1"));
    }

    /** SQLite's library, unpacked: a process would write it anew, and stumble over its limit before anything begins. */
    private List<String> options() throws IOException {
        String arch = System.getProperty("os.arch").replace("amd64", "x86_64");
        Path library = folder.resolve("libsqlitejdbc.so");
        if (!Files.exists(library))
            try (var in = org.sqlite.JDBC.class.getResourceAsStream(
                    "/org/sqlite/native/Linux/" + arch + "/" + library.getFileName())) {
                assumeTrue(in != null, "SQLite has no library for Linux on " + arch);
                Files.copy(in, library);
            }
        return List.of("-Dorg.sqlite.lib.path=" + folder, "-Dorg.sqlite.lib.name=" + library.getFileName());
    }

    String points(String name) throws IOException {
        return Files.readString(folder.resolve(name).resolve("points.csv"));
    }

    /** Returns the files of a finished run by name, without the store and what says when the run was made. */
    Map<String, String> results(String name) throws IOException {
        var results = new TreeMap<String, String>();
        try (var files = Files.list(folder.resolve(name))) {
            for (Path file : files.filter(f -> !f.getFileName().toString().startsWith("store.db"))
                    .toList())
                results.put(
                        file.getFileName().toString(),
                        Files.readString(file)
                                .replace("/" + name, "/RUN")
                                .replaceAll("\"created\": \"[^\"]*\"", "\"created\": \"\"")
                                // what the files hold is compared itself
                                .replaceAll("(?s)\"outputs\": \\[.*", "")
                                .replaceAll("process \\d+ .*", "process"));
        }
        return results;
    }

    static void succeed(SystoleProcess process) throws InterruptedException {
        assertEquals(0, process.end(), process::said);
    }

    /** Returns the number of evaluations in a run's store that is whole, 0 when there is none yet. */
    long whole(String name) {
        Path file = folder.resolve(name).resolve("store.db");
        return Files.exists(file) ? rows(file) : 0;
    }

    /** Returns the number of evaluations in a store that is whole. */
    static long rows(Path file) {
        try (Store store = Store.open(file)) {
            assertEquals(Optional.empty(), store.verify());
            return store.counts().evaluations();
        }
    }

    /** Returns how many points a process says that it has evaluated itself. */
    static long evaluated(SystoleProcess process) {
        var m = Pattern.compile("([0-9,]+) now, ").matcher(process.said());
        assertTrue(m.find(), process::said);
        return Long.parseLong(m.group(1).replace(",", ""));
    }
}
