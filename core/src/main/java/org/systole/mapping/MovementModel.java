package org.systole.mapping;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.systole.hardware.Axis;
import org.systole.hardware.Link;
import org.systole.hardware.Memory;
import org.systole.workload.Operand;

/**
 * What the transfers of a mapping take of memories and links, and what of it the array has to wait for:
 * {@code docs/models/mapping.md}, sections 4 and 5.
 */
final class MovementModel {
    private final Binding binding;
    private final Mapping mapping;
    private final Ledger ledger;
    private final long outputs;
    private final Map<Memory, Map<String, Double>> arriving = new LinkedHashMap<>();
    private final Map<Memory, Map<String, Double>> leaving = new LinkedHashMap<>();
    private final Map<String, Double> serial = new LinkedHashMap<>();

    /** Creates the model; adds to the ledger. */
    MovementModel(Binding binding, Mapping mapping, Ledger ledger) {
        this.binding = binding;
        this.mapping = mapping;
        this.ledger = ledger;
        this.outputs = new AccessModel(binding, mapping).elements();
    }

    /** Adds the transfers of one operand, outermost first. */
    void add(List<Transfer> transfers) {
        for (Transfer t : transfers) {
            if (t.operand() == Operand.OUTPUT) outwards(t, t == transfers.getFirst());
            else inwards(t);
            wait(t);
        }
    }

    private void inwards(Transfer t) {
        int bits = binding.bits(t.operand());
        read(t.outer(), t.operand(), t.outerCount(), bits, t.group(), t.run());
        if (!t.isArray()) write(t.inner(), t.operand(), Action.WRITE, t.innerCount(), bits, t.tile(), t.tile());
        ledger.link(t.outer(), t.inner(), t.outerCount(), bits, t.group(), t.run());
    }

    private void outwards(Transfer t, boolean home) {
        int done = binding.bits(Operand.OUTPUT);
        int partial = binding.partialSumBits();
        if (!t.isArray()) {
            if (!t.inner().writesThrough()) {
                read(t.inner(), Operand.OUTPUT, t.finished(), done, t.tile(), t.tile());
                read(t.inner(), Operand.OUTPUT, t.innerCount() - t.finished(), partial, t.tile(), t.tile());
            }
            write(t.inner(), Operand.OUTPUT, Action.WRITE, t.back(), partial, t.tile(), t.tile());
        }
        long finals = finals(t);
        long written = home && finals == outputs ? binding.vector().writtenElements() : finals;
        long sums = t.outerCount() - finals - t.added();
        write(t.outer(), Operand.OUTPUT, Action.WRITE, written, done, t.group(), t.run());
        write(t.outer(), Operand.OUTPUT, Action.WRITE, sums, partial, t.group(), t.run());
        write(t.outer(), Operand.OUTPUT, Action.ACCUMULATE, t.added(), partial, t.group(), t.run());
        read(t.outer(), Operand.OUTPUT, t.back(), partial, t.group(), t.run());
        ledger.link(t.outer(), t.inner(), written, done, t.group(), t.run());
        ledger.link(t.outer(), t.inner(), sums + t.added() + t.back(), partial, t.group(), t.run());
    }

    /** Returns how many of the arrivals at the outer memory are finished outputs: it need not add to them. */
    private long finals(Transfer t) {
        if (t.outerCount() == outputs) return outputs;
        return t.outer().accumulates() ? 0 : outputs;
    }

    private void read(Memory memory, Operand operand, long count, int bits, long group, long run) {
        double words = Ledger.words(memory, count, bits, group, run);
        ledger.memory(memory, operand, Action.READ, words, instances(memory));
    }

    private void write(Memory memory, Operand operand, Action action, long count, int bits, long group, long run) {
        double words = Ledger.words(memory, count, bits, group, run);
        ledger.memory(memory, operand, action, words, instances(memory));
    }

    /** Returns how many instances of a memory the mapping uses. */
    private long instances(Memory memory) {
        long product = 1;
        for (Axis axis : binding.accelerator.array().axes()) {
            if (!memory.per().contains(axis.name())) continue;
            for (Loop loop : mapping.spatial().getOrDefault(axis.name(), List.of())) product *= loop.factor();
        }
        return product;
    }

