package org.systole.mapping;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.systole.hardware.Axis;
import org.systole.hardware.Memory;
import org.systole.tensor.Window;
import org.systole.workload.Dimension;
import org.systole.workload.Operand;

/**
 * Walks every temporal step of a mapping, keeps the elements that every instance of every memory holds, and counts what
 * moves. Knows no formula: tiles are sets of elements that the loops touch.
 */
final class NaiveSimulator {
    /** What one transfer moved. */
    static final class Counts {
        long outer;
        long inner;
        long back;
        long added;
        long largestTile;

        @Override
        public String toString() {
            return "outer " + outer + " inner " + inner + " back " + back + " added " + added;
        }
    }

    /** One memory of an operand's chain, or the array when it is null. */
    private record Level(Memory memory, Set<String> instances, int[] starts) {}

    private final Binding binding;
    private final Mapping mapping;
    private final boolean byContent;
    private final List<int[]> digits = new ArrayList<>();
    private final List<int[]> indices = new ArrayList<>();
    private final List<Map<String, int[]>> positions = new ArrayList<>();

    /**
     * Creates a simulator.
     *
     * @param byContent whether a tile that comes again at once is recognised; otherwise it moves again whenever a loop steps
     *     that is not inside or directly above without indexing the operand
     */
    NaiveSimulator(Binding binding, Mapping mapping, boolean byContent) {
        this.binding = binding;
        this.mapping = mapping;
        this.byContent = byContent;
        walk(mapping.temporal().size() - 1, new int[mapping.temporal().size()], new int[Dimension.COUNT]);
        place(0, new LinkedHashMap<>());
    }

    private int steps(int d) {
        int s = mapping.unrolled(Dimension.values()[d]);
        return (binding.extent(Dimension.values()[d]) + s - 1) / s;
    }

    private void walk(int loop, int[] digit, int[] index) {
        for (int d = 0; d < Dimension.COUNT; d++) if (index[d] >= steps(d)) return;
        if (loop < 0) {
            digits.add(digit.clone());
            indices.add(index.clone());
            return;
        }
        int d = mapping.temporal().get(loop).dimension().ordinal();
        int weight = 1;
        for (int i = 0; i < loop; i++)
            if (mapping.temporal().get(i).dimension().ordinal() == d)
                weight *= mapping.temporal().get(i).factor();
        for (int i = 0; i < mapping.temporal().get(loop).factor(); i++) {
            digit[loop] = i;
            index[d] += i * weight;
            walk(loop - 1, digit, index);
            index[d] -= i * weight;
        }
        digit[loop] = 0;
    }

    /** Lists all positions of the array: for each axis the digits of the loops unrolled along it. */
    private void place(int axis, Map<String, int[]> sofar) {
        List<Axis> axes = binding.accelerator.array().axes();
        if (axis == axes.size()) {
            positions.add(new LinkedHashMap<>(sofar));
            return;
        }
        List<Loop> loops = mapping.spatial().getOrDefault(axes.get(axis).name(), List.of());
        int count = 1;
        for (Loop loop : loops) count *= loop.factor();
        for (int i = 0; i < count; i++) {
            var digit = new int[loops.size()];
            int rest = i;
            for (int l = 0; l < loops.size(); l++) {
                digit[l] = rest % loops.get(l).factor();
                rest /= loops.get(l).factor();
            }
            sofar.put(axes.get(axis).name(), digit);
            place(axis + 1, sofar);
        }
    }

    /** Returns the index of every dimension at a step and a position, or null when one is outside. */
    private int[] at(int step, Map<String, int[]> position) {
        var spatial = new int[Dimension.COUNT];
        var scale = new int[Dimension.COUNT];
        java.util.Arrays.fill(scale, 1);
        for (Axis axis : binding.accelerator.array().axes().reversed()) {
            List<Loop> loops = mapping.spatial().getOrDefault(axis.name(), List.of());
            for (int l = 0; l < loops.size(); l++) {
                int d = loops.get(l).dimension().ordinal();
                spatial[d] += position.get(axis.name())[l] * scale[d];
                scale[d] *= loops.get(l).factor();
            }
        }
        var index = new int[Dimension.COUNT];
        for (int d = 0; d < Dimension.COUNT; d++) {
            index[d] = indices.get(step)[d] * scale[d] + spatial[d];
            if (index[d] >= binding.extent(Dimension.values()[d])) return null;
        }
        return index;
    }

