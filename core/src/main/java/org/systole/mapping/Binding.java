package org.systole.mapping;

import java.util.List;
import java.util.Map;
import org.systole.cost.AcceleratorCosts;
import org.systole.cost.Cost;
import org.systole.hardware.Accelerator;
import org.systole.hardware.Memory;
import org.systole.workload.Dimension;
import org.systole.workload.LoopNest;
import org.systole.workload.MacLayer;
import org.systole.workload.Operand;
import org.systole.workload.Precision;

/**
 * A layer on an accelerator: all that a mapping's cost depends on beside the mapping. Keeps counts of sliding windows; one
 * thread at a time.
 */
final class Binding {
    final MacLayer layer;
    final LoopNest nest;
    final Accelerator accelerator;
    final AcceleratorCosts costs;
    final Precision precision;
    final VectorPlan vector;
    /** Bits of each memory, by its name, that feature maps of other layers occupy while this one runs. */
    final Map<String, Long> reservedBits;

    final Flattening flattening;
    final Footprint footprint;
    final boolean flattensRows;
    final boolean flattensColumns;
    private final int[] extents;

    /** Binds a layer; the precision is what the accelerator computes it with. */
    Binding(
            MacLayer layer,
            Accelerator accelerator,
            AcceleratorCosts costs,
            Precision precision,
            Map<String, Long> reservedBits) {
        this.layer = layer;
        this.nest = layer.nest();
        this.accelerator = accelerator;
        this.costs = costs;
        this.precision = precision;
        this.reservedBits = Map.copyOf(reservedBits);
        this.flattening = Flattening.of(nest, accelerator);
        this.flattensRows = flattening.taps().contains(Dimension.FY);
        this.flattensColumns = flattening.taps().contains(Dimension.FX);
        this.extents = flattening.extents(nest);
        this.footprint = new Footprint(nest, flattening);
        this.vector = VectorPlan.of(layer, accelerator, costs);
    }

    /** Returns the extent of a dimension as mappings walk it, flattened ones in the dimension that stands for them. */
    int extent(Dimension dimension) {
        return extents[dimension.ordinal()];
    }

    /** Returns the stored width of an operand; of the output when it is finished. */
    int bits(Operand operand) {
        return precision.bits(operand);
    }

    /** Returns the stored width of a partial sum. */
    int partialSumBits() {
        return precision.partialSum().bits();
    }

    /** Returns the accelerator's memory of a name. */
    Memory memory(String name) {
        for (Memory memory : accelerator.memories()) if (memory.name().equals(name)) return memory;
        throw new IllegalArgumentException("no memory '" + name + "' in " + accelerator.name());
    }

    /** Returns what tiles may fill of a memory while this layer runs. */
    long usableBits(Memory memory) {
        return memory.isUnbounded()
                ? Long.MAX_VALUE
                : memory.usableBits() - reservedBits.getOrDefault(memory.name(), 0L);
    }

    /** Returns the memories an operand may use, outermost first. */
    List<Memory> hierarchy(Operand operand) {
        return accelerator.hierarchy(operand);
    }

    /** Returns a cost as a number, zero where it is unknown; what is reported marks it as incomplete. */
    static double known(Cost cost) {
        return cost.isKnown() ? cost.value() : 0;
    }
}
