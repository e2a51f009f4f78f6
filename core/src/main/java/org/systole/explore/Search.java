package org.systole.explore;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/** Chooses which points of a space are evaluated. */
interface Search {
    /** Points in a batch: enough to keep cores busy, few enough to show progress. */
    int BATCH = 64;

    /** Batches from which nothing new comes before a search gives up. */
    int MOST_IDLE = 50;

    /** Evaluates points until the budget is used or nothing is left. */
    void run(Study study, Exploration exploration);

    /** Returns the search that a study asks for. */
    static Search of(Study study) {
        return switch (study.effectiveMethod()) {
            case RANDOM -> Search::random;
            case LATIN_HYPERCUBE -> Search::latinHypercube;
            case NSGA2, NSGA3 -> new EvolutionarySearch();
            case SURROGATE -> new SurrogateSearch();
            case AUTO, EXHAUSTIVE -> Search::exhaustive;
        };
    }

    private static void exhaustive(Study study, Exploration exploration) {
        long size = study.space().size();
        int batchSize = BATCH;
        for (long number = 0; number < size && exploration.remaining() > 0; ) {
            var batch = new ArrayList<DesignPoint>(batchSize);
            while (number < size && batch.size() < batchSize)
                batch.add(study.space().at(number++));
            long start = System.nanoTime();
            exploration.evaluate(batch);
            // quick evaluations come in large batches; the order of points stays the same
            if (System.nanoTime() - start < 200_000_000L) batchSize = Math.min(2 * batchSize, 16_384);
        }
    }

    private static void random(Study study, Exploration exploration) {
        var random = new SplittableRandom(study.search().seed());
        var drawn = new HashSet<DesignPoint>();
        int idle = 0;
        while (exploration.remaining() > 0 && idle < MOST_IDLE) {
            var batch = new ArrayList<DesignPoint>();
            for (int tries = 0;
                    batch.size() < Math.min(BATCH, exploration.remaining()) && tries < 100 * BATCH;
                    tries++) {
                DesignPoint point = study.space().canonical(study.space().draw(random));
                if (drawn.add(point)) batch.add(point);
            }
            // when all that is left breaks rules or was drawn, nothing comes of many batches
            idle = exploration.evaluate(batch).isEmpty() ? idle + 1 : 0;
        }
    }

    private static void latinHypercube(Study study, Exploration exploration) {
        var random = new SplittableRandom(study.search().seed());
        var drawn = new HashSet<DesignPoint>();
        // what a rule rejects or what came before is drawn again, from a new hypercube of what is left
        for (int round = 0; exploration.remaining() > 0 && round < MOST_IDLE; round++) {
            var batch = new ArrayList<DesignPoint>();
            for (DesignPoint point : hypercube(study.space(), (int) Math.min(exploration.remaining(), 4096), random))
                if (drawn.add(point)) batch.add(point);
            exploration.evaluate(batch);
        }
    }

    /** Returns points of which each parameter's values come equally often, as far as the count allows. */
    static List<DesignPoint> hypercube(DesignSpace space, int count, RandomGenerator random) {
        int[][] columns = new int[space.parameters().size()][];
        for (int p = 0; p < columns.length; p++) {
            int values = space.parameters().get(p).values().size();
            var column = new ArrayList<Integer>();
            // a value of each of count equal parts of the range, in random order
            for (int i = 0; i < count; i++)
                column.add((int) Math.min(values - 1, (i + random.nextDouble()) / count * values));
            Collections.shuffle(column, new Random(random.nextLong()));
            columns[p] = column.stream().mapToInt(Integer::intValue).toArray();
        }
        var points = new ArrayList<DesignPoint>();
        for (int i = 0; i < count; i++) {
            int[] indices = new int[columns.length];
            for (int p = 0; p < columns.length; p++) indices[p] = columns[p][i];
            points.add(space.canonical(DesignPoint.of(indices)));
        }
        return points;
    }
}