    /** Returns the indices of the layer's own dimensions: a flattened index counts the last of its group fastest. */
    private int[] unfold(int[] walked) {
        int[] i = walked.clone();
        split(i, binding.flattening.pixels(), Dimension.OX, List.of(Dimension.OX, Dimension.OY, Dimension.B));
        split(i, binding.flattening.taps(), Dimension.C, List.of(Dimension.C, Dimension.FX, Dimension.FY));
        return i;
    }

    private void split(int[] i, Set<Dimension> group, Dimension folded, List<Dimension> fastestFirst) {
        if (group.isEmpty()) return;
        int rest = i[folded.ordinal()];
        for (Dimension d : fastestFirst) {
            if (!group.contains(d)) continue;
            i[d.ordinal()] = rest % binding.nest.bound(d);
            rest /= binding.nest.bound(d);
        }
    }

    /** Returns the number of the element that an operand needs, or -1 in the padding. */
    private int element(Operand operand, int[] walked) {
        int[] n = binding.nest.bounds();
        int[] i = unfold(walked);
        Window w = binding.nest.window();
        return switch (operand) {
            case WEIGHT -> (((i[1] * n[2] + i[2]) * n[3] + i[3]) * n[6] + i[6]) * n[7] + i[7];
            case OUTPUT -> (((i[0] * n[1] + i[1]) * n[2] + i[2]) * n[4] + i[4]) * n[5] + i[5];
            case INPUT -> {
                int y = i[4] * w.strideY() + i[6] * w.dilationY() - w.padTop();
                int x = i[5] * w.strideX() + i[7] * w.dilationX() - w.padLeft();
                if (y < 0 || x < 0 || y >= w.inputY() || x >= w.inputX()) yield -1;
                yield (((i[0] * n[1] + i[1]) * n[3] + i[3]) * w.inputY() + y) * w.inputX() + x;
            }
        };
    }

    /** Returns the steps at which the tile of a level changes, the end included. */
    private int[] changes(Operand operand, int cut, int stays) {
        var list = new ArrayList<Integer>();
        for (int s = 0; s < digits.size(); s++) {
            boolean change = s == 0;
            for (int l = byContent ? cut : stays; l < mapping.temporal().size() && !change; l++) {
                boolean counts = !byContent
                        || stays < cut
                        || operand.isRelevant(mapping.temporal().get(l).dimension());
                change = counts && digits.get(s)[l] != digits.get(s - 1)[l];
            }
            if (change) list.add(s);
        }
        list.add(digits.size());
        return list.stream().mapToInt(Integer::intValue).toArray();
    }

    /** Returns what every instance touches between two steps, by instance. */
    private Map<String, BitSet> tiles(Operand operand, Set<String> instances, int from, int to) {
        var map = new LinkedHashMap<String, BitSet>();
        for (int s = from; s < to; s++) {
            for (Map<String, int[]> position : positions) {
                int[] index = at(s, position);
                if (index == null) continue;
                int element = element(operand, index);
                if (element >= 0)
                    map.computeIfAbsent(name(position, instances), key -> new BitSet())
                            .set(element);
            }
        }
        return map;
    }

    private static String name(Map<String, int[]> position, Set<String> axes) {
        var text = new StringBuilder();
        position.forEach((axis, digit) -> {
            if (axes.contains(axis))
                text.append(axis).append(java.util.Arrays.toString(digit)).append(';');
        });
        return text.toString();
    }

    /** Returns the part of an instance's name that stands for some axes. */
    private static String part(String name, Set<String> axes) {
        var text = new StringBuilder();
        for (String piece : name.split(";"))
            if (!piece.isEmpty() && axes.contains(piece.substring(0, piece.indexOf('['))))
                text.append(piece).append(';');
        return text.toString();
    }

