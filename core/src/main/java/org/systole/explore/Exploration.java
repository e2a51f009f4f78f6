package org.systole.explore;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * A run of a study: evaluates points once, journals every evaluation before it counts, and knows the front.
 *
 * <p>For a budget in evaluations the result depends on the study alone, not on the number of threads, on interruptions, or on
 * what the store held before.
 */
public final class Exploration {
    /** Evaluations are journaled together when this time has passed, or when a batch is done. */
    private static final long COMMIT_NANOS = 50_000_000;

    private final Study study;
    private final PointEvaluator evaluator;
    private final Store store;
    private final String id;
    private final PointExecutor executor;
    private final Map<DesignPoint, Outcome> outcomes = new LinkedHashMap<>();
    private final Map<String, Long> rejected = new LinkedHashMap<>();
    private final Set<DesignPoint> rejectedPoints = new HashSet<>();
    private final FrontArchive front = new FrontArchive();
    private final Consumer<Exploration> progress;
    private final long began = System.nanoTime();
    private final ObjectiveBox box;
    private long fresh;
    private long planned;
    private int inBatch;
    private volatile boolean stopped;

    /** Ends a run whose time is used up or that was told to stop; what was evaluated is kept. */
    private static final class Ended extends RuntimeException {
        private static final long serialVersionUID = 1;

        Ended() {
            super(null, null, false, false);
        }
    }

    /**
     * Begins or goes on with a run.
     *
     * @param id names the study in the store; runs of one study share it
     * @param evaluator gives the keys of points
     * @param executor evaluates those that the store does not know; the caller closes it
     * @param progress told after each batch and within one, whenever an evaluation has come or none comes
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
        this.box = new ObjectiveBox(study.goals().size());
        this.planned = study.search().budget();
    }

    /** Returns the study. */
    public Study study() {
        return study;
    }

    /**
     * Runs the search to its end.
     *
     * @return whether it came to its end, and was not stopped or ended by the time limit
     */
    public boolean run() {
        try {
            evaluate(study.search().starts());
            Search.of(study).run(study, this);
            return true;
        } catch (Ended e) {
            return false;
        }
    }

    /**
     * Evaluates given points in place of a search, whatever the budget; those that were evaluated before are not again.
     *
     * @return whether all were evaluated
     */
    boolean only(List<DesignPoint> points) {
        List<DesignPoint> wanted =
                points.stream().filter(p -> !outcomes.containsKey(p)).distinct().toList();
        planned = outcomes.size() + wanted.size();
        try {
            if (!wanted.isEmpty()) evaluateNew(wanted);
            progress.accept(this);
            return true;
        } catch (Ended e) {
            return false;
        }
    }

    /** Tells the run to stop: evaluations in flight are finished and journaled, then {@link #run} returns. */
    public void stop() {
        stopped = true;
    }

    /** Returns whether the run was told to stop. */
    public boolean isStopped() {
        return stopped;
    }

    /** Returns how many evaluations the budget still allows. */
    public long remaining() {
        return Math.max(0, study.search().budget() - outcomes.size());
    }

    /**
     * Returns the outcomes of points, evaluating those that are not known; a point that breaks a rule has none. No more than
     * the budget allows are evaluated.
     *
     * @param points any points; repeated ones are evaluated once
     */
    public Map<DesignPoint, Outcome> evaluate(List<DesignPoint> points) {
        var wanted = new LinkedHashSet<DesignPoint>();
        for (DesignPoint point : points) {
            if (outcomes.containsKey(point) || wanted.contains(point)) continue;
            var rule = study.space().broken(point);
            if (rule.isPresent()) reject(point, rule.get());
            else if (wanted.size() < remaining()) wanted.add(point);
        }
        // where rules reject nearly everything, little is evaluated and much is looked at
        if (wanted.isEmpty() && isEnded()) throw new Ended();
        if (!wanted.isEmpty()) evaluateNew(new ArrayList<>(wanted));
        progress.accept(this);
        var result = new LinkedHashMap<DesignPoint, Outcome>();
        for (DesignPoint point : points) if (outcomes.containsKey(point)) result.put(point, outcomes.get(point));
        return result;
    }

    private void reject(DesignPoint point, String rule) {
        // an exhaustive search meets each combination once and may meet more than memory holds
        boolean once = study.effectiveMethod() == SearchPlan.Method.EXHAUSTIVE;
        if (once || rejectedPoints.add(point)) rejected.merge(rule, 1L, Long::sum);
    }

