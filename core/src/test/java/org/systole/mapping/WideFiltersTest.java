package org.systole.mapping;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.systole.cost.CostTables;
import org.systole.hardware.Accelerator;
import org.systole.hardware.Accelerators;
import org.systole.tensor.Window;
import org.systole.workload.FeatureMap;
import org.systole.workload.LoopNest;
import org.systole.workload.Workload;

/** A row of a row-stationary array holds 12 taps; longer filters are computed in pieces, and the result says so. */
class WideFiltersTest {
    @Test
    void filtersLongerThanAPeHoldsAreComputedInPieces() {
        Accelerator eyeriss = Accelerators.load("eyeriss-48x48");
        var nest = LoopNest.of(1, 1, 8, 4, 12, 12, 13, 13, new Window(1, 1, 1, 1, 0, 0, 24, 24));
        var layer = RandomCases.layer(nest);
        var maps = Map.of(
                "in", new FeatureMap("in", 2304, layer.precision().input(), List.of()),
                "out", new FeatureMap("out", 1152, layer.precision().output(), List.of()));
        var network = new Workload("wide", List.of(layer), maps, List.of("in"), List.of("out"), Map.of(), List.of());
        NetworkCost cost = new AnalyticalEvaluator()
                .evaluate(network, eyeriss, CostTables.read().costs(eyeriss), MapperSettings.DEFAULT.withBudget(5_000));
        assertEquals(nest.macs(), cost.macs());
        assertTrue(
                cost.cycles().value() >= nest.macs() / (double) eyeriss.array().peakMacs());
        assertTrue(cost.notes().stream().anyMatch(note -> note.contains("computed in pieces")), cost.notes()::toString);
    }
}
