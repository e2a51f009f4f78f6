package org.systole.mapping;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import org.systole.hardware.Memory;
import org.systole.hardware.Rules;
import org.systole.workload.Dimension;
import org.systole.workload.Operand;

/**
 * Which memories' tiles are cut where, relative to one another: temporal loops fall into segments, innermost first, and the tile
 * of an operand in a memory holds the segments below its position.
 *
 * @param segments how many segments there are
 * @param chains the memories of each operand, outermost first
 * @param positions for each operand and memory of its chain, the segments below its cut
 * @param allowed for each segment and dimension, the largest factor that a rule allows; 0 for any
 * @param orders for each segment a fixed order of dimensions, innermost first, or null
 */
record Skeleton(int segments, Map<Operand, List<String>> chains, int[][] positions, int[][] allowed, int[][] orders) {
    /**
     * Returns the skeletons of some chains: first the one in which memories equally far from the array share their cut, then
     * those in which every order of cuts among them is possible; only the order of the memories where rules speak of what
     * stands above one.
     */
    static List<Skeleton> of(Binding binding, Map<Operand, List<String>> chains) {
        return of(binding, chains, binding.accelerator.rules().wholeFilters());
    }

    /** The same with filters cut above the innermost memories only where {@code wholeFilters} does not forbid it. */
    static List<Skeleton> of(Binding binding, Map<Operand, List<String>> chains, boolean wholeFilters) {
        Rules rules = binding.accelerator.rules();
        if (!rules.maxFactors().isEmpty() || !rules.fixedOrders().isEmpty())
            return List.of(make(binding, chains, byMemory(binding, chains), wholeFilters));
        var list = new ArrayList<Skeleton>();
        List<List<Cut>> ranks = byRank(binding, chains);
        list.add(make(binding, chains, ranks, wholeFilters));
        var orders = new LinkedHashSet<List<List<Cut>>>();
        permute(ranks, 0, new ArrayList<>(), orders);
        orders.remove(ranks);
        for (List<List<Cut>> order : orders) list.add(make(binding, chains, order, wholeFilters));
        return list;
    }

    /** The cut of an operand in a memory of its chain. */
    private record Cut(Operand operand, int level) {}

    private static List<List<Cut>> byMemory(Binding binding, Map<Operand, List<String>> chains) {
        var groups = new ArrayList<List<Cut>>();
        for (Memory memory : binding.accelerator.memories().reversed()) {
            var group = new ArrayList<Cut>();
            for (Operand o : Operand.values()) {
                int level = chains.get(o).indexOf(memory.name());
                if (level > 0) group.add(new Cut(o, level));
            }
            if (!group.isEmpty()) groups.add(group);
        }
        return groups;
    }

    /** Groups cuts by whether their memory stands in every PE, then by how many memories lie within. */
    private static List<List<Cut>> byRank(Binding binding, Map<Operand, List<String>> chains) {
        var groups = new ArrayList<List<Cut>>();
        for (boolean perPe : new boolean[] {true, false}) {
            var byDistance = new ArrayList<List<Cut>>();
            for (Operand o : Operand.values()) {
                int distance = 0;
                for (int level = chains.get(o).size() - 1; level > 0; level--) {
                    Memory memory = binding.memory(chains.get(o).get(level));
                    boolean inPe = !memory.per().isEmpty();
                    if (inPe != perPe) continue;
                    while (byDistance.size() <= distance) byDistance.add(new ArrayList<>());
                    byDistance.get(distance++).add(new Cut(o, level));
                }
            }
            groups.addAll(byDistance);
        }
        return groups;
    }

    private static void permute(
            List<List<Cut>> ranks, int at, List<List<Cut>> sofar, LinkedHashSet<List<List<Cut>>> orders) {
        if (at == ranks.size()) {
            orders.add(List.copyOf(sofar));
            return;
        }
        for (List<Cut> order : orders(ranks.get(at))) {
            var longer = new ArrayList<>(sofar);
            for (Cut cut : order) longer.add(List.of(cut));
            permute(ranks, at + 1, longer, orders);
        }
    }

    private static List<List<Cut>> orders(List<Cut> cuts) {
        if (cuts.isEmpty()) return List.of(List.of());
        var list = new ArrayList<List<Cut>>();
        for (Cut first : cuts) {
            var rest = new ArrayList<>(cuts);
            rest.remove(first);
            for (List<Cut> tail : orders(rest)) {
                var order = new ArrayList<Cut>();
                order.add(first);
                order.addAll(tail);
                list.add(order);
            }
        }
        return list;
    }

    private static Skeleton make(
            Binding binding, Map<Operand, List<String>> chains, List<List<Cut>> groups, boolean wholeFilters) {
        int segments = groups.size() + 1;
        var positions = new int[Operand.COUNT][];
        for (Operand o : Operand.values()) {
            positions[o.ordinal()] = new int[chains.get(o).size()];
            positions[o.ordinal()][0] = segments;
        }
        for (int g = 0; g < groups.size(); g++)
            for (Cut cut : groups.get(g)) positions[cut.operand().ordinal()][cut.level()] = g + 1;
        var copy = new EnumMap<Operand, List<String>>(Operand.class);
        copy.putAll(chains);
        return new Skeleton(
                segments,
                copy,
                positions,
                allowed(binding, chains, groups, positions, wholeFilters),
                orders(binding, chains, groups));
    }

    private static int[][] allowed(
            Binding binding,
            Map<Operand, List<String>> chains,
            List<List<Cut>> groups,
            int[][] positions,
            boolean wholeFilters) {
        Rules rules = binding.accelerator.rules();
        var allowed = new int[groups.size() + 1][Dimension.COUNT];
        if (wholeFilters) {
            int outermost = groups.size() + 1;
            for (int[] chain : positions) if (chain.length > 1) outermost = Math.min(outermost, chain[1]);
            for (int s = outermost; s <= groups.size(); s++) {
                allowed[s][Dimension.FY.ordinal()] = 1;
                allowed[s][Dimension.FX.ordinal()] = 1;
            }
        }
        for (int g = 0; g < groups.size(); g++) {
            for (Cut cut : groups.get(g)) {
                String memory = chains.get(cut.operand()).get(cut.level());
                for (Dimension d : Dimension.values()) {
                    Integer most = rules.maxFactors().get(memory + '.' + d);
                    if (most != null) allowed[g][d.ordinal()] = most;
                }
            }
        }
        return allowed;
    }

    private static int[][] orders(Binding binding, Map<Operand, List<String>> chains, List<List<Cut>> groups) {
        Rules rules = binding.accelerator.rules();
        var orders = new int[groups.size() + 1][];
        for (int g = 0; g < groups.size(); g++) {
            for (Cut cut : groups.get(g)) {
                List<Dimension> order =
                        rules.fixedOrders().get(chains.get(cut.operand()).get(cut.level()));
                if (order != null)
                    orders[g + 1] = order.reversed().stream()
                            .mapToInt(Dimension::ordinal)
                            .toArray();
            }
        }
        return orders;
    }
}
