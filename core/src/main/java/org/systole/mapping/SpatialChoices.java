package org.systole.mapping;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.systole.hardware.Axis;
import org.systole.workload.Dimension;

/**
 * The spatial unrollings that the mapper looks at: every way to share out each axis among its dimensions such that no share can
 * grow to its next useful size, those with the fewest temporal steps first.
 *
 * <p>Useful factors of a dimension of extent {@code e} are {@code ceil(e / j)}: any factor between two of them needs as many
 * steps as the smaller and occupies more positions.
 */
final class SpatialChoices {
    /** The most unrollings that are listed. */
    static final int MOST = 500;

    private final Binding binding;
    private final List<Axis> axes;
    private final List<Map<String, List<Loop>>> found = new ArrayList<>();

    private SpatialChoices(Binding binding) {
        this.binding = binding;
        this.axes = binding.accelerator.array().axes();
    }

    /** Returns the unrollings, fewest steps first; at least one. */
    static List<Map<String, List<Loop>>> of(Binding binding) {
        var choices = new SpatialChoices(binding);
        var left = new int[Dimension.COUNT];
        for (Dimension d : Dimension.values()) left[d.ordinal()] = binding.extent(d);
        choices.axis(0, left, new LinkedHashMap<>());
        Comparator<Map<String, List<Loop>>> order = Comparator.comparingDouble(choices::steps);
        var sorted = new ArrayList<>(choices.found);
        sorted.sort(order.thenComparing(Map::toString));
        return List.copyOf(sorted.subList(0, Math.min(MOST, sorted.size())));
    }

    private double steps(Map<String, List<Loop>> spatial) {
        double product = 1;
        for (Dimension d : Dimension.values()) {
            int unrolled = 1;
            for (List<Loop> loops : spatial.values())
                for (Loop loop : loops) if (loop.dimension() == d) unrolled *= loop.factor();
            product *= Walk.ceilDiv(binding.extent(d), unrolled);
        }
        return product;
    }

    private void axis(int a, int[] left, Map<String, List<Loop>> sofar) {
        if (a == axes.size()) {
            found.add(new LinkedHashMap<>(sofar));
            return;
        }
        Axis axis = axes.get(a);
        for (List<Loop> share : shares(axis, left)) {
            int[] rest = left.clone();
            for (Loop loop : share)
                rest[loop.dimension().ordinal()] =
                        Walk.ceilDiv(rest[loop.dimension().ordinal()], loop.factor());
            if (!share.isEmpty()) sofar.put(axis.name(), share);
            axis(a + 1, rest, sofar);
            sofar.remove(axis.name());
        }
    }

    private List<List<Loop>> shares(Axis axis, int[] left) {
        var dimensions = new ArrayList<Dimension>();
        for (Dimension d : Dimension.values()) if (allowed(axis, d) && left[d.ordinal()] > 1) dimensions.add(d);
        var all = new ArrayList<int[]>();
        share(axis.size(), dimensions, 0, new int[dimensions.size()], left, all);
        var lists = new ArrayList<List<Loop>>();
        for (int[] factors : all) {
            if (!full(axis.size(), dimensions, factors, left)) continue;
            var loops = new ArrayList<Loop>();
            for (int i = 0; i < factors.length; i++)
                if (factors[i] > 1) loops.add(new Loop(dimensions.get(i), factors[i]));
            lists.add(loops);
        }
        return lists;
    }

    /** A flattened axis takes the dimension that stands for its group; C may share an axis with filter taps with im2col only. */
    private boolean allowed(Axis axis, Dimension d) {
        if (axis.unroll().contains(d)) return true;
        return d == Dimension.OX && !Collections.disjoint(axis.unroll(), binding.flattening.pixels())
                || d == Dimension.C && !Collections.disjoint(axis.unroll(), binding.flattening.taps());
    }

    private void share(int room, List<Dimension> dimensions, int i, int[] factors, int[] left, List<int[]> all) {
        if (i == dimensions.size()) {
            all.add(factors.clone());
            return;
        }
        for (int factor : useful(left[dimensions.get(i).ordinal()])) {
            if (factor > room) continue;
            factors[i] = factor;
            share(room / factor, dimensions, i + 1, factors, left, all);
        }
        factors[i] = 1;
    }

    private static boolean full(int size, List<Dimension> dimensions, int[] factors, int[] left) {
        long used = 1;
        for (int factor : factors) used *= factor;
        for (int i = 0; i < factors.length; i++) {
            for (int next : useful(left[dimensions.get(i).ordinal()]))
                if (next > factors[i] && used / factors[i] * next <= size) return false;
        }
        return true;
    }

    /** Returns the distinct values of {@code ceil(n / j)}, descending to 1. */
    static int[] useful(int n) {
        var list = new ArrayList<Integer>();
        int last = 0;
        for (int pieces = 1; pieces <= n; ) {
            int factor = (n + pieces - 1) / pieces;
            if (factor != last) list.add(factor);
            last = factor;
            if (factor == 1) break;
            // The fewest pieces that make the next smaller factor.
            pieces = Math.max(pieces + 1, (n + factor - 2) / (factor - 1));
        }
        return list.stream().mapToInt(Integer::intValue).toArray();
    }
}
