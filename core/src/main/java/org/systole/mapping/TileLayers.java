package org.systole.mapping;

import java.util.LinkedHashMap;
import java.util.Map;
import org.systole.hardware.VectorUnit;

/**
 * Costs a layer in macro-tiles: cycles by {@link TileTiming}, accesses and energy by the general model of the same tiles
 * ({@link TileMappings}), with the leakage of those cycles.
 */
final class TileLayers {
    /** What the array waits for, as it stands among the stalls. */
    static final String LOADS = "tile loads";

    static final String STORES = "tile stores";
    static final String IN_FLIGHT = "two tiles in flight";

    private TileLayers() {}

    /** Returns what a program costs. */
    static Estimate estimate(Binding binding, TileTiming timing, TileProgram program) {
        return ReadableModel.estimate(
                binding,
                TileMappings.of(program, binding.accelerator),
                (busy, vector) -> cycles(binding, timing, program, busy, vector));
    }

    /** Returns the cost of a layer. */
    static LayerCost cost(Binding binding, TileTiming timing, TileProgram program, SearchVerdict verdict) {
        return LayerCosts.of(
                binding, TileMappings.of(program, binding.accelerator), estimate(binding, timing, program), verdict);
    }

    /** Splits the cycles of {@link TileTiming} up; units at write-back work beside all of it. */
    private static CycleParts cycles(
            Binding binding, TileTiming timing, TileProgram program, Map<String, Double> busy, double vector) {
        TileWork work = timing.work(program);
        TileCycles cycles = timing.cycles(program);
        double steps = binding.layer.steps();
        double tiles = steps * cycles.tiles();
        double mesh = tiles * work.passes() * work.meshCycles();
        double rows = tiles * work.passes() * work.meshRows();
        double ideal =
                (double) binding.layer.macs() / binding.accelerator.array().peakMacs();
        var stalls = new LinkedHashMap<String, Double>();
        double waits = steps * (cycles.tiles() - 1) * (cycles.period() - cycles.compute());
        if (waits > 0) stalls.put(reason(cycles), waits);
        double sequence = steps * cycles.total();
        for (VectorUnit unit : binding.accelerator.units()) {
            double longer = busy.getOrDefault(unit.name(), 0.0) - sequence;
            if (longer <= 0) continue;
            stalls.merge(unit.name(), longer, Double::sum);
            sequence += longer;
        }
        return new CycleParts(
                ideal,
                rows - ideal,
                mesh - rows,
                0,
                0,
                steps * cycles.firstLoad(),
                steps * cycles.store(),
                stalls,
                vector,
                tiles * cycles.compute() - mesh + binding.accelerator.control().layerCycles());
    }

    private static String reason(TileCycles cycles) {
        return switch (cycles.bound()) {
            case "load" -> LOADS;
            case "store" -> STORES;
            default -> IN_FLIGHT;
        };
    }
}