    /**
     * Notes what nothing can overlap: the first tiles before the first multiply-accumulate, the last results after the last
     * one, and, into a memory with a single buffer, everything else as well. Registers are streams: they have no such tiles.
     */
    private void wait(Transfer t) {
        if (t.isArray() || t.inner().kind() == Memory.Kind.REGISTER) return;
        boolean output = t.operand() == Operand.OUTPUT;
        int bits = binding.bits(t.operand());
        double first = Math.min(t.outerCount(), (double) t.group() * senders(t));
        double rounds = output || !stays(t) ? binding.layer.steps() : 1;
        Map<String, Double> stage =
                (output ? leaving : arriving).computeIfAbsent(t.outer(), key -> new LinkedHashMap<>());
        Action outer = output ? Action.WRITE : Action.READ;
        Action inner = output ? Action.READ : Action.WRITE;
        double moved = first * bits * rounds;
        stage.merge(
                t.outer().name() + '/' + port(t.outer(), t.operand(), outer),
                Ledger.cycles(t.outer(), t.operand(), outer, moved / instances(t.outer())),
                Double::sum);
        stage.merge(
                t.inner().name() + '/' + port(t.inner(), t.operand(), inner),
                Ledger.cycles(t.inner(), t.operand(), inner, moved / instances(t.inner())),
                Double::sum);
        Link link = Ledger.link(binding.accelerator, t.outer(), t.inner());
        if (link != null) stage.merge(link.name(), moved / link.bitsPerCycle(), Double::sum);
        double rate = Ledger.dmaBitsPerCycle(binding.accelerator.control());
        if (rate > 0 && t.outer().kind() == Memory.Kind.DRAM) stage.merge("dma", moved / rate, Double::sum);
        if (!t.inner().doubleBuffered()) serial(t, first * rounds, bits);
    }

    private boolean stays(Transfer t) {
        return t.operand() == Operand.WEIGHT && t.stays() == mapping.temporal().size();
    }

    private static String port(Memory memory, Operand operand, Action action) {
        return Ledger.ports(memory, operand, action).getFirst().name();
    }

    private void serial(Transfer t, double first, int bits) {
        double rest = (Math.max(0, t.outerCount() - first)) * bits + (double) t.back() * binding.partialSumBits();
        boolean output = t.operand() == Operand.OUTPUT;
        double outer =
                Ledger.cycles(t.outer(), t.operand(), output ? Action.WRITE : Action.READ, rest / instances(t.outer()));
        double inner =
                Ledger.cycles(t.inner(), t.operand(), output ? Action.READ : Action.WRITE, rest / instances(t.inner()));
        Link link = Ledger.link(binding.accelerator, t.outer(), t.inner());
        double moved = link == null ? 0 : rest / link.bitsPerCycle();
        double cycles = Math.max(Math.max(outer, inner), moved);
        if (cycles > 0) serial.merge(t.inner().name(), cycles, Double::sum);
    }

    /** Returns how often the elements of a group move at a time: for instances that share them but not the access. */
    private long senders(Transfer t) {
        long product = 1;
        for (Axis axis : binding.accelerator.array().axes()) {
            if (!t.inner().per().contains(axis.name()) || served(t, axis)) continue;
            boolean apart = t.outer().per().contains(axis.name());
            for (Loop loop : mapping.spatial().getOrDefault(axis.name(), List.of()))
                if (apart || !t.operand().isRelevant(loop.dimension())) product *= loop.factor();
        }
        return product;
    }

    private static boolean served(Transfer t, Axis axis) {
        if (t.outer().per().contains(axis.name())) return false;
        return t.operand() == Operand.OUTPUT ? axis.reduces() : axis.multicast().contains(t.operand());
    }

    /** Returns the cycles before the first multiply-accumulate. */
    double onload() {
        return stages(arriving);
    }

    /** Returns the cycles after the last multiply-accumulate. */
    double offload() {
        return stages(leaving);
    }

    /** Returns the cycles in which a memory with a single buffer cannot be used, by memory. */
    Map<String, Double> serial() {
        return serial;
    }

    private double stages(Map<Memory, Map<String, Double>> stages) {
        double sum = 0;
        for (var stage : stages.entrySet()) {
            double most = 0;
            for (double cycles : stage.getValue().values()) most = Math.max(most, cycles);
            sum += most + stage.getKey().latencyCycles();
        }
        return sum;
    }
}
