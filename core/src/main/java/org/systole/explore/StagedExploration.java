package org.systole.explore;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A search, then closer looks at the points that it leaves. Each stage has its own evaluations in the store, so that every
 * witness stays on record, and its front is that of its own figures: a point that only the cheaper figures favoured is gone.
 *
 * <p>A point that a closer look refuses cannot be built, so that it dominates nothing: the points that are worth a look are
 * chosen again without it, until no look refuses any more of them. Every round refuses a point or is the last.
 */
public final class StagedExploration {
    /** Figures that are the same however closely one looks. */
    private static final Set<String> SETTLED = Set.of("area_mm2", Kpis.ACCURACY, Kpis.WEIGHTS);

    private final Exploration search;
    private final List<FidelityStage> stages;
    private final Begin begin;
    private final Map<String, Exploration> done = new LinkedHashMap<>();
    private volatile Exploration current;
    private volatile boolean stopped;

    /** Makes the exploration of a stage. */
    @FunctionalInterface
    public interface Begin {
        /**
         * Returns an exploration that may evaluate so many points.
         *
         * @param stage the stage's name
         */
        Exploration of(String stage, PointEvaluator evaluator, long points);
    }

    /**
     * Creates a run.
     *
     * @param search over all points
     * @param stages what follows, in order
     */
    public StagedExploration(Exploration search, List<FidelityStage> stages, Begin begin) {
        this.search = search;
        this.stages = List.copyOf(stages);
        this.begin = begin;
        this.current = search;
    }

    /**
     * Runs to the end. A time limit ends the search; what it left is still looked at.
     *
     * @return whether it came to its end
     */
    public boolean run() {
        boolean complete = search.run();
        var refused = new HashSet<DesignPoint>();
        int known;
        do {
            known = refused.size();
            Exploration before = search;
            for (FidelityStage stage : stages) {
                if (!look(stage, before, refused)) return false;
                before = done.get(stage.name());
            }
        } while (refused.size() > known);
        return complete;
    }

    /**
     * Looks at what the stage before leaves, and adds what is refused now.
     *
     * @return whether it was not stopped
     */
    private boolean look(FidelityStage stage, Exploration before, Set<DesignPoint> refused) {
        if (stopped) return false;
        var buildable = new LinkedHashMap<>(before.outcomes());
        buildable.keySet().removeAll(refused);
        List<DesignPoint> left =
                candidates(search.study(), buildable, search.study().fidelity());
        Exploration next = done.get(stage.name());
        if (next == null) {
            next = begin.of(stage.name(), stage.evaluator().apply(before.outcomes()), Math.max(1, left.size()));
            done.put(stage.name(), next);
        }
        current = next;
        if (stopped) next.stop();
        if (!next.only(left)) return false;
        next.outcomes().forEach((point, outcome) -> {
            if (!outcome.isEvaluated()) refused.add(point);
        });
        return true;
    }

    /** Tells the run to stop; what is in flight is finished and journaled. */
    public void stop() {
        stopped = true;
        current.stop();
    }

    /** Returns whether the run was told to stop. */
    public boolean isStopped() {
        return stopped;
    }

    /** Returns the search. */
    public Exploration search() {
        return search;
    }

    /** Returns the outcomes of the stages that were begun, by name. */
    public Map<String, Map<DesignPoint, Outcome>> outcomes() {
        var outcomes = new LinkedHashMap<String, Map<DesignPoint, Outcome>>();
        done.forEach((name, stage) -> outcomes.put(name, stage.outcomes()));
        return outcomes;
    }

    /** Returns how many evaluations were made, those that the store knew not counted. */
    public long fresh() {
        return search.fresh()
                + done.values().stream().mapToLong(Exploration::fresh).sum();
    }

    /**
     * Returns the points that are worth a closer look: the front, and those that would be on it were their figures that a
     * closer look may change a given share better. A constraint that they would satisfy were such figures so much less or more
     * does not keep them from it.
     */
    static List<DesignPoint> candidates(Study study, Map<DesignPoint, Outcome> outcomes, Fidelity fidelity) {
        var front = new FrontArchive();
        outcomes.forEach((p, o) -> study.candidate(p, o).ifPresent(values -> front.add(p, values)));
        if (fidelity.withinPercent() == 0) return front.points();
        List<double[]> best = front.objectives();
        var chosen = new ArrayList<DesignPoint>();
        double share = fidelity.withinPercent() / 100;
        outcomes.forEach((p, o) -> {
            if (!o.isEvaluated()) return;
            double[] hoped = hoped(study, study.objectives(o), share);
            if (Arrays.stream(hoped).noneMatch(Double::isNaN)
                    && mayBeFeasible(study, p, o, share)
                    && best.stream().noneMatch(b -> Front.dominates(b, hoped))) chosen.add(p);
        });
        return chosen.stream().sorted().toList();
    }

    private static boolean mayBeFeasible(Study study, DesignPoint point, Outcome outcome, double share) {
        if (study.constraints().isEmpty()) return true;
        var values = study.values(point, outcome);
        return study.constraints().stream().allMatch(c -> {
            List<String> open = c.names().stream()
                    .filter(name -> Kpis.NAMES.contains(name) && !SETTLED.contains(name))
                    .toList();
            return mayHold(c, values, open, share);
        });
    }

    /** Whether a constraint holds with each of the figures as it is, or so much less or more; the values are left as they were. */
    private static boolean mayHold(Expression constraint, Map<String, Double> values, List<String> open, double share) {
        if (constraint.holds(values)) return true;
        if (open.isEmpty()) return false;
        String name = open.getFirst();
        double value = values.get(name);
        List<String> others = open.subList(1, open.size());
        boolean holds = false;
        for (double factor : new double[] {1, 1 - share, 1 + share}) {
            values.put(name, value * factor);
            if (mayHold(constraint, values, others, share)) holds = true;
            if (holds) break;
        }
        values.put(name, value);
        return holds;
    }

    private static double[] hoped(Study study, double[] values, double share) {
        double[] hoped = values.clone();
        for (int i = 0; i < hoped.length; i++)
            if (!SETTLED.contains(study.goals().get(i).kpi())) hoped[i] -= share * Math.abs(hoped[i]);
        return hoped;
    }
}
