package org.systole.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.systole.cost.AcceleratorCosts;
import org.systole.cost.AreaPart;
import org.systole.cost.Cost;
import org.systole.hardware.Accelerator;
import org.systole.hardware.Axis;
import org.systole.hardware.Memory;
import org.systole.hardware.Port;
import org.systole.mapping.EnergyPart;
import org.systole.mapping.LayerCost;
import org.systole.mapping.MapperSettings;
import org.systole.mapping.MappingText;
import org.systole.mapping.MemoryUse;
import org.systole.mapping.NetworkCost;
import org.systole.mapping.SearchVerdict;
import org.systole.report.Result.AcceleratorFacts;
import org.systole.report.Result.MemoryFacts;
import org.systole.report.Result.ModelFacts;
import org.systole.report.Result.Roofs;
import org.systole.report.Result.SearchFacts;
import org.systole.units.Certainty;
import org.systole.units.Figure;
import org.systole.units.Unit;
import org.systole.units.Witness;
import org.systole.workload.Dimension;
import org.systole.workload.Layer;
import org.systole.workload.LoopNest;
import org.systole.workload.MacLayer;
import org.systole.workload.Operand;
import org.systole.workload.Precision;
import org.systole.workload.VectorWork;
import org.systole.workload.Workload;

/** Makes a {@link Result} of an evaluation. */
public final class Results {
    private final NetworkCost cost;
    private final Workload workload;
    private final Accelerator accelerator;
    private final Map<String, Memory> memories = new LinkedHashMap<>();

    private Results(NetworkCost cost, Workload workload, Accelerator accelerator) {
        this.cost = cost;
        this.workload = workload;
        this.accelerator = accelerator;
        for (Memory memory : accelerator.memories()) memories.put(memory.name(), memory);
    }

    /**
     * Returns the result of an evaluation.
     *
     * @param cost what was found
     * @param model what is to be said of the network
     * @param workload the layers that were evaluated
     * @param accelerator the hardware
     * @param costs what its parts cost
     * @param settings how mappings were searched
     * @param notes what the user should know of how the model was read
     */
    public static Result of(
            NetworkCost cost,
            ModelFacts model,
            Workload workload,
            Accelerator accelerator,
            AcceleratorCosts costs,
            MapperSettings settings,
            List<String> notes) {
        return new Results(cost, workload, accelerator).build(model, costs, settings, notes);
    }

    private Result build(ModelFacts model, AcceleratorCosts costs, MapperSettings settings, List<String> read) {
        var notes = new LinkedHashSet<>(read);
        notes.addAll(cost.notes());
        var layers = new ArrayList<LayerResult>();
        Map<String, Layer> byName = new LinkedHashMap<>();
        workload.layers().forEach(layer -> byName.put(layer.name(), layer));
        for (LayerCost layer : cost.layers()) layers.add(layer(layer, byName.get(layer.name())));
        Breakdown cycles = sum(layers.stream().map(LayerResult::cycles).toList(), Unit.CYCLES);
        Breakdown energy = sum(layers.stream().map(LayerResult::energy).toList(), Unit.PICOJOULES);
        return new Result(
                cost.hash(),
                model,
                describe(accelerator),
                search(settings),
                totals(layers),
                cycles,
                energy,
                area(costs),
                roofs(accelerator),
                layers,
                cost.bottleneck().sentence(),
                cost.bottleneck().remedy(),
                new ArrayList<>(notes));
    }

    private Map<Kpi, Figure> totals(List<LayerResult> layers) {
        var totals = new EnumMap<Kpi, Figure>(Kpi.class);
        // As many as the layers have, each in whole cycles.
        Figure exact = cost.cycles();
        double whole = layers.stream().mapToDouble(l -> l.cycles().total()).sum();
        totals.put(Kpi.CYCLES, new Figure(whole, exact.unit(), exact.witness(), exact.certainty()));
        totals.put(Kpi.LATENCY, cost.latency());
        totals.put(Kpi.THROUGHPUT, cost.throughput());
        totals.put(Kpi.ENERGY, cost.energy());
        totals.put(Kpi.ENERGY_DELAY, cost.energyDelay());
        totals.put(Kpi.POWER, cost.power());
        totals.put(Kpi.AREA, cost.area());
        totals.put(Kpi.DRAM_TRAFFIC, cost.dramBytes());
        totals.put(Kpi.ON_CHIP_PEAK, Figure.counted(onChipPeak(layers), Unit.BYTES, Witness.ANALYTICAL));
        totals.put(Kpi.UTILIZATION, cost.utilization());
        totals.put(Kpi.MACS, Figure.counted(cost.macs(), Unit.COUNT, Witness.ANALYTICAL));
        totals.put(Kpi.WEIGHTS, Figure.counted(workload.weights(), Unit.COUNT, Witness.ANALYTICAL));
        return totals;
    }

