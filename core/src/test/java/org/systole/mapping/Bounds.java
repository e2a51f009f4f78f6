package org.systole.mapping;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.systole.cost.CostTables;
import org.systole.hardware.Accelerator;
import org.systole.hardware.Memory;
import org.systole.workload.Dimension;
import org.systole.workload.MacLayer;
import org.systole.workload.Operand;
import org.systole.workload.Workload;

/** What no mapping can beat: the peak of the array, and everything moved once. */
final class Bounds {
    private static final double ROUNDING = 1 - 1e-9;

    private Bounds() {}

    /** Holds every layer of an evaluation against the bounds; maps may stay on the chip unless layers stand alone. */
    static void hold(Workload workload, Accelerator accelerator, NetworkCost cost, boolean alone) {
        for (int i = 0; i < workload.layers().size(); i++)
            if (workload.layers().get(i) instanceof MacLayer layer)
                hold(layer, accelerator, cost.layers().get(i), alone);
    }

    /** Holds a layer against the bounds. */
    static void hold(MacLayer layer, Accelerator accelerator, LayerCost cost, boolean alone) {
        var binding = new Binding(
                layer,
                accelerator,
                CostTables.read().costs(accelerator),
                Precisions.effective(layer.precision(), accelerator),
                Situation.ALONE);
        String where = accelerator.name() + ' ' + layer.name() + ' ' + layer.nest() + '\n' + cost.mapping();
        assertTrue(cost.macs() == layer.macs(), where);
        assertTrue(cost.cycles().total() >= peakCycles(layer, accelerator) * ROUNDING, where);
        outermost(binding, cost, Operand.WEIGHT, where);
        if (!alone) return;
        outermost(binding, cost, Operand.INPUT, where);
        outermost(binding, cost, Operand.OUTPUT, where);
        if (accelerator.memories().getFirst().kind() != Memory.Kind.DRAM) return;
        double read = compulsoryBits(binding, Operand.INPUT) + compulsoryBits(binding, Operand.WEIGHT);
        assertTrue(8 * cost.dramReadBytes() >= read * ROUNDING, where);
        assertTrue(8 * cost.dramWriteBytes() >= compulsoryBits(binding, Operand.OUTPUT) * ROUNDING, where);
    }

    private static void outermost(Binding binding, LayerCost cost, Operand operand, String where) {
        String home =
                cost.mapping().orElseThrow().placements(operand).getFirst().memory();
        List<Accesses> found = cost.memories().stream()
                .map(MemoryUse::accesses)
                .filter(a -> a.memory().equals(home) && a.operand() == operand)
                .toList();
        double elements = compulsoryBits(binding, operand) / binding.bits(operand);
        double moved = found.stream()
                .mapToDouble(a -> operand == Operand.OUTPUT ? a.updates() + a.accumulations() : a.reads())
                .sum();
        assertTrue(moved >= elements * ROUNDING, where + "\n" + operand + ' ' + moved + " of " + elements);
    }

    /** Returns the cycles that all multiply-accumulates take at the peak. */
    static double peakCycles(MacLayer layer, Accelerator accelerator) {
        return (double) layer.macs() / accelerator.array().peakMacs();
    }

    /** Returns the bits of every element that some filter tap reads, inputs once a step, and of what is written. */
    static double compulsoryBits(Binding binding, Operand operand) {
        double bits = binding.bits(operand);
        if (operand == Operand.OUTPUT) return binding.vector().writtenElements() * bits;
        if (operand == Operand.WEIGHT) return binding.nest.elements(operand) * bits;
        long positions = binding.footprint.total(
                binding.extent(Dimension.OY),
                binding.nest.bound(Dimension.FY),
                binding.extent(Dimension.OX),
                binding.nest.bound(Dimension.FX));
        long channels = (long) binding.nest.bound(Dimension.G) * binding.nest.bound(Dimension.C);
        boolean images = binding.flattening.pixels().contains(Dimension.B);
        return bits * positions * channels * (images ? 1 : binding.nest.bound(Dimension.B)) * binding.layer.steps();
    }
}
