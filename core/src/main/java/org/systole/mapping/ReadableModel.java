package org.systole.mapping;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.systole.hardware.Memory;
import org.systole.hardware.PeArray;
import org.systole.workload.Operand;

/**
 * The readable definition of what a mapping costs. {@link MappingEvaluator} computes the same numbers a thousand times faster;
 * a test compares the two over random layers, accelerators and mappings, and a simulator that walks the loops compares the
 * counts.
 */
final class ReadableModel {
    private ReadableModel() {}

    /** Says where the cycles go, given those of units beside the array and of work after it. */
    @FunctionalInterface
    interface Timing {
        /** Returns the parts; {@code busy} holds ports, links and units. */
        CycleParts cycles(Map<String, Double> busy, double vector);
    }

    /** Returns what a mapping costs; whether it fits is part of it. */
    static Estimate estimate(Binding binding, Mapping mapping) {
        return estimate(binding, mapping, null);
    }

    /** Returns the same with the cycles of another model, or of this one when it is null. */
    static Estimate estimate(Binding binding, Mapping mapping, Timing timing) {
        var model = new AccessModel(binding, mapping);
        var ledger = new Ledger(binding.accelerator, binding.costs);
        var movement = new MovementModel(binding, mapping, ledger);
        var transfers = new EnumMap<Operand, List<Transfer>>(Operand.class);
        for (Operand operand : Operand.values()) {
            transfers.put(operand, model.transfers(operand));
            movement.add(transfers.get(operand));
        }
        var after = new PassModel(binding.accelerator, binding.precision, ledger);
        after.besideArray(binding.vector());
        Map<String, Double> busy = ledger.busy();
        double vector = after.passes(binding.vector());
        CycleParts cycles = timing == null
                ? cycles(binding, ArrayModel.of(binding, mapping), movement, busy, vector)
                : timing.cycles(busy, vector);
        Map<String, Long> tiles = CapacityModel.tiles(binding, mapping, transfers);
        return new Estimate(
                CapacityModel.misfits(binding, tiles),
                cycles,
                uses(binding, transfers, tiles, ledger),
                energy(binding, ledger, cycles.total()),
                bits(binding, ledger, Action.READ),
                bits(binding, ledger, Action.WRITE),
                busy);
    }

    /**
     * The array, the first and last tiles and single buffers happen one after another; ports, links and units work beside
     * them, and where one of them is busy for longer, all wait for it.
     */
    private static CycleParts cycles(
            Binding binding, ArrayModel array, MovementModel movement, Map<String, Double> busy, double vector) {
        var stalls = new LinkedHashMap<String, Double>(movement.serial());
        double sequence = array.cycles() + movement.onload() + movement.offload();
        for (double cycles : movement.serial().values()) sequence += cycles;
        String slowest = null;
        double longest = sequence;
        for (var resource : busy.entrySet()) {
            if (resource.getValue() <= longest) continue;
            longest = resource.getValue();
            slowest = resource.getKey();
        }
        if (slowest != null) stalls.merge(slowest, longest - sequence, Double::sum);
        return new CycleParts(
                array.ideal(),
                array.steps() - array.ideal(),
                array.temporalLoss(),
                array.fill(),
                array.preload(),
                movement.onload(),
                movement.offload(),
                stalls,
                vector,
                binding.accelerator.control().layerCycles());
    }

    private static List<MemoryUse> uses(
            Binding binding, Map<Operand, List<Transfer>> transfers, Map<String, Long> tiles, Ledger ledger) {
        var uses = new ArrayList<MemoryUse>();
        for (Memory memory : binding.accelerator.memories()) {
            for (Operand operand : Operand.values()) {
                double[] words = ledger.words(memory.name(), operand);
                if (words[0] + words[1] + words[2] == 0) continue;
                Accesses accesses = accesses(memory, operand, transfers.get(operand));
                long tile = tiles.getOrDefault(memory.name() + '/' + operand, 0L);
                uses.add(new MemoryUse(
                        accesses, words[0], words[1], words[2], tile, ledger.energy(memory.name(), operand)));
            }
        }
        return uses;
    }

    /** Returns the counts of one memory and operand from the transfers on both of its sides. */
    static Accesses accesses(Memory memory, Operand operand, List<Transfer> transfers) {
        long fills = 0;
        long reads = 0;
        long updates = 0;
        long added = 0;
        long drains = 0;
        long spills = 0;
        long refills = 0;
        for (Transfer t : transfers) {
            boolean output = operand == Operand.OUTPUT;
            if (t.outer().equals(memory)) {
                reads += output ? t.back() : t.outerCount();
                added += t.added();
                updates += output ? t.outerCount() - t.added() : 0;
            }
            if (memory.equals(t.inner())) {
                fills += output ? 0 : t.innerCount();
                drains += t.finished();
                spills += output ? t.innerCount() - t.finished() : 0;
                refills += t.back();
            }
        }
        return new Accesses(memory.name(), operand, fills, reads, updates, added, drains, spills, refills);
    }

    private static List<EnergyPart> energy(Binding binding, Ledger ledger, double cycles) {
        var parts = new ArrayList<>(ledger.energy());
        double macs = binding.layer.macs();
        PeArray array = binding.accelerator.array();
        double idle = Math.max(0, cycles * array.pes() - macs / array.macsPerPe());
        parts.add(new EnergyPart("macs", macs, binding.costs.macPj().times(macs)));
        parts.add(new EnergyPart("passing", macs, binding.costs.passPj().times(macs)));
        parts.add(new EnergyPart("idle", idle, binding.costs.idleMacPj().times(idle)));
        parts.addAll(binding.vector().energy());
        double seconds = cycles / (binding.accelerator.clockMhz() * 1e6);
        parts.add(new EnergyPart("leakage", seconds, binding.costs.leakagePj(seconds)));
        return parts;
    }

    static double bits(Binding binding, Ledger ledger, Action action) {
        double sum = 0;
        for (Memory memory : binding.accelerator.memories())
            if (memory.kind() == Memory.Kind.DRAM) sum += ledger.allWords(memory.name(), action) * memory.widthBits();
        return sum;
    }
}
