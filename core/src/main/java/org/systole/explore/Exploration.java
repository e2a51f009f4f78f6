package org.systole.explore;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * A run of a study: evaluates points once, journals every evaluation before it counts, and knows the front.
 *
 * <p>The result depends on the study alone, not on the number of threads, on interruptions, or on what the store held
 * before.
 */
public final class Exploration {
    private final Study study;
    private final PointEvaluator evaluator;
    private final Store store;
    private final String id;
    private final PointExecutor executor;
    private final Map<Long, Outcome> outcomes = new TreeMap<>();
    private final Map<String, Long> broken = new LinkedHashMap<>();
    private long fresh;
    private final Consumer<Exploration> progress;

    /**
     * Begins or goes on with a run.
     *
     * @param id names the study in the store; runs of one study share it
     * @param evaluator gives the keys of points
     * @param executor evaluates those that the store does not know; the caller closes it
     * @param progress told after each batch
     */
    public Exploration(
            Study study,
            PointEvaluator evaluator,
            Store store,
            String id,
            PointExecutor executor,
            Consumer<Exploration> progress) {
        this.study = study;
        this.evaluator = evaluator;
        this.store = store;
        this.id = id;
        this.executor = executor;
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
        evaluateUnknown(wanted);
        progress.accept(this);
        var result = new LinkedHashMap<Long, Outcome>();
        for (long point : points) if (outcomes.containsKey(point)) result.put(point, outcomes.get(point));
        return result;
    }

    private void evaluateUnknown(List<Long> wanted) {
        // points of one key are one design: it is evaluated once
        var twins = new LinkedHashMap<String, List<Long>>();
        for (long point : wanted) {
            String key = evaluator.key(point);
            store.find(key)
                    .ifPresentOrElse(
                            known -> outcomes.put(point, known),
                            () -> twins.computeIfAbsent(key, k -> new ArrayList<>())
                                    .add(point));
        }
        var keys = new LinkedHashMap<Long, String>();
        twins.forEach((key, points) -> keys.put(points.getFirst(), key));
        executor.evaluate(List.copyOf(keys.keySet()), (point, outcome, millis) -> {
            String key = keys.get(point);
            store.record(key, id, point, outcome, millis);
            for (long twin : twins.get(key)) outcomes.put(twin, outcome);
            fresh++;
        });
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
        return fresh;
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
}
