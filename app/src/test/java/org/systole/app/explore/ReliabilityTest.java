package org.systole.app.explore;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.systole.explore.Store;
import org.systole.house.SystoleProcess;

/**
 * Whole explorations that are killed, interrupted, out of space and doubled: nothing lost, nothing double, and the result
 * of an uninterrupted run. {@code -Dreliability.rounds=200} for more of each.
 */
class ReliabilityTest {
    private static final int ROUNDS = Integer.getInteger("reliability.rounds", 3);
    private static final int POINTS = 64;
    private static final String STUDY = """
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

    @TempDir
    Path folder;

    private SystoleProcess exploreIn(String name, String shell, String... more) throws IOException {
        Path study = folder.resolve("study.yaml");
        if (!Files.exists(study)) Files.writeString(study, STUDY);
        var arguments = new ArrayList<>(
                List.of("explore", study.toString(), "-o", folder.resolve(name).toString()));
        arguments.addAll(List.of(more));
        if (!arguments.contains("--effort")) arguments.addAll(List.of("--effort", "3000"));
        return SystoleProcess.start(Files.createTempFile(folder, name, ".txt"), shell, options(), arguments);
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

    private SystoleProcess explore(String name, String... more) throws IOException {
        return exploreIn(name, "exec \"$@\"", more);
    }

    private String points(String name) throws IOException {
        return Files.readString(folder.resolve(name).resolve("points.csv"));
    }

    private static void succeed(SystoleProcess process) throws InterruptedException {
        assertEquals(0, process.end(), process::said);
    }

    /** Returns the number of evaluations in a store that is whole. */
    private long whole(String name) {
        Path file = folder.resolve(name).resolve("store.db");
        if (!Files.exists(file)) return 0;
        try (Store store = Store.open(file)) {
            assertEquals(java.util.Optional.empty(), store.verify());
            return store.counts().evaluations();
        }
    }

    @Test
    void killedAtAnyMomentItGoesOn() throws Exception {
        long start = System.nanoTime();
        try (SystoleProcess calm = explore("calm")) {
            succeed(calm);
        }
        long nanos = System.nanoTime() - start;
        long seed = Long.getLong("test.seed", 20261120L);
        var random = new SplittableRandom(seed);
        for (int round = 0; round < ROUNDS; round++) {
            String name = "killed" + round;
            long before = 0;
            for (int kill = 0; kill < 3; kill++) {
                try (SystoleProcess process = explore(name)) {
                    TimeUnit.NANOSECONDS.sleep(random.nextLong(nanos / 3));
                    process.kill();
                }
                long after = whole(name);
                assertTrue(after >= before, "lost evaluations, seed " + seed);
                before = after;
            }
            try (SystoleProcess last = explore(name)) {
                succeed(last);
            }
            assertEquals(points("calm"), points(name), "seed " + seed);
            assertEquals(POINTS, whole(name));
        }
    }

    @Test
    void anInterruptedRunSaysHowToGoOn() throws Exception {
        // slow enough that the first results are stored long before the last
        Files.writeString(folder.resolve("study.yaml"), STUDY.replace("zoo:resnet-8", "zoo:resnet-101"));
        String[] slow = {"--threads", "1"};
        try (SystoleProcess process = explore("stopped", slow)) {
            while (whole("stopped") < 2) Thread.sleep(50);
            process.signal("INT");
            assertTrue(process.endsWithin(Duration.ofSeconds(30)), process::said);
            assertEquals(130, process.end(), process::said);
            assertTrue(process.said().contains("systole resume "), process::said);
        }
        var resume = List.of("resume", folder.resolve("stopped").toString());
        try (SystoleProcess process = SystoleProcess.start(folder.resolve("resume.txt"), resume)) {
            succeed(process);
        }
        try (SystoleProcess calm = explore("calm", slow)) {
            succeed(calm);
        }
        assertEquals(points("calm"), points("stopped"));
    }

    /** Every file may grow to a limit only, from one that no store fits to one that all results fit. */
    @Test
    void aFullDiskLosesNothing() throws Exception {
        try (SystoleProcess calm = explore("calm")) {
            succeed(calm);
        }
        for (int kib = 2, round = 0; round < ROUNDS + 2; round++, kib *= 3) {
            String name = "full" + kib;
            int status;
            try (SystoleProcess process = exploreIn(name, "ulimit -f " + kib + "; exec \"$@\"")) {
                status = process.end();
                assertTrue(status == 0 || status == 7, () -> process.said());
                if (status == 7)
                    assertTrue(
                            process.said().contains("E7103") || process.said().contains("E0"), process::said);
            }
            try (SystoleProcess again = explore(name)) {
                succeed(again);
            }
            assertEquals(points("calm"), points(name));
            assertEquals(POINTS, whole(name));
        }
    }

    /** Returns how many points a process says that it has evaluated itself. */
    private static long evaluated(SystoleProcess process) {
        var m = java.util.regex.Pattern.compile("([0-9,]+) now, ").matcher(process.said());
        assertTrue(m.find(), process::said);
        return Long.parseLong(m.group(1).replace(",", ""));
    }

    @Test
    void twoProcessesShareAStoreAndRepeatNothing() throws Exception {
        String store = folder.resolve("shared.db").toString();
        try (SystoleProcess one = explore("one", "--store", store, "--threads", "1");
                SystoleProcess two = explore("two", "--store", store, "--threads", "1")) {
            succeed(one);
            succeed(two);
            assertEquals(POINTS, evaluated(one) + evaluated(two), () -> one.said() + two.said());
        }
        assertEquals(points("one"), points("two"));
        try (Store shared = Store.open(Path.of(store))) {
            assertEquals(java.util.Optional.empty(), shared.verify());
            assertEquals(POINTS, shared.counts().evaluations());
        }
    }

    /** One of two processes is killed with claims in its hands: the other one does its work, at once. */
    @Test
    void theWorkOfAKilledProcessIsDoneByAnother() throws Exception {
        Path file = folder.resolve("shared.db");
        String store = file.toString();
        try (SystoleProcess one = explore("one", "--store", store, "--threads", "1")) {
            while (!Files.exists(file) || rows(file) < 2) Thread.sleep(20);
            try (SystoleProcess two = explore("two", "--store", store, "--threads", "1")) {
                one.kill();
                long before = rows(file);
                succeed(two);
                assertTrue(evaluated(two) <= POINTS - before, two::said);
            }
        }
        assertEquals(POINTS, rows(file));
    }

    private static long rows(Path file) {
        try (Store store = Store.open(file)) {
            assertEquals(java.util.Optional.empty(), store.verify());
            return store.counts().evaluations();
        }
    }

    @Test
    void aFullStandardOutputIsAFailure() throws Exception {
        assumeTrue(Files.exists(Path.of("/dev/full")), "this system has no /dev/full");
        try (SystoleProcess process = exploreIn("out", "exec \"$@\" >/dev/full", "--json")) {
            assertNotEquals(0, process.end());
        }
        assertEquals(POINTS, whole("out"));
    }
}
