package org.systole.mapping;

import java.util.EnumSet;
import java.util.Set;
import org.systole.hardware.Accelerator;
import org.systole.hardware.Axis;
import org.systole.workload.Dimension;
import org.systole.workload.LoopNest;

/**
 * Which dimensions of a layer an array counts as one index ({@code Axis.flatten}).
 *
 * <p>Two groups can be counted so. Pixels: B, OY and OX, OX fastest, are walked as the dimension OX. Taps: FY, FX and C, C
 * fastest, are walked as the dimension C, the rows of an unrolled input matrix. The other dimensions of a group have extent 1
 * in the mapping.
 *
 * @param pixels the dimensions that OX stands for; empty when OX is only itself
 * @param taps the dimensions that C stands for; empty when C is only itself
 */
record Flattening(Set<Dimension> pixels, Set<Dimension> taps) {
    /** Returns the groups that some axis of an accelerator flattens and that have more than one dimension in the layer. */
    static Flattening of(LoopNest nest, Accelerator accelerator) {
        Set<Dimension> pixels = EnumSet.noneOf(Dimension.class);
        Set<Dimension> taps = EnumSet.noneOf(Dimension.class);
        for (Axis axis : accelerator.array().axes()) {
            if (!axis.flatten()) continue;
            pixels.addAll(group(axis, EnumSet.of(Dimension.B, Dimension.OY, Dimension.OX)));
            taps.addAll(group(axis, EnumSet.of(Dimension.C, Dimension.FY, Dimension.FX)));
        }
        // A row of pixels ends where its column index does, and a batch where its rows do.
        if (nest.bound(Dimension.OY) > 1 && !pixels.contains(Dimension.OY)) pixels.clear();
        if (!pixels.contains(Dimension.OX)) pixels.clear();
        if (!taps.contains(Dimension.C)) taps.clear();
        return new Flattening(several(nest, pixels), several(nest, taps));
    }

    private static Set<Dimension> group(Axis axis, Set<Dimension> all) {
        all.retainAll(axis.unroll());
        return all;
    }

    private static Set<Dimension> several(LoopNest nest, Set<Dimension> dimensions) {
        long many = dimensions.stream().filter(d -> nest.bound(d) > 1).count();
        return many > 1 ? Set.copyOf(dimensions) : Set.of();
    }

    /** Returns the extents of the dimensions as mappings walk them. */
    int[] extents(LoopNest nest) {
        int[] bounds = nest.bounds();
        fold(bounds, pixels, Dimension.OX);
        fold(bounds, taps, Dimension.C);
        return bounds;
    }

    private static void fold(int[] bounds, Set<Dimension> group, Dimension into) {
        for (Dimension d : group) {
            if (d == into) continue;
            bounds[into.ordinal()] = Math.multiplyExact(bounds[into.ordinal()], bounds[d.ordinal()]);
            bounds[d.ordinal()] = 1;
        }
    }
}
