package org.systole.mapping;

import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.systole.workload.Dimension;
import org.systole.workload.Operand;

/**
 * How a layer runs on an accelerator.
 *
 * <p>Factors need not divide: with factor {@code s} unrolled and temporal factors {@code f1, f2, ...} from the inside, a
 * dimension of extent {@code d} is walked in {@code ceil(d / s)} temporal steps, neighbouring positions of an axis work on
 * neighbouring indices, and the last iteration of a loop is smaller where the dimension ends. The product of all factors
 * of a dimension is at least its extent. No iteration lies wholly outside the extent.
 *
 * @param spatial for each axis of the array, the dimensions unrolled along it, innermost (fastest) first; an axis without
 *     entry is not used beyond its first position
 * @param temporal the temporal loops, innermost first
 * @param placements for each operand the memories that hold it, outermost first; a memory that is not in the list is passed
 *     by. The outermost holds the whole operand.
 */
public record Mapping(Map<String, List<Loop>> spatial, List<Loop> temporal, Map<Operand, List<Placement>> placements) {
    /** Copies the collections and checks that tiles shrink towards the array. */
    public Mapping {
        var axes = new LinkedHashMap<String, List<Loop>>();
        spatial.forEach((axis, loops) -> axes.put(axis, List.copyOf(loops)));
        spatial = Collections.unmodifiableMap(axes);
        temporal = List.copyOf(temporal);
        var copy = new EnumMap<Operand, List<Placement>>(Operand.class);
        for (Operand operand : Operand.values()) {
            List<Placement> chain = placements.get(operand);
            if (chain == null || chain.isEmpty())
                throw new IllegalArgumentException("the mapping places no " + operand);
            int outer = temporal.size();
            if (chain.getFirst().loops() != outer)
                throw new IllegalArgumentException(
                        "the outermost memory of the " + operand + " does not hold all of it");
            for (Placement placement : chain) {
                if (placement.loops() > outer)
                    throw new IllegalArgumentException(
                            "the tile of the " + operand + " grows in " + placement.memory());
                outer = placement.loops();
            }
            copy.put(operand, List.copyOf(chain));
        }
        placements = Collections.unmodifiableMap(copy);
    }

    /** Returns the product of the factors unrolled for a dimension, over all axes. */
    public int unrolled(Dimension dimension) {
        int product = 1;
        for (List<Loop> loops : spatial.values())
            for (Loop loop : loops) if (loop.dimension() == dimension) product *= loop.factor();
        return product;
    }

    /** Returns the loop nest, as {@link MappingText} prints it. */
    @Override
    public String toString() {
        return MappingText.print(this);
    }

    /** Returns the memories that hold an operand, outermost first. */
    public List<Placement> placements(Operand operand) {
        return placements.get(operand);
    }
}
