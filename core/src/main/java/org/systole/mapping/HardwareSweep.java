package org.systole.mapping;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.systole.cost.AcceleratorCosts;
import org.systole.hardware.Accelerator;
import org.systole.hardware.Link;
import org.systole.hardware.Memory;
import org.systole.hardware.Port;
import org.systole.workload.MacLayer;

/**
 * One layer on one accelerator whose bandwidths vary, under one mapping: each combination is costed completely (transfers,
 * capacity, cycles, energy). This is the question that MAESTRO's exploration of hardware asks: PEs, buffers and bandwidth under
 * a dataflow that is given.
 *
 * <p>One thread at a time.
 */
public final class HardwareSweep {
    private final MacLayer layer;
    private final Accelerator accelerator;
    private final AcceleratorCosts costs;
    private final List<Rate> rates;
    private final Mapping mapping;
    private final FlatMapping flat;

    /**
     * A bandwidth that varies.
     *
     * @param name of a link, or {@code memory.port}
     * @param bitsPerCycle its values
     */
    public record Rate(String name, List<Integer> bitsPerCycle) {
        /** Copies the list. */
        public Rate {
            bitsPerCycle = List.copyOf(bitsPerCycle);
        }
    }

    /** Receives designs. */
    @FunctionalInterface
    public interface Sink {
        /**
         * Takes a design.
         *
         * @param rates the index of each bandwidth's value; changes after the call
         * @param cycles of the layer
         * @param energyPj of the layer, unknown costs left out
         */
        void design(int[] rates, double cycles, double energyPj);
    }

    private HardwareSweep(
            MacLayer layer, Accelerator accelerator, AcceleratorCosts costs, List<Rate> rates, Mapping mapping) {
        this.layer = layer;
        this.accelerator = accelerator;
        this.costs = costs;
        this.rates = rates;
        this.mapping = mapping;
        this.flat = FlatMapping.of(mapping);
    }

    /**
     * Maps the layer on the accelerator as it is described.
     *
     * @param costs what the accelerator's actions cost; bandwidths have no part in them
     * @param rates what varies; may be empty
     * @return nothing when no mapping fits
     * @throws IllegalArgumentException when a rate names nothing, or the accelerator walks macro-tiles by itself
     */
    public static Optional<HardwareSweep> of(
            MacLayer layer,
            Accelerator accelerator,
            AcceleratorCosts costs,
            MapperSettings settings,
            List<Rate> rates) {
        if (TileTiming.of(accelerator).isPresent())
            throw new IllegalArgumentException(accelerator.name() + " walks macro-tiles by itself");
        for (Rate rate : rates)
            with(accelerator, rate.name(), rate.bitsPerCycle().getFirst());
        var precision = Precisions.effective(layer.precision(), accelerator);
        var binding = new Binding(layer, accelerator, costs, precision, Situation.ALONE);
        return new LayerMapper(binding, settings, Long.MAX_VALUE)
                .search()
                .filter(found -> !found.cutsFilters())
                .map(found -> new HardwareSweep(layer, accelerator, costs, rates, found.mapping()));
    }

    /** Returns how many designs there are. */
    public long designs() {
        long product = 1;
        for (Rate rate : rates) product *= rate.bitsPerCycle().size();
        return product;
    }

    /** Returns the mapping of all designs. */
    Mapping given() {
        return mapping;
    }

    /** Returns the mapping of all designs, as text. */
    public String mapping() {
        return mapping.toString();
    }

    /** Costs every design; those that differ least come next to one another, in no promised order. */
    public void run(Sink sink) {
        var order = new ArrayList<Integer>();
        for (int r = 0; r < rates.size(); r++) if (mattersBesideTheArray(r)) order.add(r);
        int slow = order.size();
        for (int r = 0; r < rates.size(); r++) if (!order.contains(r)) order.add(r);
        vary(0, slow, order, accelerator, new int[rates.size()], sink);
    }

    /**
     * Returns whether what is done beside and after the array depends on a bandwidth in another way than that its port is busy
     * longer or shorter. It takes as long as the slowest of what it uses: where the bandwidth makes no difference while all
     * others are at their most, it never does.
     */
    private boolean mattersBesideTheArray(int which) {
        Accelerator most = accelerator;
        for (Rate rate : rates) most = with(most, rate.name(), Collections.max(rate.bitsPerCycle()));
        String name = rates.get(which).name();
        int[] values = {
            bits(name),
            Collections.min(rates.get(which).bitsPerCycle()),
            Collections.max(rates.get(which).bitsPerCycle())
        };
        var described = new FixedWork(binding(with(most, name, values[0])));
        for (int value : values) {
            var other = new FixedWork(binding(with(most, name, value)));
            if (other.passCycles() != described.passCycles() || other.energyPj() != described.energyPj()) return true;
            double moved = other.busy().getOrDefault(name, 0.0) * value;
            double expected = described.busy().getOrDefault(name, 0.0) * values[0];
            if (Math.abs(moved - expected) > 1e-12 * expected) return true;
            if (!without(other.busy(), name).equals(without(described.busy(), name))) return true;
        }
        return false;
    }