    /** The largest sum over a layer's tiles, each times the instances of its memory. */
    private double onChipPeak(List<LayerResult> layers) {
        double peak = 0;
        for (LayerResult layer : layers) {
            double held = 0;
            for (LayerResult.Traffic traffic : layer.traffic()) {
                Memory memory = memories.get(traffic.memory());
                if (memory != null && memory.kind() != Memory.Kind.DRAM)
                    held += traffic.tileBytes() * accelerator.instances(memory);
            }
            peak = Math.max(peak, held);
        }
        return peak;
    }

    private SearchFacts search(MapperSettings settings) {
        var count = new EnumMap<SearchVerdict.Kind, Integer>(SearchVerdict.Kind.class);
        long evaluations = 0;
        for (LayerCost layer : cost.layers()) {
            if (layer.mapping().isEmpty()) continue;
            count.merge(layer.verdict().kind(), 1, Integer::sum);
            evaluations += layer.verdict().evaluations();
        }
        return new SearchFacts(
                settings.objective().toString(),
                settings.seed(),
                count.getOrDefault(SearchVerdict.Kind.EXHAUSTIVE, 0),
                count.getOrDefault(SearchVerdict.Kind.BEST_FOUND, 0),
                count.getOrDefault(SearchVerdict.Kind.DEADLINE, 0),
                evaluations,
                cost.timing());
    }

    private LayerResult layer(LayerCost layer, Layer source) {
        return new LayerResult(
                layer.name(),
                layer.kind().toLowerCase(Locale.ROOT),
                source instanceof MacLayer mac ? nest(mac) : "",
                layer.nodes(),
                source == null
                        ? List.of()
                        : source.work().stream().map(Results::work).toList(),
                source == null ? List.of() : leaves(source.reads()),
                source == null ? List.of() : leaves(source.writes()),
                layer.macs(),
                layer.operations(),
                new Breakdown(
                        Unit.CYCLES,
                        Witness.ANALYTICAL,
                        layer.certainty(),
                        layer.cycles().whole().byName()),
                energy(layer.energy()),
                layer.utilization(),
                layer.dramReadBytes(),
                layer.dramWriteBytes(),
                traffic(layer.memories()),
                limit(layer),
                layer.bottleneck().kind().name().toLowerCase(Locale.ROOT),
                layer.bottleneck().sentence(),
                layer.mapping()
                        .map(m ->
                                source instanceof MacLayer mac ? MappingText.print(m, mac, accelerator) : m.toString())
                        .orElse(""),
                layer.mapping().isEmpty() ? "" : verdict(layer.verdict()),
                layer.notes());
    }

    /** A map that is others laid side by side stands for those: they are what layers write. */
    private List<String> leaves(List<String> maps) {
        return maps.stream()
                .flatMap(map -> workload.leaves(map).stream())
                .distinct()
                .toList();
    }

    private static String limit(LayerCost layer) {
        return switch (layer.bottleneck().kind()) {
            case COMPUTE -> "compute";
            case UTILIZATION -> "idle PEs";
            case ARRAY -> "filling the array";
            case MEMORY -> layer.bottleneck().resource();
            case VECTOR -> "vector work";
            case CONTROL -> "commands";
        };
    }

    private static String verdict(SearchVerdict verdict) {
        return switch (verdict.kind()) {
            case GIVEN -> "given";
            case EXHAUSTIVE -> "best of the mapspace";
            case BEST_FOUND -> "best found";
            case DEADLINE -> "best found until the deadline";
        };
    }

    static String work(VectorWork work) {
        return work.op().isEmpty() ? work.kind().toString() : work.kind() + " (" + work.op() + ")";
    }

    /** Returns the loop bounds that are more than 1, and what is unusual of the window. */
    static String nest(MacLayer layer) {
        LoopNest nest = layer.nest();
        var text = new StringBuilder();
        if (layer.steps() > 1) text.append(layer.steps()).append(" steps of ");
        for (Dimension d : Dimension.values())
            if (nest.bound(d) > 1) text.append(d).append(nest.bound(d)).append(' ');
        if (text.isEmpty()) text.append("K1 ");
        var window = nest.window();
        if (window.strideY() > 1 || window.strideX() > 1)
            text.append('s').append(pair(window.strideY(), window.strideX()));
        if (window.dilationY() > 1 || window.dilationX() > 1)
            text.append(" d").append(pair(window.dilationY(), window.dilationX()));
        return text.toString().strip();
    }

    private static String pair(int y, int x) {
        return y == x ? Integer.toString(y) : y + "x" + x;
    }