    /** Returns the counts of every transfer of an operand, outermost first. */
    List<Counts> count(Operand operand) {
        var levels = new ArrayList<Level>();
        List<Placement> chain = mapping.placements(operand);
        for (Placement placement : chain) {
            Memory memory = binding.memory(placement.memory());
            int stays = stays(operand, placement.loops());
            levels.add(new Level(memory, Set.copyOf(memory.per()), changes(operand, placement.loops(), stays)));
        }
        levels.add(new Level(
                null, allAxes(), arrayChanges(operand, levels.getLast().memory())));
        return operand == Operand.OUTPUT ? outwards(levels) : inwards(operand, levels);
    }

    private int[] arrayChanges(Operand operand, Memory innermost) {
        boolean held = binding.accelerator.array().stationary().equals(Optional.of(operand))
                && !innermost.per().containsAll(allAxes());
        if (held) return changes(operand, 0, stays(operand, 0));
        var all = new int[digits.size() + 1];
        for (int i = 0; i < all.length; i++) all[i] = i;
        return all;
    }

    private int stays(Operand operand, int cut) {
        for (int l = cut; l < mapping.temporal().size(); l++) {
            Loop loop = mapping.temporal().get(l);
            if (loop.factor() > 1 && operand.isRelevant(loop.dimension())) return l;
        }
        return mapping.temporal().size();
    }

    private Set<String> allAxes() {
        var names = new java.util.TreeSet<String>();
        for (Axis axis : binding.accelerator.array().axes()) names.add(axis.name());
        return names;
    }

    private List<Counts> inwards(Operand operand, List<Level> levels) {
        var list = new ArrayList<Counts>();
        for (int k = 1; k < levels.size(); k++) {
            Level outer = levels.get(k - 1);
            Level inner = levels.get(k);
            Set<String> senders =
                    groups(outer.memory(), inner, axis -> axis.multicast().contains(operand));
            var counts = new Counts();
            var before = Map.<String, BitSet>of();
            for (int i = 0; i + 1 < inner.starts().length; i++) {
                var tiles = tiles(operand, inner.instances(), inner.starts()[i], inner.starts()[i + 1]);
                boolean slides = inner.memory() != null
                        && inner.memory().keepsOverlap()
                        && operand == Operand.INPUT
                        && i > 0
                        && slid(mapping.placements(operand).get(k).loops(), inner.starts()[i]);
                var whole = new HashMap<String, BitSet>();
                tiles.forEach((name, tile) -> whole.put(name, (BitSet) tile.clone()));
                if (slides)
                    for (var old : before.entrySet())
                        tiles.getOrDefault(old.getKey(), new BitSet()).andNot(old.getValue());
                before = whole;
                var groups = new HashMap<String, BitSet>();
                tiles.forEach((name, tile) -> {
                    counts.inner += tile.cardinality();
                    counts.largestTile = Math.max(counts.largestTile, tile.cardinality());
                    groups.computeIfAbsent(part(name, senders), key -> new BitSet())
                            .or(tile);
                });
                for (BitSet group : groups.values()) counts.outer += group.cardinality();
            }
            list.add(counts);
        }
        return list;
    }

    /** Whether at a step only the loops stepped that move the window of a tile. */
    private boolean slid(int cut, int step) {
        if (!binding.flattening.pixels().isEmpty()) return false;
        int from = stays(Operand.INPUT, cut);
        Dimension d = mapping.temporal().get(from).dimension();
        int end = from;
        while (end < mapping.temporal().size() && mapping.temporal().get(end).dimension() == d) end++;
        for (int l = end; l < mapping.temporal().size(); l++)
            if (digits.get(step)[l] != digits.get(step - 1)[l]) return false;
        Window w = binding.nest.window();
        return switch (d) {
            case OY -> w.dilationY() == 1;
            case OX -> w.dilationX() == 1;
            case FY -> w.dilationY() == 1 && w.strideY() == 1;
            case FX -> w.dilationX() == 1 && w.strideX() == 1;
            default -> false;
        };
    }

