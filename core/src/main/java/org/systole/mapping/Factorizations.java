package org.systole.mapping;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The ways to share out the temporal steps of a dimension among segments.
 *
 * <p>From the inside, a segment that finds {@code n} steps left takes {@code ceil(n / j)} of them for some {@code j}; the last
 * takes the rest. A larger factor with the same number of iterations further out only makes tiles larger, so none of these is
 * worth looking at ({@code docs/models/mapping.md}, section 8).
 */
final class Factorizations {
    private Factorizations() {}

    /**
     * Returns the factor vectors, innermost segment first.
     *
     * @param most for each segment the largest factor that is allowed, 0 for any
     */
    static int[][] of(int steps, int[] most) {
        var all = new ArrayList<int[]>();
        share(steps, most, 0, new int[most.length], all, new HashMap<>());
        return all.toArray(int[][]::new);
    }

    private static void share(
            int left, int[] most, int segment, int[] factors, List<int[]> all, Map<Integer, int[]> known) {
        if (segment == most.length - 1) {
            if (most[segment] > 0 && left > most[segment]) return;
            factors[segment] = left;
            all.add(factors.clone());
            return;
        }
        for (int factor : known.computeIfAbsent(left, SpatialChoices::useful)) {
            if (most[segment] > 0 && factor > most[segment]) continue;
            factors[segment] = factor;
            share((left + factor - 1) / factor, most, segment + 1, factors, all, known);
        }
    }
}
