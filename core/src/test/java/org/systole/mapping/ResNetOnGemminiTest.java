package org.systole.mapping;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.systole.cost.CostTables;
import org.systole.hardware.Accelerator;
import org.systole.hardware.Accelerators;
import org.systole.workload.Lowering;
import org.systole.workload.Workload;
import org.systole.zoo.Zoo;

/** A real network on a shipped accelerator. */
class ResNetOnGemminiTest {
    private static final Workload RESNET = Lowering.of(Zoo.graph("resnet-34"));
    private static final Accelerator GEMMINI = Accelerators.load("gemmini-16");
    private static final Accelerator SYSTOLIC = Accelerators.load("systolic-16");

    @Test
    void everyLayerIsMappedAndWithinItsBounds() {
        NetworkCost cost = evaluate(MapperSettings.DEFAULT.withBudget(20_000).withThreads(2));
        assertEquals(RESNET.macs(), cost.macs());
        assertTrue(cost.cycles().value() >= RESNET.macs() / 256.0, cost.cycles().toString());
        for (LayerCost layer : cost.layers()) {
            assertTrue(layer.cycles().total() >= layer.cycles().ideal(), layer.name());
            assertTrue(layer.energyPj().isKnown(), layer.name());
        }
        // First layer unrolled over its three channels: 3 of 16 rows have work (seed 001, section 4.5.3).
        LayerCost first = cost.layers().getFirst();
        assertEquals(
                3.0 / 16,
                first.cycles().ideal()
                        / (first.cycles().ideal() + first.cycles().spatialLoss()),
                1e-9);
    }

    @Test
    void theResultDoesNotDependOnThreads() {
        var settings = MapperSettings.DEFAULT.withBudget(2_000);
        for (Accelerator accelerator : List.of(GEMMINI, SYSTOLIC))
            assertEquals(evaluate(accelerator, settings), evaluate(accelerator, settings.withThreads(3)));
    }

    @Test
    void aDeadlineEndsTheSearchWithAMapping() {
        for (Accelerator accelerator : List.of(GEMMINI, SYSTOLIC)) {
            NetworkCost cost = evaluate(
                    accelerator, MapperSettings.DEFAULT.withBudget(50_000_000).withDeadline(1));
            assertEquals(RESNET.layers().size(), cost.layers().size());
            assertTrue(cost.layers().stream().anyMatch(layer -> layer.verdict().kind() == SearchVerdict.Kind.DEADLINE));
        }
    }

    private static NetworkCost evaluate(MapperSettings settings) {
        return evaluate(GEMMINI, settings);
    }

    private static NetworkCost evaluate(Accelerator accelerator, MapperSettings settings) {
        return new AnalyticalEvaluator()
                .evaluate(RESNET, accelerator, CostTables.read().costs(accelerator), settings);
    }
}
