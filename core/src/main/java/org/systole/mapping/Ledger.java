package org.systole.mapping;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.systole.cost.AcceleratorCosts;
import org.systole.cost.Cost;
import org.systole.cost.MemoryCosts;
import org.systole.hardware.Accelerator;
import org.systole.hardware.Control;
import org.systole.hardware.Link;
import org.systole.hardware.Memory;
import org.systole.hardware.Port;
import org.systole.workload.Operand;

/**
 * Adds up what a layer does to memories, ports and links: words, busy cycles, energy. Mutable; one layer, one thread.
 */
final class Ledger {
    private final Accelerator accelerator;
    private final AcceleratorCosts costs;
    private final Map<String, double[]> words = new LinkedHashMap<>();
    private final Map<String, Double> busy = new LinkedHashMap<>();
    private final Map<String, Double> linkBits = new LinkedHashMap<>();
    private double dmaBits;

    /** Creates an empty ledger. */
    Ledger(Accelerator accelerator, AcceleratorCosts costs) {
        this.accelerator = accelerator;
        this.costs = costs;
    }

    /**
     * Returns the words that move when elements are moved in groups: a group begins with a new word, and off the chip a run of
     * neighbours begins a new burst. Where the memory coalesces, words are shared and only the last one is not full.
     *
     * @param count elements in all
     * @param bits bits of an element
     * @param group elements that move together
     * @param run how many of them are neighbours in a stored tensor; matters off the chip
     */
    static double words(Memory memory, double count, int bits, long group, long run) {
        if (count == 0) return 0;
        boolean offChip = memory.kind() == Memory.Kind.DRAM;
        if (memory.coalesces()) {
            double unit = offChip ? Math.max(memory.widthBits(), memory.burstBits()) : memory.widthBits();
            return Math.ceil(count * bits / unit) * (unit / memory.widthBits());
        }
        double together = offChip ? Math.min(run, group) : group;
        double unit = offChip ? Math.max(memory.widthBits(), memory.burstBits()) : memory.widthBits();
        return count / together * Math.ceil(together * bits / unit) * (unit / memory.widthBits());
    }

    /** Adds words of one operand to a memory of which some instances work at the same time. */
    void memory(Memory memory, Operand operand, Action action, double count, long instances) {
        if (count == 0) return;
        words.computeIfAbsent(memory.name() + '/' + operand, key -> new double[3])[action.ordinal()] += count;
        double bits = count * memory.widthBits();
        var ports = ports(memory, operand, action);
        double width = ports.stream().mapToDouble(Port::bitsPerCycle).sum();
        for (Port port : ports) busy.merge(memory.name() + '.' + port.name(), bits / (width * instances), Double::sum);
        if (memory.kind() == Memory.Kind.DRAM) dmaBits += bits;
    }

    /** Returns the cycles that a memory takes for some bits in one direction. */
    static double cycles(Memory memory, Operand operand, Action action, double bits) {
        return bits
                / ports(memory, operand, action).stream()
                        .mapToDouble(Port::bitsPerCycle)
                        .sum();
    }

    /** Returns the ports that serve an operand in a direction; all when the description names none. */
    static List<Port> ports(Memory memory, Operand operand, Action action) {
        Port.Direction other = action == Action.READ ? Port.Direction.WRITE : Port.Direction.READ;
        List<Port> list = memory.ports().stream()
                .filter(port -> port.operands().contains(operand) && port.direction() != other)
                .toList();
        return list.isEmpty() ? memory.ports() : list;
    }

    /** Adds elements that move over the link between two memories, if there is one; the inner one is null for the array. */
    void link(Memory outer, Memory inner, double count, int bits, long group, long run) {
        Link link = link(accelerator, outer, inner);
        if (link == null || count == 0) return;
        double moved = padded(link, outer, count, bits, group, run);
        linkBits.merge(link.name(), moved, Double::sum);
        busy.merge(link.name(), moved / link.bitsPerCycle(), Double::sum);
    }

