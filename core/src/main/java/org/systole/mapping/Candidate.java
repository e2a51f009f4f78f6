package org.systole.mapping;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.systole.workload.Dimension;
import org.systole.workload.Operand;

/**
 * A point of a mapspace: for each dimension a factor in every segment, and for each segment the operand that its innermost loops
 * reuse. Mutable; becomes loops and cuts for an evaluator without allocating.
 */
final class Candidate {
    private static final int D = Dimension.COUNT;
    /** For each operand the dimensions that do not index it, then those that do; G, which indexes all, last. */
    private static final int[][] ORDERS = orders();

    final Skeleton skeleton;
    final int[][] factors;
    final int[] reuse;
    final int[] dims = new int[MappingEvaluator.MAX_LOOPS];
    final int[] sizes = new int[MappingEvaluator.MAX_LOOPS];
    /** The loops in the order that suits each operand best. */
    final int[][] dimsBy = new int[Operand.COUNT][MappingEvaluator.MAX_LOOPS];

    final int[][] sizesBy = new int[Operand.COUNT][MappingEvaluator.MAX_LOOPS];
    final int[][] cuts;
    int loops;
    private final int[] starts;

    /** Creates a candidate with all factors 1. */
    Candidate(Skeleton skeleton) {
        this.skeleton = skeleton;
        factors = new int[D][skeleton.segments()];
        for (int[] row : factors) Arrays.fill(row, 1);
        reuse = new int[skeleton.segments()];
        starts = new int[skeleton.segments() + 1];
        cuts = new int[Operand.COUNT][];
        for (int o = 0; o < Operand.COUNT; o++) cuts[o] = new int[skeleton.positions()[o].length];
    }

    private static int[][] orders() {
        var table = new int[Operand.COUNT][];
        for (Operand o : Operand.values()) {
            var list = new ArrayList<Integer>();
            for (Dimension d : Dimension.values()) if (!o.isRelevant(d)) list.add(d.ordinal());
            for (Dimension d : Dimension.values()) if (o.isRelevant(d) && d != Dimension.G) list.add(d.ordinal());
            list.add(Dimension.G.ordinal());
            table[o.ordinal()] = list.stream().mapToInt(Integer::intValue).toArray();
        }
        return table;
    }

    /** Lays out the loops and cuts of the present factors and reuses. */
    void lay() {
        loops = lay(dims, sizes, -1);
        cut();
    }

    /** Lays out the loops of the present factors three times, as if all segments reused one operand. */
    void layForEach() {
        for (int o = 0; o < Operand.COUNT; o++) loops = lay(dimsBy[o], sizesBy[o], o);
        cut();
    }

    private int lay(int[] into, int[] as, int operand) {
        int n = 0;
        for (int s = 0; s < starts.length - 1; s++) {
            starts[s] = n;
            int[] order = skeleton.orders()[s];
            if (order == null) order = ORDERS[operand < 0 ? reuse[s] : operand];
            for (int d : order) {
                int factor = factors[d][s];
                if (factor == 1) continue;
                into[n] = d;
                as[n++] = factor;
            }
        }
        starts[starts.length - 1] = n;
        return n;
    }

    private void cut() {
        for (int o = 0; o < Operand.COUNT; o++)
            for (int i = 0; i < cuts[o].length; i++) cuts[o][i] = starts[skeleton.positions()[o][i]];
    }

    /** Copies the factors and reuses of another candidate of the same skeleton. */
    void copy(Candidate other) {
        for (int d = 0; d < D; d++) System.arraycopy(other.factors[d], 0, factors[d], 0, factors[d].length);
        System.arraycopy(other.reuse, 0, reuse, 0, reuse.length);
    }

    /** Returns the mapping. */
    Mapping mapping(Map<String, List<Loop>> spatial) {
        lay();
        var list = new ArrayList<Loop>();
        for (int i = 0; i < loops; i++) list.add(new Loop(Dimension.values()[dims[i]], sizes[i]));
        var placements = new EnumMap<Operand, List<Placement>>(Operand.class);
        for (Operand o : Operand.values()) {
            var chain = new ArrayList<Placement>();
            for (int i = 0; i < cuts[o.ordinal()].length; i++)
                chain.add(new Placement(skeleton.chains().get(o).get(i), cuts[o.ordinal()][i]));
            placements.put(o, chain);
        }
        return new Mapping(spatial, list, placements);
    }
}
