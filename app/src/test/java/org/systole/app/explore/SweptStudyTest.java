package org.systole.app.explore;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.systole.app.Cli;
import org.systole.explore.DesignPoint;

/** A study whose points are the settings of another study's search. */
class SweptStudyTest {
    static final String SEARCHED = """
            systole: study/1
            title: "searched"
            model: zoo:lenet-5
            parameters:
              - {name: array, powers_of_two: {from: 4, to: 32}}
              - {name: buffer_kib, powers_of_two: {from: 16, to: 256}}
            accelerator: |
              systole: accelerator/1
              extends: systolic-16
              name: variant
              array:
                axes:
                  - {name: rows, size: ${array}}
                  - {name: columns, size: ${array}}
              memories:
                - {name: buffer, size_kib: ${buffer_kib}}
            objectives: [{minimize: energy_mj}, {minimize: area_mm2}, {minimize: latency_ms}]
            """;
    static final String STUDY = """
            systole: study/1
            title: "search settings"
            study: searched.yaml
            parameters:
              - {name: population, values: [2, 4]}
              - {name: corners, words: ["false", "true"]}
              - {name: method, words: [nsga2, random]}
            settings: |
              systole: search/1
              method: ${method}
              budget: 20
              population: ${population}
              corners: ${corners}
              local: 0.5
            runs: 5
            mark: 10
            objectives: [{minimize: evaluations}, {maximize: found_percent}]
            """;

    @TempDir
    Path folder;

    private Path study(String text) throws IOException {
        Files.writeString(folder.resolve("searched.yaml"), SEARCHED);
        return Files.writeString(folder.resolve("study.yaml"), text);
    }

    @Test
    void settingsAreExploredLikeDesigns() throws IOException {
        Path run = folder.resolve("run");
        Cli explored = Cli.run("explore", study(STUDY).toString(), "-o", run.toString(), "--effort", "50");
        assertEquals(0, explored.status(), explored.err());
        assertTrue(explored.err().contains("20 points of the study that is searched"), explored.err());
        String csv = Files.readString(run.resolve("points.csv"));
        assertTrue(
                csv.startsWith("point,population,corners,method,evaluations,found_percent,hypervolume_percent,"), csv);
        Cli again = Cli.run("resume", run.toString());
        assertTrue(again.out().contains(" 0 now"), again.out() + again.err());
    }

    @Test
    void aSearchOfAsManyEvaluationsAsPointsFindsAll() throws IOException {
        var ready = StudyRecipe.prepare(study(STUDY.replace("mark: 10", "mark: 20")), 50, note -> {});
        var random = ready.evaluator().evaluate(DesignPoint.of(0, 0, 1));
        assertEquals(100, random.kpi("found_percent"), 1e-9, random::toString);
        assertEquals(100, random.kpi("hypervolume_percent"), 1e-9);
        assertTrue(random.kpi("evaluations") <= 20);
    }

    /** Where a search stops must not depend on the machine. */
    @Test
    void aTimeLimitInTheSettingsIsRefused() throws IOException {
        var ready = StudyRecipe.prepare(study(STUDY.replace("local: 0.5", "time_s: 5")), 50, note -> {});
        var outcome = ready.evaluator().evaluate(DesignPoint.of(0, 0, 1));
        assertTrue(outcome.refusal().startsWith("E7009: "), outcome::toString);
    }

    @Test
    void halfOfAStudyIsRefused() throws IOException {
        Cli half = Cli.run(
                "explore",
                study(STUDY.replaceFirst("study: searched.yaml\n", "")).toString());
        assertEquals("E7009", half.code(), half.err());
        Cli wrong = Cli.run(
                "explore", study(STUDY.replace("local: 0.5", "local: 2")).toString(), "--json", "--effort", "50");
        assertEquals("E7005", wrong.code(), wrong.err());
    }
}