    private static Breakdown energy(List<EnergyPart> parts) {
        var map = new LinkedHashMap<String, Double>();
        Cost sum = null;
        for (EnergyPart part : parts) {
            map.merge(part.component(), part.pj().value(), Double::sum);
            sum = sum == null ? part.pj() : sum.plus(part.pj());
        }
        return new Breakdown(
                Unit.PICOJOULES, Witness.ANALYTICAL, sum == null ? Certainty.TABULATED : sum.certainty(), map);
    }

    private List<LayerResult.Traffic> traffic(List<MemoryUse> uses) {
        var traffic = new ArrayList<LayerResult.Traffic>();
        for (MemoryUse use : uses) {
            Memory memory = memories.get(use.memory());
            double wordBytes = memory == null ? 0 : memory.widthBits() / 8.0;
            traffic.add(new LayerResult.Traffic(
                    use.memory(),
                    use.operand().toString(),
                    use.readWords() * wordBytes,
                    (use.writeWords() + use.accumulateWords()) * wordBytes,
                    use.tileBits() / 8.0));
        }
        return traffic;
    }

    private static Breakdown sum(List<Breakdown> parts, Unit unit) {
        return parts.stream()
                .reduce(Breakdown::plus)
                .orElse(new Breakdown(unit, Witness.ANALYTICAL, Certainty.TABULATED, Map.of()));
    }

    private Breakdown area(AcceleratorCosts costs) {
        var parts = new LinkedHashMap<String, Double>();
        Cost sum = null;
        for (AreaPart part : costs.parts()) {
            Cost area = part.totalAreaMm2();
            parts.merge(part.name(), area.value(), Double::sum);
            sum = sum == null ? area : sum.plus(area);
        }
        return new Breakdown(
                Unit.SQUARE_MILLIMETRES, Witness.ANALYTICAL, sum == null ? Certainty.UNKNOWN : sum.certainty(), parts);
    }

    /** Returns the limits of the roofline: the array's peak and the bandwidth of memories that hold every operand. */
    static Roofs roofs(Accelerator accelerator) {
        double hertz = accelerator.clockMhz() * 1e6;
        var bandwidths = new LinkedHashMap<String, Double>();
        for (Memory memory : accelerator.memories())
            if (memory.kind() == Memory.Kind.DRAM) bandwidths.put(memory.name(), bitsPerCycle(memory) / 8 * hertz);
        return new Roofs(2.0 * accelerator.array().peakMacs() * hertz, bandwidths);
    }

    /** Returns the most that one instance's ports move in a cycle; ports that only write do not feed the array. */
    private static double bitsPerCycle(Memory memory) {
        double read = 0;
        double write = 0;
        for (Port port : memory.ports()) {
            if (port.direction() == Port.Direction.WRITE) write += port.bitsPerCycle();
            else read += port.bitsPerCycle();
        }
        return read > 0 ? read : write;
    }

    /** Returns what is to be said of an accelerator. */
    public static AcceleratorFacts describe(Accelerator accelerator) {
        var memories = new ArrayList<MemoryFacts>();
        for (Memory memory : accelerator.memories()) {
            memories.add(new MemoryFacts(
                    memory.name(),
                    memory.kind().name().toLowerCase(Locale.ROOT),
                    Arrays.stream(Operand.values())
                            .filter(memory.holds()::contains)
                            .map(Operand::toString)
                            .toList(),
                    accelerator.instances(memory),
                    memory.sizeBits() / 8.0,
                    bitsPerCycle(memory)));
        }
        return new AcceleratorFacts(
                accelerator.name(),
                accelerator.title(),
                accelerator.source(),
                accelerator.witnesses().stream().map(Witness::toString).toList(),
                accelerator.clockMhz(),
                accelerator.technology(),
                array(accelerator),
                accelerator.array().pes(),
                accelerator.array().peakMacs(),
                precision(accelerator.precision()),
                memories);
    }

    private static String array(Accelerator accelerator) {
        var array = accelerator.array();
        String sizes = array.axes().stream()
                .map(Axis::size)
                .map(size -> Integer.toString(size))
                .collect(Collectors.joining(" x "));
        var text = new StringBuilder(sizes.isEmpty() ? "1" : sizes).append(" PEs");
        if (array.macsPerPe() > 1) text.append(", ").append(array.macsPerPe()).append(" MACs each");
        text.append(", ").append(array.movement().name().toLowerCase(Locale.ROOT));
        array.stationary()
                .ifPresent(operand -> text.append(", ").append(operand).append("-stationary"));
        return text.toString();
    }

    private static String precision(Precision p) {
        String operands = p.input().equals(p.weight()) ? p.input().toString() : p.input() + " x " + p.weight();
        return operands + " operands, " + p.partialSum() + " sums";
    }
}
