package org.systole.explore;

import java.util.List;

/**
 * How the points of a study are chosen.
 *
 * @param method the search
 * @param budget the most evaluations
 * @param seconds the most time, 0 for no limit; a run that it ends may end elsewhere another time
 * @param seed repeats the search
 * @param population individuals of a generation, 0 to let the search decide
 * @param starts points that are evaluated before the search chooses
 * @param settings how an evolutionary search varies points
 */
public record SearchPlan(
        Method method,
        long budget,
        double seconds,
        long seed,
        int population,
        List<DesignPoint> starts,
        SearchSettings settings) {
    /** How points are chosen. */
    public enum Method {
        /**
         * All of them where the budget allows, else NSGA-II, or NSGA-III for more than three objectives; settings of a search
         * are drawn.
         */
        AUTO,
        /** All of them, in order. */
        EXHAUSTIVE,
        /** Drawn without repetition. */
        RANDOM,
        /** Drawn so that each parameter's values come equally often (McKay, Beckman, Conover 1979). */
        LATIN_HYPERCUBE,
        /** The evolutionary algorithm of Deb, Pratap, Agarwal, Meyarivan, 2002. */
        NSGA2,
        /** The evolutionary algorithm with reference directions of Deb, Jain, 2014. */
        NSGA3,
        /** Evaluates next what a model of the evaluations so far expects most of. */
        SURROGATE
    }

    /** Copies the list. */
    public SearchPlan {
        starts = List.copyOf(starts);
    }

    /** Returns the same with another budget. */
    public SearchPlan withBudget(long evaluations) {
        return new SearchPlan(method, evaluations, seconds, seed, population, starts, settings);
    }

    /** Returns the same with another seed. */
    public SearchPlan withSeed(long other) {
        return new SearchPlan(method, budget, seconds, other, population, starts, settings);
    }

    /** Creates a plan with the usual settings, without a time limit, starting points or a given population. */
    public SearchPlan(Method method, long budget, long seed) {
        this(method, budget, 0, seed, 0, List.of(), SearchSettings.USUAL);
    }
}
