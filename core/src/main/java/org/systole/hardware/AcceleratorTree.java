package org.systole.hardware;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.systole.workload.Operand;
import org.systole.workload.Precision;

/** An accelerator as nested maps in the order of its format, absent keys where a value is its documented fallback. */
final class AcceleratorTree {
    private AcceleratorTree() {}

    static Map<String, Object> of(Accelerator a) {
        var tree = new LinkedHashMap<String, Object>();
        tree.put("name", a.name());
        tree.put("title", a.title());
        if (!a.source().isEmpty()) tree.put("source", a.source());
        tree.put("witnesses", words(a.witnesses()));
        tree.put("clock_mhz", a.clockMhz());
        tree.put("technology", a.technology());
        tree.put("formats", formats(a.precision()));
        tree.put("operand_bits", a.operandBits());
        tree.put("array", array(a.array()));
        tree.put("memories", a.memories().stream().map(AcceleratorTree::memory).toList());
        if (!a.links().isEmpty())
            tree.put("links", a.links().stream().map(AcceleratorTree::link).toList());
        if (!a.units().isEmpty())
            tree.put("units", a.units().stream().map(AcceleratorTree::unit).toList());
        if (!a.control().equals(Control.IDEAL)) tree.put("control", control(a.control()));
        if (!a.rules().equals(Rules.NONE)) tree.put("rules", rules(a.rules()));
        if (!a.constraints().isEmpty())
            tree.put(
                    "constraints",
                    a.constraints().stream().map(AcceleratorTree::constraint).toList());
        number(tree, "area_mm2", a.areaMm2());
        return tree;
    }

    private static Map<String, Object> formats(Precision p) {
        var tree = new LinkedHashMap<String, Object>();
        tree.put("input", p.input().toString());
        tree.put("weight", p.weight().toString());
        tree.put("output", p.output().toString());
        tree.put("partial_sum", p.partialSum().toString());
        return tree;
    }

    private static Map<String, Object> array(PeArray a) {
        var tree = new LinkedHashMap<String, Object>();
        tree.put("movement", word(a.movement()));
        a.stationary().ifPresent(s -> tree.put("stationary", word(s)));
        if (a.macsPerPe() != 1) tree.put("macs_per_pe", a.macsPerPe());
        if (a.pipelineCycles() != 0) tree.put("pipeline_cycles", a.pipelineCycles());
        if (!a.preload().equals(PeArray.Preload.NONE)) {
            var preload = new LinkedHashMap<String, Object>();
            preload.put("cycles", a.preload().cycles());
            preload.put("overlapped", a.preload().overlapped());
            tree.put("preload", preload);
        }
        number(tree, "mac_pj", a.macPj());
        number(tree, "pe_area_mm2", a.peAreaMm2());
        tree.put("axes", a.axes().stream().map(AcceleratorTree::axis).toList());
        return tree;
    }

    private static Map<String, Object> axis(Axis a) {
        var tree = new LinkedHashMap<String, Object>();
        tree.put("name", a.name());
        tree.put("size", a.size());
        tree.put("unroll", a.unroll().stream().map(Enum::name).toList());
        if (!a.multicast().isEmpty()) tree.put("multicast", operands(a.multicast()));
        if (a.reduces()) tree.put("reduces", true);
        if (a.flatten()) tree.put("flatten", true);
        return tree;
    }

    private static Map<String, Object> memory(Memory m) {
        var tree = new LinkedHashMap<String, Object>();
        tree.put("name", m.name());
        tree.put("kind", word(m.kind()));
        tree.put("holds", operands(m.holds()));
        size(tree, m.sizeBits());
        tree.put("width_bits", m.widthBits());
        if (m.banks() != 1) tree.put("banks", m.banks());
        if (m.doubleBuffered()) tree.put("double_buffered", true);
        if (!m.per().isEmpty()) tree.put("per", m.per());
        if (m.accumulates()) tree.put("accumulates", true);
        if (m.keepsOverlap()) tree.put("keeps_overlap", true);
        if (m.coalesces()) tree.put("coalesces", true);
        if (m.writesThrough()) tree.put("write_through", true);
        if (m.latencyCycles() != 0) tree.put("latency_cycles", m.latencyCycles());
        if (m.burstBits() != 0) tree.put("burst_bits", m.burstBits());
        if (!m.component().isEmpty()) tree.put("component", m.component());
        number(tree, "read_pj", m.readPj());
        number(tree, "write_pj", m.writePj());
        number(tree, "area_mm2", m.areaMm2());
        tree.put("ports", m.ports().stream().map(p -> port(p, m)).toList());
        return tree;
    }

    private static void size(Map<String, Object> tree, long bits) {
        if (bits == 0) return;
        if (bits % (8192L * 1024) == 0) tree.put("size_mib", bits / (8192L * 1024));
        else if (bits % 8192 == 0) tree.put("size_kib", bits / 8192);
        else if (bits % 8 == 0) tree.put("size_bytes", bits / 8);
        else tree.put("size_bits", bits);
    }