    private static Map<String, Double> without(Map<String, Double> busy, String name) {
        var others = new LinkedHashMap<>(busy);
        others.remove(name);
        return others;
    }

    private int bits(String name) {
        for (Link link : accelerator.links()) if (link.name().equals(name)) return link.bitsPerCycle();
        for (Memory m : accelerator.memories())
            for (Port port : m.ports()) if (name.equals(m.name() + "." + port.name())) return port.bitsPerCycle();
        throw new IllegalArgumentException(name);
    }

    /** The first {@code slow} bandwidths need an evaluator of their own. */
    private void vary(int at, int slow, List<Integer> order, Accelerator variant, int[] index, Sink sink) {
        if (at == slow) {
            MappingEvaluator evaluator = evaluator(variant);
            int[] resources = order.stream()
                    .mapToInt(r -> evaluator.resource(rates.get(r).name()))
                    .toArray();
            double[] described = evaluator.rates();
            varyFast(at, order, evaluator, described, described.clone(), resources, index, sink);
            return;
        }
        int r = order.get(at);
        Rate rate = rates.get(r);
        for (index[r] = 0; index[r] < rate.bitsPerCycle().size(); index[r]++)
            vary(
                    at + 1,
                    slow,
                    order,
                    with(variant, rate.name(), rate.bitsPerCycle().get(index[r])),
                    index,
                    sink);
    }

    private void varyFast(
            int at,
            List<Integer> order,
            MappingEvaluator evaluator,
            double[] described,
            double[] bits,
            int[] resources,
            int[] index,
            Sink sink) {
        if (at == index.length) {
            evaluator.setRates(described, bits);
            evaluator.evaluate(flat.loops(), flat.dimensions(), flat.factors(), flat.cuts());
            sink.design(index, evaluator.cycles(), evaluator.energyPj());
            return;
        }
        int r = order.get(at);
        List<Integer> values = rates.get(r).bitsPerCycle();
        for (index[r] = 0; index[r] < values.size(); index[r]++) {
            if (resources[at] >= 0) bits[resources[at]] = values.get(index[r]);
            varyFast(at + 1, order, evaluator, described, bits, resources, index, sink);
        }
    }

    private MappingEvaluator evaluator(Accelerator variant) {
        return new MappingEvaluator(binding(variant), mapping.spatial(), flat.chains());
    }

    private Binding binding(Accelerator variant) {
        return new Binding(layer, variant, costs, Precisions.effective(layer.precision(), variant), Situation.ALONE);
    }

    /**
     * Returns an accelerator with another bandwidth of a link or a port.
     *
     * @throws IllegalArgumentException when it has neither of that name
     */
    public static Accelerator with(Accelerator a, String name, int bitsPerCycle) {
        var links = new ArrayList<Link>();
        boolean found = false;
        for (Link link : a.links()) {
            boolean meant = link.name().equals(name);
            found |= meant;
            links.add(
                    meant
                            ? new Link(
                                    link.name(),
                                    link.upper(),
                                    link.lowers(),
                                    bitsPerCycle,
                                    link.paddingBits(),
                                    link.pjPerBit())
                            : link);
        }
        var memories = new ArrayList<Memory>();
        for (Memory m : a.memories()) {
            boolean mine = name.startsWith(m.name() + ".");
            var ports = new ArrayList<Port>();
            for (Port port : m.ports()) {
                boolean meant = mine && name.equals(m.name() + "." + port.name());
                found |= meant;
                ports.add(meant ? new Port(port.name(), port.direction(), bitsPerCycle, port.operands()) : port);
            }
            memories.add(mine ? with(m, ports) : m);
        }
        if (!found) throw new IllegalArgumentException(a.name() + " has no link or port '" + name + "'");
        return new Accelerator(
                a.name(),
                a.title(),
                a.source(),
                a.witnesses(),
                a.clockMhz(),
                a.technology(),
                a.precision(),
                a.operandBits(),
                a.array(),
                memories,
                links,
                a.units(),
                a.control(),
                a.rules(),
                a.areaMm2(),
                a.constraints());
    }

    private static Memory with(Memory m, List<Port> ports) {
        return new Memory(
                m.name(),
                m.kind(),
                m.holds(),
                m.sizeBits(),
                m.widthBits(),
                m.banks(),
                ports,
                m.doubleBuffered(),
                m.per(),
                m.accumulates(),
                m.latencyCycles(),
                m.burstBits(),
                m.component(),
                m.readPj(),
                m.writePj(),
                m.areaMm2(),
                m.keepsOverlap(),
                m.coalesces(),
                m.writesThrough());
    }
}
