package org.systole.mapping;

import java.util.List;
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
    private VectorPlan vector;
    final Situation situation;
    final boolean reloads;

    final Flattening flattening;
    final Footprint footprint;
    final boolean flattensRows;
    final boolean flattensColumns;
    private final int[] extents;

    /** Binds a layer; the precision is what the accelerator computes it with. */
    Binding(MacLayer layer, Accelerator accelerator, AcceleratorCosts costs, Precision precision, Situation situation) {
        this(layer, accelerator, costs, precision, situation, false);
    }

    /** Binds a layer to hardware that, when {@code reloads}, moves input and weights in again for every tile on the chip. */
    Binding(
            MacLayer layer,
            Accelerator accelerator,
            AcceleratorCosts costs,
            Precision precision,
            Situation situation,
            boolean reloads) {
        this.layer = layer;
        this.nest = layer.nest();
        this.accelerator = accelerator;
        this.costs = costs;
        this.precision = precision;
        this.situation = situation;
        this.reloads = reloads;
        this.flattening = Flattening.of(nest, accelerator);
        this.flattensRows = flattening.taps().contains(Dimension.FY);
        this.flattensColumns = flattening.taps().contains(Dimension.FX);
        this.extents = flattening.extents(nest);
        this.footprint = new Footprint(nest, flattening);
    }

    /** Returns the extent of a dimension as mappings walk it, flattened ones in the dimension that stands for them. */
    int extent(Dimension dimension) {
        return extents[dimension.ordinal()];
    }

    /** Returns who does the work of the layer that is not multiply-accumulates. */
    VectorPlan vector() {
        if (vector == null) vector = VectorPlan.of(layer, accelerator, costs);
        return vector;
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
                : memory.usableBits() - situation.reservedBits().getOrDefault(memory.name(), 0L);
    }

    /** Returns the memories an operand may use, outermost first: from its home on. */
    List<Memory> hierarchy(Operand operand) {
        List<Memory> all = accelerator.hierarchy(operand);
        String home = situation.homes().get(operand);
        if (home == null) return all;
        int from = 0;
        while (!all.get(from).name().equals(home)) from++;
        return all.subList(from, all.size());
    }

    /** Returns a cost as a number, zero where it is unknown; what is reported marks it as incomplete. */
    static double known(Cost cost) {
        return cost.isKnown() ? cost.value() : 0;
    }
}
