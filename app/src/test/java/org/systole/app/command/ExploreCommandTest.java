package org.systole.app.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.systole.app.Cli;

class ExploreCommandTest {
    private static final String STUDY = """
            systole: study/1
            title: "small"
            model: zoo:lenet-5
            parameters:
              - {name: array, values: [8, 16]}
              - {name: scratchpad_kib, powers_of_two: {from: 16, to: 128}}
            rules: ["scratchpad_kib >= 4 * array"]
            accelerator: |
              systole: accelerator/1
              extends: gemmini-16
              name: variant
              array:
                axes:
                  - {name: rows, size: ${array}}
                  - {name: columns, size: ${array}}
              memories:
                - {name: scratchpad, size_kib: ${scratchpad_kib}}
            objectives: [{minimize: energy_mj}, {minimize: area_mm2}]
            """;

    @TempDir
    Path folder;

    private Path study(String text) throws IOException {
        Path file = folder.resolve("study.yaml");
        Files.writeString(file, text);
        return file;
    }

    private Cli run(Path study, String name) {
        return Cli.run("explore", study.toString(), "-o", folder.resolve(name).toString(), "--effort", "50");
    }

    @Test
    void aRunIsKeptShownAndExported() throws IOException {
        Path run = folder.resolve("run");
        Cli explored = run(study(STUDY), "run");
        assertEquals(0, explored.status(), explored.err());
        assertTrue(explored.out().contains("every combination, because 8 fit the budget"), explored.out());
        assertTrue(explored.out().contains("not scratchpad_kib >= 4 * array"), explored.out());
        for (String file :
                new String[] {"run.json", "study.yaml", "points.csv", "front.json", "report.html", "store.db"})
            assertTrue(Files.exists(run.resolve(file)), file);

        Cli status = Cli.run("status", run.toString());
        assertTrue(status.out().contains("complete"), status.out() + status.err());
        assertTrue(Cli.run("status", run.toString(), "--json").out().contains("\"evaluated\": 5"));
        Cli verified = Cli.run("store", "verify", run.toString());
        assertTrue(verified.out().contains("is sound: 5 evaluations"), verified.out() + verified.err());
        assertEquals(
                Files.readString(run.resolve("points.csv")),
                Cli.run("export", run.toString()).out());

        String before = Files.readString(run.resolve("points.csv"));
        Cli resumed = Cli.run("resume", run.toString());
        assertEquals(0, resumed.status(), resumed.err());
        assertTrue(resumed.out().contains("0 now, 5 known"), resumed.out());
        assertEquals(before, Files.readString(run.resolve("points.csv")));
    }

    @Test
    void aRunWhoseStudyHasChangedIsNotResumed() throws IOException {
        run(study(STUDY), "run");
        study(STUDY.replace("[8, 16]", "[8, 32]"));
        Cli resumed = Cli.run("resume", folder.resolve("run").toString());
        assertEquals("E7006", resumed.code(), resumed.err());
    }

    @Test
    void twoRunsMakeOneReport() throws IOException {
        run(study(STUDY), "a");
        run(study(STUDY.replace("extends: gemmini-16", "extends: gemmini-16\n  clock_mhz: 500")), "b");
        Path page = folder.resolve("both.html");
        Cli report = Cli.run(
                "report", folder.resolve("a").toString(), folder.resolve("b").toString(), "-o", page.toString());
        assertEquals(0, report.status(), report.err());
        assertTrue(Files.readString(page).contains("\"name\":\"run\""));
    }

    @Test
    void anEstimateSaysHowLargeTheSpaceIs() throws IOException {
        Cli estimate = Cli.run("explore", study(STUDY).toString(), "--estimate", "--effort", "50");
        assertTrue(estimate.out().contains("5 of them satisfy the rules"), estimate.out() + estimate.err());
        assertTrue(estimate.out().contains("ms each"), estimate.out());
    }

    @Test
    void everyShippedStudyCanBeEstimated() throws IOException {
        try (var files = Files.list(Path.of("../studies"))) {
            for (Path study :
                    files.filter(f -> f.toString().endsWith(".yaml")).sorted().toList()) {
                // a study of search settings evaluates the whole study that it searches first
                Cli estimate = Cli.run("explore", study.toString(), "--estimate", "--effort", "20");
                assertEquals(0, estimate.status(), study + estimate.err());
                assertTrue(estimate.out().contains("of them satisfy the rules"), estimate.out());
                assertTrue(estimate.out().contains("ms each"), estimate.out());
            }
        }
    }
}
