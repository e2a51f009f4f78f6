package org.systole.hardware;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.systole.workload.Dimension;
import org.systole.workload.Operand;

/**
 * What a mapping must respect beyond capacities: the accelerator's instruction set or wiring.
 *
 * @param wholeFilters whether filter loops (FY, FX) may not be cut above the innermost memory
 * @param im2col whether C, FY and FX may share an axis (the input is unrolled into a matrix) or only C may
 * @param fixedOrders for a memory, the loop dimensions allowed directly above it, outermost first; absent for any
 * @param maxFactors the largest temporal factor of a dimension at a memory, by {@code memory.dimension}
 * @param keep operands that must be stored in a memory they may be stored in, by memory
 */
public record Rules(
        boolean wholeFilters,
        boolean im2col,
        Map<String, List<Dimension>> fixedOrders,
        Map<String, Integer> maxFactors,
        Map<String, Set<Operand>> keep) {
    /** Anything goes. */
    public static final Rules NONE = new Rules(false, true, Map.of(), Map.of(), Map.of());

    /** Copies the maps. */
    public Rules {
        fixedOrders = Map.copyOf(fixedOrders);
        maxFactors = Map.copyOf(maxFactors);
        keep = Map.copyOf(keep);
    }
}
