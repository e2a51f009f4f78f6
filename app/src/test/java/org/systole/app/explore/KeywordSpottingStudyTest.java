package org.systole.app.explore;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.systole.explore.DesignPoint;
import org.systole.explore.Exploration;
import org.systole.explore.LocalExecutor;
import org.systole.explore.Outcome;
import org.systole.explore.Store;
import org.systole.problem.SystoleException;

/** The study of accuracy, energy, latency and area, at a small part of its points. */
class KeywordSpottingStudyTest {
    private static final Path STUDY = Path.of("../studies/keyword-spotting-core.yaml");

    @TempDir
    Path folder;

    @Test
    void accuracyComesFromTheIntegersOfThePointsPlan() {
        StudyRecipe.Prepared ready = StudyRecipe.prepare(STUDY, 500, note -> {});
        // all widths on the array of 8 with 32 KiB scratchpads and the bus of 32 bits
        var points = new java.util.ArrayList<DesignPoint>();
        for (int inputs = 0; inputs < 3; inputs++)
            for (int weights = 0; weights < 3; weights++)
                points.add(DesignPoint.of(1, inputs, weights, inputs + weights >= 3 ? 1 : 0, 1, 0));
        var outcomes = new TreeMap<DesignPoint, Outcome>();
        try (Store store = Store.open(folder.resolve("store.db"));
                var executor = new LocalExecutor(2)) {
            var run = new Exploration(ready.study(), ready.evaluator(), store, "study", executor, e -> {});
            outcomes.putAll(run.evaluate(points));
        }
        assertEquals(9, outcomes.size(), outcomes::toString);
        Outcome narrow = outcomes.get(points.get(0)),
                bytes = outcomes.get(points.get(4)),
                wide = outcomes.get(points.get(8));
        assertEquals("", narrow.refusal());
        assertEquals("", bytes.refusal());
        assertEquals("", wide.refusal());
        // what 'systole accuracy --witness integer' says of this network: 100 of 100 clips
        assertEquals(100, bytes.kpi("accuracy"), 1e-9);
        assertEquals(100, wide.kpi("accuracy"), 1e-9);
        assertTrue(narrow.kpi("accuracy") < 100, narrow.toString());
        for (String cost : List.of("energy_mj", "area_mm2"))
            assertTrue(narrow.kpi(cost) < bytes.kpi(cost) && bytes.kpi(cost) < wide.kpi(cost), cost + " " + outcomes);
    }

    @Test
    void aStudyThatAsksForAccuracyWithoutDataIsRefused() throws Exception {
        String text = Files.readString(STUDY, StandardCharsets.UTF_8).replaceFirst("(?m)^data: .*\\R", "");
        Path file = folder.resolve("study.yaml");
        Files.writeString(
                file,
                text.replace("../models", Path.of("../models").toRealPath().toString()));
        var e = assertThrows(SystoleException.class, () -> StudyRecipe.prepare(file, 500, note -> {}));
        assertEquals("E7007", e.problems().getFirst().code().code());
    }
}
