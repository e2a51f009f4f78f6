package org.systole.mapping;

import java.util.Arrays;
import org.systole.workload.Operand;

/**
 * Searches a mapspace completely, leaving out what a bound shows to be no better than the best mapping known.
 *
 * <p>Dimensions are decided one after another, their factor vectors in the order of their bounds; last, what the innermost loops of
 * every segment reuse. That nothing better is lost follows from
 * {@link MappingEvaluator#bound}: it never exceeds the cost of a completion.
 */
final class BranchAndBound {
    private final MapSpace space;
    private final Objective objective;
    private final Incumbent incumbent;
    private final SearchBudget budget;
    private final int[] dimensions;
    private final Candidate candidate;
    private final int[][] order;
    private final boolean ties;
    private final double[][] bounds;

    /**
     * Creates the search.
     *
     * @param ties whether to look on for what is as good by the objective and better in the second criterion
     */
    BranchAndBound(MapSpace space, Objective objective, Incumbent incumbent, SearchBudget budget, boolean ties) {
        this.ties = ties;
        this.space = space;
        this.objective = objective;
        this.incumbent = incumbent;
        this.budget = budget;
        dimensions = space.dimensions();
        candidate = new Candidate(space.skeleton);
        order = new int[dimensions.length][];
        bounds = new double[dimensions.length][];
        for (int i = 0; i < dimensions.length; i++) {
            int count = space.factorizations(dimensions[i]).length;
            order[i] = new int[count];
            bounds[i] = new double[count];
        }
    }

    /** Searches; returns whether the space was searched to its end. */
    boolean run() {
        if (!budget.take()) return false;
        boolean possible = space.bound(candidate, 0);
        if (!possible || incumbent.rulesOut(space.evaluator, ties)) return true;
        return branch(0, 0);
    }

    /** Tries everything that the segments may reuse; the bound before held for all of it. */
    private boolean reuse(int segment) {
        if (segment == space.skeleton.segments()) return leaf();
        for (int o = 0; o < Operand.COUNT; o++) {
            if (!space.matters(candidate, segment, o)) continue;
            candidate.reuse[segment] = o;
            if (!reuse(segment + 1)) return false;
        }
        return true;
    }

    private boolean branch(int depth, int known) {
        if (depth == dimensions.length) return reuse(0);
        int d = dimensions[depth];
        int[][] vectors = space.factorizations(d);
        int now = known | 1 << d;
        int count = 0;
        for (int i = 0; i < vectors.length; i++) {
            if (!budget.take()) return false;
            System.arraycopy(vectors[i], 0, candidate.factors[d], 0, vectors[i].length);
            if (!space.bound(candidate, now) || incumbent.rulesOut(space.evaluator, ties)) continue;
            insert(depth, count++, i, Score.of(objective, space.evaluator));
        }
        for (int i = 0; i < count; i++) {
            if (bounds[depth][i] > incumbent.score()) break;
            int[] vector = vectors[order[depth][i]];
            System.arraycopy(vector, 0, candidate.factors[d], 0, vector.length);
            if (!branch(depth + 1, now)) return false;
        }
        Arrays.fill(candidate.factors[d], 1);
        return true;
    }

    /** Keeps the vectors that are worth a visit sorted by their bounds, equal ones in the order of their numbers. */
    private void insert(int depth, int count, int vector, double bound) {
        int at = count;
        while (at > 0 && bounds[depth][at - 1] > bound) {
            bounds[depth][at] = bounds[depth][at - 1];
            order[depth][at] = order[depth][at - 1];
            at--;
        }
        bounds[depth][at] = bound;
        order[depth][at] = vector;
    }

    private boolean leaf() {
        if (!budget.take()) return false;
        budget.evaluated();
        if (space.evaluate(candidate)) incumbent.offer(space.evaluator, candidate, space.spatial);
        return true;
    }
}
