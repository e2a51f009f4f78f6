package org.systole.mapping;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.systole.cost.AcceleratorCosts;
import org.systole.hardware.Accelerator;
import org.systole.units.Certainty;
import org.systole.workload.Layer;
import org.systole.workload.MacLayer;
import org.systole.workload.VectorLayer;
import org.systole.workload.VectorWork;
import org.systole.workload.Workload;

/**
 * What a network costs on a Systole core, by the core's own analytical model: the cycles of {@link CoreTiming} and the counts of
 * {@link CoreCounts}, pass by pass, in the tiles that the compiler chooses. A layer of the workload takes the passes that
 * compute its nodes; layers without a pass that is theirs run with another layer's; what no pass computes is the host's.
 */
public final class CoreNetwork {
    /**
     * A pass of the core.
     *
     * @param nodes the nodes of the graph that it computes
     * @param pass what it computes
     * @param tiling how it is cut
     * @param places where its operands lie
     */
    public record Step(List<String> nodes, CorePass pass, CoreTiling tiling, CorePlaces places) {
        /** Copies the list. */
        public Step {
            nodes = List.copyOf(nodes);
        }
    }

    private final Workload workload;
    private final Accelerator accelerator;
    private final AcceleratorCosts costs;
    private final MapperSettings settings;
    private final CoreTemplate core;
    private final Set<String> covered = new HashSet<>();
    private final Map<String, List<Step>> steps = new LinkedHashMap<>();
    private final List<VectorPlan> plans = new ArrayList<>();

    private CoreNetwork(
            Workload workload,
            Accelerator accelerator,
            AcceleratorCosts costs,
            MapperSettings settings,
            CoreTemplate core) {
        this.workload = workload;
        this.accelerator = accelerator;
        this.costs = costs;
        this.settings = settings;
        this.core = core;
    }

    /**
     * Returns the cost of a network.
     *
     * @param workload the network
     * @param accelerator a Systole core
     * @param costs what its actions cost
     * @param settings how the layers are mapped that the core does not run
     * @param core what the core's timing depends on
     * @param passes the passes of the network's program, in order
     */
    public static NetworkCost cost(
            Workload workload,
            Accelerator accelerator,
            AcceleratorCosts costs,
            MapperSettings settings,
            CoreTemplate core,
            List<Step> passes) {
        return new CoreNetwork(workload, accelerator, costs, settings, core).cost(passes);
    }

    private NetworkCost cost(List<Step> passes) {
        for (Step step : passes) covered.addAll(step.nodes());
        share(passes);
        var cycles = new LinkedHashMap<Step, Long>();
        var timing = new CoreTiming(core);
        long before = 0;
        for (Step step : passes) {
            long now = timing.after(step.pass(), step.tiling());
            cycles.put(step, now - before);
            before = now;
        }
        List<MacLayer> others = workload.macLayers().stream()
                .filter(layer -> !steps.containsKey(layer.name()) && Collections.disjoint(layer.nodes(), covered))
                .toList();
        var general = new NetworkMapper(accelerator, costs, settings, MapperProgress.NONE);
        general.mapAlone(others);
        var layers = new ArrayList<LayerCost>();
        for (Layer layer : workload.layers()) layers.add(cost(layer, cycles, general));
        return NetworkCosts.of(workload, accelerator, costs, settings, TimingModel.CORE, layers, plans);
    }

    /**
     * Gives every pass to a layer: one of multiply-accumulates before any other one; one that only copies what layers see in
     * place to the layer before.
     */
    private void share(List<Step> passes) {
        Layer last = workload.layers().getFirst();
        for (Step step : passes) {
            Layer owner = null;
            for (Layer layer : workload.layers()) {
                if (Collections.disjoint(layer.nodes(), step.nodes())) continue;
                if (owner == null || !(owner instanceof MacLayer) && layer instanceof MacLayer) owner = layer;
            }
            // of a workload that is only a part of the network, the other passes are not its own
            if (owner == null && Collections.disjoint(workload.free().keySet(), step.nodes())) continue;
            if (owner == null) owner = last;
            steps.computeIfAbsent(owner.name(), name -> new ArrayList<>()).add(step);
            last = owner;
        }
    }