    /** Returns the bits that a link moves for some elements, padding included (seed 001, equation 4.2). */
    static double padded(Link link, Memory outer, double count, int bits, long group, long run) {
        if (link.paddingBits() == 0) return count * bits;
        double together = outer.kind() == Memory.Kind.DRAM ? Math.min(run, group) : group;
        return count / together * Math.ceil(together * bits / link.paddingBits()) * link.paddingBits();
    }

    /** Returns the link between two memories or between a memory and the array, or null. */
    static Link link(Accelerator accelerator, Memory outer, Memory inner) {
        for (Link link : accelerator.links()) {
            if (!link.upper().equals(outer.name())) continue;
            if (inner == null ? link.lowers().isEmpty() : link.lowers().contains(inner.name())) return link;
        }
        return null;
    }

    /** Adds cycles in which a unit is busy beside the array. */
    void unit(String name, double cycles) {
        if (cycles > 0) busy.merge(name, cycles, Double::sum);
    }

    /** Returns the busy cycles of all ports, links and units, the DMA included. */
    Map<String, Double> busy() {
        var all = new LinkedHashMap<>(busy);
        double rate = dmaBitsPerCycle(accelerator.control());
        if (rate > 0 && dmaBits > 0) all.put("dma", dmaBits / rate);
        return all;
    }

    /** Returns what the DMA moves in a cycle: its bus, or what its open requests bring within a latency; 0 for no limit. */
    static double dmaBitsPerCycle(Control control) {
        double bus = control.dmaBusBits() > 0 ? control.dmaBusBits() : Double.POSITIVE_INFINITY;
        double inFlight = control.dmaRequestsInFlight() > 0 && control.dmaLatencyCycles() > 0
                ? 8.0 * control.dmaMaxBurstBytes() * control.dmaRequestsInFlight() / control.dmaLatencyCycles()
                : Double.POSITIVE_INFINITY;
        double rate = Math.min(bus, inFlight);
        return Double.isInfinite(rate) ? 0 : rate;
    }

    /** Returns the words of an operand in a memory: read, written, accumulated. */
    double[] words(String memory, Operand operand) {
        return words.getOrDefault(memory + '/' + operand, new double[3]);
    }

    /** Returns the energy of the words of an operand in a memory. */
    Cost energy(String memory, Operand operand) {
        double[] count = words(memory, operand);
        MemoryCosts each = costs.memory(memory);
        var parts = new ArrayList<Cost>();
        if (count[0] > 0) parts.add(each.readPj().times(count[0]));
        if (count[1] > 0) parts.add(each.writePj().times(count[1]));
        if (count[2] > 0) parts.add(each.accumulatePj().times(count[2]));
        return Costs.sum(parts);
    }

    /** Returns the words of a memory over all operands. */
    double allWords(String memory, Action action) {
        double sum = 0;
        for (Operand operand : Operand.values()) sum += words(memory, operand)[action.ordinal()];
        return sum;
    }

    /** Returns the energy by memory and link, outermost memory first. */
    List<EnergyPart> energy() {
        var parts = new ArrayList<EnergyPart>();
        for (Memory memory : accelerator.memories()) {
            double count = 0;
            for (Action action : Action.values()) count += allWords(memory.name(), action);
            if (count == 0) continue;
            var shares = new ArrayList<Cost>();
            for (Operand operand : Operand.values())
                if (words.containsKey(memory.name() + '/' + operand)) shares.add(energy(memory.name(), operand));
            parts.add(new EnergyPart(memory.name(), count, Costs.sum(shares)));
        }
        linkBits.forEach((name, bits) ->
                parts.add(new EnergyPart(name, bits, linkCost(name).times(bits))));
        return parts;
    }

    private Cost linkCost(String name) {
        return costs.linkPjPerBit().getOrDefault(name, Cost.unknown("no cost of link '" + name + "'"));
    }
}
