package org.systole.hardware;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.systole.problem.Problems;
import org.systole.units.Witness;
import org.systole.workload.Dimension;
import org.systole.workload.Operand;
import org.systole.workload.Precision;
import org.systole.workload.VectorWork;
import org.systole.yaml.YamlObject;

/** Turns a well-formed file into records: units become bits and bits a cycle, absent parts their documented meaning. */
final class AcceleratorBuilder {
    private final double clockMhz;
    private final Problems problems;

    AcceleratorBuilder(double clockMhz, Problems problems) {
        this.clockMhz = clockMhz;
        this.problems = problems;
    }

    static Accelerator build(YamlObject root, Problems problems) {
        return new AcceleratorBuilder(root.real("clock_mhz"), problems).accelerator(root);
    }

    private Accelerator accelerator(YamlObject o) {
        Precision precision = precision(o.object("formats"));
        return new Accelerator(
                o.text("name"),
                o.has("title") ? o.text("title") : o.text("name"),
                o.has("source") ? o.text("source") : "",
                enums(Witness.class, o.texts("witnesses")),
                clockMhz,
                o.text("technology"),
                precision,
                operandBits(o, precision),
                array(o.object("array")),
                o.objects("memories").stream().map(this::memory).toList(),
                o.objects("links").stream().map(this::link).toList(),
                o.objects("units").stream().map(AcceleratorBuilder::unit).toList(),
                o.find("control").map(AcceleratorBuilder::control).orElse(Control.IDEAL),
                o.find("rules").map(AcceleratorBuilder::rules).orElse(Rules.NONE),
                o.realOrNan("area_mm2"),
                o.objects("constraints").stream()
                        .map(AcceleratorBuilder::constraint)
                        .toList());
    }

    static Precision precision(YamlObject o) {
        return new Precision(
                Formats.of(o.text("input")),
                Formats.of(o.text("weight")),
                Formats.of(o.text("output")),
                Formats.of(o.text("partial_sum")));
    }

    private static List<Integer> operandBits(YamlObject o, Precision precision) {
        var bits = new TreeSet<Integer>();
        if (o.has("operand_bits")) o.wholes("operand_bits").forEach(b -> bits.add(Math.toIntExact(b)));
        else bits.addAll(List.of(precision.input().bits(), precision.weight().bits()));
        return List.copyOf(bits);
    }

    static PeArray array(YamlObject o) {
        return new PeArray(
                o.objects("axes").stream().map(AcceleratorBuilder::axis).toList(),
                o.count("macs_per_pe"),
                PeArray.Movement.valueOf(o.text("movement").toUpperCase(Locale.ROOT)),
                o.has("stationary") ? Optional.of(operand(o.text("stationary"))) : Optional.empty(),
                o.find("preload")
                        .map(p -> new PeArray.Preload(p.count("cycles"), p.truth("overlapped")))
                        .orElse(PeArray.Preload.NONE),
                o.count("pipeline_cycles"),
                o.realOrNan("mac_pj"),
                o.realOrNan("pe_area_mm2"));
    }

    private static Axis axis(YamlObject o) {
        return new Axis(
                o.text("name"),
                o.count("size"),
                new LinkedHashSet<>(dimensions(o.texts("unroll"))),
                operands(o.texts("multicast")),
                o.truth("reduces"),
                o.truth("flatten"));
    }

    Memory memory(YamlObject o) {
        Set<Operand> holds = operands(o.texts("holds"));
        return new Memory(
                o.text("name"),
                Memory.Kind.valueOf(o.text("kind").toUpperCase(Locale.ROOT)),
                holds,
                sizeBits(o),
                o.count("width_bits"),
                o.count("banks"),
                o.objects("ports").stream().map(p -> port(p, holds)).toList(),
                o.truth("double_buffered"),
                o.texts("per"),
                o.truth("accumulates"),
                o.count("latency_cycles"),
                o.count("burst_bits"),
                o.has("component") ? o.text("component") : "",
                o.realOrNan("read_pj"),
                o.realOrNan("write_pj"),
                o.realOrNan("area_mm2"),
                o.truth("keeps_overlap"),
                o.truth("coalesces"),
                o.truth("write_through"));
    }

    /** Returns the size in bits; 0 when the file gives none. */
    private long sizeBits(YamlObject o) {
        if (o.has("size_bits")) return o.whole("size_bits");
        if (o.has("size_bytes")) return 8 * o.whole("size_bytes");
        boolean kib = o.has("size_kib");
        if (!kib && !o.has("size_mib")) return 0;
        String key = kib ? "size_kib" : "size_mib";
        double bits = o.real(key) * (kib ? 8192 : 8192 * 1024);
        if (bits != Math.rint(bits))
            problems.add(
                    HardwareCode.NOT_WHOLE_WORDS,
                    o.place(key),
                    o.path() + "." + key + ": the size is not a whole number of bits",
                    "give the size in size_bits");
        return Math.max(1, (long) Math.rint(bits));
    }

