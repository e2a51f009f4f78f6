package org.systole.mapping;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.systole.hardware.Axis;
import org.systole.hardware.Memory;
import org.systole.workload.Dimension;
import org.systole.workload.Operand;

/** Numbers of a binding and a spatial unrolling that the lanes of an evaluator share. */
final class EvaluatorSetup {
    private static final int C = Dimension.C.ordinal();
    private static final int OY = Dimension.OY.ordinal();
    private static final int OX = Dimension.OX.ordinal();
    private static final int FY = Dimension.FY.ordinal();
    private static final int FX = Dimension.FX.ordinal();
    private static final int[][] ORDERS = orders();

    final Binding binding;
    final Set<String> axisNames;
    final int[] extents = new int[Dimension.COUNT];
    final int[] unrolled = new int[Dimension.COUNT];
    private final List<Axis> axes;
    private final int[][] factors;
    private final int[] original;
    private final List<String> resources = new ArrayList<>();
    private final Map<Set<String>, InstanceSet> sets = new LinkedHashMap<>();

    /** Creates the setup of a spatial unrolling. */
    EvaluatorSetup(Binding binding, Map<String, List<Loop>> spatial) {
        this.binding = binding;
        original = binding.nest.bounds();
        axes = binding.accelerator.array().axes();
        axisNames = new LinkedHashSet<>();
        factors = new int[axes.size()][Dimension.COUNT];
        Arrays.fill(unrolled, 1);
        for (int a = 0; a < axes.size(); a++) {
            axisNames.add(axes.get(a).name());
            Arrays.fill(factors[a], 1);
            for (Loop loop : spatial.getOrDefault(axes.get(a).name(), List.of()))
                factors[a][loop.dimension().ordinal()] *= loop.factor();
            for (int d = 0; d < Dimension.COUNT; d++) unrolled[d] *= factors[a][d];
        }
        for (Dimension d : Dimension.values()) extents[d.ordinal()] = binding.extent(d);
    }

    private static int[][] orders() {
        var table = new int[Operand.COUNT][];
        for (Operand o : Operand.values())
            table[o.ordinal()] =
                    AccessModel.order(o).stream().mapToInt(Dimension::ordinal).toArray();
        return table;
    }

    /** Returns the number of a memory in the accelerator. */
    int index(Memory memory) {
        return binding.accelerator.memories().indexOf(memory);
    }

    /** Returns the number of a port, link or unit; a new one for a name not seen before. */
    int resource(String name) {
        int at = resources.indexOf(name);
        if (at >= 0) return at;
        resources.add(name);
        return resources.size() - 1;
    }

    /** Returns the number of a port or link, or -1 when nothing moves over it. */
    int known(String name) {
        return resources.indexOf(name);
    }

    /** Returns how many resources there are. */
    int resources() {
        return resources.size();
    }

    /** Returns the look-up of a set of axes. */
    InstanceSet instances(Set<String> names) {
        return sets.computeIfAbsent(Set.copyOf(names), key -> new InstanceSet(axes, factors, extents, unrolled, key));
    }

    /** Returns how many positions along some axes are used. */
    double used(Set<String> names) {
        double product = 1;
        for (int a = 0; a < axes.size(); a++)
            if (names.contains(axes.get(a).name())) for (int d = 0; d < Dimension.COUNT; d++) product *= factors[a][d];
        return product;
    }

    /** As {@code AccessModel.run}: how many elements of a tile are neighbours in a tensor stored channels last. */
    double run(int operand, InstanceSet set, int[] below, int at) {
        double run = 1;
        for (int d : ORDERS[operand]) {
            long span = set.span(d, below[at + d]);
            long whole = extents[d];
            if (operand == 0) {
                whole = whole(d);
                span = inputSpan(d, set, below, at, span);
            }
            run *= span;
            if (span < whole) return run;
        }
        return run;
    }

    private long whole(int d) {
        if (d == OX) return binding.nest.window().inputX();
        return d == OY ? binding.nest.window().inputY() : original[d];
    }

    private long inputSpan(int d, InstanceSet set, int[] below, int at, long span) {
        if (d == C) return Math.min(span, original[C]);
        if (d != OX && d != OY) return span;
        Footprint footprint = binding.footprint;
        int channels = set.neighbours(C, below[at + C]);
        int ox = set.neighbours(OX, below[at + OX]);
        boolean flat = !binding.flattening.pixels().isEmpty();
        if (d == OX)
            return footprint.width(
                    Math.min(ox, original[OX]), footprint.tapColumns(channels, set.neighbours(FX, below[at + FX])));
        int oy = flat ? Walk.ceilDiv(ox, original[OX]) : set.neighbours(OY, below[at + OY]);
        return footprint.height(oy, footprint.tapRows(channels, set.neighbours(FY, below[at + FY])));
    }

    /** Returns how many positions along some axes share elements of an operand, or are served by an outer memory of their own. */
    double shared(Operand operand, Set<String> names, Set<String> apart) {
        double product = 1;
        for (int a = 0; a < axes.size(); a++) {
            if (!names.contains(axes.get(a).name())) continue;
            for (Dimension d : Dimension.values())
                if (apart.contains(axes.get(a).name()) || !operand.isRelevant(d)) product *= factors[a][d.ordinal()];
        }
        return product;
    }

    /** Returns the energy of a bit on a link, zero where unknown. */
    double linkPj(String name) {
        var cost = binding.costs.linkPjPerBit().get(name);
        return cost == null ? 0 : Binding.known(cost);
    }
}
