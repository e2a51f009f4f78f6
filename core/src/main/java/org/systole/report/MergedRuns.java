package org.systole.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.systole.explore.DesignPoint;
import org.systole.explore.DesignSpace;
import org.systole.explore.Expression;
import org.systole.explore.Fidelity;
import org.systole.explore.Goal;
import org.systole.explore.Outcome;
import org.systole.explore.Parameter;
import org.systole.explore.Study;

/** Several explorations as one: their points side by side, told apart by a parameter {@code run}. */
public final class MergedRuns {
    private final List<String> names;
    private final List<ExplorationResult> results;

    private MergedRuns(List<String> names, List<ExplorationResult> results) {
        this.names = names;
        this.results = results;
    }

    /**
     * Returns one result of several with the same objectives. A parameter that a run does not have is {@code none} there.
     *
     * @param names of the runs, distinct
     * @throws IllegalArgumentException when objectives differ
     */
    public static ExplorationResult of(List<String> names, List<ExplorationResult> results) {
        return new MergedRuns(List.copyOf(names), List.copyOf(results)).merge();
    }

    private ExplorationResult merge() {
        requireAlike();
        List<Parameter> parameters = parameters();
        var outcomes = new LinkedHashMap<DesignPoint, Outcome>();
        var stages = new LinkedHashMap<String, Map<DesignPoint, Outcome>>();
        var rejected = new LinkedHashMap<String, Long>();
        var facts = new ArrayList<String>();
        for (int run = 0; run < results.size(); run++) {
            ExplorationResult r = results.get(run);
            outcomes.putAll(placed(run, r.outcomes(), parameters));
            for (var stage : r.stages().entrySet())
                stages.computeIfAbsent(stage.getKey(), s -> new LinkedHashMap<>())
                        .putAll(placed(run, stage.getValue(), parameters));
            r.rejected().forEach((rule, n) -> rejected.merge(rule, n, Long::sum));
            for (String fact : r.facts()) facts.add(names.get(run) + ": " + fact);
        }
        boolean complete = results.stream().allMatch(ExplorationResult::isComplete);
        return new ExplorationResult(study(parameters), outcomes, stages, rejected, facts, complete);
    }

    private void requireAlike() {
        ExplorationResult first = results.getFirst();
        List<Goal> goals = first.study().goals();
        for (ExplorationResult r : results) {
            if (!r.study().goals().equals(goals))
                throw new IllegalArgumentException(
                        "objectives differ: " + goals + " and " + r.study().goals());
            if (!r.stages().keySet().equals(first.stages().keySet()))
                throw new IllegalArgumentException(
                        "fronts differ in their witness: " + first.witness() + " and " + r.witness());
        }
    }

    private List<Parameter> parameters() {
        var parameters = new ArrayList<Parameter>();
        parameters.add(Parameter.ofWords("run", names));
        var ordered = new LinkedHashMap<String, Boolean>();
        for (ExplorationResult r : results)
            for (Parameter p : r.study().space().parameters())
                ordered.merge(p.name(), !p.words().isEmpty(), Boolean::logicalOr);
        ordered.forEach((name, words) -> parameters.add(union(name, words)));
        return parameters;
    }

    private Study study(List<Parameter> parameters) {
        Study first = results.getFirst().study();
        return new Study(
                distinct(Study::title, " and "),
                distinct(Study::model, ", "),
                new DesignSpace(parameters, derived(), List.of()),
                "",
                first.mapping(),
                first.goals(),
                first.constraints(),
                first.search(),
                Optional.empty(),
                Fidelity.ANALYTICAL,
                Optional.empty());
    }

    private String distinct(Function<Study, String> text, String between) {
        return results.stream().map(r -> text.apply(r.study())).distinct().collect(Collectors.joining(between));
    }

    /** What constraints may name: numbers that all runs derive alike. */
    private Map<String, Expression> derived() {
        var first = results.getFirst().study().space().derived();
        boolean alike = results.stream()
                .allMatch(r -> r.study().space().derived().toString().equals(first.toString()));
        return alike ? first : Map.of();
    }

    private Parameter union(String name, boolean words) {
        var missing = results.stream().anyMatch(r -> find(r, name) == null);
        if (words || missing) {
            var texts = new LinkedHashSet<String>();
            if (missing) texts.add("none");
            for (ExplorationResult r : results) {
                Parameter p = find(r, name);
                for (int i = 0; p != null && i < p.values().size(); i++) texts.add(p.text(i));
            }
            return Parameter.ofWords(name, List.copyOf(texts));
        }
        var values = new TreeSet<Double>();
        for (ExplorationResult r : results) values.addAll(find(r, name).values());
        return new Parameter(name, List.copyOf(values), List.of());
    }

    private static Parameter find(ExplorationResult result, String name) {
        for (Parameter p : result.study().space().parameters()) if (p.name().equals(name)) return p;
        return null;
    }

    private Map<DesignPoint, Outcome> placed(int run, Map<DesignPoint, Outcome> outcomes, List<Parameter> parameters) {
        var placed = new LinkedHashMap<DesignPoint, Outcome>();
        outcomes.forEach((point, outcome) -> placed.put(place(run, point, results.get(run), parameters), outcome));
        return placed;
    }

    private static DesignPoint place(int run, DesignPoint point, ExplorationResult r, List<Parameter> parameters) {
        Map<String, String> texts = r.study().space().texts(point);
        int[] indices = new int[parameters.size()];
        indices[0] = run;
        for (int i = 1; i < indices.length; i++)
            indices[i] = parameters
                    .get(i)
                    .indexOf(texts.getOrDefault(parameters.get(i).name(), "none"));
        return DesignPoint.of(indices);
    }
}
