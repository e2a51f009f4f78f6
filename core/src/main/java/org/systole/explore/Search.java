package org.systole.explore;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SplittableRandom;

/** Chooses which points of a space are evaluated. */
public interface Search {
    /** Points in a batch: enough to keep cores busy, few enough to show progress. */
    int BATCH = 64;

    /** Evaluates points until the budget is used or nothing is left. */
    void run(Study study, Exploration exploration);

    /** Returns the search that a study asks for. */
    static Search of(Study study) {
        return switch (study.effectiveMethod()) {
            case RANDOM -> Search::random;
            case NSGA2 -> new EvolutionarySearch();
            default -> Search::exhaustive;
        };
    }

    private static void exhaustive(Study study, Exploration exploration) {
        long size = study.space().size(), evaluated = 0;
        for (long point = 0; point < size && evaluated < study.budget(); ) {
            var batch = new ArrayList<Long>();
            while (point < size && batch.size() < BATCH && evaluated + batch.size() < study.budget())
                batch.add(point++);
            evaluated += exploration.evaluate(batch).size();
        }
    }

    private static void random(Study study, Exploration exploration) {
        var random = new SplittableRandom(study.seed());
        var drawn = new LinkedHashSet<Long>();
        long size = study.space().size(), evaluated = 0;
        while (evaluated < study.budget() && drawn.size() < size) {
            List<Long> batch = new ArrayList<>();
            while (batch.size() < Math.min(BATCH, study.budget() - evaluated) && drawn.size() < size) {
                long point = random.nextLong(size);
                if (drawn.add(point)) batch.add(point);
            }
            evaluated += exploration.evaluate(batch).size();
        }
    }
}
