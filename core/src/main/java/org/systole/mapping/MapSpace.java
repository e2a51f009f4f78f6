package org.systole.mapping;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.systole.workload.Dimension;
import org.systole.workload.Operand;

/** All mappings of one spatial unrolling and one skeleton. */
final class MapSpace {
    private static final Operand[] OPERANDS = Operand.values();
    private static final Dimension[] DIMENSIONS = Dimension.values();

    final Binding binding;
    final Map<String, List<Loop>> spatial;
    final Skeleton skeleton;
    final MappingEvaluator evaluator;
    /** The temporal steps of each dimension. */
    final int[] steps = new int[Dimension.COUNT];
    /** For each dimension its factor vectors. */
    private final int[][][] factorizations = new int[Dimension.COUNT][][];

    /** Creates the space. */
    MapSpace(Binding binding, Map<String, List<Loop>> spatial, Skeleton skeleton, MappingEvaluator evaluator) {
        this.binding = binding;
        this.spatial = spatial;
        this.skeleton = skeleton;
        this.evaluator = evaluator;
        for (Dimension d : Dimension.values()) {
            int unrolled = 1;
            for (List<Loop> loops : spatial.values())
                for (Loop loop : loops) if (loop.dimension() == d) unrolled *= loop.factor();
            steps[d.ordinal()] = Walk.ceilDiv(binding.extent(d), unrolled);
        }
    }

    /** Returns the factor vectors of a dimension, innermost segment first. */
    int[][] factorizations(int d) {
        if (factorizations[d] == null) {
            var most = new int[skeleton.segments()];
            for (int s = 0; s < most.length; s++) {
                most[s] = skeleton.allowed()[s][d];
                int[] order = skeleton.orders()[s];
                if (order != null && !contains(order, d)) most[s] = 1;
            }
            factorizations[d] = Factorizations.of(steps[d], most);
        }
        return factorizations[d];
    }

    /** Returns the largest factor allowed in a segment; {@link Integer#MAX_VALUE} for any. */
    int most(int segment, int d) {
        int[] order = skeleton.orders()[segment];
        if (order != null && !contains(order, d)) return 1;
        int most = skeleton.allowed()[segment][d];
        return most == 0 ? Integer.MAX_VALUE : most;
    }

    private static boolean contains(int[] order, int d) {
        for (int each : order) if (each == d) return true;
        return false;
    }

    /** Returns the dimensions that have loops, the one with most steps first. */
    int[] dimensions() {
        var list = new ArrayList<Integer>();
        for (int d = 0; d < Dimension.COUNT; d++) if (steps[d] > 1) list.add(d);
        list.sort((a, b) -> Integer.compare(steps[b], steps[a]));
        return list.stream().mapToInt(Integer::intValue).toArray();
    }

    /**
     * Returns whether it makes a difference that a segment reuses an operand: some of its loops, not all the same as with an
     * operand before, do not index it.
     */
    boolean matters(Candidate candidate, int segment, int operand) {
        if (operand == 0) return true;
        if (skeleton.orders()[segment] != null) return false;
        int count = 0;
        boolean some = false;
        for (int d = 0; d < Dimension.COUNT; d++) {
            if (candidate.factors[d][segment] == 1) continue;
            count++;
            some |= !OPERANDS[operand].isRelevant(DIMENSIONS[d]);
        }
        return some && count > 1;
    }

    /** Returns how many operands a segment's innermost loops may reuse: 1 where a rule fixes the order. */
    int reuses(int segment) {
        return skeleton.orders()[segment] == null ? Operand.COUNT : 1;
    }

    /** Puts every loop into the outermost segment that allows it; returns whether that is possible. */
    boolean smallest(Candidate candidate) {
        for (int d = 0; d < Dimension.COUNT; d++) {
            int left = steps[d];
            Arrays.fill(candidate.factors[d], 1);
            for (int s = skeleton.segments() - 1; s >= 0 && left > 1; s--) {
                int factor = Math.min(left, most(s, d));
                candidate.factors[d][s] = factor;
                left = (left + factor - 1) / factor;
            }
            if (left > 1) return false;
        }
        return true;
    }

    /** Returns whether the smallest tiles fit; if not, none do. They are offered, so that even a late search has a mapping. */
    boolean hasRoom(Incumbent incumbent) {
        var candidate = new Candidate(skeleton);
        if (!smallest(candidate) || !evaluate(candidate)) return false;
        incumbent.offer(evaluator, candidate, spatial);
        return true;
    }

    /** Evaluates a candidate; returns whether it fits. */
    boolean evaluate(Candidate candidate) {
        candidate.lay();
        return evaluator.evaluate(candidate.loops, candidate.dims, candidate.sizes, candidate.cuts);
    }

    /** Bounds all candidates that have the same factors in the known dimensions; returns whether any may fit. */
    boolean bound(Candidate candidate, int known) {
        candidate.layForEach();
        return evaluator.bound(candidate.loops, candidate.dimsBy, candidate.sizesBy, candidate.cuts, known);
    }
}
