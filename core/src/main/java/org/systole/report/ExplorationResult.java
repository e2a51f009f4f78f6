package org.systole.report;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.systole.explore.DesignPoint;
import org.systole.explore.FrontArchive;
import org.systole.explore.Goal;
import org.systole.explore.Kpis;
import org.systole.explore.Outcome;
import org.systole.explore.Study;

/** What an exploration found, ready to be shown. */
public final class ExplorationResult {
    private final Study study;
    private final Map<DesignPoint, Outcome> outcomes;
    private final Map<String, Long> rejected;
    private final List<String> facts;
    private final boolean complete;
    private final List<DesignPoint> front;
    private final Set<DesignPoint> onFront;
    private final long feasible;

    /**
     * Creates a result.
     *
     * @param outcomes every evaluated point in the order of evaluation
     * @param rejected how many combinations were not evaluated, by rule
     * @param facts sentences about how it came about: mapping policy, versions, seeds
     * @param complete whether the search came to its end
     */
    public ExplorationResult(
            Study study,
            Map<DesignPoint, Outcome> outcomes,
            Map<String, Long> rejected,
            List<String> facts,
            boolean complete) {
        this.study = study;
        this.outcomes = outcomes;
        this.rejected = Collections.unmodifiableMap(new LinkedHashMap<>(rejected));
        this.facts = List.copyOf(facts);
        this.complete = complete;
        var archive = new FrontArchive();
        long satisfied = 0;
        for (var entry : outcomes.entrySet()) {
            if (study.isFeasible(entry.getKey(), entry.getValue())) satisfied++;
            study.candidate(entry.getKey(), entry.getValue()).ifPresent(o -> archive.add(entry.getKey(), o));
        }
        this.feasible = satisfied;
        this.front = archive.points();
        this.onFront = new HashSet<>(front);
    }

    /** Returns the study. */
    public Study study() {
        return study;
    }

    /** Returns every evaluated point in the order of evaluation. */
    public Map<DesignPoint, Outcome> outcomes() {
        return Collections.unmodifiableMap(outcomes);
    }

    /** Returns how many combinations were not evaluated, by rule. */
    public Map<String, Long> rejected() {
        return rejected;
    }

    /** Returns sentences about how it came about. */
    public List<String> facts() {
        return facts;
    }

    /** Returns whether the search came to its end. */
    public boolean isComplete() {
        return complete;
    }

    /** Returns the points of the Pareto front, in their order. */
    public List<DesignPoint> front() {
        return front;
    }

    /** Returns whether a point is on the front. */
    public boolean isOnFront(DesignPoint point) {
        return onFront.contains(point);
    }

    /** Returns how many points satisfy the constraints. */
    public long feasible() {
        return feasible;
    }

    /** Returns how many points were refused by the format, the cost tables or the mapper. */
    public long refused() {
        return outcomes.values().stream().filter(o -> !o.isEvaluated()).count();
    }

    /** Returns the KPIs that a table shows: the objectives, then what nobody wants to miss. */
    public List<String> shownKpis() {
        var kpis =
                new ArrayList<>(study.goals().stream().map(Goal::kpi).distinct().toList());
        for (String kpi : List.of("latency_ms", "energy_mj", "area_mm2")) if (!kpis.contains(kpi)) kpis.add(kpi);
        return kpis;
    }

    /** Returns the KPIs that at least one outcome has, in their usual order. */
    public List<String> knownKpis() {
        return Kpis.NAMES.stream()
                .filter(k -> outcomes.values().stream().anyMatch(o -> !Double.isNaN(o.kpi(k))))
                .toList();
    }

    /** Returns the best point of the front for an objective. */
    public DesignPoint best(Goal goal) {
        return Collections.min(
                front,
                java.util.Comparator.comparingDouble(
                        p -> goal.canonical(outcomes.get(p).kpi(goal.kpi()))));
    }
}
