package org.systole.app.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.systole.app.Cli;

/** What is said of studies that are wrong: which line, what was found, what would be right; and that the fix is one. */
class ExploreMessagesTest {
    private static final String STUDY = """
            systole: study/1
            title: "wrong in one place"
            model: zoo:lenet-5
            parameters:
              - {name: array, values: [8, 16]}
              - {name: cached, words: [none, small]}
              - {name: scratchpad_kib, powers_of_two: {from: 16, to: 128}, when: cached == 1}
            rules: ["scratchpad_kib >= 2 * array"]
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
            constraints: ["latency_ms <= 100"]
            """;

    @TempDir
    Path folder;

    private Cli explore(String from, String to, String... more) throws IOException {
        assertTrue(STUDY.contains(from), from);
        Path file = folder.resolve("study.yaml");
        Files.writeString(file, STUDY.replace(from, to));
        var arguments =
                new java.util.ArrayList<>(java.util.List.of("explore", file.toString(), "--effort", "20", "--store"));
        arguments.add(folder.resolve("store.db").toString());
        arguments.addAll(java.util.List.of(more));
        return Cli.run(arguments.toArray(String[]::new));
    }

    private void refused(Cli cli, int status, String code, String... words) {
        assertEquals(status, cli.status(), cli.err());
        assertEquals(code, cli.code(), cli.err());
        for (String word : words) assertTrue(cli.err().contains(word), word + "\n" + cli.err());
    }

    @Test
    void theStudyItselfIsRight() throws IOException {
        Cli cli = explore("title", "title");
        assertEquals(0, cli.status(), cli.err());
    }

    @Test
    void aWrongKeyOfTheAcceleratorIsSaidOnceWithItsLineInTheStudy() throws IOException {
        Cli cli = explore("size_kib: ${", "sise_kib: ${");
        assertEquals(3, cli.status(), cli.err());
        assertTrue(cli.err().contains("study.yaml:18:"), cli.err());
        assertTrue(cli.err().contains("size_kib"), cli.err());
        assertTrue(cli.err().contains("array 8"), "and at which point it was seen: " + cli.err());
        assertEquals(0, explore("size_kib: ${", "size_kib: ${").status());
    }

    @Test
    void aConditionOnAMissingParameterNamesThoseThatThereAre() throws IOException {
        refused(
                explore("when: cached == 1", "when: cashed == 1"),
                3,
                "E7002",
                "study.yaml:7:",
                "'cashed'",
                "array, cached");
    }

    @Test
    void aConditionOnALaterParameterIsRefused() throws IOException {
        refused(
                explore("words: [none, small]}", "words: [none, small], when: scratchpad_kib > 16}"),
                3,
                "E7002",
                "study.yaml:6:",
                "'scratchpad_kib'");
    }

    @Test
    void anImpossibleConstraintSaysHowFarTheNearestPointIs() throws IOException {
        refused(
                explore("latency_ms <= 100", "latency_ms <= 0.000001"),
                5,
                "E7005",
                "study.yaml:20:",
                "holds at 0 of",
                "latency_ms is ");
    }

    @Test
    void constraintsThatExcludeEachOtherAreAllNamed() throws IOException {
        Cli cli = explore("[\"latency_ms <= 100\"]", "[\"array < 16\", \"array > 8\"]");
        refused(
                cli,
                5,
                "E7005",
                "\"array < 16\" holds at",
                "\"array > 8\" holds at",
                "together with the other constraints");
    }

    @Test
    void anImpossibleRuleIsNamed() throws IOException {
        refused(
                explore("scratchpad_kib >= 2 * array", "scratchpad_kib > 4000"),
                5,
                "E7005",
                "study.yaml:8:",
                "no combination satisfies the rules",
                "\"scratchpad_kib > 4000\" rejected");
        Cli estimate = explore("scratchpad_kib >= 2 * array", "scratchpad_kib > 4000", "--estimate");
        assertTrue(estimate.out().contains("no combination that was looked at"), estimate.out() + estimate.err());
    }

    @Test
    void pointsThatCannotBeBuiltSayWhy() throws IOException {
        // every point breaks the format in its own way: a size that is no whole number
        Cli cli = explore("size: ${array}}\n      - {name: columns", "size: ${array / 3}}\n      - {name: columns");
        assertEquals(3, cli.status(), cli.err());
        assertTrue(cli.err().contains("study.yaml:15:"), cli.err());
    }

    @Test
    void aKpiThatIsSpelledWronglyIsFoundWithWhatWasMeant() throws IOException {
        Cli cli = explore("minimize: area_mm2", "minimize: area_mm");
        assertEquals(3, cli.status(), cli.err());
        assertTrue(cli.err().contains("study.yaml:19:"), cli.err());
        assertTrue(cli.err().contains("area_mm2"), cli.err());
    }

    @Test
    void aPolicyThatIsNoParameterIsRefused() throws IOException {
        refused(
                explore("model: zoo:lenet-5", "model: zoo:lenet-5\nmapping: ${policy}"),
                3,
                "E7002",
                "study.yaml:4:",
                "latency, energy, edp, dram");
    }

    @Test
    void aHugeSpaceIsEstimatedAndSearched() throws IOException {
        String wide = "values: [8, 16]}\n"
                + "  - {name: a, range: {from: 1, to: 100000}}\n  - {name: b, range: {from: 1, to: 100000}}\n";
        Cli estimate = explore("values: [8, 16]}\n", wide, "--estimate");
        assertEquals(0, estimate.status(), estimate.err());
        assertTrue(estimate.out().contains("160,000,000,000 combinations"), estimate.out());
        assertTrue(estimate.out().contains("nsga2"), estimate.out());
        assertTrue(estimate.out().contains("about"), estimate.out());
        Cli some = explore("values: [8, 16]}\n", wide, "--budget", "20");
        assertEquals(0, some.status(), some.err());
    }
}
