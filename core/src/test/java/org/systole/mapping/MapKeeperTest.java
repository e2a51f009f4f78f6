package org.systole.mapping;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.systole.hardware.Accelerator;
import org.systole.tensor.NumberFormat;
import org.systole.tensor.Window;
import org.systole.workload.FeatureMap;
import org.systole.workload.Layer;
import org.systole.workload.LoopNest;
import org.systole.workload.MacLayer;
import org.systole.workload.Operand;
import org.systole.workload.Precision;
import org.systole.workload.Workload;

/** Feature maps that stay on the chip. */
class MapKeeperTest {
    private static final LoopNest NEST = LoopNest.of(1, 1, 32, 32, 28, 28, 3, 3, new Window(1, 1, 1, 1, 1, 1, 28, 28));
    private static final long MAP = 32 * 28 * 28;
    private static final long WEIGHTS = 32 * 32 * 9;
    private static final MapperSettings SETTINGS =
            MapperSettings.DEFAULT.withBudget(5_000).with(Objective.DRAM);

    @Test
    void mapsThatFitDoNotLeaveTheChip() {
        Workload chain = workload(List.of(conv("a", "in", "x"), conv("b", "x", "y"), conv("c", "y", "out")));
        Accelerator accelerator = TestAccelerators.dpu(8, 8, 8);
        NetworkCost apart = evaluate(chain, accelerator, SETTINGS.withKeepMaps(false));
        NetworkCost kept = evaluate(chain, accelerator, SETTINGS);
        assertEquals(3 * WEIGHTS + 6 * MAP, apart.dramBytes().value(), 0);
        assertEquals(3 * WEIGHTS + 2 * MAP, kept.dramBytes().value(), 0);
        LayerCost middle = kept.layers().get(1);
        assertEquals(
                "bram",
                middle.mapping()
                        .orElseThrow()
                        .placements(Operand.INPUT)
                        .getFirst()
                        .memory());
        assertTrue(
                middle.notes().contains("the output stays in bram between layers"),
                middle.notes().toString());
    }

    @Test
    void aMapWaitsForItsLastReaderAndTakesRoomUntilThen() {
        Workload fork = workload(List.of(conv("a", "in", "x"), conv("b", "x", "y"), conv("c", "x", "out")));
        Accelerator accelerator = TestAccelerators.dpu(8, 8, 8);
        NetworkCost kept = evaluate(fork, accelerator, SETTINGS);
        // x is written once and read twice on the chip; y is nobody's and goes out.
        assertEquals(3 * WEIGHTS + 3 * MAP, kept.dramBytes().value(), 0);
    }

    @Test
    void resultsOfTheNetworkLeaveTheChip() {
        Workload one = workload(List.of(conv("a", "in", "out")));
        NetworkCost kept = evaluate(one, TestAccelerators.dpu(8, 8, 8), SETTINGS);
        assertEquals(WEIGHTS + 2 * MAP, kept.dramBytes().value(), 0);
    }

    private static NetworkCost evaluate(Workload workload, Accelerator accelerator, MapperSettings settings) {
        return new AnalyticalEvaluator().evaluate(workload, accelerator, TestAccelerators.costs(accelerator), settings);
    }

    private static MacLayer conv(String name, String from, String to) {
        return new MacLayer(
                name,
                MacLayer.Kind.CONVOLUTION,
                NEST,
                Precision.INT8,
                1,
                true,
                List.of(from),
                List.of(to),
                List.of(),
                List.of(name));
    }

    private static Workload workload(List<MacLayer> layers) {
        var maps = new LinkedHashMap<String, FeatureMap>();
        for (String map : List.of("in", "x", "y", "out")) maps.put(map, new FeatureMap(map, MAP, NumberFormat.INT8));
        return new Workload(
                "test", List.<Layer>copyOf(layers), maps, List.of("in"), List.of("out"), Map.of(), List.of());
    }
}
