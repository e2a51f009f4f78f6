package org.systole.app.explore;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.systole.app.Build;
import org.systole.app.Launcher;
import org.systole.app.ShellWord;
import org.systole.app.Version;
import org.systole.compile.CoreModel;
import org.systole.explore.DesignPoint;
import org.systole.explore.Exploration;
import org.systole.explore.Fidelity;
import org.systole.explore.FidelityStage;
import org.systole.explore.NetworkPoints;
import org.systole.explore.PointEvaluator;
import org.systole.explore.PointExecutor;
import org.systole.explore.QuantizedPoints;
import org.systole.explore.SearchPlan;
import org.systole.explore.StagedExploration;
import org.systole.explore.Store;
import org.systole.explore.Study;
import org.systole.files.ContentHash;
import org.systole.files.Json;
import org.systole.files.RunDirectory;
import org.systole.files.RunRecord;
import org.systole.hardware.AcceleratorReader;
import org.systole.hardware.Accelerators;
import org.systole.mapping.MapperSettings;
import org.systole.mapping.Objective;
import org.systole.problem.SystoleException;
import org.systole.report.ExplorationResult;
import org.systole.report.HtmlExploration;
import org.systole.report.PointCommands;
import org.systole.report.Result;
import org.systole.report.Result.ModelFacts;
import org.systole.report.Results;

/** A study with its model read, ready to be explored. */
public final class PreparedStudy {
    /** Nodes that the mapper looks at for a layer unless the user says otherwise. */
    public static final int EFFORT = 2_000;

    private final Study study;
    private final String text;
    private final List<RunRecord.Input> inputs;
    private final MapperSettings settings;
    private final NetworkPoints points;
    private final PointEvaluator evaluator;
    private final List<FidelityStage> stages;
    private final String id;
    private final Map<String, ModelFacts> facts;

    private PreparedStudy(StudyRecipe.Prepared ready, byte[] bytes, RunRecord.Input file, long budget) {
        this.study = budget > 0 ? ready.study().with(ready.study().search().withBudget(budget)) : ready.study();
        this.text = new String(bytes, StandardCharsets.UTF_8);
        this.inputs = new ArrayList<>(List.of(file));
        this.inputs.addAll(ready.inputs());
        this.settings = ready.settings();
        this.points = ready.points();
        this.evaluator = ready.evaluator();
        this.stages = ready.stages();
        this.facts = ready.facts();
        this.id = ContentHash.of(
                study.toString(), ready.modelHash(), settings.toString(), Build.fingerprint(), ready.dataHash());
    }

    /**
     * Reads a study and its model.
     *
     * @param file the study
     * @param effort nodes that the mapper looks at for a layer
     * @param budget the most evaluations of the search, 0 for the study's own
     * @throws org.systole.problem.SystoleException with all problems of the study or the model
     */
    public static PreparedStudy of(Path file, long effort, long budget, Consumer<String> notes) {
        byte[] bytes = RunDirectory.bytes(file);
        Path absolute = file.toAbsolutePath().normalize();
        var input = RunRecord.Input.file("study", file);
        StudyRecipe.Prepared ready = StudyRecipe.prepare(absolute, effort, notes);
        DescriptionCheck.check(
                file.toString(),
                new String(bytes, StandardCharsets.UTF_8),
                ready.study(),
                Optional.of(ready.evaluator())
                        .filter(QuantizedPoints.class::isInstance)
                        .map(QuantizedPoints.class::cast));
        List<String> idle = ready.study().idle();
        if (!idle.isEmpty())
            notes.accept(
                    "no description names " + String.join(", ", idle)
                            + ": points that differ in nothing else are one design, which is evaluated once and counted each time");
        return new PreparedStudy(ready, bytes, input, budget);
    }

    /** Returns a study with its own budget, otherwise as {@link #of(Path, long, long, Consumer)}. */
    public static PreparedStudy of(Path file, long effort, Consumer<String> notes) {
        return of(file, effort, 0, notes);
    }

    /** Returns the study. */
    public Study study() {
        return study;
    }

    /** Returns the study's file. */
    public String text() {
        return text;
    }

    /** Returns the files that were read. */
    public List<RunRecord.Input> inputs() {
        return List.copyOf(inputs);
    }

    /** Returns how points are evaluated. */
    public PointEvaluator points() {
        return evaluator;
    }

    /** Returns the closer looks that follow the search. */
    List<FidelityStage> stages() {
        return List.copyOf(stages);
    }

    /** Returns the name under which the store knows the study. */
    public String id() {
        return id;
    }

    /** Returns whether a point's accelerator is a Systole core, which can be compiled for, simulated and generated. */
    public boolean isCore(DesignPoint point) {
        if (study.sweep().isPresent()) return false;
        try {
            return CoreModel.isCore(new AcceleratorReader(Accelerators.SOURCES)
                    .read("accelerator", study.description(point).getBytes(StandardCharsets.UTF_8)));
        } catch (SystoleException e) {
            return false;
        }
    }

