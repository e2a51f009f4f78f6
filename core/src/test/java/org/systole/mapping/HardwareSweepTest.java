package org.systole.mapping;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.systole.cost.CostTables;
import org.systole.hardware.Accelerator;
import org.systole.hardware.Accelerators;
import org.systole.mapping.HardwareSweep.Rate;
import org.systole.workload.Lowering;
import org.systole.workload.MacLayer;
import org.systole.zoo.Zoo;

/** What a sweep says of a design is what the readable model says of an accelerator that is described so. */
class HardwareSweepTest {
    private static final MapperSettings SETTINGS = MapperSettings.DEFAULT.withBudget(300);

    /** Every bandwidth of an accelerator: each port and link, at some random values. */
    private static List<Rate> rates(Accelerator a, SplittableRandom random) {
        var names = new ArrayList<String>();
        a.links().forEach(l -> names.add(l.name()));
        a.memories().forEach(m -> m.ports().forEach(p -> names.add(m.name() + "." + p.name())));
        while (names.size() > 4) names.remove(random.nextInt(names.size()));
        return names.stream()
                .map(n -> new Rate(n, List.of(1 + random.nextInt(16), 32 + random.nextInt(500), 4096)))
                .toList();
    }

    @Test
    void aDesignCostsWhatItsDescriptionCosts() {
        long seed = Long.getLong("test.seed", 20261120L);
        var random = new SplittableRandom(seed);
        int designs = 0;
        for (String name : List.of(
                "systolic-16", "eyeriss-v1", "timeloop-eyeriss-like", "tpu-v1", "nvdla-small", "zigzag-tpu-like")) {
            Accelerator accelerator = Accelerators.load(name);
            if (TileTiming.of(accelerator).isPresent()) continue;
            var costs = CostTables.read().costs(accelerator);
            List<MacLayer> layers = Lowering.of(Zoo.graph("resnet-8"))
                    .withPrecision(accelerator.precision(), accelerator.operandBits())
                    .macLayers();
            MacLayer layer = layers.get(random.nextInt(layers.size()));
            var rates = rates(accelerator, random);
            var sweep =
                    HardwareSweep.of(layer, accelerator, costs, SETTINGS, rates).orElseThrow();
            long[] seen = new long[1];
            sweep.run((index, cycles, pj) -> {
                seen[0]++;
                if (random.nextInt(6) > 0) return;
                Accelerator variant = accelerator;
                for (int r = 0; r < index.length; r++)
                    variant = HardwareSweep.with(
                            variant,
                            rates.get(r).name(),
                            rates.get(r).bitsPerCycle().get(index[r]));
                var own = CostTables.read().costs(variant);
                assertEquals(costs, own, "bandwidths have no part in costs");
                var binding = new Binding(
                        layer, variant, own, Precisions.effective(layer.precision(), variant), Situation.ALONE);
                Estimate estimate = ReadableModel.estimate(binding, sweep.given());
                String which = name + ", " + layer.name() + ", seed " + seed;
                assertEquals(estimate.cycles().total(), cycles, cycles * 1e-12, which);
                assertEquals(energy(binding, estimate, sweep), pj, pj * 1e-9, which);
            });
            assertEquals(sweep.designs(), seen[0]);
            designs += (int) seen[0];
        }
        assertTrue(designs > 200, "only " + designs + " designs");
    }

    private static double energy(Binding binding, Estimate estimate, HardwareSweep sweep) {
        var flat = FlatMapping.of(sweep.given());
        var evaluator = new MappingEvaluator(binding, sweep.given().spatial(), flat.chains());
        evaluator.evaluate(flat.loops(), flat.dimensions(), flat.factors(), flat.cuts());
        assertEquals(estimate.cycles().total(), evaluator.cycles(), evaluator.cycles() * 1e-12);
        return evaluator.energyPj();
    }

    @Test
    void whatIsNotThereIsNamed() {
        Accelerator accelerator = Accelerators.load("systolic-16");
        var layer = Lowering.of(Zoo.graph("resnet-8")).macLayers().getFirst();
        var costs = CostTables.read().costs(accelerator);
        var e = assertThrows(
                IllegalArgumentException.class,
                () -> HardwareSweep.of(layer, accelerator, costs, SETTINGS, List.of(new Rate("dram.no", List.of(8)))));
        assertTrue(e.getMessage().contains("'dram.no'"), e.getMessage());
    }
}
