package org.systole.app.explore;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.systole.explore.DesignPoint;
import org.systole.explore.Exploration;
import org.systole.explore.LocalExecutor;
import org.systole.explore.Outcome;
import org.systole.explore.PointEvaluator;
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
        // all uniform widths on the array of 8 with 32 KiB scratchpads and the bus of 32 bits
        var points = new java.util.ArrayList<DesignPoint>();
        for (int inputs = 0; inputs < 3; inputs++)
            for (int weights = 0; weights < 3; weights++) points.add(point(inputs, weights, weights));
        DesignPoint mixed = point(1, 1, 0);
        points.add(mixed);
        var outcomes = new TreeMap<DesignPoint, Outcome>();
        try (Store store = Store.open(folder.resolve("store.db"));
                var executor = new LocalExecutor(2)) {
            var run = new Exploration(ready.study(), ready.evaluator(), store, "study", executor, e -> {});
            outcomes.putAll(run.evaluate(points));
        }
        assertEquals(10, outcomes.size(), outcomes::toString);
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
        for (String cost : List.of("energy_mj", "area_mm2", "weights_kib"))
            assertTrue(narrow.kpi(cost) < bytes.kpi(cost) && bytes.kpi(cost) < wide.kpi(cost), cost + " " + outcomes);
        // layers narrower than the core are read and stored narrower, and computed as wide as the others
        Outcome some = outcomes.get(mixed), four = outcomes.get(point(1, 0, 0));
        for (String cost : List.of("cycles", "energy_mj", "dram_mib"))
            assertTrue(some.kpi(cost) < bytes.kpi(cost), cost + " " + some + bytes);
        assertEquals(bytes.kpi("area_mm2"), some.kpi("area_mm2"));
        // 4 x 2,304 weights of 4 bits less, each read at least once
        double saved = (bytes.kpi("dram_mib") - some.kpi("dram_mib")) * (1 << 20);
        assertTrue(saved > 4 * 2304 / 2 - 1, saved + " bytes");
        assertTrue(four.kpi("weights_kib") < some.kpi("weights_kib"));
        assertTrue(some.kpi("weights_kib") < bytes.kpi("weights_kib"));
        // 4 x 2,304 weights of 4 bits less
        assertEquals(4 * 2304 / 2 / 1024.0, bytes.kpi("weights_kib") - some.kpi("weights_kib"), 1e-9);
        // so says the simulator, which runs the narrower integers, and both agree
        PointEvaluator simulated =
                ready.stages().getLast().evaluator().apply(Map.of(mixed, some, points.get(4), bytes));
        Outcome closer = simulated.evaluate(mixed), closerBytes = simulated.evaluate(points.get(4));
        assertEquals(100, closer.kpi("accuracy"), 1e-9);
        assertEquals(saved, (closerBytes.kpi("dram_mib") - closer.kpi("dram_mib")) * (1 << 20), 1e-3);
        for (String cost : List.of("cycles", "energy_mj", "area_mm2", "dram_mib")) {
            assertEquals(1, closer.kpi(cost) / some.kpi(cost), 0.01, cost);
            assertEquals(1, closerBytes.kpi(cost) / bytes.kpi(cost), 0.01, cost);
        }
    }

    /** Widths 4, 8, 16 by their index: of feature maps, of weights, of weights in pointwise layers. */
    private static DesignPoint point(int inputs, int weights, int pointwise) {
        int[] indices = {1, 1, 0, inputs, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0};
        for (int layer = 0; layer < 10; layer++)
            indices[4 + layer] = layer > 0 && layer < 9 && layer % 2 == 0 ? pointwise : weights;
        return DesignPoint.of(indices);
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