    private void evaluateNew(List<DesignPoint> wanted) {
        List<PointExecutor.Job> jobs = wanted.parallelStream()
                .map(p -> new PointExecutor.Job(p, evaluator.task(p)))
                .toList();
        // points of one key are one design: it is evaluated once
        var twins = new LinkedHashMap<String, List<DesignPoint>>();
        var results = new HashMap<DesignPoint, Outcome>();
        var unknown = new ArrayList<PointExecutor.Job>();
        var journal = new Journal(jobs);
        for (var job : jobs) {
            String key = job.task().key();
            List<DesignPoint> equal = twins.computeIfAbsent(key, k -> new ArrayList<>(1));
            equal.add(job.point());
            if (equal.size() > 1) continue;
            store.find(key).ifPresentOrElse(known -> results.put(job.point(), known), () -> unknown.add(job));
        }
        try {
            executor.evaluate(unknown, new PointExecutor.Sink() {
                @Override
                public void done(DesignPoint point, Outcome outcome, long millis) {
                    if (results.put(point, outcome) == null) fresh++;
                    journal.add(point, outcome, millis);
                    inBatch = results.size();
                    progress.accept(Exploration.this);
                }

                @Override
                public void known(DesignPoint point, Outcome outcome) {
                    results.put(point, outcome);
                    journal.add(point, outcome, 0);
                }

                @Override
                public void idle() {
                    journal.write();
                    progress.accept(Exploration.this);
                }

                @Override
                public boolean isEnded() {
                    return Exploration.this.isEnded();
                }
            });
        } finally {
            finish(jobs, twins, results, journal);
        }
        if (isEnded()) throw new Ended();
    }

    private boolean isEnded() {
        double limit = study.search().seconds();
        return stopped || (limit > 0 && System.nanoTime() - began > limit * 1e9);
    }

    /** What has an outcome counts, in the order in which the search asked. */
    private void finish(
            List<PointExecutor.Job> jobs,
            Map<String, List<DesignPoint>> twins,
            Map<DesignPoint, Outcome> results,
            Journal journal) {
        for (var job : jobs) {
            Outcome outcome = results.get(twins.get(job.task().key()).getFirst());
            if (outcome != null && !journal.has(job.point())) journal.add(job.point(), outcome, 0);
        }
        journal.write();
        inBatch = 0;
        for (var job : jobs) {
            Outcome outcome = results.get(twins.get(job.task().key()).getFirst());
            if (outcome != null) count(job.point(), outcome);
        }
    }

    /** Evaluations that are journaled together. */
    private final class Journal {
        private final Map<DesignPoint, Store.Evaluation> open = new HashMap<>();
        private final List<Store.Evaluation> unsaved = new ArrayList<>();
        private long written = System.nanoTime();

        Journal(List<PointExecutor.Job> jobs) {
            long position = outcomes.size();
            for (var job : jobs)
                open.put(
                        job.point(),
                        new Store.Evaluation(job.task().key(), job.point().toString(), position++, null, 0));
        }

        boolean has(DesignPoint point) {
            return !open.containsKey(point);
        }

        void add(DesignPoint point, Outcome outcome, long millis) {
            Store.Evaluation e = open.remove(point);
            if (e == null) return;
            unsaved.add(new Store.Evaluation(e.key(), e.point(), e.position(), outcome, millis));
            if (System.nanoTime() - written > COMMIT_NANOS) write();
        }

        void write() {
            store.recordAll(id, unsaved);
            unsaved.clear();
            written = System.nanoTime();
        }
    }

    private void count(DesignPoint point, Outcome outcome) {
        outcomes.put(point, outcome);
        study.candidate(point, outcome).ifPresent(o -> {
            front.add(point, o);
            box.add(o);
        });
    }

    /** Returns the share of the box between the best and the worst feasible values so far that the front dominates. */
    public double hypervolume() {
        return box.share(front);
    }

    /** Returns all outcomes so far, in the order of evaluation. */
    public Map<DesignPoint, Outcome> outcomes() {
        return Collections.unmodifiableMap(outcomes);
    }

    /** Returns how many evaluations are done, those of a batch that is in flight included. */
    public long evaluated() {
        return outcomes.size() + inBatch;
    }

    /** Returns how many evaluations there will be at most: the budget, or the points that were given in place of a search. */
    public long planned() {
        return planned;
    }

    /** Returns how many combinations were rejected before evaluation, by rule. */
    public Map<String, Long> rejected() {
        return Collections.unmodifiableMap(rejected);
    }

    /** Returns how many evaluations this run had to make, those that the store knew not counted. */
    public long fresh() {
        return fresh;
    }

    /** Returns whether a point has figures and satisfies the constraints. */
    public boolean isFeasible(DesignPoint point) {
        Outcome outcome = outcomes.get(point);
        return outcome != null && study.isFeasible(point, outcome);
    }

    /** Returns the objectives of a point, each so that less is better; NaN where unknown. */
    public double[] objectives(DesignPoint point) {
        return study.objectives(outcomes.get(point));
    }

    /** Returns the points of the Pareto front, in their order. */
    public List<DesignPoint> front() {
        return front.points();
    }

    /** Returns how many points are on the front. */
    public int frontSize() {
        return front.size();
    }
}
