package org.systole.mapping;

import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.systole.hardware.Axis;
import org.systole.workload.Dimension;
import org.systole.workload.Operand;

/**
 * How a mapping walks through a layer: extents, steps, groups and copies; the vocabulary of {@link AccessModel}.
 *
 * <p>Positions in the list of temporal loops count from the innermost; "below {@code p}" are the first {@code p} loops.
 */
final class Walk {
    private final Binding binding;
    private final Mapping mapping;
    private final List<Axis> axes;

    /** Creates the vocabulary for one mapping. */
    Walk(Binding binding, Mapping mapping) {
        this.binding = binding;
        this.mapping = mapping;
        this.axes = binding.accelerator.array().axes();
    }

    /** Returns the number of temporal loops. */
    int loops() {
        return mapping.temporal().size();
    }

    /** Returns the number of temporal steps of a dimension: {@code ceil(extent / unrolled)}. */
    int steps(Dimension d) {
        return ceilDiv(binding.extent(d), mapping.unrolled(d));
    }

    /** Returns the product of the temporal factors of a dimension below a position. */
    long below(int position, Dimension d) {
        long product = 1;
        for (Loop loop : mapping.temporal().subList(0, position)) if (loop.dimension() == d) product *= loop.factor();
        return product;
    }

    /** Returns how often the loops of a dimension above a position step: {@code ceil(steps / below)}. */
    int groups(int position, Dimension d) {
        return (int) ((steps(d) + below(position, d) - 1) / below(position, d));
    }

    /**
     * Returns the first position from {@code cut} on whose loop indexes the operand, or the number of loops: what a tile cut
     * there stays for.
     */
    int stays(int cut, Operand operand) {
        for (int p = cut; p < loops(); p++) {
            Loop loop = mapping.temporal().get(p);
            if (loop.factor() > 1 && operand.isRelevant(loop.dimension())) return p;
        }
        return loops();
    }

    /** Returns how many positions of an axis a dimension is unrolled onto. */
    int factor(Axis axis, Dimension d) {
        int product = 1;
        for (Loop loop : mapping.spatial().getOrDefault(axis.name(), List.of()))
            if (loop.dimension() == d) product *= loop.factor();
        return product;
    }

    /**
     * Returns over all groups of a dimension above a position, how many distinct positions along the given axes have work,
     * summed.
     */
    long copies(int position, Dimension d, Set<String> instances) {
        int groups = groups(position, d);
        long whole = below(position, d) * mapping.unrolled(d);
        long all = 1;
        for (Axis axis : axes) if (instances.contains(axis.name())) all *= factor(axis, d);
        long last = Math.min(whole, binding.extent(d) - whole * (groups - 1));
        return all * (groups - 1) + active(0, Math.min(last, mapping.unrolled(d)), d, instances);
    }

    /** Returns how many distinct positions along the given axes the first {@code count} indices occupy. */
    private long active(int axis, long count, Dimension d, Set<String> instances) {
        if (axis == axes.size()) return 1;
        long inner = 1;
        long innerInstances = 1;
        for (Axis a : axes.subList(axis + 1, axes.size())) {
            inner *= factor(a, d);
            if (instances.contains(a.name())) innerInstances *= factor(a, d);
        }
        long full = count / inner;
        long rest = count % inner;
        if (!instances.contains(axes.get(axis).name()))
            return full > 0 ? innerInstances : active(axis + 1, rest, d, instances);
        return full * innerInstances + (rest > 0 ? active(axis + 1, rest, d, instances) : 0);
    }

    /**
     * Returns how many neighbouring indices of a dimension a tile holds that is cut at a position and spans the axes that are
     * not instances; 1 when the indices are not neighbours, which counts no overlap between windows.
     */
    long neighbours(int position, Dimension d, Predicate<Axis> spanned) {
        long span = 1;
        boolean broken = false;
        boolean neighbours = true;
        for (Axis axis : axes.reversed()) {
            int factor = factor(axis, d);
            if (factor == 1) continue;
            if (!spanned.test(axis)) broken = true;
            else if (broken) neighbours = false;
            else span *= factor;
        }
        long temporal = below(position, d);
        if (!neighbours || (temporal > 1 && broken)) return 1;
        return Math.min(temporal * span, binding.extent(d));
    }

    /** Returns the most indices of a dimension in a tile that is cut at a position and spans some axes. */
    long span(int position, Dimension d, Predicate<Axis> spanned) {
        long product = below(position, d);
        for (Axis axis : axes) if (spanned.test(axis)) product *= factor(axis, d);
        return Math.min(product, binding.extent(d));
    }

    /** Returns {@code ceil(a / b)}. */
    static int ceilDiv(int a, int b) {
        return (a + b - 1) / b;
    }
}
