package org.systole.app.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.systole.app.Cli;
import org.systole.house.Tally;

/** A run is not gone on with when what it was made from is another: what has changed is named, and nothing is mixed. */
class ResumeChangedTest {
    private static final String STUDY = """
            systole: study/1
            title: "small"
            model: model.onnx
            data: data.yaml
            parameters:
              - {name: bits, values: [4, 8]}
            accelerator: |
              systole: accelerator/1
              extends: gemmini-16
              name: variant
            quantization: |
              systole: quantization/1
              weights: {format: int${bits}, scales: channel}
            objectives: [{maximize: accuracy}, {minimize: energy_mj}]
            """;

    @TempDir
    Path folder;

    private Path run;

    @BeforeEach
    void explore() throws IOException {
        Path shipped = Path.of("../models/fsdd_dscnn");
        try (var files = Files.list(shipped)) {
            for (Path file : files.filter(Files::isRegularFile).toList())
                Files.copy(file, folder.resolve(file.getFileName()));
        }
        Files.writeString(folder.resolve("study.yaml"), STUDY);
        run = folder.resolve("run");
        Cli explored =
                Cli.run("explore", folder.resolve("study.yaml").toString(), "-o", run.toString(), "--effort", "20");
        assertEquals(0, explored.status(), explored.err());
        // as if it had been killed before its end
        change(run.resolve("run.json"), "\"state\": \"complete\"", "\"state\": \"running\"");
    }

    private static void change(Path file, String from, String to) throws IOException {
        String text = Files.readString(file);
        assertTrue(text.contains(from), text);
        Files.writeString(file, text.replace(from, to));
    }

    private Cli resume() {
        return Cli.run("resume", run.toString());
    }

    private void assertRefused(String code, String... words) throws IOException {
        byte[] before = Files.readAllBytes(run.resolve("store.db"));
        Cli resumed = resume();
        assertEquals(code, resumed.code(), resumed.out() + resumed.err());
        for (String word : words) assertTrue(resumed.err().contains(word), resumed.err());
        org.junit.jupiter.api.Assertions.assertArrayEquals(before, Files.readAllBytes(run.resolve("store.db")));
    }

    @Test
    void whatHasChangedIsNamed() throws IOException, SQLException {
        Cli same = resume();
        assertEquals(0, same.status(), same.err());
        assertTrue(same.out().contains("0 now, 2 known"), same.out());

        Path study = folder.resolve("study.yaml"),
                model = folder.resolve("model.onnx"),
                data = folder.resolve("data.yaml");
        byte[] wasModel = Files.readAllBytes(model), wasData = Files.readAllBytes(data);
        // the space
        change(study, "[4, 8]", "[2, 4, 8]");
        assertRefused("E7006", "its study " + study, "has changed since the run of ");
        Files.writeString(study, STUDY);
        // the hardware
        change(study, "gemmini-16", "gemmini-8");
        assertRefused("E7006", "its study " + study);
        Files.writeString(study, STUDY);
        // the model: one byte more, and gone
        Files.write(model, java.util.Arrays.copyOf(wasModel, wasModel.length + 1));
        assertRefused("E7006", "its model " + model + " has changed");
        Files.delete(model);
        assertRefused("E7006", "its model " + model + " is gone");
        Files.write(model, wasModel);
        // the data
        Files.write(
                data,
                ("# another remark\n" + new String(wasData, java.nio.charset.StandardCharsets.UTF_8))
                        .getBytes(java.nio.charset.StandardCharsets.UTF_8));
        assertRefused("E7006", "its data " + data + " has changed");
        // two at once: both are named
        Files.delete(study);
        assertRefused("E7006", "its data " + data, "its study " + study + " is gone");
        Files.write(data, wasData);
        Files.writeString(study, STUDY);
        // a newer version's run, and a newer version's store
        change(run.resolve("run.json"), "systole-run/1", "systole-run/2");
        assertRefused("E9106");
        change(run.resolve("run.json"), "systole-run/2", "systole-run/1");
        try (var c = DriverManager.getConnection("jdbc:sqlite:" + run.resolve("store.db"));
                var s = c.createStatement()) {
            s.execute("PRAGMA user_version = 99");
        }
        assertRefused("E7104", "version 99");
        Tally.add("C7", "8 changes of study, hardware, model, data and versions: refused, each named");
    }

    /** Another build may evaluate otherwise: it says so, and makes the points again under keys of its own. */
    @Test
    void anotherBuildEvaluatesAgain() throws IOException {
        change(run.resolve("run.json"), "\"build\": \"", "\"build\": \"another");
        Cli resumed = resume();
        assertEquals(0, resumed.status(), resumed.err());
        assertTrue(resumed.err().contains("another build of Systole began this run"), resumed.err());
    }
}