    private static Map<String, Object> port(Port p, Memory m) {
        var tree = new LinkedHashMap<String, Object>();
        tree.put("name", p.name());
        tree.put("direction", word(p.direction()));
        tree.put("bits_per_cycle", p.bitsPerCycle());
        if (!p.operands().equals(m.holds())) tree.put("operands", operands(p.operands()));
        return tree;
    }

    private static Map<String, Object> link(Link l) {
        var tree = new LinkedHashMap<String, Object>();
        tree.put("name", l.name());
        tree.put("upper", l.upper());
        if (!l.lowers().isEmpty()) tree.put("lowers", l.lowers());
        tree.put("bits_per_cycle", l.bitsPerCycle());
        if (l.paddingBits() != 0) tree.put("padding_bits", l.paddingBits());
        number(tree, "energy_pj_per_bit", l.pjPerBit());
        return tree;
    }

    private static Map<String, Object> unit(VectorUnit u) {
        var tree = new LinkedHashMap<String, Object>();
        tree.put("name", u.name());
        tree.put("memory", u.memory());
        if (u.atWriteBack()) tree.put("at_write_back", true);
        if (u.host()) tree.put("host", true);
        var rates = new LinkedHashMap<String, Object>();
        u.operationsPerCycle().forEach((kind, rate) -> rates.put(word(kind), rate));
        tree.put("operations_per_cycle", rates);
        return tree;
    }

    private static Map<String, Object> control(Control c) {
        var tree = new LinkedHashMap<String, Object>();
        tree.put("dma_bus_bits", c.dmaBusBits());
        tree.put("dma_max_burst_bytes", c.dmaMaxBurstBytes());
        tree.put("dma_requests_in_flight", c.dmaRequestsInFlight());
        tree.put("dma_latency_cycles", c.dmaLatencyCycles());
        tree.put("load_queue", c.loadQueue());
        tree.put("execute_queue", c.executeQueue());
        tree.put("store_queue", c.storeQueue());
        tree.put("layer_cycles", c.layerCycles());
        c.dramRows().ifPresent(rows -> tree.put("dram_rows", dramRows(rows)));
        c.tileLoop().ifPresent(loop -> tree.put("tile_loop", tileLoop(loop)));
        return tree;
    }

    private static Map<String, Object> dramRows(DramRows r) {
        var tree = new LinkedHashMap<String, Object>();
        tree.put("bytes", r.bytes());
        tree.put("banks", r.banks());
        tree.put("open_cycles", r.openCycles());
        tree.put("close_cycles", r.closeCycles());
        return tree;
    }

    private static Map<String, Object> tileLoop(TileLoop t) {
        var tree = new LinkedHashMap<String, Object>();
        tree.put("compute_cycles", t.computeCycles());
        tree.put("compute_rows", t.computeRows());
        tree.put("store_row_cycles", t.storeRowCycles());
        tree.put("store_miss_cycles", t.storeMissCycles());
        tree.put("page_bytes", t.pageBytes());
        tree.put("page_walk_cycles", t.pageWalkCycles());
        tree.put("page_miss_cycles", t.pageMissCycles());
        tree.put("page_reach", t.pageReach());
        tree.put("cache_kib", t.cacheKib());
        return tree;
    }

    private static Map<String, Object> rules(Rules r) {
        var tree = new LinkedHashMap<String, Object>();
        if (r.wholeFilters()) tree.put("whole_filters", true);
        if (!r.im2col()) tree.put("im2col", false);
        var orders = new TreeMap<String, Object>();
        r.fixedOrders()
                .forEach((memory, order) ->
                        orders.put(memory, order.stream().map(Enum::name).toList()));
        if (!orders.isEmpty()) tree.put("fixed_orders", orders);
        var factors = new TreeMap<String, TreeMap<String, Object>>();
        r.maxFactors().forEach((key, factor) -> {
            int dot = key.lastIndexOf('.');
            factors.computeIfAbsent(key.substring(0, dot), k -> new TreeMap<>()).put(key.substring(dot + 1), factor);
        });
        if (!factors.isEmpty()) tree.put("max_factors", factors);
        var keep = new TreeMap<String, Object>();
        r.keep().forEach((memory, operands) -> keep.put(memory, operands(operands)));
        if (!keep.isEmpty()) tree.put("keep", keep);
        return tree;
    }

    private static Map<String, Object> constraint(Constraint c) {
        var tree = new LinkedHashMap<String, Object>();
        tree.put("check", word(c.check()));
        if (!c.memory().isEmpty()) tree.put("memory", c.memory());
        if (!c.than().isEmpty()) tree.put("than", c.than());
        return tree;
    }

    private static void number(Map<String, Object> tree, String key, double value) {
        if (!Double.isNaN(value)) tree.put(key, value);
    }

    private static List<String> operands(Collection<Operand> operands) {
        return operands.stream().sorted().map(AcceleratorTree::word).toList();
    }

    private static List<String> words(Collection<? extends Enum<?>> values) {
        var words = new ArrayList<String>();
        values.forEach(v -> words.add(word(v)));
        return words;
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
