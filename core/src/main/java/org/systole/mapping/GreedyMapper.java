package org.systole.mapping;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.systole.hardware.Axis;
import org.systole.hardware.Memory;
import org.systole.workload.Dimension;
import org.systole.workload.Operand;

/**
 * A mapping that is reasonable and found at once: the starting point of the search.
 *
 * <p>Axes are unrolled over their dimensions in the order of preference, tiles on the chip grow by doubling as long as they
 * fit, and the loops that reuse the stationary operand stand innermost.
 */
final class GreedyMapper {
    private static final List<List<Dimension>> GROWTH = List.of(
            List.of(
                    Dimension.FX,
                    Dimension.FY,
                    Dimension.C,
                    Dimension.OX,
                    Dimension.K,
                    Dimension.OY,
                    Dimension.B,
                    Dimension.G),
            List.of(
                    Dimension.OX,
                    Dimension.OY,
                    Dimension.FX,
                    Dimension.FY,
                    Dimension.C,
                    Dimension.K,
                    Dimension.B,
                    Dimension.G),
            List.of(
                    Dimension.K,
                    Dimension.OX,
                    Dimension.C,
                    Dimension.FX,
                    Dimension.FY,
                    Dimension.OY,
                    Dimension.B,
                    Dimension.G));

    private final Binding binding;
    private final Map<String, List<Loop>> spatial;

    /** Creates the mapper for one layer. */
    GreedyMapper(Binding binding) {
        this.binding = binding;
        this.spatial = unroll();
    }

    /** Returns a mapping that fits, or nothing when not even the smallest tiles do. */
    Optional<Mapping> map() {
        Mapping best = null;
        double least = Double.POSITIVE_INFINITY;
        for (List<Dimension> order : GROWTH) {
            Mapping mapping = grow(order);
            Estimate estimate = ReadableModel.estimate(binding, mapping);
            if (!estimate.misfits().isEmpty()) continue;
            double score = estimate.cycles().total() * Binding.known(estimate.energyPj());
            if (best == null || score < least) {
                best = mapping;
                least = score;
            }
        }
        return Optional.ofNullable(best);
    }

    private Map<String, List<Loop>> unroll() {
        var left = new EnumMap<Dimension, Integer>(Dimension.class);
        for (Dimension d : Dimension.values()) left.put(d, binding.extent(d));
        var map = new LinkedHashMap<String, List<Loop>>();
        for (Axis axis : binding.accelerator.array().axes()) {
            int room = axis.size();
            var loops = new ArrayList<Loop>();
            for (Dimension d : axis.unroll()) {
                int factor = Math.min(room, left.get(d));
                if (factor < 2) continue;
                loops.add(new Loop(d, factor));
                room /= factor;
                left.put(d, Walk.ceilDiv(left.get(d), factor));
            }
            if (!loops.isEmpty()) map.put(axis.name(), loops);
        }
        return map;
    }

    private Mapping grow(List<Dimension> order) {
        var tile = new EnumMap<Dimension, Integer>(Dimension.class);
        for (Dimension d : Dimension.values()) tile.put(d, 1);
        boolean grown = true;
        while (grown) {
            grown = false;
            for (Dimension d : order) {
                int steps = steps(d);
                int old = tile.get(d);
                if (old >= steps) continue;
                tile.put(d, Math.min(steps, 2 * old));
                if (fits(mapping(tile))) grown = true;
                else tile.put(d, old);
            }
        }
        return mapping(tile);
    }

    private boolean fits(Mapping mapping) {
        var model = new AccessModel(binding, mapping);
        var transfers = new EnumMap<Operand, List<Transfer>>(Operand.class);
        for (Operand operand : Operand.values()) transfers.put(operand, model.transfers(operand));
        return CapacityModel.misfits(binding, CapacityModel.tiles(binding, mapping, transfers))
                .isEmpty();
    }

    private int steps(Dimension d) {
        int unrolled = 1;
        for (List<Loop> loops : spatial.values())
            for (Loop loop : loops) if (loop.dimension() == d) unrolled *= loop.factor();
        return Walk.ceilDiv(binding.extent(d), unrolled);
    }

    private Mapping mapping(Map<Dimension, Integer> tile) {
        var loops = new ArrayList<Loop>();
        for (Dimension d : reuseFirst()) if (tile.get(d) > 1) loops.add(new Loop(d, tile.get(d)));
        int within = loops.size();
        for (Dimension d : reuseFirst()) {
            int rest = Walk.ceilDiv(steps(d), tile.get(d));
            if (rest > 1) loops.add(new Loop(d, rest));
        }
        var placements = new EnumMap<Operand, List<Placement>>(Operand.class);
        for (Operand operand : Operand.values()) placements.put(operand, chain(operand, within, loops.size()));
        return new Mapping(spatial, loops, placements);
    }

    private List<Placement> chain(Operand operand, int within, int all) {
        var chain = new ArrayList<Placement>();
        for (Memory memory : binding.hierarchy(operand)) {
            int loops = memory.kind() == Memory.Kind.REGISTER ? 0 : within;
            chain.add(new Placement(memory.name(), chain.isEmpty() ? all : loops));
        }
        return chain;
    }

    /** Returns the dimensions, those first that reuse the stationary operand; reduction dimensions when none is stationary. */
    private List<Dimension> reuseFirst() {
        Operand held = binding.accelerator.array().stationary().orElse(Operand.OUTPUT);
        var list = new ArrayList<Dimension>();
        for (Dimension d : Dimension.values()) if (!held.isRelevant(d)) list.add(d);
        for (Dimension d : Dimension.values()) if (held.isRelevant(d)) list.add(d);
        return list;
    }
}
