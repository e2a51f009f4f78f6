package org.systole.app.explore;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.systole.app.Console;
import org.systole.explore.DesignPoint;
import org.systole.explore.LocalExecutor;
import org.systole.explore.Store;

/** Closer looks of several models and of several processes on one store. */
class SharedStoreTest {
    @TempDir
    Path folder;

    /** A model of one path that is replaced by another one is another model at every look. */
    @Test
    void aReplacedModelIsLookedAtAgain() throws IOException {
        Path models = Path.of("../models").toRealPath(), model = folder.resolve("model.onnx");
        String text = Files.readString(Path.of("../studies/keyword-spotting-core.yaml"))
                .replace("../models/fsdd_dscnn/model.onnx", model.toString())
                .replace("../models", models.toString());
        Path study = Files.writeString(folder.resolve("study.yaml"), text);
        byte[] first = Files.readAllBytes(models.resolve("fsdd_dscnn/model.onnx"));
        Files.write(model, first);
        List<String> before = keys(study);
        assertEquals(before, keys(study));
        var second = new ByteArrayOutputStream();
        second.write(first);
        // a remark (doc_string, field 6 of the model): the least change that makes another file
        second.write(new byte[] {6 << 3 | 2, 1, 'x'});
        Files.write(model, second.toByteArray());
        List<String> after = keys(study);
        for (int look = 0; look < before.size(); look++) assertNotEquals(before.get(look), after.get(look));
    }

    /** Returns the keys of one point at the search and at every closer look. */
    private static List<String> keys(Path study) {
        var ready = StudyRecipe.prepare(study, 50, note -> {});
        DesignPoint point = ready.study().space().at(0);
        var keys = new ArrayList<>(List.of(ready.evaluator().task(point).key()));
        for (var stage : ready.stages())
            keys.add(stage.evaluator().apply(Map.of()).task(point).key());
        assertEquals(2, keys.size());
        return keys;
    }

    /** A process that explores when all are ready, and writes how many evaluations were its own. */
    static final class Explorer {
        private Explorer() {}

        public static void main(String[] arguments) throws IOException, InterruptedException {
            Path folder = Path.of(arguments[0]);
            var silent = new PrintWriter(Writer.nullWriter(), false);
            var run = new ExploreRun(
                    PreparedStudy.of(folder.resolve("study.yaml"), 50, note -> {}),
                    new Console(silent, silent, true, false),
                    () -> new LocalExecutor(1),
                    1);
            Files.createFile(folder.resolve("ready" + arguments[1]));
            while (!Files.exists(folder.resolve("ready1")) || !Files.exists(folder.resolve("ready2"))) Thread.sleep(2);
            long fresh = run.run(folder.resolve("shared.db"), "").fresh();
            Files.writeString(folder.resolve("fresh" + arguments[1]), Long.toString(fresh));
        }
    }

    @Test
    void twoProcessesLookCloserAtEachPointOnce() throws Exception {
        Files.writeString(
                folder.resolve("study.yaml"),
                FidelityTest.STUDY
                        .replace(
                                "MODEL",
                                Path.of("../models/fsdd_dscnn/model.onnx")
                                        .toRealPath()
                                        .toString())
                        .replace("FIDELITY", "{front: simulated, within_percent: 40}"));
        var processes = new ArrayList<Process>();
        for (int i = 1; i <= 2; i++)
            processes.add(new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-Xmx256m",
                            "-XX:+UseSerialGC",
                            "-XX:TieredStopAtLevel=1",
                            "--enable-native-access=ALL-UNNAMED",
                            "-cp",
                            System.getProperty("java.class.path"),
                            Explorer.class.getName(),
                            folder.toString(),
                            "" + i)
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("said" + i).toFile())
                    .start());
        long fresh = 0;
        for (int i = 1; i <= 2; i++) {
            boolean ended = processes.get(i - 1).waitFor(2, TimeUnit.MINUTES);
            if (!ended) processes.forEach(Process::destroyForcibly);
            assertTrue(ended);
            assertEquals(0, processes.get(i - 1).exitValue(), Files.readString(folder.resolve("said" + i)));
            fresh += Long.parseLong(Files.readString(folder.resolve("fresh" + i)));
        }
        try (Store store = Store.open(folder.resolve("shared.db"))) {
            assertTrue(store.counts().evaluations() > 6, "some are looked at more closely");
            assertEquals(store.counts().evaluations(), fresh);
        }
    }
}
