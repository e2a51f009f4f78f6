package org.systole.app.compile;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.systole.compile.Compiler;
import org.systole.compile.Instruction;
import org.systole.compile.MemoryTimeline;
import org.systole.compile.NetworkMacs;
import org.systole.compile.Program;
import org.systole.hardware.Accelerator;
import org.systole.quantize.IntegerNetwork;
import org.systole.quantize.IntegerNode;
import org.systole.simulate.Unit;

/** What {@code compile} says of a program: the tree of its {@code result.json}. */
public final class CompileReport {
    private CompileReport() {}

    /** Returns the tree. */
    public static Map<String, Object> tree(
            IntegerNetwork network,
            Accelerator accelerator,
            Compiler.Compiled compiled,
            List<MemoryTimeline.Live> ranges) {
        Program program = compiled.program();
        var tree = new LinkedHashMap<String, Object>();
        tree.put("schema", "systole-compile/1");
        tree.put("network", network.name());
        tree.put("accelerator", accelerator.name());
        tree.put("instructions", program.instructions().size());
        for (Unit unit : Unit.values())
            tree.put(unit.name().toLowerCase(Locale.ROOT) + "_instructions", count(program, unit, -1));
        tree.put("dram_bytes", program.dramBytes());
        tree.put("image_bytes", (long) program.dram().length);
        Map<String, Long> macs = NetworkMacs.of(network);
        long all = macs.values().stream().mapToLong(Long::longValue).sum();
        long host = NetworkMacs.sum(network, compiled.host());
        tree.put("macs", all);
        tree.put("host_macs", host);
        tree.put("host_share_percent", all == 0 ? 0.0 : 100.0 * host / all);
        var peaks = new LinkedHashMap<String, Object>();
        MemoryTimeline.peaks(ranges)
                .forEach((memory, most) -> peaks.put(memory.name().toLowerCase(Locale.ROOT), most));
        tree.put("most_in_use", peaks);
        var layers = new ArrayList<Object>();
        for (int i = 0; i < program.layers().size(); i++)
            layers.add(layer(program, macs, compiled.nodes().get(i), i));
        tree.put("layers", layers);
        var left = new ArrayList<Object>();
        for (IntegerNode node : compiled.host()) {
            var entry = new LinkedHashMap<String, Object>();
            entry.put("name", node.name());
            entry.put("operation", node.op().getClass().getSimpleName());
            entry.put("macs", macs.get(node.name()));
            left.add(entry);
        }
        tree.put("host", left);
        return tree;
    }

    private static Map<String, Object> layer(Program program, Map<String, Long> macs, List<String> nodes, int index) {
        var layer = new LinkedHashMap<String, Object>();
        String name = program.layers().get(index);
        layer.put("name", name);
        layer.put("nodes", nodes);
        layer.put(
                "macs",
                nodes.stream().mapToLong(node -> macs.getOrDefault(node, 0L)).sum());
        for (Unit unit : Unit.values())
            layer.put(unit.name().toLowerCase(Locale.ROOT) + "_instructions", count(program, unit, index));
        int bits = weightBits(program, index);
        if (bits > 0) layer.put("weight_bits_in_dram", bits);
        return layer;
    }

    /** Returns how wide the weights of a layer lie in DRAM, the widest of them; 0 when it loads none. */
    private static int weightBits(Program program, int layer) {
        int bits = 0;
        for (int i = 0; i < program.instructions().size(); i++)
            if (program.sources()[i] == layer
                    && program.instructions().get(i) instanceof Instruction.Load load
                    && load.target() == Instruction.Target.WEIGHT)
                bits = Math.max(bits, program.config().weightBits() >> load.packing());
        return bits;
    }

    /** Returns a line that says how many layers have their weights packed, and as how many bits each; nothing when none has. */
    public static Optional<String> packed(Program program) {
        var layers = new TreeMap<Integer, Integer>();
        for (int i = 0; i < program.layers().size(); i++) {
            int bits = weightBits(program, i);
            if (bits > 0 && bits < program.config().weightBits()) layers.merge(bits, 1, Integer::sum);
        }
        if (layers.isEmpty()) return Optional.empty();
        var parts = new ArrayList<String>();
        layers.forEach((bits, count) -> parts.add("of " + count + (count == 1 ? " layer" : " layers") + " in " + bits));
        return Optional.of("weights " + String.join(", ", parts) + " bits, unpacked to "
                + program.config().weightBits() + " as they are loaded");
    }

    private static long count(Program program, Unit unit, int layer) {
        long count = 0;
        for (int i = 0; i < program.instructions().size(); i++) {
            Instruction instruction = program.instructions().get(i);
            if (Unit.of(instruction) == unit && (layer < 0 || program.sources()[i] == layer)) count++;
        }
        return count;
    }
}