    /** Returns the result of a point, down to layers. */
    public Result detail(DesignPoint point) {
        var detail = points.detail(point);
        return Results.of(
                detail.cost(),
                facts.get(study.model(point)),
                detail.workload(),
                detail.accelerator(),
                detail.costs(),
                settings.with(Objective.valueOf(study.mapping(point).toUpperCase(Locale.ROOT))),
                List.of());
    }

    /** Returns the layers of the points that a page shows them of. */
    public Map<DesignPoint, Result> details(ExplorationResult result) {
        if (study.sweep().isPresent()) return Map.of();
        if (result.front().isEmpty()) return Map.of();
        int layers = detail(result.front().getFirst()).layers().size();
        List<DesignPoint> chosen = HtmlExploration.detailed(result, layers);
        List<Result> found = chosen.parallelStream().map(this::detail).toList();
        var details = new LinkedHashMap<DesignPoint, Result>();
        for (int i = 0; i < chosen.size(); i++) details.put(chosen.get(i), found.get(i));
        return details;
    }

    /**
     * Returns how a page of a run names its points in commands; they have no names in a study of search settings.
     *
     * @param folder the run directory; absent for a page that lies in it
     */
    public Optional<PointCommands> commands(Optional<Path> folder, ExplorationResult result) {
        if (study.sweep().isPresent() || result.front().isEmpty()) return Optional.empty();
        return Optional.of(new PointCommands(
                Launcher.name(),
                folder.map(ShellWord::of).orElse(""),
                isCore(result.front().getFirst())));
    }

    /** Returns how each point is mapped, for people. */
    public String policy() {
        return String.format(
                Locale.ROOT,
                "every point anew%s, for least %s; %,d nodes of the search a layer, seed %d%s%s",
                points.sharesMappings()
                        ? " (those that differ in the clock alone once for all clocks at which actions cost the same)"
                        : "",
                study.policies().size() == 1
                        ? study.mapping()
                        : String.join(" or ", study.policies()) + " as the point says",
                settings.budget(),
                settings.seed(),
                settings.bypass() ? ", operands may pass by memories" : "",
                settings.keepMaps() ? ", feature maps may stay on the chip" : "");
    }

    /** Returns sentences about how results come about. */
    public List<String> facts() {
        return List.of(
                "Model " + String.join(", ", study.models()),
                "Mapping: " + policy(),
                "Search: " + study.effectiveMethod().name().toLowerCase(Locale.ROOT) + ", " + study.reason() + "; seed "
                        + study.search().seed(),
                "Systole " + Version.current()
                        + (Build.fingerprint().isEmpty() ? "" : ", build " + Build.fingerprint()),
                witness());
    }

    private String witness() {
        Fidelity fidelity = study.fidelity();
        String search = fidelity.isPartial()
                ? "the analytical witness over a part of the layers ("
                        + (fidelity.largest() > 0
                                ? "the " + fidelity.largest() + " of the most multiply-accumulates"
                                : String.join(", ", fidelity.layers()))
                        + ")"
                : "the analytical witness";
        if (fidelity.stages().isEmpty()) return "Figures are those of " + search;
        String within = fidelity.withinPercent() > 0
                ? String.format(Locale.ROOT, "the front and points within %s %% of it were", fidelity.withinPercent())
                : "the front was";
        return "The search's figures are those of " + search + "; " + within + " looked at again: "
                + String.join(", then ", fidelity.stages())
                + ". A point that the search put further behind was not, unless none of those before it can be built";
    }

    /**
     * Begins or goes on with the run, and tells the store where its evaluations come from.
     *
     * @param executor evaluates the points of the search
     * @param here evaluates on this machine those that are looked at more closely
     */
    public StagedExploration begin(
            Store store, PointExecutor executor, PointExecutor here, Consumer<Exploration> progress) {
        store.describe(id, Json.compact(provenance("search")));
        return new StagedExploration(
                new Exploration(study, evaluator, store, id, executor, progress), stages, (name, closer, points) -> {
                    store.describe(stageId(id, name), Json.compact(provenance(name)));
                    // a stage's points are chosen already
                    Study chosen = study.with(new SearchPlan(
                            SearchPlan.Method.EXHAUSTIVE, points, study.search().seed()));
                    return new Exploration(chosen, closer, store, stageId(id, name), here, progress);
                });
    }

    /** Returns the name under which the store knows a stage of a study. */
    static String stageId(String id, String stage) {
        return ContentHash.of(id, stage);
    }

    private Map<String, Object> provenance(String stage) {
        var tree = new LinkedHashMap<String, Object>();
        tree.put("stage", stage);
        tree.put("study", text);
        tree.put("version", Version.current());
        // models of cost and their tables are in the archives that the build names
        tree.put("build", Build.fingerprint());
        tree.put("mapper", settings.withThreads(1).toString());
        tree.put("seed", study.search().seed());
        tree.put(
                "inputs",
                inputs.stream()
                        .map(i -> Map.of("role", i.role(), "name", i.name(), "sha256", i.sha256()))
                        .toList());
        return tree;
    }

    /** Returns what a run found. */
    public ExplorationResult result(StagedExploration run, boolean complete) {
        return new ExplorationResult(
                study, run.search().outcomes(), run.outcomes(), run.search().rejected(), facts(), complete);
    }
}
