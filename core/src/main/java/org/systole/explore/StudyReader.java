package org.systole.explore;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.systole.problem.Place;
import org.systole.problem.Problems;
import org.systole.yaml.FormatReader;
import org.systole.yaml.Sources;
import org.systole.yaml.YamlObject;

/** Reads {@code systole: study/1} files. */
public final class StudyReader {
    private final Problems problems = new Problems();
    private final YamlObject root;
    private final Set<String> known = new HashSet<>();

    private StudyReader(YamlObject root) {
        this.root = root;
    }

    /**
     * Returns the study of a file.
     *
     * @throws org.systole.problem.SystoleException with all problems, each with file:line:column
     */
    public static Study read(Path file) {
        var problems = new Problems();
        Optional<YamlObject> root = new FormatReader(StudyFormat.FORMAT, Sources.NONE).read(file, problems);
        problems.throwIfAny();
        return new StudyReader(root.orElseThrow()).study(file.toAbsolutePath().getParent());
    }

    /** Returns the study of a text; {@code label} is what messages call it. */
    public static Study read(String label, byte[] bytes) {
        var problems = new Problems();
        Optional<YamlObject> root = new FormatReader(StudyFormat.FORMAT, Sources.NONE).read(label, bytes, problems);
        problems.throwIfAny();
        return new StudyReader(root.orElseThrow()).study(Path.of("").toAbsolutePath());
    }

    private Study study(Path folder) {
        var parameters = new ArrayList<Parameter>();
        for (YamlObject o : root.objects("parameters")) parameter(o).ifPresent(parameters::add);
        for (Parameter p : parameters)
            if (Kpis.NAMES.contains(p.name()))
                problems.add(
                        ExploreProblem.NAME_TAKEN,
                        root.place("parameters"),
                        "'" + p.name() + "' is the name of a KPI",
                        "give the parameter another name");
        parameters.forEach(p -> known.add(p.name()));
        List<Expression> rules = expressions("rules", known);
        var all = new HashSet<>(known);
        all.addAll(Kpis.NAMES);
        List<Expression> constraints = expressions("constraints", all);
        List<Goal> goals = goals();
        String template = root.text("accelerator");
        Template.check(
                template,
                known,
                (message, fix) -> problems.add(ExploreProblem.EXPRESSION, root.place("accelerator"), message, fix));
        problems.throwIfAny();
        YamlObject search = root.find("search").orElse(null);
        String model = root.text("model");
        return new Study(
                root.text("title"),
                model.startsWith("zoo:") ? model : folder.resolve(model).toString(),
                new DesignSpace(parameters, rules),
                template,
                root.text("mapping"),
                goals,
                constraints,
                Study.Method.valueOf((search == null ? "auto" : search.text("method")).toUpperCase(Locale.ROOT)),
                search == null ? 10_000 : search.whole("budget"),
                search == null ? 1 : search.whole("seed"));
    }

    private Optional<Parameter> parameter(YamlObject o) {
        String name = o.text("name");
        var values = new ArrayList<Double>();
        List<String> words = o.texts("words");
        int given = 0;
        for (String key : List.of("values", "words", "powers_of_two", "range")) if (o.has(key)) given++;
        if (given != 1) {
            problems.add(
                    ExploreProblem.NO_VALUES,
                    o.place(),
                    "the parameter '" + name + "' has " + given + " of values, words, powers_of_two and range",
                    "give exactly one of them");
            return Optional.empty();
        }
        values.addAll(o.reals("values"));
        for (int i = 0; i < words.size(); i++) values.add((double) i);
        o.find("powers_of_two").ifPresent(p -> {
            for (long v = p.whole("from"); v <= p.whole("to"); v *= 2) values.add((double) v);
        });
        o.find("range").ifPresent(r -> range(r, values));
        if (values.isEmpty()) {
            problems.add(
                    ExploreProblem.NO_VALUES,
                    o.place(),
                    "the parameter '" + name + "' begins above its end",
                    "let from be at most to");
            return Optional.empty();
        }
        return Optional.of(new Parameter(name, values, words));
    }

    private static void range(YamlObject r, List<Double> values) {
        double from = r.real("from"), to = r.real("to"), step = r.real("step");
        for (int i = 0; i <= 1_000_000 && from + i * step <= to + 1e-9 * step; i++) values.add(from + i * step);
    }

    private List<Expression> expressions(String key, Set<String> names) {
        var expressions = new ArrayList<Expression>();
        for (String text : root.texts(key))
            expression(text, root.place(key), names).ifPresent(expressions::add);
        return expressions;
    }

    private Optional<Expression> expression(String text, Place place, Set<String> names) {
        try {
            Expression expression = Expression.parse(text);
            for (String name : expression.names())
                if (!names.contains(name))
                    problems.add(
                            ExploreProblem.UNKNOWN_NAME,
                            place,
                            "'" + name + "' in \"" + text + "\" is none of "
                                    + String.join(", ", names.stream().sorted().toList()),
                            "use one of these names");
            return Optional.of(expression);
        } catch (IllegalArgumentException e) {
            problems.add(
                    ExploreProblem.EXPRESSION,
                    place,
                    e.getMessage(),
                    "write for example: accumulator_kib <= scratchpad_kib");
            return Optional.empty();
        }
    }

    private List<Goal> goals() {
        var goals = new ArrayList<Goal>();
        for (YamlObject o : root.objects("objectives")) {
            if (o.has("minimize") == o.has("maximize"))
                problems.add(
                        ExploreProblem.UNKNOWN_NAME,
                        o.place(),
                        "an objective is either minimize or maximize",
                        "write {minimize: KPI} or {maximize: KPI}");
            else
                goals.add(o.has("minimize") ? new Goal(o.text("minimize"), false) : new Goal(o.text("maximize"), true));
        }
        return goals;
    }
}
