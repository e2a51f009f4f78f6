package org.systole.explore;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.systole.problem.DidYouMean;
import org.systole.problem.Place;
import org.systole.problem.Problems;
import org.systole.yaml.FormatReader;
import org.systole.yaml.Sources;
import org.systole.yaml.YamlCode;
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

    /**
     * Returns the study of a text.
     *
     * @param label what messages call it
     * @param folder what the model's file is relative to
     */
    public static Study read(String label, byte[] bytes, Path folder) {
        var problems = new Problems();
        Optional<YamlObject> root = new FormatReader(StudyFormat.FORMAT, Sources.NONE).read(label, bytes, problems);
        problems.throwIfAny();
        return new StudyReader(root.orElseThrow()).study(folder);
    }

    /** Returns the study of a text whose model is relative to the current folder. */
    public static Study read(String label, byte[] bytes) {
        return read(label, bytes, Path.of("").toAbsolutePath());
    }

    private Study study(Path folder) {
        var parameters = new ArrayList<Parameter>();
        for (YamlObject o : root.objects("parameters")) {
            Optional<Expression> condition =
                    o.has("when") ? expression(o.text("when"), o.place("when"), known) : Optional.empty();
            ParameterReader.read(o, condition, problems).ifPresent(p -> {
                if (!known.add(p.name())) taken(o, "'" + p.name() + "' is the name of two parameters");
                parameters.add(p);
            });
        }
        Map<String, Expression> derived = derived();
        for (Parameter p : parameters)
            if (Kpis.NAMES.contains(p.name())) taken(root, "'" + p.name() + "' is the name of a KPI");
        List<Expression> rules = expressions("rules", known);
        var all = new HashSet<>(known);
        all.addAll(Kpis.NAMES);
        List<Expression> constraints = expressions("constraints", all);
        List<Goal> goals = goals();
        if (root.has("model"))
            Template.check(
                    root.text("model"),
                    Set.copyOf(parameters.stream().map(Parameter::name).toList()),
                    (message, fix) -> problems.add(ExploreProblem.EXPRESSION, root.place("model"), message, fix));
        policy(parameters);
        String subject = subject();
        String template = root.has(subject) ? root.text(subject) : "";
        Template.check(
                template,
                known,
                (message, fix) -> problems.add(ExploreProblem.EXPRESSION, root.place(subject), message, fix));
        problems.throwIfAny();
        String model = root.has("model") ? root.text("model") : root.text("study");
        var space = new DesignSpace(parameters, derived, rules);
        var study = new Study(
                root.text("title"),
                model.startsWith("zoo:")
                        ? model
                        : folder.resolve(model).normalize().toString(),
                space,
                subject.equals("accelerator") ? template : "",
                root.text("mapping"),
                goals,
                constraints,
                plan(root.object("search"), space, problems),
                quantizing(folder, goals, constraints),
                fidelity(root.object("fidelity")),
                sweep(folder));
        if (study.sweep().isPresent()) notEvolutionary(root.object("search"));
        problems.throwIfAny();
        return study;
    }

    /** A mapping policy that varies is a parameter of words that are policies. */
    private void policy(List<Parameter> parameters) {
        String mapping = root.text("mapping");
        if (!mapping.startsWith("${")) return;
        String name = mapping.substring(2, mapping.length() - 1).strip();
        boolean right = parameters.stream()
                .anyMatch(p ->
                        p.name().equals(name) && !p.words().isEmpty() && StudyFormat.POLICIES.containsAll(p.words()));
        if (!right)
            problems.add(
                    ExploreProblem.UNKNOWN_NAME,
                    root.place("mapping"),
                    "'" + name + "' is no parameter with words of " + String.join(", ", StudyFormat.POLICIES),
                    "add {name: " + name + ", words: [latency, energy]} to the parameters, or name one policy");
    }

    /** The random numbers of evolutionary searches are global: one that waits for others would wait forever. */
    private void notEvolutionary(YamlObject search) {
        String method = search.text("method");
        if (method.equals("nsga2") || method.equals("nsga3"))
            problems.add(
                    YamlCode.NOT_A_CHOICE,
                    search.place("method"),
                    method + " cannot search a study of search settings: the searches at its points may be evolutionary"
                            + " themselves",
                    "use auto, exhaustive, random, latin_hypercube or surrogate");
    }

    /** What the points describe: accelerators, or the settings of another study's search. */
    private String subject() {
        boolean hardware = root.has("model") && root.has("accelerator") && !root.has("study") && !root.has("settings");
        boolean search = root.has("study") && root.has("settings") && !root.has("model") && !root.has("accelerator");
        if (!hardware && !search)
            problems.add(
                    ExploreProblem.SUBJECT,
                    root.place(),
                    "a study has either model and accelerator or study and settings",
                    "give both of one pair");
        return search ? "settings" : "accelerator";
    }

    private Optional<Study.Sweep> sweep(Path folder) {
        if (!root.has("study")) return Optional.empty();
        return Optional.of(new Study.Sweep(
                folder.resolve(root.text("study")).normalize().toString(),
                root.text("settings"),
                root.count("runs"),
                root.count("mark")));
    }

    /**
     * Returns the search of a text, {@code systole: search/1}.
     *
     * @param label what messages call it
     * @param space what it searches
     * @throws org.systole.problem.SystoleException with all problems
     */
    static SearchPlan search(String label, byte[] bytes, DesignSpace space) {
        var problems = new Problems();
        var root = new FormatReader(StudyFormat.SEARCH_FORMAT, Sources.NONE).read(label, bytes, problems);
        problems.throwIfAny();
        SearchPlan plan = plan(root.orElseThrow(), space, problems);
        if (root.orElseThrow().has("time_s"))
            problems.add(
                    ExploreProblem.SUBJECT,
                    root.orElseThrow().place("time_s"),
                    "a search whose settings are explored has no time limit: where it ends would depend on the machine",
                    "limit it by 'budget'");
        problems.throwIfAny();
        return plan;
    }

    /** Each may use what stands before it. */
    private Map<String, Expression> derived() {
        var derived = new LinkedHashMap<String, Expression>();
        root.map("derived", String.class)
                .forEach((name, text) -> expression(text, root.place("derived"), known)
                        .ifPresent(expression -> {
                            if (!known.add(name) || Kpis.NAMES.contains(name))
                                taken(root, "'" + name + "' is the name of a parameter or a KPI");
                            derived.put(name, expression);
                        }));
        return derived;
    }

    private Optional<Study.Quantizing> quantizing(Path folder, List<Goal> goals, List<Expression> constraints) {
        boolean wanted = goals.stream().anyMatch(g -> Kpis.QUANTIZED.contains(g.kpi()))
                || constraints.stream().anyMatch(c -> c.names().stream().anyMatch(Kpis.QUANTIZED::contains));
        boolean given = root.has("data") && root.has("quantization");
        if (wanted && !given || root.has("data") != root.has("quantization"))
            problems.add(
                    ExploreProblem.NO_ACCURACY,
                    root.place(),
                    "the KPIs " + String.join(" and ", Kpis.QUANTIZED) + " need both data and quantization",
                    "add 'data: FILE' and 'quantization: |' with a plan, or leave them out");
        if (!given) return Optional.empty();
        String plan = root.text("quantization");
        Template.check(
                plan,
                known,
                (message, fix) -> problems.add(ExploreProblem.EXPRESSION, root.place("quantization"), message, fix));
        return Optional.of(
                new Study.Quantizing(folder.resolve(root.text("data")).toString(), plan));
    }

    private Fidelity fidelity(YamlObject o) {
        if (o.has("layers") && o.has("largest"))
            problems.add(
                    ExploreProblem.FIDELITY,
                    o.place(),
                    "layers and largest both say which layers the search looks at",
                    "keep one of them");
        return new Fidelity(
                o.texts("layers"),
                o.has("largest") ? o.count("largest") : 0,
                o.text("front").equals("simulated"),
                o.real("within_percent"));
    }

    private void taken(YamlObject o, String what) {
        problems.add(ExploreProblem.NAME_TAKEN, o.place(), what, "give the parameter another name");
    }

    private static SearchPlan plan(YamlObject search, DesignSpace space, Problems problems) {
        var starts = new ArrayList<DesignPoint>();
        for (String text : search.texts("start"))
            start(text, search.place("start"), space, problems).ifPresent(starts::add);
        return new SearchPlan(
                SearchPlan.Method.valueOf(search.text("method").toUpperCase(Locale.ROOT)),
                search.whole("budget"),
                search.has("time_s") ? search.real("time_s") : 0,
                search.whole("seed"),
                search.has("population") ? search.count("population") : 0,
                starts,
                new SearchSettings(
                        search.real("local"),
                        search.has("crossover") ? search.real("crossover") : Double.NaN,
                        search.has("mutation") ? search.real("mutation") : Double.NaN,
                        search.truth("corners")));
    }

    private static Optional<DesignPoint> start(String text, Place place, DesignSpace space, Problems problems) {
        int[] indices = new int[space.parameters().size()];
        for (String part : text.split(",")) {
            if (!set(indices, part.split("=", -1), space)) {
                problems.add(
                        ExploreProblem.UNKNOWN_NAME,
                        place,
                        "'" + part.strip() + "' is no value of a parameter",
                        "write NAME=VALUE with one of the values that the study gives the parameter");
                return Optional.empty();
            }
        }
        return Optional.of(space.canonical(DesignPoint.of(indices)));
    }

    /** Sets a parameter's value, or that of all whose names begin alike. */
    private static boolean set(int[] indices, String[] sides, DesignSpace space) {
        if (sides.length != 2) return false;
        String name = sides[0].strip();
        boolean found = false;
        for (int i = 0; i < indices.length; i++) {
            Parameter p = space.parameters().get(i);
            boolean meant = name.endsWith("*")
                    ? p.name().startsWith(name.substring(0, name.length() - 1))
                    : p.name().equals(name);
            if (!meant) continue;
            indices[i] = p.indexOf(sides[1].strip());
            if (indices[i] < 0) return false;
            found = true;
        }
        return found;
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
            for (String name : expression.names()) if (!names.contains(name)) unknown(name, text, place, names);
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

    /** A KPI, rightly written or nearly, where only parameters are known is a constraint among the rules. */
    private void unknown(String name, String text, Place place, Set<String> names) {
        List<String> known = names.stream().sorted().toList();
        boolean kpi = DidYouMean.nearest(name, known).isEmpty()
                && DidYouMean.nearest(name, Kpis.NAMES).isPresent();
        String meant = Kpis.NAMES.contains(name) ? "" : DidYouMean.hint(name, kpi ? Kpis.NAMES : known);
        problems.add(
                ExploreProblem.UNKNOWN_NAME,
                place,
                "'" + name + "' in \"" + text + "\" is none of " + String.join(", ", known) + meant,
                kpi
                        ? "KPIs are known after an evaluation only: write it under 'constraints'"
                        : "use one of these names");
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
