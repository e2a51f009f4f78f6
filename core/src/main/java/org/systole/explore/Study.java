package org.systole.explore;

import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.systole.explore.SearchPlan.Method;

/**
 * What is asked.
 *
 * @param title one line for people
 * @param model an ONNX file or {@code zoo:NAME}; <code>${EXPRESSION}</code> stands for a value of the point
 * @param space what may vary, and the rules over it
 * @param accelerator text of the accelerator description; <code>${EXPRESSION}</code> stands for a value of the point
 * @param mapping what the mapper makes small: latency, energy, edp or dram, or <code>${NAME}</code> of a parameter of these words
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

    /** Returns the network of a point, an ONNX file or {@code zoo:NAME}. */
    public String model(DesignPoint point) {
        return model.contains("${") ? Template.fill(model, space.values(point), space.texts(point)) : model;
    }

    /** Returns what the mapper makes small at a point: latency, energy, edp or dram. */
    public String mapping(DesignPoint point) {
        return mapping.contains("${") ? Template.fill(mapping, space.values(point), space.texts(point)) : mapping;
    }

    /** Returns what the mapper makes small at some point, each policy once. */
    public List<String> policies() {
        if (!mapping.contains("${")) return List.of(mapping);
        String name = Template.names(mapping).iterator().next();
        return space.parameters().stream()
                .filter(p -> p.name().equals(name))
                .findFirst()
                .orElseThrow()
                .words();
    }

    /** Returns the networks of all points, each once, in the order of the parameters' values. */
    public List<String> models() {
        List<Parameter> parameters = space.parameters();
        var named = Template.names(model);
        var points = new LinkedHashSet<DesignPoint>();
        points.add(DesignPoint.of(new int[parameters.size()]));
        for (int p = 0; p < parameters.size(); p++) {
            if (!named.contains(parameters.get(p).name())) continue;
            var more = new LinkedHashSet<DesignPoint>();
            for (DesignPoint point : points)
                for (int v = 0; v < parameters.get(p).values().size(); v++) more.add(point.with(p, v));
            points = more;
        }
        return points.stream().map(this::model).distinct().toList();
    }

    /**
     * Returns the names of parameters that change nothing: no description names them, directly or by a derived number. Points
     * that differ in them alone are one design.
     */
    public List<String> idle() {
        var used = new HashSet<String>();
        for (String text : List.of(
                model,
                mapping,
                accelerator,
                sweep.map(Sweep::settings).orElse(""),
                quantizing.map(Quantizing::plan).orElse(""))) used.addAll(Template.names(text));
        // a derived number uses what stands before it
        List.copyOf(space.derived().entrySet()).reversed().forEach(d -> {
            if (used.contains(d.getKey())) used.addAll(d.getValue().names());
        });
        return space.parameters().stream()
                .map(Parameter::name)
                .filter(name -> !used.contains(name))
                .toList();
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
        if (search.method() == Method.EXHAUSTIVE && space.size() > search.budget())
            return "as the study says; the budget of " + search.budget() + " evaluations ends it before the last of "
                    + space.combinations() + " combinations unless rules reject the rest";
        if (search.method() != Method.AUTO) return "as the study says";
        return effectiveMethod() == Method.EXHAUSTIVE
                ? "every combination, because " + space.combinations() + " fit the budget of " + search.budget()
                : "because " + space.combinations() + " combinations exceed the budget of " + search.budget();
    }

    /** Returns the values that expressions over a point may name: parameters and figures. */
    public Map<String, Double> values(DesignPoint point, Outcome outcome) {
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
