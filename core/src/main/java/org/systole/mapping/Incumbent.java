package org.systole.mapping;

import java.util.List;
import java.util.Map;

/** The best mapping that a search has met. The first of several equal ones stays. */
final class Incumbent {
    private final Objective objective;
    private double score = Double.POSITIVE_INFINITY;
    private double second = Double.POSITIVE_INFINITY;
    private Candidate candidate;
    private Map<String, List<Loop>> spatial;

    /** Creates an empty place. */
    Incumbent(Objective objective) {
        this.objective = objective;
    }

    /** Takes a candidate, just evaluated, if it is better; returns whether it was. */
    boolean offer(MappingEvaluator evaluator, Candidate offered, Map<String, List<Loop>> unrolling) {
        double a = Score.of(objective, evaluator);
        if (a > score) return false;
        double b = Score.second(objective, evaluator);
        if (a == score && b >= second) return false;
        score = a;
        second = b;
        candidate = new Candidate(offered.skeleton);
        candidate.copy(offered);
        spatial = unrolling;
        return true;
    }

    /**
     * Returns whether nothing below a bound, just computed, can be better.
     *
     * @param ties whether what is as good, but better in the second criterion, counts as better
     */
    boolean rulesOut(MappingEvaluator evaluator, boolean ties) {
        double bound = Score.of(objective, evaluator);
        if (!ties) return bound >= score * (1 - 1e-12);
        return bound > score * (1 + 1e-12)
                || bound >= score && Score.second(objective, evaluator) >= second * (1 - 1e-12);
    }

    /** Returns whether anything was found. */
    boolean isEmpty() {
        return candidate == null;
    }

    /** Returns the best candidate. */
    Candidate candidate() {
        return candidate;
    }

    /** Returns its spatial unrolling. */
    Map<String, List<Loop>> spatial() {
        return spatial;
    }

    /** Returns its score. */
    double score() {
        return score;
    }

    /** Returns its mapping. */
    Mapping mapping() {
        return candidate.mapping(spatial);
    }
}