    private Set<String> groups(Memory outer, Level inner, java.util.function.Predicate<Axis> joined) {
        var names = new java.util.TreeSet<String>();
        for (Axis axis : binding.accelerator.array().axes())
            if (inner.instances().contains(axis.name())
                    && (!joined.test(axis) || outer.per().contains(axis.name()))) names.add(axis.name());
        return names;
    }

    private List<Counts> outwards(List<Level> levels) {
        var list = new ArrayList<Counts>();
        for (int k = 1; k < levels.size(); k++) list.add(new Counts());
        var values = new ArrayList<Map<String, BitSet>>();
        var tiles = new ArrayList<Map<String, BitSet>>();
        var refilled = new ArrayList<Map<String, BitSet>>();
        for (int k = 0; k < levels.size(); k++) {
            values.add(new HashMap<>());
            tiles.add(new HashMap<>());
            refilled.add(new HashMap<>());
        }
        var next = new int[levels.size()];
        for (int s = 0; s < digits.size(); s++) {
            for (int k = 1; k < levels.size(); k++)
                if (levels.get(k).starts()[next[k]] == s) {
                    values.get(k).clear();
                    Level level = levels.get(k);
                    tiles.set(k, tiles(Operand.OUTPUT, level.instances(), s, level.starts()[next[k] + 1]));
                    start(levels, k, list.get(k - 1), tiles.get(k), values, refilled);
                }
            for (int k = levels.size() - 1; k >= 1; k--)
                if (levels.get(k).starts()[next[k] + 1] == s + 1) {
                    end(levels, k, list.get(k - 1), tiles.get(k), values, refilled.get(k));
                    next[k]++;
                }
        }
        return list;
    }

    /** A tile comes: partial sums that the outer memory holds come with it, unless the outer memory adds by itself. */
    private void start(
            List<Level> levels,
            int k,
            Counts counts,
            Map<String, BitSet> tiles,
            List<Map<String, BitSet>> values,
            List<Map<String, BitSet>> refilled) {
        refilled.get(k).clear();
        Level outer = levels.get(k - 1);
        if (outer.memory().accumulates()) return;
        Set<String> receivers = groups(outer.memory(), levels.get(k), Axis::reduces);
        tiles.forEach((name, tile) -> {
            BitSet held = values.get(k - 1).computeIfAbsent(part(name, outer.instances()), key -> new BitSet());
            for (int e = tile.nextSetBit(0); e >= 0; e = tile.nextSetBit(e + 1)) {
                if (!held.get(e)) continue;
                held.clear(e);
                counts.back++;
                refilled.get(k)
                        .computeIfAbsent(part(name, receivers), key -> new BitSet())
                        .set(e);
                values.get(k).computeIfAbsent(name, key -> new BitSet()).set(e);
            }
        });
    }

    /** A tile goes: sums of instances that are added up on their way arrive as one. */
    private void end(
            List<Level> levels,
            int k,
            Counts counts,
            Map<String, BitSet> tiles,
            List<Map<String, BitSet>> values,
            Map<String, BitSet> refilled) {
        Level outer = levels.get(k - 1);
        Set<String> receivers = groups(outer.memory(), levels.get(k), Axis::reduces);
        var groups = new LinkedHashMap<String, BitSet>();
        tiles.forEach((name, tile) -> {
            counts.inner += tile.cardinality();
            counts.largestTile = Math.max(counts.largestTile, tile.cardinality());
            groups.computeIfAbsent(part(name, receivers), key -> new BitSet()).or(tile);
        });
        groups.forEach((name, group) -> {
            counts.outer += group.cardinality();
            BitSet held = values.get(k - 1).computeIfAbsent(part(name, outer.instances()), key -> new BitSet());
            for (int e = group.nextSetBit(0); e >= 0; e = group.nextSetBit(e + 1)) {
                boolean brought = refilled.getOrDefault(name, new BitSet()).get(e);
                if (held.get(e) && !brought) {
                    if (outer.memory().accumulates()) counts.added++;
                    else counts.back++;
                }
                held.set(e);
            }
        });
    }
}
