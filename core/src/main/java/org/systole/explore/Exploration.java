package org.systole.explore;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * A run of a study: evaluates points once, journals every evaluation before it counts, and knows the front.
 *
 * <p>The result depends on the study alone, not on the number of threads, on interruptions, or on what the store held
 * before.
 */
public final class Exploration implements AutoCloseable {
    private final Study study;
    private final PointEvaluator evaluator;
    private final Store store;
    private final String id;
    private final ExecutorService pool;
    private final Map<Long, Outcome> outcomes = new TreeMap<>();
    private final Map<String, Long> broken = new LinkedHashMap<>();
    private final AtomicLong fresh = new AtomicLong();
    private final Consumer<Exploration> progress;

    /**
     * Begins or goes on with a run.
     *
     * @param id names the study in the store; runs of one study share it
     * @param threads evaluations at the same time
     * @param progress told after each batch
     */
    public Exploration(
            Study study,
            PointEvaluator evaluator,
            Store store,
            String id,
            int threads,
            Consumer<Exploration> progress) {
        this.study = study;
        this.evaluator = evaluator;
        this.store = store;
        this.id = id;
        this.pool = Executors.newFixedThreadPool(threads);
        this.progress = progress;
    }

    /** Returns the study. */
    public Study study() {
        return study;
    }

    /** Runs the search to its end. */
    public void run() {
        Search.of(study).run(study, this);
    }

    /**
     * Returns the outcomes of points, evaluating those that no store knows; a point that breaks a rule has none.
     *
     * @param points any points; repeated ones are evaluated once
     */
    public Map<Long, Outcome> evaluate(List<Long> points) {
        var wanted = new ArrayList<Long>();
        for (long point : points.stream().distinct().toList()) {
            int rule = study.space().broken(point);
            if (rule >= 0) broken.merge(study.space().rules().get(rule).toString(), 1L, Long::sum);
            else if (!outcomes.containsKey(point)) wanted.add(point);
        }
        var tasks = new ArrayList<Callable<Outcome>>();
        for (long point : wanted) tasks.add(() -> once(point));
        try {
            var futures = pool.invokeAll(tasks);
            for (int i = 0; i < wanted.size(); i++)
                outcomes.put(wanted.get(i), futures.get(i).get());
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failed) throw failed;
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
        progress.accept(this);
        var result = new LinkedHashMap<Long, Outcome>();
        for (long point : points) if (outcomes.containsKey(point)) result.put(point, outcomes.get(point));
        return result;
    }

    private Outcome once(long point) {
        String key = evaluator.key(point);
        var known = store.find(key);
        if (known.isPresent()) return known.get();
        long start = System.nanoTime();
        Outcome outcome = evaluator.evaluate(point);
        store.record(key, id, point, outcome, (System.nanoTime() - start) / 1_000_000);
        fresh.incrementAndGet();
        return outcome;
    }

    /** Returns all outcomes so far, by point. */
    public Map<Long, Outcome> outcomes() {
        return outcomes;
    }

    /** Returns how many points were rejected before evaluation, by rule. */
    public Map<String, Long> rejected() {
        return broken;
    }

    /** Returns how many evaluations this run had to make, those that the store knew not counted. */
    public long fresh() {
        return fresh.get();
    }

    /** Returns whether a point has figures and satisfies the constraints. */
    public boolean isFeasible(long point) {
        Outcome outcome = outcomes.get(point);
        if (outcome == null || !outcome.isEvaluated()) return false;
        var values = new LinkedHashMap<>(study.space().values(point));
        for (String kpi : Kpis.NAMES) values.put(kpi, outcome.kpis().getOrDefault(kpi, Double.NaN));
        return study.constraints().stream().allMatch(c -> c.holds(values));
    }

    /** Returns the objectives of a point, each so that less is better; NaN where unknown. */
    public double[] objectives(long point) {
        Outcome outcome = outcomes.get(point);
        return study.goals().stream()
                .mapToDouble(g -> g.canonical(outcome.kpis().getOrDefault(g.kpi(), Double.NaN)))
                .toArray();
    }

    /** Returns the points of the Pareto front, ascending. */
    public List<Long> front() {
        List<Long> feasible =
                outcomes.keySet().stream().filter(this::isFeasible).toList();
        int[] front = Front.of(feasible.stream().map(this::objectives).toList());
        return java.util.Arrays.stream(front).mapToObj(feasible::get).toList();
    }

    @Override
    public void close() {
        pool.shutdownNow();
    }
}
