package org.systole.app.explore;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.systole.explore.DesignPoint;
import org.systole.explore.ExploreProblem;
import org.systole.explore.Expression;
import org.systole.explore.Kpis;
import org.systole.explore.Outcome;
import org.systole.explore.Study;
import org.systole.problem.Place;
import org.systole.problem.Problem;
import org.systole.problem.SystoleException;
import org.systole.report.ExplorationResult;
import org.systole.report.Quantities;

/** Why a run has no front: which rule, refusal or constraint left nothing, and how far from it the nearest point is. */
final class EmptyFront {
    private final PreparedStudy prepared;
    private final ExplorationResult result;

    /** What the front is drawn of: the points that were looked at most closely. */
    private final Map<DesignPoint, Outcome> seen;

    EmptyFront(PreparedStudy prepared, ExplorationResult result) {
        this.prepared = prepared;
        this.result = result;
        this.seen = result.searchFront().isEmpty()
                ? result.outcomes()
                : List.copyOf(result.stages().values()).getLast();
    }

    /** Returns E7005, one problem for each reason. */
    SystoleException refusal() {
        if (seen.isEmpty()) return new SystoleException(rejected());
        if (evaluated() == 0) return new SystoleException(refused());
        List<Problem> problems = broken();
        return problems.isEmpty() ? new SystoleException(unknown()) : new SystoleException(problems);
    }

    private long evaluated() {
        return seen.values().stream().filter(Outcome::isEvaluated).count();
    }

    private Problem rejected() {
        long all =
                result.rejected().values().stream().mapToLong(Long::longValue).sum();
        var most = result.rejected().entrySet().stream()
                .max(Map.Entry.<String, Long>comparingByValue().thenComparing(Map.Entry.comparingByKey()));
        if (most.isEmpty())
            return problem(
                    Place.file(file()),
                    "no point was evaluated before the search ended",
                    "give it more time: search.time_s, or a budget in evaluations");
        return problem(
                place(most.get().getKey()),
                String.format(
                        Locale.ROOT,
                        "no combination satisfies the rules: %,d were looked at, and \"%s\" rejected %,d of them",
                        all,
                        most.get().getKey(),
                        most.get().getValue()),
                "loosen this rule, or widen a parameter that it names");
    }

    private Problem refused() {
        var reasons = new TreeMap<String, Long>();
        for (Outcome o : seen.values()) reasons.merge(o.refusal().replaceFirst(":.*", ""), 1L, Long::sum);
        var first = seen.entrySet().iterator().next();
        return problem(
                Place.file(file()),
                String.format(
                        Locale.ROOT,
                        "all %,d evaluated points were refused (%s); the first, %s with %s: %s",
                        seen.size(),
                        String.join(
                                ", ",
                                reasons.entrySet().stream()
                                        .map(e -> e.getKey() + " " + e.getValue() + " times")
                                        .toList()),
                        first.getKey(),
                        words(first.getKey()),
                        first.getValue().refusal()),
                "mend what the study describes, or its parameters: 'systole explain " + reasons.firstKey()
                        + "' says more");
    }

    /** The constraints that no point satisfies; all of them where each alone can be satisfied. */
    private List<Problem> broken() {
        var never = new ArrayList<Problem>();
        var all = new ArrayList<Problem>();
        Study study = result.study();
        for (Expression constraint : study.constraints()) {
            long holds = 0;
            double least = Double.POSITIVE_INFINITY;
            DesignPoint nearest = null;
            for (var entry : seen.entrySet()) {
                if (!entry.getValue().isEvaluated()) continue;
                var values = study.values(entry.getKey(), entry.getValue());
                if (constraint.holds(values)) holds++;
                double far = constraint.violation(values);
                if (!(far < least)) continue;
                least = far;
                nearest = entry.getKey();
            }
            Problem problem = broken(constraint, holds, nearest);
            all.add(problem);
            if (holds == 0) never.add(problem);
        }
        return never.isEmpty() ? all : never;
    }

    private Problem broken(Expression constraint, long holds, DesignPoint nearest) {
        Outcome outcome = seen.get(nearest);
        Map<String, Double> values = result.study().values(nearest, outcome);
        var found = new ArrayList<String>();
        for (String name : constraint.names())
            if (Kpis.NAMES.contains(name))
                found.add(name + " is "
                        + (Double.isNaN(values.get(name)) ? "not known" : Quantities.digits(values.get(name))));
        return problem(
                place(constraint.toString()),
                String.format(
                        Locale.ROOT,
                        "\"%s\" holds at %,d of %,d evaluated points%s",
                        constraint,
                        holds,
                        evaluated(),
                        holds > 0
                                ? ", and nowhere together with the other constraints"
                                : "; at the nearest, " + nearest + " with " + words(nearest)
                                        + (found.isEmpty() ? "" : ", " + String.join(", ", found))),
                "loosen it, or widen a parameter");
    }

    private Problem unknown() {
        return problem(
                Place.file(file()),
                "no evaluated point has all objectives: "
                        + String.join(
                                ", ",
                                result.study().goals().stream()
                                        .map(g -> g.kpi())
                                        .filter(kpi -> !result.knownKpis().contains(kpi))
                                        .toList())
                        + " of this network on these accelerators is not known",
                "take another objective, or name a technology whose tables have the figures");
    }

    private String words(DesignPoint point) {
        return result.study().space().words(point);
    }

    private String file() {
        return prepared.inputs().getFirst().name();
    }

    /** Where an expression stands in the study's text; the file when it is written over several lines there. */
    private Place place(String expression) {
        List<String> lines = prepared.text().lines().toList();
        for (int i = 0; i < lines.size(); i++) {
            int at = lines.get(i).indexOf(expression);
            if (at >= 0) return new Place(file(), i + 1, at + 1, "");
        }
        return Place.file(file());
    }

    private static Problem problem(Place place, String message, String fix) {
        return Problem.of(ExploreProblem.NO_POINT, place, message, fix);
    }
}
