package org.systole.mapping;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.systole.cost.AcceleratorCosts;
import org.systole.cost.CostTables;
import org.systole.hardware.Accelerator;
import org.systole.hardware.Accelerators;
import org.systole.tensor.Window;
import org.systole.workload.Dimension;
import org.systole.workload.LoopNest;
import org.systole.workload.Lowering;
import org.systole.workload.MacLayer;
import org.systole.workload.Operand;
import org.systole.workload.Workload;
import org.systole.zoo.Zoo;

/** Networks in macro-tiles: the search loses nothing to its bounds, and the cycles are those of {@link TileTiming}. */
class TileSearchTest {
    private static final Accelerator GEMMINI = Accelerators.load("gemmini-16");
    private static final AcceleratorCosts COSTS = CostTables.read().costs(GEMMINI);
    private static final TileTiming TIMING = TileTiming.of(GEMMINI).orElseThrow();
    private static final long SEED = Long.getLong("test.seed", 20261120);

    /** The bounds end the search early; costing every program must find nothing better. */
    @Test
    void boundsLoseNothing() {
        var random = new Random(SEED);
        for (int i = 0; i < 12; i++) {
            MacLayer layer = layer(random);
            for (Objective objective : Objective.values()) {
                Binding binding = TileSearch.binding(layer, GEMMINI, COSTS);
                var found = new TileSearch(binding, TIMING, objective)
                        .search(Long.MAX_VALUE)
                        .orElseThrow();
                double best = score(binding, found.program(), objective);
                for (TileProgram program : new TiledMapper(GEMMINI).programs(layer.nest()))
                    assertTrue(
                            best <= score(binding, program, objective) * (1 + 1e-9),
                            () -> "seed " + SEED + " " + objective + " " + layer.nest() + " " + program.outer());
            }
        }
    }

    private static double score(Binding binding, TileProgram program, Objective objective) {
        Estimate estimate = TileLayers.estimate(binding, TIMING, program);
        double cycles = estimate.cycles().total();
        double energy = estimate.energyPj().value();
        return switch (objective) {
            case LATENCY -> cycles;
            case ENERGY -> energy;
            case EDP -> cycles * energy;
            case DRAM -> estimate.dramReadBits() + estimate.dramWriteBits();
        };
    }

    private static MacLayer layer(Random random) {
        int extent = 4 + random.nextInt(24);
        int taps = 1 + 2 * random.nextInt(2);
        int groups = random.nextInt(4) == 0 ? 8 : 1;
        var window = new Window(1, 1, 1, 1, taps / 2, taps / 2, extent, extent);
        return RandomCases.layer(LoopNest.of(
                1 + random.nextInt(2),
                groups,
                groups > 1 ? 1 : 8 + random.nextInt(120),
                groups > 1 ? 1 : 3 + random.nextInt(120),
                extent,
                extent,
                taps,
                taps,
                window));
    }

    /** The parts add up to the model that is fitted to the RTL, and traffic is at least compulsory. */
    @Test
    void aNetworksCyclesAreThoseOfTheTiming() {
        Workload network = Lowering.of(Zoo.graph("resnet-18"));
        NetworkCost cost = new AnalyticalEvaluator()
                .evaluate(network, GEMMINI, COSTS, MapperSettings.DEFAULT.with(Objective.LATENCY));
        assertEquals(TimingModel.MACRO_TILES, cost.timing());
        int i = 0;
        for (LayerCost layer : cost.layers()) {
            if (!(network.layers().get(i++) instanceof MacLayer mac)) continue;
            double best = new TiledMapper(GEMMINI)
                    .programs(mac.nest()).stream()
                            .mapToDouble(p -> TIMING.cycles(p).total())
                            .min()
                            .orElseThrow();
            assertEquals(best, layer.cycles().total() - layer.cycles().vector(), 1e-6 * best, layer.name());
            assertTrue(layer.cycles().spatialLoss() >= -1e-6 && layer.cycles().control() >= -1e-6, layer.name());
            double compulsory = mac.nest().elements(Operand.INPUT) + mac.nest().elements(Operand.WEIGHT);
            assertTrue(layer.dramReadBytes() >= compulsory, layer.name());
        }
    }

    /** A transformer's products have their rows in the batch; one row at a time would take 4 of 16 rows of the array. */
    @Test
    void rowsOfMatricesRunLikePixels() {
        var matrix = LoopNest.matrix(128, 384, 384);
        double cycles = new TiledMapper(GEMMINI)
                .best(matrix, p -> TIMING.cycles(p).total())
                .map(p -> TIMING.cycles(p).total())
                .orElseThrow();
        double ideal = matrix.macs() / 256.0;
        assertTrue(cycles >= ideal && cycles < 2 * ideal, cycles + " of " + ideal);
    }

    /** Filters that do not fit as a whole are cut into rows of taps, then into taps. */
    @Test
    void hugeFiltersAreCut() {
        var nest = LoopNest.of(1, 1, 16, 16, 8, 8, 120, 120, new Window(1, 1, 1, 1, 0, 0, 127, 127));
        List<TileProgram> programs = new TiledMapper(GEMMINI).programs(nest);
        assertTrue(!programs.isEmpty() && programs.stream().allMatch(p -> p.tile(Dimension.FY) == 1), "rows of taps");
    }

    @Test
    void groupsOfStepsAreCounted() {
        Workload network = Lowering.of(Zoo.graph("kws-lstm"));
        NetworkCost cost = new AnalyticalEvaluator().evaluate(network, GEMMINI, COSTS, MapperSettings.DEFAULT);
        assertEquals(network.macs(), cost.macs());
        assertTrue(cost.cycles().value() >= network.macs() / 256.0);
    }
}
