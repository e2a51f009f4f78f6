package org.systole.app.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.systole.app.Cli;
import org.systole.house.SystoleProcess;
import org.systole.house.Tally;

/** Where an exploration may write: in folders of any name, not where nobody can, and not without space. */
class ExplorePlacesTest {
    private static final String STUDY = """
            systole: study/1
            title: "small"
            model: zoo:lenet-5
            parameters:
              - {name: scratchpad_kib, powers_of_two: {from: 64, to: 256}}
              - {name: accumulator_kib, values: [32]}
            rules: ["scratchpad_kib > accumulator_kib"]
            accelerator: |
              systole: accelerator/1
              extends: gemmini-16
              name: variant
              memories:
                - {name: scratchpad, size_kib: ${scratchpad_kib}}
                - {name: accumulator, size_kib: ${accumulator_kib}}
            objectives: [{minimize: energy_mj}, {minimize: area_mm2}]
            search: {budget: 3, seed: 1}
            """;

    @TempDir
    Path folder;

    private Path study;

    @BeforeEach
    void study() throws IOException {
        study = Files.writeString(folder.resolve("study.yaml"), STUDY);
    }

    /** A space of almost three billion combinations. */
    private void enlarge(String rule) throws IOException {
        Files.writeString(
                study,
                STUDY.replace(
                                "values: [32]}",
                                "values: [32]}\n  - {name: clock, range: {from: 101, to: 30100, step: 1}}\n"
                                        + "  - {name: fill, range: {from: 1, to: 30000, step: 1}}")
                        .replace(
                                "name: variant",
                                "name: variant\n  clock_mhz: ${clock}\n  array: {preload: {cycles: ${fill}}}")
                        .replace("scratchpad_kib > accumulator_kib", rule));
    }

    private Cli explore(String... more) {
        var arguments = new java.util.ArrayList<>(List.of("explore", study.toString(), "--effort", "20"));
        arguments.addAll(List.of(more));
        return Cli.run(arguments.toArray(String[]::new));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"a b", "it's \"quoted\"", "a\nb", "-x", "100%41?mode=memory#1", "\u00e4\ud83d\ude00", "LONG"})
    void aFolderMayHaveAnyName(String name) throws IOException {
        Path run = folder.resolve(name.replace("LONG", "n".repeat(255)));
        Cli explored = explore("-o", run.toString());
        assertEquals(0, explored.status(), explored.err());
        assertTrue(Cli.run("store", "verify", run.toString()).out().contains("is sound: 3 evaluations"));
        assertEquals(
                Files.readString(run.resolve("points.csv")),
                Cli.run("export", run.toString()).out());
        Cli resumed = Cli.run("resume", run.toString());
        assertTrue(resumed.out().contains("0 now, 3 known"), resumed.out() + resumed.err());
        try (var files = Files.list(folder)) {
            assertEquals(2, files.count(), "nothing beside it");
        }
    }

    /** A damaged evaluation is left out, told, and made again. */
    @Test
    void aDamagedEvaluationIsToldAndMadeAgain() throws IOException, SQLException {
        Path run = folder.resolve("run");
        assertEquals(0, explore("-o", run.toString()).status());
        String whole = Files.readString(run.resolve("points.csv"));
        try (var c = DriverManager.getConnection("jdbc:sqlite:" + run.resolve("store.db"));
                var s = c.createStatement()) {
            s.execute("UPDATE evaluation SET outcome = replace(outcome, '1', '2') WHERE id = 2");
        }
        Cli verified = Cli.run("store", "verify", run.toString());
        assertEquals(3, verified.status());
        assertTrue(verified.err().contains("evaluation 2"), verified.err());
        for (Cli shown : List.of(
                Cli.run("export", run.toString()),
                Cli.run("status", run.toString()),
                Cli.run("report", run.toString(), "-o", folder.resolve("r.html").toString()))) {
            assertEquals(3, shown.status(), shown.out() + shown.err());
            assertTrue(shown.err().contains("warning: 1 evaluations of "), shown.err());
        }
        assertEquals(3, Cli.run("export", run.toString()).lines().size(), "a head and two points");
        Cli resumed = Cli.run("resume", run.toString());
        assertTrue(resumed.out().contains("1 now, 2 known"), resumed.out() + resumed.err());
        assertEquals(0, Cli.run("store", "verify", run.toString()).status());
        assertEquals(whole, Files.readString(run.resolve("points.csv")));
    }

    @Test
    void whereNobodyCanWriteIsRefused() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "mine");
        Path full = Files.createDirectory(folder.resolve("full"));
        Files.writeString(full.resolve("precious"), "mine");
        for (String place : new String[] {
            file.toString(),
            file + "/below",
            full.toString(),
            folder.resolve("n".repeat(256)).toString(),
            "/proc/systole"
        }) {
            Cli explored = explore("-o", place);
            assertEquals(2, explored.status(), place + ": " + explored.err());
            assertTrue(explored.code().startsWith("E91"), explored.err());
        }
        for (String place : new String[] {folder.toString(), folder + "/none/store.db", "/proc/systole.db"}) {
            Cli explored = explore("--store", place);
            assertEquals(7, explored.status(), place + ": " + explored.err());
            assertEquals("E7103", explored.code());
        }
        Cli noStore = explore(
                "--store",
                Files.writeString(folder.resolve("text.db"), "text ".repeat(1000))
                        .toString());
        assertEquals("E7101", noStore.code(), noStore.err());
        assertEquals("mine", Files.readString(file));
        Tally.add("D4", "9 places that cannot be written: status 2, 3 or 7; 7 names and one that is no text");
        try (var files = Files.list(full)) {
            assertEquals(1, files.count());
        }
    }

    /** A name that this system's locale cannot write must not become another name. */
    @Test
    void aNameThatIsNoTextIsRefused() throws Exception {
        assumeTrue(System.getProperty("os.name").equals("Linux"), "names are bytes on Linux");
        try (SystoleProcess process = SystoleProcess.start(
                folder.resolve("said.txt"),
                "exec \"$@\" -o " + folder + "/$'odd\\xff\\xfe'",
                List.of("explore", study.toString(), "--effort", "20"))) {
            assertEquals(2, process.end(), process::said);
            assertTrue(process.said().contains("has bytes that are no text"), process::said);
        }
        try (var files = Files.list(folder)) {
            assertFalse(files.anyMatch(f -> f.getFileName().toString().startsWith("odd")), "another folder was made");
        }
    }

    @Test
    void whatWillNotFitIsRefusedBeforeItBegins() throws IOException {
        enlarge("clock > 0");
        Cli refused = explore("-o", folder.resolve("run").toString(), "--budget", "900000000");
        assertEquals("E7105", refused.code(), refused.err());
        assertEquals(7, refused.status());
        assertTrue(refused.err().contains("900,000,000 points take about 900.0 GB, and "), refused.err());
        // the rule lets few of the combinations pass: they fit
        enlarge("clock + fill > 59000");
        Cli few = explore("--estimate", "--budget", "900000000");
        assertEquals(0, few.status(), few.err());
        assertTrue(few.out().matches("(?s).*Space +about [0-9.]{3,5} [MG]B; .*"), few.out());
        // nobody knows how far a search comes that ends by its time
        enlarge("clock > 0");
        Files.writeString(study, Files.readString(study).replace("budget: 3,", "budget: 900000000, time_s: 0.5,"));
        Cli timed = explore("-o", folder.resolve("timed").toString());
        assertFalse(timed.err().contains("E7105"), timed.err());
        Tally.add("D3", "1 run that will not fit: refused with status 7");
    }
}
