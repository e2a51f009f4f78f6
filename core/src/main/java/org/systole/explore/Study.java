package org.systole.explore;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.systole.explore.SearchPlan.Method;

/**
 * What is asked.
 *
 * @param title one line for people
 * @param model an ONNX file or {@code zoo:NAME}
 * @param space what may vary, and the rules over it
 * @param accelerator text of the accelerator description; <code>${EXPRESSION}</code> stands for a value of the point
 * @param mapping what the mapper makes small: latency, energy, edp or dram
 * @param goals objectives, at least one
 * @param constraints expressions over parameters and KPIs that must hold for a point to be on the front
 * @param search how points are chosen
 * @param quantizing what gives the KPIs of the quantized network; none when no objective or constraint needs them
 * @param fidelity how closely points are looked at
 * @param sweep the study whose search has the point's settings; then there is neither model nor accelerator
 */
public record Study(
        String title,
        String model,
        DesignSpace space,
        String accelerator,
        String mapping,
        List<Goal> goals,
        List<Expression> constraints,
        SearchPlan search,
        Optional<Quantizing> quantizing,
        Fidelity fidelity,
        Optional<Sweep> sweep) {
    /**
     * A study whose points are the settings of another study's search.
     *
     * @param study the file of the study that is searched
     * @param settings text of a search ({@code systole: search/1}); <code>${EXPRESSION}</code> stands for a value of the point
     * @param runs searches at each point, each with another seed
     * @param mark after how many evaluations front and hypervolume are taken
     */
    public record Sweep(String study, String settings, int runs, int mark) {}

    /**
     * How a point's network is quantized and scored.
     *
     * @param data a data.yaml
     * @param plan text of a quantization plan; <code>${EXPRESSION}</code> stands for a value of the point
     */
    public record Quantizing(String data, String plan) {}

    /** Returns the same question, searched in another way. */
    public Study with(SearchPlan other) {
        return new Study(
                title, model, space, accelerator, mapping, goals, constraints, other, quantizing, fidelity, sweep);
    }

    /** Copies the lists. */
    public Study {
        goals = List.copyOf(goals);
        constraints = List.copyOf(constraints);
    }

    /** Returns the accelerator description of a point, or the settings of its search, as YAML. */
    public String description(DesignPoint point) {
        return Template.fill(sweep.map(Sweep::settings).orElse(accelerator), space.values(point), space.texts(point));
    }

    /** Returns the quantization plan of a point, as YAML; none in a study that does not quantize. */
    public Optional<String> plan(DesignPoint point) {
        return quantizing.map(q -> Template.fill(q.plan(), space.values(point), space.texts(point)));
    }

    /** Returns the method that is really used. */
    public Method effectiveMethod() {
        if (search.method() != Method.AUTO) return search.method();
        if (space.size() <= search.budget()) return Method.EXHAUSTIVE;
        // an evolutionary search cannot wait for others of its kind: their random numbers are global
        if (sweep.isPresent()) return Method.RANDOM;
        return goals.size() > 3 ? Method.NSGA3 : Method.NSGA2;
    }

    /** Returns why that method is used, for people. */
    public String reason() {
        if (search.method() != Method.AUTO) return "as the study says";
        return effectiveMethod() == Method.EXHAUSTIVE
                ? "every combination, because " + space.combinations() + " fit the budget of " + search.budget()
                : "because " + space.combinations() + " combinations exceed the budget of " + search.budget();
    }

    /** Returns the values that expressions over a point may name: parameters and figures. */
    Map<String, Double> values(DesignPoint point, Outcome outcome) {
        var values = space.values(point);
        for (String kpi : Kpis.NAMES) values.put(kpi, outcome.kpi(kpi));
        return values;
    }

    /** Returns whether an outcome has figures and satisfies the constraints. */
    public boolean isFeasible(DesignPoint point, Outcome outcome) {
        if (!outcome.isEvaluated()) return false;
        if (constraints.isEmpty()) return true;
        var values = values(point, outcome);
        return constraints.stream().allMatch(c -> c.holds(values));
    }

    /** Returns the objectives of an outcome, each so that less is better; NaN where unknown. */
    public double[] objectives(Outcome outcome) {
        double[] objectives = new double[goals.size()];
        for (int i = 0; i < objectives.length; i++)
            objectives[i] = goals.get(i).canonical(outcome.kpi(goals.get(i).kpi()));
        return objectives;
    }

    /** Returns the objectives of an outcome that can be on the front: feasible and with every objective known. */
    public Optional<double[]> candidate(DesignPoint point, Outcome outcome) {
        if (!isFeasible(point, outcome)) return Optional.empty();
        double[] objectives = objectives(outcome);
        for (double o : objectives) if (Double.isNaN(o)) return Optional.empty();
        return Optional.of(objectives);
    }
}
