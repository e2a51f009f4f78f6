package org.systole.mapping;

import java.util.Map;
import java.util.TreeMap;
import org.systole.workload.Operand;

/**
 * What surrounds a layer in its network.
 *
 * @param homes operands that lie as a whole in an on-chip memory, by its name, because a feature map stays there
 * @param reservedBits bits of memories that feature maps of other layers occupy while this one runs
 */
record Situation(Map<Operand, String> homes, Map<String, Long> reservedBits) {
    /** All operands come from and go to their outermost memory; all memories are free. */
    static final Situation ALONE = new Situation(Map.of(), Map.of());

    /** Copies the maps. */
    Situation {
        homes = Map.copyOf(homes);
        reservedBits = Map.copyOf(reservedBits);
    }

    /** Returns this situation with an operand at home in a memory. */
    Situation with(Operand operand, String memory) {
        var more = new TreeMap<>(homes);
        more.put(operand, memory);
        return new Situation(more, reservedBits);
    }

    /** Returns this situation with more bits of a memory occupied. */
    Situation with(String memory, long bits) {
        var more = new TreeMap<>(reservedBits);
        more.merge(memory, bits, Long::sum);
        return new Situation(homes, more);
    }
}
