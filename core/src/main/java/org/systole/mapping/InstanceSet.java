package org.systole.mapping;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.systole.hardware.Axis;
import org.systole.workload.Dimension;

/**
 * What {@link Walk} says about a set of axes whose positions are instances, in arrays by dimension: computed once for a
 * spatial unrolling, looked up millions of times.
 */
final class InstanceSet {
    private final int[] extents;
    private final int[] unrolled;
    /** Positions along the axes of the set, the factors of a dimension multiplied. */
    private final int[] all;
    /** How many of them the first so many indices of a dimension occupy; null where the set has one position. */
    private final int[][] active;
    /** Positions along the other axes, as far as they are neighbours. */
    private final int[] span;
    /** Positions along the other axes, all of them. */
    private final int[] full;

    private final boolean[] broken;
    private final boolean[] apart;

    /** Creates the look-up of the axes named as instances. */
    InstanceSet(List<Axis> axes, int[][] factors, int[] extents, int[] unrolled, Set<String> instances) {
        this.extents = extents;
        this.unrolled = unrolled;
        all = new int[Dimension.COUNT];
        active = new int[Dimension.COUNT][];
        span = new int[Dimension.COUNT];
        full = new int[Dimension.COUNT];
        broken = new boolean[Dimension.COUNT];
        apart = new boolean[Dimension.COUNT];
        for (int d = 0; d < Dimension.COUNT; d++) dimension(d, axes, factors, instances);
    }

    private void dimension(int d, List<Axis> axes, int[][] factors, Set<String> instances) {
        all[d] = 1;
        span[d] = 1;
        full[d] = 1;
        for (int a = axes.size() - 1; a >= 0; a--) {
            int factor = factors[a][d];
            if (factor == 1) continue;
            if (instances.contains(axes.get(a).name())) {
                all[d] *= factor;
                broken[d] = true;
            } else {
                full[d] *= factor;
                if (broken[d]) apart[d] = true;
                else span[d] *= factor;
            }
        }
        if (all[d] == 1) return;
        active[d] = new int[unrolled[d] + 1];
        var seen = new boolean[all[d]];
        for (int i = 0; i < unrolled[d]; i++) {
            int position = position(i, d, axes, factors, instances);
            active[d][i + 1] = active[d][i] + (seen[position] ? 0 : 1);
            seen[position] = true;
        }
    }

    /** Returns the number of the instance that has an index. */
    private static int position(int index, int d, List<Axis> axes, int[][] factors, Set<String> instances) {
        int rest = index;
        int position = 0;
        int scale = 1;
        for (int a = axes.size() - 1; a >= 0; a--) {
            int digit = rest % factors[a][d];
            rest /= factors[a][d];
            if (!instances.contains(axes.get(a).name())) continue;
            position += digit * scale;
            scale *= factors[a][d];
        }
        return position;
    }

    /** As {@link Walk#copies}, given the groups and the product of temporal factors below the position. */
    long copies(int d, int groups, int below) {
        if (all[d] == 1) return groups;
        long whole = (long) below * unrolled[d];
        long last = Math.min(unrolled[d], extents[d] - whole * (groups - 1));
        return (long) all[d] * (groups - 1) + active[d][(int) last];
    }

    /** As {@link Walk#neighbours}. */
    int neighbours(int d, int below) {
        if (apart[d] || (below > 1 && broken[d])) return 1;
        return (int) Math.min((long) below * span[d], extents[d]);
    }

    /** As {@link Walk#span}. */
    long span(int d, int below) {
        return Math.min((long) below * full[d], extents[d]);
    }

    /** Returns whether two sets are the same. */
    boolean sameAs(InstanceSet other) {
        return Arrays.equals(all, other.all) && Arrays.equals(full, other.full);
    }
}
