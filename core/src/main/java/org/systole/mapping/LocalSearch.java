package org.systole.mapping;

import java.util.Arrays;
import java.util.Random;
import org.systole.workload.Operand;

/**
 * Finds a good mapping quickly: from a starting point, moves factors between segments and changes what segments reuse as long as
 * that helps; then starts again from a disturbed best, by a seeded source of randomness.
 */
final class LocalSearch {
    private static final int[] PIECES = {2, 3, 5, 7};

    private final MapSpace space;
    private final Objective objective;
    private final Incumbent incumbent;
    private final SearchBudget.Part budget;
    private final int[] dimensions;
    private final Candidate current;
    private final int[] saved;
    private final int[] saved2;
    private double score;

    /** Creates the search. */
    LocalSearch(MapSpace space, Objective objective, Incumbent incumbent, SearchBudget.Part budget) {
        this.space = space;
        this.objective = objective;
        this.incumbent = incumbent;
        this.budget = budget;
        dimensions = space.dimensions();
        current = new Candidate(space.skeleton);
        saved = new int[space.skeleton.segments()];
        saved2 = new int[space.skeleton.segments()];
    }

    /** Climbs from the smallest tiles, once for each operand that all segments reuse. */
    void fromSmallestTiles() {
        for (int o = 0; o < Operand.COUNT; o++) {
            if (!space.smallest(current)) return;
            for (int s = 0; s < current.reuse.length; s++) current.reuse[s] = space.reuses(s) > o ? o : 0;
            climb();
        }
    }

    /** Climbs from a given point. */
    void from(Candidate start) {
        current.copy(start);
        climb();
    }

    /** Disturbs the best of this space and climbs again until the budget is spent or nothing new was found for long. */
    void restarts(Random random, int most) {
        for (int i = 0; i < most && dimensions.length > 0 && !incumbent.isEmpty(); i++) {
            if (incumbent.candidate().skeleton != space.skeleton || incumbent.spatial() != space.spatial) return;
            current.copy(incumbent.candidate());
            disturb(random);
            if (!climb()) return;
        }
    }

    private void disturb(Random random) {
        for (int i = 0; i < 3; i++) {
            int d = dimensions[random.nextInt(dimensions.length)];
            int[][] vectors = space.factorizations(d);
            int[] vector = vectors[random.nextInt(vectors.length)];
            System.arraycopy(vector, 0, current.factors[d], 0, vector.length);
        }
        int s = random.nextInt(current.reuse.length);
        current.reuse[s] = random.nextInt(space.reuses(s));
    }

    /** Improves until no move helps; returns false when the budget is spent. */
    private boolean climb() {
        score = Double.POSITIVE_INFINITY;
        if (!better()) {
            // Not even the start fits: shrink tiles from the inside until it does.
            if (!shrink()) return budget.take();
        }
        boolean improved = true;
        while (improved) {
            improved = false;
            for (int d : dimensions) improved |= moves(d);
            for (int s = 0; s < current.reuse.length; s++) improved |= reuses(s);
            if (!improved) improved = exchanges();
            if (!budget.take()) return false;
        }
        return true;
    }

    private boolean shrink() {
        for (int d : dimensions) {
            System.arraycopy(current.factors[d], 0, saved, 0, saved.length);
            Arrays.fill(current.factors[d], 1);
            int last = current.factors[d].length - 1;
            if (space.most(last, d) < space.steps[d]) {
                System.arraycopy(saved, 0, current.factors[d], 0, saved.length);
                continue;
            }
            current.factors[d][last] = space.steps[d];
            if (better()) return true;
        }
        return false;
    }

    /** Evaluates the current point; keeps its score when it fits and is better. */
    private boolean better() {
        if (!budget.take()) return false;
        budget.evaluated();
        if (!space.evaluate(current)) return false;
        double now = Score.of(objective, space.evaluator);
        incumbent.offer(space.evaluator, current, space.spatial);
        if (now >= score * (1 - 1e-12)) return false;
        score = now;
        return true;
    }

    private boolean moves(int d) {
        boolean improved = false;
        int segments = current.factors[d].length;
        for (int a = 0; a < segments; a++) {
            for (int b = 0; b < segments; b++) {
                if (a == b) continue;
                for (int i = 0; i <= PIECES.length; i++) {
                    int piece = i < PIECES.length ? PIECES[i] : current.factors[d][a];
                    if (!move(d, a, b, piece, saved)) continue;
                    if (better()) improved = true;
                    else System.arraycopy(saved, 0, current.factors[d], 0, segments);
                }
            }
        }
        return improved;
    }

    /** Moves a factor from one segment to another; returns whether that is possible and a change. */
    private boolean move(int d, int from, int to, int piece, int[] before) {
        int[] factors = current.factors[d];
        if (factors[from] == 1 || piece > factors[from]) return false;
        System.arraycopy(factors, 0, before, 0, factors.length);
        factors[from] = (factors[from] + piece - 1) / piece;
        long others = 1;
        for (int s = 0; s < factors.length; s++) if (s != to) others *= factors[s];
        int factor = (int) ((space.steps[d] + others - 1) / others);
        if (factor == before[to] && factors[from] == before[from] || factor > space.most(to, d)) {
            System.arraycopy(before, 0, factors, 0, factors.length);
            return false;
        }
        factors[to] = factor;
        return true;
    }

    private boolean reuses(int segment) {
        boolean improved = false;
        for (int r = 0; r < space.reuses(segment); r++) {
            int before = current.reuse[segment];
            if (r == before) continue;
            current.reuse[segment] = r;
            if (better()) improved = true;
            else current.reuse[segment] = before;
        }
        return improved;
    }

    /** Tries to make room in a tile for a piece of one dimension by moving a piece of another out; stops at the first gain. */
    private boolean exchanges() {
        int segments = space.skeleton.segments();
        for (int d : dimensions) {
            for (int e : dimensions) {
                if (d == e) continue;
                for (int a = 0; a < segments; a++) {
                    for (int b = a + 1; b < segments; b++) if (exchange(d, e, a, b)) return true;
                }
            }
        }
        return false;
    }

    private boolean exchange(int out, int in, int inner, int outer) {
        for (int p : PIECES) {
            if (!move(out, inner, outer, p, saved)) continue;
            for (int q : PIECES) {
                if (!move(in, outer, inner, q, saved2)) continue;
                if (better()) return true;
                System.arraycopy(saved2, 0, current.factors[in], 0, saved2.length);
            }
            System.arraycopy(saved, 0, current.factors[out], 0, saved.length);
        }
        return false;
    }
}
