package org.systole.explore;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Studies for tests: what a test does not say is as in a study of LeNet-5 without constraints, every point evaluated. */
public final class Studies {
    private final DesignSpace space;
    private String title = "test";
    private String accelerator = "";
    private List<Goal> goals = List.of();
    private List<Expression> constraints = List.of();
    private SearchPlan search = new SearchPlan(SearchPlan.Method.EXHAUSTIVE, 1_000_000, 1);
    private Fidelity fidelity = Fidelity.ANALYTICAL;
    private Optional<Study.Sweep> sweep = Optional.empty();

    private Studies(DesignSpace space) {
        this.space = space;
    }

    /** Returns the space of some parameters. */
    public static DesignSpace space(List<Parameter> parameters, String... rules) {
        return new DesignSpace(parameters, Map.of(), expressions(rules));
    }

    private static List<Expression> expressions(String... texts) {
        return Arrays.stream(texts).map(Expression::parse).toList();
    }

    /** Begins a study of these parameters. */
    public static Studies over(Parameter... parameters) {
        return over(space(List.of(parameters)));
    }

    /** Begins a study of a space. */
    public static Studies over(DesignSpace space) {
        return new Studies(space);
    }

    /** Says what it is called. */
    public Studies titled(String text) {
        title = text;
        return this;
    }

    /** Says what the points describe. */
    public Studies describing(String yaml) {
        accelerator = yaml;
        return this;
    }

    /** Says which KPIs are to be small. */
    public Studies minimizing(String... kpis) {
        goals = Arrays.stream(kpis).map(kpi -> new Goal(kpi, false)).toList();
        return this;
    }

    /** Says what must hold on the front. */
    public Studies where(String... expressions) {
        constraints = expressions(expressions);
        return this;
    }

    /** Says how points are chosen. */
    public Studies searched(SearchPlan plan) {
        search = plan;
        return this;
    }

    /** Says how closely points are looked at. */
    public Studies lookedAt(Fidelity closely) {
        fidelity = closely;
        return this;
    }

    /** Makes it a study of the settings of a search. */
    public Studies sweeping(Study.Sweep settings) {
        sweep = Optional.of(settings);
        return this;
    }

    /** Returns the study. */
    public Study study() {
        return new Study(
                title,
                "zoo:lenet-5",
                space,
                accelerator,
                "edp",
                goals,
                constraints,
                search,
                Optional.empty(),
                fidelity,
                sweep);
    }
}
