package org.systole.mapping;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.systole.hardware.Memory;
import org.systole.workload.Operand;

/** Whether the tiles of a mapping fit: {@code docs/models/mapping.md}, section 6. */
final class CapacityModel {
    private CapacityModel() {}

    /** Returns the bits that one instance of each memory holds of each operand, by {@code memory/operand}. */
    static Map<String, Long> tiles(Binding binding, Mapping mapping, Map<Operand, List<Transfer>> transfers) {
        var model = new AccessModel(binding, mapping);
        var tiles = new LinkedHashMap<String, Long>();
        for (Operand operand : Operand.values()) {
            List<Placement> chain = mapping.placements(operand);
            for (int i = 0; i < chain.size(); i++) {
                Memory memory = binding.memory(chain.get(i).memory());
                if (memory.isUnbounded()) continue;
                long elements = model.size(
                        operand, chain.get(i).loops(), axis -> !memory.per().contains(axis.name()));
                tiles.put(memory.name() + '/' + operand, elements * bits(binding, operand, transfers.get(operand), i));
            }
        }
        return tiles;
    }

    /** Returns the width at which a memory stores an operand: that of partial sums where any arrive. */
    private static int bits(Binding binding, Operand operand, List<Transfer> transfers, int level) {
        if (operand != Operand.OUTPUT) return binding.bits(operand);
        long outputs = binding.nest.elements(Operand.OUTPUT) * binding.layer.steps();
        return transfers.get(level).outerCount() == outputs ? binding.bits(operand) : binding.partialSumBits();
    }

    /** Returns a sentence for each memory whose tiles do not fit. */
    static List<String> misfits(Binding binding, Map<String, Long> tiles) {
        var sentences = new ArrayList<String>();
        for (Memory memory : binding.accelerator.memories()) {
            long sum = 0;
            for (Operand operand : Operand.values()) sum += tiles.getOrDefault(memory.name() + '/' + operand, 0L);
            long usable = binding.usableBits(memory);
            if (sum > usable)
                sentences.add("the tiles of " + memory.name() + " take " + sum + " bits, of which " + usable
                        + " may be used");
        }
        return sentences;
    }
}