    private Port port(YamlObject o, Set<Operand> holds) {
        return new Port(
                o.text("name"),
                Port.Direction.valueOf(o.text("direction").toUpperCase(Locale.ROOT)),
                bitsPerCycle(o),
                o.has("operands") ? operands(o.texts("operands")) : holds);
    }

    /** 1e9 bytes a second are 8e9 / (clock in Hz) bits a cycle. */
    private int bitsPerCycle(YamlObject o) {
        if (o.has("bits_per_cycle")) return o.count("bits_per_cycle");
        double bits = o.real("bandwidth_gb_s") * 8e9 / (clockMhz * 1e6);
        return Math.clamp(Math.round(bits), 1, Integer.MAX_VALUE);
    }

    private Link link(YamlObject o) {
        return new Link(
                o.text("name"),
                o.text("upper"),
                o.texts("lowers"),
                bitsPerCycle(o),
                o.count("padding_bits"),
                o.realOrNan("energy_pj_per_bit"));
    }

    private static VectorUnit unit(YamlObject o) {
        var rates = new EnumMap<VectorWork.Kind, Double>(VectorWork.Kind.class);
        o.map("operations_per_cycle", Double.class)
                .forEach((kind, rate) -> rates.put(VectorWork.Kind.valueOf(kind.toUpperCase(Locale.ROOT)), rate));
        return new VectorUnit(o.text("name"), rates, o.truth("at_write_back"), o.text("memory"), o.truth("host"));
    }

    private static Control control(YamlObject o) {
        return new Control(
                o.count("dma_bus_bits"),
                o.count("dma_max_burst_bytes"),
                o.count("dma_requests_in_flight"),
                o.count("dma_latency_cycles"),
                o.count("load_queue"),
                o.count("execute_queue"),
                o.count("store_queue"),
                o.real("layer_cycles"),
                o.find("dram_rows").map(AcceleratorBuilder::dramRows),
                o.find("tile_loop").map(AcceleratorBuilder::tileLoop));
    }

    private static DramRows dramRows(YamlObject o) {
        return new DramRows(o.count("bytes"), o.count("banks"), o.count("open_cycles"), o.count("close_cycles"));
    }

    private static TileLoop tileLoop(YamlObject o) {
        return new TileLoop(
                o.real("compute_cycles"),
                o.count("compute_rows"),
                o.real("store_row_cycles"),
                o.real("store_miss_cycles"),
                o.count("page_bytes"),
                o.real("page_walk_cycles"),
                o.real("page_miss_cycles"),
                o.count("page_reach"),
                o.count("cache_kib"));
    }

    private static Rules rules(YamlObject o) {
        var orders = new LinkedHashMap<String, List<Dimension>>();
        o.map("fixed_orders", List.class).forEach((memory, list) -> orders.put(memory, dimensions(words(list))));
        var factors = new LinkedHashMap<String, Integer>();
        o.map("max_factors", Map.class)
                .forEach((memory, map) -> ((Map<?, ?>) map)
                        .forEach((d, factor) -> factors.put(memory + "." + d, Math.toIntExact((Long) factor))));
        var keep = new LinkedHashMap<String, Set<Operand>>();
        o.map("keep", List.class).forEach((memory, list) -> keep.put(memory, operands(words(list))));
        return new Rules(o.truth("whole_filters"), o.truth("im2col"), orders, factors, keep);
    }

    private static Constraint constraint(YamlObject o) {
        return new Constraint(
                Constraint.Check.valueOf(o.text("check").toUpperCase(Locale.ROOT)),
                o.has("memory") ? o.text("memory") : "",
                o.has("than") ? o.text("than") : "");
    }

    private static List<String> words(List<?> list) {
        return list.stream().map(String.class::cast).toList();
    }

    private static Operand operand(String word) {
        return Operand.valueOf(word.toUpperCase(Locale.ROOT));
    }

    private static Set<Operand> operands(List<String> words) {
        return enums(Operand.class, words);
    }

    private static List<Dimension> dimensions(List<String> words) {
        return new ArrayList<>(words.stream().map(Dimension::valueOf).toList());
    }

    private static <E extends Enum<E>> Set<E> enums(Class<E> type, List<String> words) {
        return words.stream()
                .map(w -> Enum.valueOf(type, w.toUpperCase(Locale.ROOT)))
                .collect(Collectors.toCollection(() -> EnumSet.noneOf(type)));
    }
}
