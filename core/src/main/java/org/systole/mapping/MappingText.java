package org.systole.mapping;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.systole.hardware.Accelerator;
import org.systole.hardware.Memory;
import org.systole.problem.Place;
import org.systole.problem.Problems;
import org.systole.workload.Dimension;
import org.systole.workload.MacLayer;
import org.systole.workload.Operand;

/**
 * Mappings as text: an annotated loop nest, outermost loop first, that can be read back.
 *
 * <pre>
 * dram [input weight output]
 *   for OY in 4
 *   scratchpad [input weight]
 *   accumulator [output]
 *     for OX in 56
 *     unroll C by 16 along rows
 * </pre>
 *
 * <p>A line {@code memory [operands]} says that all loops below it lie within the tile that the memory holds of those operands.
 * Unrolled loops stand last: neighbouring positions of an axis work on neighbouring indices. What follows a {@code #} is for
 * people.
 */
public final class MappingText {
    private static final Pattern LOOP = Pattern.compile("for (\\w+) in (\\d{1,9})");
    private static final Pattern UNROLL = Pattern.compile("unroll (\\w+) by (\\d{1,9}) along (\\S+)");
    private static final Pattern MEMORY = Pattern.compile("(\\S+) \\[([a-z ]+)]");

    private MappingText() {}

    /** Returns the loop nest of a mapping. */
    public static String print(Mapping mapping) {
        return print(mapping, Map.of());
    }

    /** Returns the loop nest of a mapping, with the size of every tile. */
    public static String print(Mapping mapping, MacLayer layer, Accelerator accelerator) {
        var precision = Precisions.effective(layer.precision(), accelerator);
        var binding = new Binding(layer, accelerator, null, precision, Situation.ALONE);
        var sizes = new LinkedHashMap<String, String>();
        var transfers = new EnumMap<Operand, List<Transfer>>(Operand.class);
        for (Operand o : Operand.values()) transfers.put(o, new AccessModel(binding, mapping).transfers(o));
        var tiles = CapacityModel.tiles(binding, mapping, transfers);
        for (Memory memory : accelerator.memories()) {
            for (Operand o : Operand.values()) {
                Long bits = tiles.get(memory.name() + '/' + o);
                if (bits != null) sizes.put(memory.name() + '/' + o, o + " " + size(bits));
            }
        }
        return "# " + layer.nest() + "\n" + print(mapping, sizes);
    }

    private static String size(long bits) {
        if (bits < 8 * 1024) return bits % 8 == 0 ? bits / 8 + " B" : bits + " bit";
        return String.format(Locale.ROOT, "%.1f KiB", bits / 8192.0);
    }

    private static String print(Mapping mapping, Map<String, String> sizes) {
        var text = new StringBuilder();
        int all = mapping.temporal().size();
        int depth = 0;
        for (int p = all; p >= 0; p--) {
            boolean any = false;
            for (var entry : headers(mapping, p).entrySet()) {
                indent(text, depth).append(entry.getKey()).append(" [");
                text.append(String.join(" ", entry.getValue())).append(']');
                var notes = new ArrayList<String>();
                for (String operand : entry.getValue()) {
                    String size = sizes.get(entry.getKey() + '/' + operand);
                    if (size != null) notes.add(size);
                }
                if (!notes.isEmpty()) text.append("  # ").append(String.join(", ", notes));
                text.append('\n');
                any = true;
            }
            if (any) depth++;
            if (p == 0) break;
            Loop loop = mapping.temporal().get(p - 1);
            indent(text, depth).append("for " + loop.dimension() + " in " + loop.factor() + "\n");
        }
        for (var axis : mapping.spatial().entrySet())
            for (Loop loop : axis.getValue())
                indent(text, depth)
                        .append("unroll " + loop.dimension() + " by " + loop.factor() + " along " + axis.getKey()
                                + "\n");
        return text.toString();
    }

    private static StringBuilder indent(StringBuilder text, int depth) {
        return text.append("  ".repeat(depth));
    }

