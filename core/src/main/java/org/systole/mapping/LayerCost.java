package org.systole.mapping;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.systole.cost.Cost;
import org.systole.units.Certainty;
import org.systole.units.Figure;
import org.systole.units.Unit;

/**
 * What a layer costs on an accelerator, according to the analytical model.
 *
 * @param name the layer's name in the workload
 * @param kind what it is: the name of a {@code MacLayer.Kind}, or {@code vector}
 * @param nodes the nodes of the graph that it stands for
 * @param macs multiply-accumulates, padding included
 * @param operations elementary operations that are not multiply-accumulates
 * @param cycles where the cycles go
 * @param utilization multiply-accumulates divided by what the array could do in all these cycles, 0 to 1
 * @param memories accesses and their energy, by memory (outermost first) and operand
 * @param energy the shares of the energy; memories summed over operands
 * @param dramReadBytes read from off-chip memory, padding of bursts included
 * @param dramWriteBytes written to off-chip memory
 * @param bottleneck what bounds it
 * @param mapping how it runs; empty for a layer without multiply-accumulates
 * @param verdict how good the mapping is known to be
 * @param certainty of the cycles: incomplete when some work has no unit
 * @param notes what a reader of these figures must know: maps kept on chip, work without a unit
 */
public record LayerCost(
        String name,
        String kind,
        List<String> nodes,
        long macs,
        long operations,
        CycleParts cycles,
        double utilization,
        List<MemoryUse> memories,
        List<EnergyPart> energy,
        double dramReadBytes,
        double dramWriteBytes,
        Bottleneck bottleneck,
        Optional<Mapping> mapping,
        SearchVerdict verdict,
        Certainty certainty,
        List<String> notes) {
    /** Copies the lists. */
    public LayerCost {
        Objects.requireNonNull(name);
        Objects.requireNonNull(kind);
        Objects.requireNonNull(cycles);
        Objects.requireNonNull(bottleneck);
        Objects.requireNonNull(mapping);
        Objects.requireNonNull(verdict);
        Objects.requireNonNull(certainty);
        nodes = List.copyOf(nodes);
        memories = List.copyOf(memories);
        energy = List.copyOf(energy);
        notes = List.copyOf(notes);
    }

    /** Returns this cost with a note more. */
    LayerCost with(String note) {
        var more = new ArrayList<>(notes);
        more.add(note);
        return new LayerCost(
                name,
                kind,
                nodes,
                macs,
                operations,
                cycles,
                utilization,
                memories,
                energy,
                dramReadBytes,
                dramWriteBytes,
                bottleneck,
                mapping,
                verdict,
                certainty,
                more);
    }

    /** Returns the energy in pJ; incomplete where a share is unknown. */
    public Cost energyPj() {
        return energy.stream().map(EnergyPart::pj).reduce(Cost::plus).orElse(Cost.none("nothing happens"));
    }

    /** Returns the energy as a figure. */
    public Figure totalEnergy() {
        return NetworkCost.figure(energyPj(), Unit.PICOJOULES);
    }

    /** Returns all bytes to and from off-chip memory. */
    public double dramBytes() {
        return dramReadBytes + dramWriteBytes;
    }
}
