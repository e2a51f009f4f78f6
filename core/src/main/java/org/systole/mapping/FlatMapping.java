package org.systole.mapping;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.systole.workload.Operand;

/**
 * The temporal part of a mapping as {@link MappingEvaluator} takes it.
 *
 * @param dimensions the dimension of each temporal loop, as its number, innermost first
 * @param factors the factor of each
 * @param cuts for each operand the loops within each memory of its chain, outermost first
 * @param chains the memories of each operand, outermost first
 */
record FlatMapping(int[] dimensions, int[] factors, int[][] cuts, Map<Operand, List<String>> chains) {
    /** Returns the arrays of a mapping. */
    static FlatMapping of(Mapping mapping) {
        var dimensions = new int[mapping.temporal().size()];
        var factors = new int[dimensions.length];
        for (int i = 0; i < dimensions.length; i++) {
            dimensions[i] = mapping.temporal().get(i).dimension().ordinal();
            factors[i] = mapping.temporal().get(i).factor();
        }
        var cuts = new int[Operand.COUNT][];
        var chains = new EnumMap<Operand, List<String>>(Operand.class);
        for (Operand o : Operand.values()) {
            cuts[o.ordinal()] =
                    mapping.placements(o).stream().mapToInt(Placement::loops).toArray();
            chains.put(o, mapping.placements(o).stream().map(Placement::memory).toList());
        }
        return new FlatMapping(dimensions, factors, cuts, chains);
    }

    /** Returns how many temporal loops there are. */
    int loops() {
        return dimensions.length;
    }
}
