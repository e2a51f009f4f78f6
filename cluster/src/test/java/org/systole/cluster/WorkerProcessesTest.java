package org.systole.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.systole.explore.Store;
import org.systole.house.SystoleProcess;
import org.systole.house.Tally;

/** Three worker processes, of which one is killed in the middle: the exploration ends as one without a cluster. */
class WorkerProcessesTest {
    private static final String STUDY = """
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

    private final List<SystoleProcess> started = new ArrayList<>();

    @AfterEach
    void endAll() {
        started.forEach(SystoleProcess::close);
    }

    private SystoleProcess systole(String name, List<String> arguments) throws Exception {
        var process = SystoleProcess.start(folder.resolve(name + ".txt"), arguments);
        started.add(process);
        return process;
    }

    private SystoleProcess explore(String name, List<String> more) throws Exception {
        Path study = folder.resolve("study.yaml");
        Files.writeString(study, STUDY);
        var arguments = new ArrayList<>(
                List.of("explore", study.toString(), "-o", folder.resolve(name).toString(), "--effort", "3000"));
        arguments.addAll(more);
        SystoleProcess process = systole(name, arguments);
        assertEquals(0, process.end(), process::said);
        return process;
    }

    @Test
    void aKilledWorkerCostsNothingButTime() throws Exception {
        String cluster = "test-" + ProcessHandle.current().pid();
        var workers = new ArrayList<SystoleProcess>();
        for (int i = 0; i < 3; i++)
            workers.add(systole(
                    "worker" + i, List.of("worker", "--cluster", cluster, "--threads", "1", "--port", "26701")));
        for (SystoleProcess worker : workers) worker.awaitText("Worker of cluster");

        var killer = Thread.ofPlatform().start(() -> {
            try {
                // it has the study, so it has a batch
                workers.get(1).awaitText("note: study");
                workers.get(1).kill();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        var together = explore("together", List.of("--cluster", cluster, "--threads", "0", "--port", "26701"));
        killer.join();
        explore("alone", List.of("--threads", "1"));

        assertFalse(workers.get(1).isAlive());
        assertTrue(together.said().contains("is lost"), together::said);
        assertEquals(
                Files.readString(folder.resolve("alone/points.csv")),
                Files.readString(folder.resolve("together/points.csv")));
        assertEquals(rows(folder.resolve("alone/store.db")), rows(folder.resolve("together/store.db")));
        Tally.add("C5", "1 of 3 worker processes killed amid a batch: nothing lost, nothing double");
    }

    /** Workers hold no truth: they wait for the next coordinator, which goes on with what the store has. */
    @Test
    void aKilledCoordinatorIsFollowedByAnother() throws Exception {
        String cluster = "killed-" + ProcessHandle.current().pid();
        var here = List.of("--cluster", cluster, "--threads", "0", "--port", "26801");
        var worker = systole("worker", List.of("worker", "--cluster", cluster, "--threads", "1", "--port", "26801"));
        worker.awaitText("Worker of cluster");
        Path study = folder.resolve("study.yaml"), run = folder.resolve("run"), file = run.resolve("store.db");
        Files.writeString(study, STUDY);
        var arguments = new ArrayList<>(List.of("explore", study.toString(), "-o", run.toString(), "--effort", "3000"));
        arguments.addAll(here);
        var first = systole("first", arguments);
        while (rows(file) < 5) {
            assertTrue(first.isAlive(), first::said);
            Thread.sleep(20);
        }
        first.kill();
        long before = rows(file);
        var more = new ArrayList<>(List.of("resume", run.toString()));
        more.addAll(here);
        var second = systole("second", more);
        assertEquals(0, second.end(), second::said);
        assertTrue(second.said().contains(before + " known already"), () -> before + ": " + second.said());
        explore("alone", List.of("--threads", "1"));
        assertEquals(Files.readString(folder.resolve("alone/points.csv")), Files.readString(run.resolve("points.csv")));
        assertTrue(worker.isAlive());
        Tally.add(
                "C5", "1 coordinator killed with " + before + " points stored: another went on, with the same worker");
    }

    private static long rows(Path file) {
        if (!Files.exists(file)) return 0;
        try (Store store = Store.open(file)) {
            assertTrue(store.verify().isEmpty());
            return store.counts().evaluations();
        }
    }

    /** The data travels with the recipe: a worker scores networks on samples that it has never seen a file of. */
    @Test
    void accuracyIsMeasuredByWorkers() throws Exception {
        Path models = Path.of(System.getProperty("basedir", "."))
                .toAbsolutePath()
                .normalize()
                .resolveSibling("models");
        Path study = folder.resolve("accuracy.yaml");
        Files.writeString(study, """
                systole: study/1
                title: "widths of weights, scored by workers"
                model: %1$s/model.onnx
                data: %1$s/data.yaml
                parameters:
                  - {name: bits, values: [2, 4, 8]}
                accelerator: |
                  systole: accelerator/1
                  extends: gemmini-16
                  name: variant
                quantization: |
                  systole: quantization/1
                  weights: {format: int${bits}, scales: channel}
                objectives:
                  - {maximize: accuracy}
                  - {minimize: energy_mj}
                search: {method: exhaustive, budget: 10, seed: 1}
                """.formatted(models.resolve("fsdd_dscnn")));
        String cluster = "accuracy-" + ProcessHandle.current().pid();
        var vectors = List.of("--add-modules", "jdk.incubator.vector");
        var worker = SystoleProcess.start(
                folder.resolve("scorer.txt"),
                "exec \"$@\"",
                vectors,
                List.of("worker", "--cluster", cluster, "--threads", "1", "--port", "26751"));
        started.add(worker);
        worker.awaitText("Worker of cluster");
        for (String name : List.of("scored", "here")) {
            var arguments = new ArrayList<>(List.of(
                    "explore", study.toString(), "-o", folder.resolve(name).toString(), "--effort", "500"));
            if (name.equals("scored"))
                arguments.addAll(List.of("--cluster", cluster, "--threads", "0", "--port", "26751"));
            var process = SystoleProcess.start(folder.resolve(name + ".txt"), "exec \"$@\"", vectors, arguments);
            started.add(process);
            assertEquals(0, process.end(), process::said);
        }
        String scored = Files.readString(folder.resolve("scored/points.csv"));
        assertTrue(scored.lines().findFirst().orElseThrow().contains("accuracy"), scored);
        assertEquals(Files.readString(folder.resolve("here/points.csv")), scored);
        assertTrue(worker.said().contains("study accuracy.yaml"), worker::said);
    }
}