    private LayerCost cost(Layer layer, Map<Step, Long> cycles, NetworkMapper general) {
        List<Step> own = steps.getOrDefault(layer.name(), List.of());
        if (own.isEmpty() && Collections.disjoint(layer.nodes(), covered)) {
            plans.add(VectorPlan.of(layer, accelerator, costs));
            if (layer instanceof MacLayer mac) {
                var best = general.found(mac, Situation.ALONE).orElseThrow();
                return LayerCosts.of(general.binding(mac, Situation.ALONE), best.mapping(), best.verdict())
                        .with("the core does not run layer '" + mac.name()
                                + "': its cycles are those of the general model");
            }
            return VectorLayers.cost((VectorLayer) layer, accelerator, costs);
        }
        var host = host(layer);
        var energy = new CoreEnergy(core, accelerator, costs);
        long sum = 0;
        var notes = new ArrayList<String>();
        for (Step step : own) {
            sum += cycles.get(step);
            energy.add(step);
            notes.add(tiles(step));
        }
        if (own.isEmpty()) notes.add("layer '" + layer.name() + "' is done at the write-back of another one");
        long macs = layer instanceof MacLayer mac ? mac.macs() : 0;
        CycleParts parts =
                parts(own, macs, sum, host.map(h -> h.cycles().total()).orElse(0.0));
        energy.work(layer, host.map(LayerCost::operations).orElse(0L));
        energy.array(macs, parts.total());
        var shares = new ArrayList<>(energy.shares());
        host.ifPresent(h -> h.energy().stream()
                .filter(share ->
                        !share.component().equals("idle") && !share.component().equals("leakage"))
                .forEach(shares::add));
        return new LayerCost(
                layer.name(),
                layer instanceof MacLayer mac ? mac.kind().toString() : "vector",
                layer.nodes(),
                macs,
                LayerCosts.operations(layer.work()),
                parts,
                parts.total() > 0 ? parts.ideal() / parts.total() : 0,
                energy.uses(),
                shares,
                energy.readBytes() + host.map(LayerCost::dramReadBytes).orElse(0.0),
                energy.writtenBytes() + host.map(LayerCost::dramWriteBytes).orElse(0.0),
                Bottlenecks.of("The layer", parts, accelerator, VectorShare.of(plansOf(host, layer))),
                Optional.empty(),
                SearchVerdict.GIVEN,
                host.map(LayerCost::certainty).orElse(Certainty.TABULATED),
                notes);
    }

    private List<VectorPlan> plansOf(Optional<LayerCost> host, Layer layer) {
        return host.isPresent() ? List.of(VectorPlan.of(hostLayer(layer), accelerator, costs)) : List.of();
    }

    /** Returns the cost of the work of a layer that no pass does and no unit at write-back can. */
    private Optional<LayerCost> host(Layer layer) {
        VectorLayer rest = hostLayer(layer);
        if (rest.work().isEmpty()) return Optional.empty();
        plans.add(VectorPlan.of(rest, accelerator, costs));
        return Optional.of(VectorLayers.cost(rest, accelerator, costs));
    }

    private VectorLayer hostLayer(Layer layer) {
        List<VectorWork> work = layer.work().stream()
                .filter(w -> !covered.contains(w.node()) && !atWriteBack(w.kind()))
                .toList();
        return new VectorLayer(layer.name(), layer.reads(), layer.writes(), work, layer.nodes());
    }

    private boolean atWriteBack(VectorWork.Kind kind) {
        return accelerator.units().stream()
                .anyMatch(
                        unit -> unit.atWriteBack() && unit.operationsPerCycle().containsKey(kind));
    }

    private static String tiles(Step step) {
        CoreTiling t = step.tiling();
        return String.format(
                Locale.ROOT,
                "tiles of %d x %d pixels, %d output and %d input blocks of channels, %s",
                t.rows(),
                t.columns(),
                t.blocks(),
                t.channels(),
                t.blocksOutside() ? "all pixels for each output tile" : "all output channels for each tile of pixels");
    }

    /**
     * Splits the cycles of some passes up: what the array could do at its peak, PEs without work while pixels stream, the rest of
     * the time of Execute commands, and what the array waits for, which is for the loads when those move more than the stores.
     */
    private CycleParts parts(List<Step> own, long macs, long total, double host) {
        double streaming = 0, executing = 0, read = 0, written = 0;
        var counts = new CoreCounts(core);
        for (Step step : own) {
            counts.count(step.pass(), step.tiling());
            streaming += counts.get(CoreAction.ARRAY_SLOT) / ((double) core.size() * core.size());
            executing += counts.executeCycles();
            read += counts.get(CoreAction.DRAM_READ);
            written += counts.get(CoreAction.DRAM_WRITE);
        }
        double ideal = Math.min(total, macs / (double) accelerator.array().peakMacs());
        double lost = Math.clamp(streaming - ideal, 0, total - ideal);
        double filling = Math.clamp(executing - streaming, 0, total - ideal - lost);
        double waits = total - ideal - lost - filling;
        Map<String, Double> stalls = waits > 0 ? Map.of(port(read >= written), waits) : Map.of();
        return new CycleParts(ideal, lost, 0, filling, 0, 0, 0, stalls, host, 0);
    }

    private String port(boolean reads) {
        return accelerator.memories().stream()
                .filter(memory -> memory.kind() == org.systole.hardware.Memory.Kind.DRAM)
                .findFirst()
                .map(memory -> memory.name() + (reads ? " reads" : " writes"))
                .orElse("off-chip memory");
    }
}