    /** Returns the memories whose tiles are cut at a position, with their operands. */
    private static Map<String, List<String>> headers(Mapping mapping, int position) {
        var map = new LinkedHashMap<String, List<String>>();
        for (Operand o : Operand.values())
            for (Placement placement : mapping.placements(o))
                if (placement.loops() == position)
                    map.computeIfAbsent(placement.memory(), key -> new ArrayList<>())
                            .add(o.toString());
        var sorted = new LinkedHashMap<String, List<String>>();
        while (!map.isEmpty()) {
            String next = map.keySet().stream()
                    .filter(memory -> map.keySet().stream().noneMatch(other -> encloses(mapping, other, memory)))
                    .findFirst()
                    .orElseThrow();
            sorted.put(next, map.remove(next));
        }
        return sorted;
    }

    /** Whether some operand comes to a memory from another one. */
    private static boolean encloses(Mapping mapping, String outer, String inner) {
        for (Operand o : Operand.values()) {
            List<String> chain =
                    mapping.placements(o).stream().map(Placement::memory).toList();
            int at = chain.indexOf(outer);
            if (at >= 0 && chain.indexOf(inner) > at) return true;
        }
        return false;
    }

    /**
     * Reads a mapping.
     *
     * @param file the name to report problems with; may be empty
     * @param text the loop nest
     * @throws org.systole.problem.SystoleException E3002 with every line that is not understood
     */
    public static Mapping parse(String file, String text) {
        var reader = new Reader(file);
        int number = 0;
        for (String line : text.split("\n", -1)) reader.line(++number, line);
        return reader.mapping();
    }

    /** Collects the lines of a mapping. */
    private static final class Reader {
        private final String file;
        private final Problems problems = new Problems();
        private final List<Loop> loops = new ArrayList<>();
        private final Map<String, List<Loop>> spatial = new LinkedHashMap<>();
        private final Map<Operand, List<Placement>> seen = new EnumMap<>(Operand.class);

        Reader(String file) {
            this.file = file;
        }

        void line(int number, String whole) {
            int comment = whole.indexOf('#');
            String line = (comment < 0 ? whole : whole.substring(0, comment)).strip();
            if (line.isEmpty()) return;
            Matcher loop = LOOP.matcher(line);
            Matcher unroll = UNROLL.matcher(line);
            Matcher memory = MEMORY.matcher(line);
            if (loop.matches()) add(number, loop, loops);
            else if (unroll.matches())
                add(number, unroll, spatial.computeIfAbsent(unroll.group(3), key -> new ArrayList<>()));
            else if (memory.matches()) place(number, memory);
            else
                problem(
                        number,
                        "'" + line + "' is neither a loop, an unrolled loop nor a memory",
                        "write 'for K in 4', 'unroll K by 16 along columns' or 'scratchpad [input weight]'");
        }

        private void add(int number, Matcher matcher, List<Loop> list) {
            for (Dimension d : Dimension.values()) {
                if (!d.name().equals(matcher.group(1))) continue;
                int factor = Integer.parseInt(matcher.group(2));
                if (factor < 1) problem(number, "a loop of 0 iterations", "remove the line");
                else list.add(new Loop(d, factor));
                return;
            }
            problem(number, "there is no dimension '" + matcher.group(1) + "'", "use one of B G K C OY OX FY FX");
        }

        private void place(int number, Matcher matcher) {
            for (String name : matcher.group(2).strip().split(" +")) {
                boolean known = false;
                for (Operand o : Operand.values()) {
                    if (!o.toString().equals(name)) continue;
                    known = true;
                    seen.computeIfAbsent(o, key -> new ArrayList<>())
                            .add(new Placement(matcher.group(1), loops.size()));
                }
                if (!known) problem(number, "there is no operand '" + name + "'", "use some of input, weight, output");
            }
        }

        private void problem(int number, String message, String fix) {
            problems.add(MappingProblem.MAPPING_TEXT, new Place(file, number, 0, ""), message, fix);
        }

        Mapping mapping() {
            var placements = new EnumMap<Operand, List<Placement>>(Operand.class);
            for (Operand o : Operand.values()) {
                List<Placement> found = seen.getOrDefault(o, List.of());
                if (found.isEmpty()) problem(0, "no memory holds the " + o, "name it in brackets after a memory");
                else if (found.getFirst().loops() > 0)
                    problem(0, "loops stand above the outermost memory of the " + o, "put that memory first");
                placements.put(
                        o,
                        found.stream()
                                .map(p -> new Placement(p.memory(), loops.size() - p.loops()))
                                .toList());
            }
            problems.throwIfAny();
            return new Mapping(spatial, loops.reversed(), placements);
        }
    }
}
