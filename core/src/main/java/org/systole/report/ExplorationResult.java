package org.systole.report;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.systole.explore.DesignPoint;
import org.systole.explore.Fidelity;
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
    private final Map<String, Map<DesignPoint, Outcome>> stages;
    private final List<DesignPoint> searchFront;
    private final List<DesignPoint> front;
    private final Set<DesignPoint> onFront;
    private final long feasible;
    private final List<String> known;

    /**
     * Creates a result.
     *
     * @param outcomes every evaluated point in the order of evaluation, as the search saw it
     * @param stages the outcomes of closer looks at some of them, by the stage's name, in order
     * @param rejected how many combinations were not evaluated, by rule
     * @param facts sentences about how it came about: mapping policy, versions, seeds
     * @param complete whether the search came to its end
     */
    public ExplorationResult(
            Study study,
            Map<DesignPoint, Outcome> outcomes,
            Map<String, Map<DesignPoint, Outcome>> stages,
            Map<String, Long> rejected,
            List<String> facts,
            boolean complete) {
        this.study = study;
        this.outcomes = outcomes;
        this.stages = Collections.unmodifiableMap(new LinkedHashMap<>(stages));
        this.rejected = Collections.unmodifiableMap(new LinkedHashMap<>(rejected));
        this.facts = List.copyOf(facts);
        this.complete = complete;
        this.known = Kpis.NAMES.stream()
                .filter(k -> outcomes.values().stream().anyMatch(o -> !Double.isNaN(o.kpi(k))))
                .toList();
        this.feasible = outcomes.keySet().stream().filter(this::isFeasible).count();
        this.searchFront = front(outcomes);
        this.front = stages.isEmpty() ? searchFront : front(last());
        this.onFront = new HashSet<>(front);
    }

    private List<DesignPoint> front(Map<DesignPoint, Outcome> found) {
        var archive = new FrontArchive();
        found.forEach((point, outcome) -> study.candidate(point, outcome).ifPresent(o -> archive.add(point, o)));
        return archive.points();
    }

    private Map<DesignPoint, Outcome> last() {
        return stages.isEmpty() ? outcomes : List.copyOf(stages.values()).getLast();
    }

    /** Returns the outcomes of closer looks, by the stage's name, in order. */
    public Map<String, Map<DesignPoint, Outcome>> stages() {
        return stages;
    }

    /** Returns the points that the search alone would put on the front, in their order. */
    public List<DesignPoint> searchFront() {
        return searchFront;
    }

    /** Returns what the closest look at a point found. */
    public Outcome outcome(DesignPoint point) {
        for (var stage : List.copyOf(stages.values()).reversed()) if (stage.containsKey(point)) return stage.get(point);
        return outcomes.get(point);
    }

    /** Returns the name of the witness of the front's figures. */
    public String witness() {
        return stages.containsKey(Fidelity.SIMULATED) ? Fidelity.SIMULATED : "analytical";
    }

    /** Returns the study. */
    public Study study() {
        return study;
    }

    /** Returns every evaluated point in the order of evaluation, as the search saw it. */
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

    /** Returns whether the closest look at a point has figures and satisfies the constraints. */
    public boolean isFeasible(DesignPoint point) {
        return study.isFeasible(point, outcome(point));
    }

    /** Returns how many points satisfy the constraints, by the closest look at each. */
    public long feasible() {
        return feasible;
    }

    /** Returns how many points were refused by the format, the cost tables or the mapper, or by a closer look. */
    public long refused() {
        return outcomes.keySet().stream().filter(p -> !outcome(p).isEvaluated()).count();
    }

    /** Returns the KPIs that a table shows: the objectives, then what nobody wants to miss. */
    public List<String> shownKpis() {
        var kpis =
                new ArrayList<>(study.goals().stream().map(Goal::kpi).distinct().toList());
        for (String kpi : List.of("latency_ms", "energy_mj", "area_mm2"))
            if (!kpis.contains(kpi) && known.contains(kpi)) kpis.add(kpi);
        return kpis;
    }

    /** Returns the KPIs that at least one outcome has, in their usual order. */
    public List<String> knownKpis() {
        return known;
    }

    /** Returns the best point of the front for an objective. */
    public DesignPoint best(Goal goal) {
        return Collections.min(
                front, Comparator.comparingDouble(p -> goal.canonical(outcome(p).kpi(goal.kpi()))));
    }
}
