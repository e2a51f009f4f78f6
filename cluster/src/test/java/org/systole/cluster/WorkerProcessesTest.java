package org.systole.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.systole.explore.Store;

/** Three worker processes, of which one is killed in the middle: the exploration ends as one without a cluster. */
class WorkerProcessesTest {
    private static final String STUDY =
            """
            systole: study/1
            title: "a small study for workers"
            model: zoo:lenet-5
            parameters:
              - {name: array, values: [4, 8, 16, 32]}
              - {name: scratchpad_kib, powers_of_two: {from: 64, to: 2048}}
              - {name: accumulator_kib, powers_of_two: {from: 32, to: 1024}}
            rules:
              - accumulator_kib <= scratchpad_kib
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

    private final List<Process> started = new ArrayList<>();

    @AfterEach
    void endAll() {
        started.forEach(Process::destroyForcibly);
    }

    private Process systole(Path output, String... arguments) throws IOException {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx384m",
                "-XX:+UseSerialGC",
                "-Dhazelcast.logging.type=none",
                "-Djava.io.tmpdir=" + folder,
                "-Dorg.sqlite.tmpdir=" + folder,
                "-Dsystole.build=test",
                "-cp",
                System.getProperty("java.class.path"),
                "org.systole.app.Systole"));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        started.add(process);
        return process;
    }

    private static void await(Path output, String text) throws Exception {
        long end = System.nanoTime() + Duration.ofMinutes(2).toNanos();
        while (!Files.exists(output) || !Files.readString(output).contains(text)) {
            assertTrue(System.nanoTime() < end, () -> "no '" + text + "' in " + output + ": " + read(output));
            Thread.sleep(20);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return e.toString();
        }
    }

    private Path explore(String name, String... more) throws Exception {
        Path study = folder.resolve("study.yaml");
        Files.writeString(study, STUDY);
        var arguments = new ArrayList<>(
                List.of("explore", study.toString(), "-o", folder.resolve(name).toString(), "--effort", "3000"));
        arguments.addAll(List.of(more));
        Path output = folder.resolve(name + ".txt");
        Process process = systole(output, arguments.toArray(String[]::new));
        assertTrue(process.waitFor(5, TimeUnit.MINUTES), () -> read(output));
        assertEquals(0, process.exitValue(), () -> read(output));
        return folder.resolve(name);
    }

    @Test
    void aKilledWorkerCostsNothingButTime() throws Exception {
        String cluster = "test-" + ProcessHandle.current().pid();
        var workers = new ArrayList<Process>();
        for (int i = 0; i < 3; i++)
            workers.add(systole(
                    folder.resolve("worker" + i + ".txt"),
                    "worker", "--cluster", cluster, "--threads", "1", "--port", "26701"));
        for (int i = 0; i < 3; i++) await(folder.resolve("worker" + i + ".txt"), "Worker of cluster");

        var killer = Thread.ofPlatform().start(() -> {
            try {
                // it has the study, so it has a batch
                await(folder.resolve("worker1.txt"), "note: study");
                workers.get(1).destroyForcibly();
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
        Path together = explore("together", "--cluster", cluster, "--threads", "0", "--port", "26701");
        killer.join();
        Path alone = explore("alone", "--threads", "1");

        assertFalse(workers.get(1).isAlive());
        String said = Files.readString(folder.resolve("together.txt"));
        assertTrue(said.contains("is lost"), said);
        assertEquals(
                Files.readString(alone.resolve("points.csv")), Files.readString(together.resolve("points.csv")));
        try (Store store = Store.open(together.resolve("store.db"))) {
            assertTrue(store.verify().isEmpty());
        }
    }
}
