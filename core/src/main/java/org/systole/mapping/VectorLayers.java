package org.systole.mapping;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.systole.cost.AcceleratorCosts;
import org.systole.hardware.Accelerator;
import org.systole.hardware.Memory;
import org.systole.units.Certainty;
import org.systole.workload.Operand;
import org.systole.workload.VectorLayer;

/** Costs layers without multiply-accumulates: {@code docs/models/mapping.md}, section 7. */
final class VectorLayers {
    private VectorLayers() {}

    /** Returns the cost of a layer. */
    static LayerCost cost(VectorLayer layer, Accelerator accelerator, AcceleratorCosts costs) {
        VectorPlan plan = VectorPlan.of(layer, accelerator, costs);
        var ledger = new Ledger(accelerator, costs);
        double vector = new PassModel(accelerator, accelerator.precision(), ledger).passes(plan);
        double control = plan.passes().isEmpty() ? 0 : accelerator.control().layerCycles();
        var cycles = new CycleParts(0, 0, 0, 0, 0, 0, 0, Map.of(), vector, control);
        var energy = new ArrayList<>(ledger.energy());
        energy.addAll(plan.energy());
        double seconds = cycles.total() / (accelerator.clockMhz() * 1e6);
        double idle = cycles.total() * accelerator.array().pes();
        energy.add(new EnergyPart("idle", idle, costs.idleMacPj().times(idle)));
        energy.add(new EnergyPart("leakage", seconds, costs.leakagePj(seconds)));
        return new LayerCost(
                layer.name(),
                "vector",
                layer.nodes(),
                0,
                LayerCosts.operations(layer.work()),
                cycles,
                0,
                uses(accelerator, ledger),
                energy,
                bits(accelerator, ledger, Action.READ) / 8,
                bits(accelerator, ledger, Action.WRITE) / 8,
                Bottlenecks.of("The layer", cycles, accelerator, VectorShare.of(List.of(plan))),
                Optional.empty(),
                SearchVerdict.GIVEN,
                plan.complete() ? Certainty.TABULATED : Certainty.INCOMPLETE,
                plan.notes());
    }

    private static List<MemoryUse> uses(Accelerator accelerator, Ledger ledger) {
        var uses = new ArrayList<MemoryUse>();
        for (Memory memory : accelerator.memories()) {
            for (Operand operand : Operand.values()) {
                double[] words = ledger.words(memory.name(), operand);
                if (words[0] + words[1] + words[2] == 0) continue;
                var none = new Accesses(memory.name(), operand, 0, 0, 0, 0, 0, 0, 0);
                uses.add(new MemoryUse(none, words[0], words[1], words[2], 0, ledger.energy(memory.name(), operand)));
            }
        }
        return uses;
    }

    private static double bits(Accelerator accelerator, Ledger ledger, Action action) {
        double sum = 0;
        for (Memory memory : accelerator.memories())
            if (memory.kind() == Memory.Kind.DRAM) sum += ledger.allWords(memory.name(), action) * memory.widthBits();
        return sum;
    }
}
