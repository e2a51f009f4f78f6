package org.systole.app.command;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.systole.app.CacheFolder;
import org.systole.app.Console;
import org.systole.app.explore.StudyRecipe;
import org.systole.explore.AnalyticalPoints;
import org.systole.explore.Exploration;
import org.systole.explore.ExploreProblem;
import org.systole.explore.Goal;
import org.systole.explore.Kpis;
import org.systole.explore.LocalExecutor;
import org.systole.explore.Outcome;
import org.systole.explore.PointExecutor;
import org.systole.explore.Store;
import org.systole.explore.Study;
import org.systole.files.ContentHash;
import org.systole.files.Json;
import org.systole.problem.Place;
import org.systole.problem.Problem;
import org.systole.problem.SystoleException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Finds the best points of a design space. */
@Command(
        name = "explore",
        header = "Finds the best designs of a study.",
        description = {
            "Evaluates design points of STUDY, each mapped anew, and prints the Pareto front. Every evaluation is saved before"
                    + " it counts: the same command goes on where an interrupted one was, and never evaluates a point twice."
        },
        footer = {
            "",
            "Examples:",
            "  systole explore studies/resnet34-gemmini.yaml -o run1",
            "  systole explore study.yaml --estimate"
        })
public final class ExploreCommand implements Callable<Integer> {
    @Parameters(paramLabel = "STUDY", description = "A study.yaml ('systole schema study').")
    private Path file;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "DIR",
            description = "Where points.csv and front.json go, and the store unless --store names another.")
    private Path output;

    @Option(
            names = "--store",
            paramLabel = "FILE",
            description = "The journal of evaluations, shared between studies; DIR/store.db, or one in the cache.")
    private Path storeFile;

    @Option(names = "--estimate", description = "Says how large the space is and how long it will take, and stops.")
    private boolean estimate;

    @Option(names = "--threads", paramLabel = "N", description = "Evaluations at the same time in this process; all cores otherwise. In a cluster 0 is possible.")
    private int threads = Runtime.getRuntime().availableProcessors();

    @Option(
            names = "--effort",
            paramLabel = "N",
            defaultValue = "20000",
            description = "Nodes the mapper looks at for a layer.")
    private long effort = 20_000;

    @Option(names = "--json", description = "Prints JSON.")
    private boolean json;

    @Mixin
    private ClusterOptions cluster;

    @Mixin
    private OutputOptions printing;

    private long started;
    private long shown;

    /** Creates the command. */
    public ExploreCommand() {}

    @Override
    public Integer call() throws java.io.IOException {
        Console console = printing.console();
        StudyRecipe.Prepared prepared = StudyRecipe.prepare(file, effort, console::note);
        Study study = prepared.study();
        AnalyticalPoints points = prepared.points();
        describe(console, study);
        if (estimate) return estimate(console, study, points);
        if (output != null) Files.createDirectories(output);
        started = System.nanoTime();
        String id = ContentHash.of(
                study.toString(), prepared.modelHash(), prepared.settings().toString());
        try (Store store = Store.open(storePath(console));
                PointExecutor executor = executor(console, points)) {
            var exploration = new Exploration(study, points, store, id, executor, e -> progress(console, e));
            exploration.run();
            report(console, exploration, points);
        }
        return 0;
    }

    private PointExecutor executor(Console console, AnalyticalPoints points) {
        if (!cluster.isAsked()) return new LocalExecutor(points, threads);
        byte[] recipe = StudyRecipe.of(file, effort).bytes();
        return ClusterOptions.engine().coordinate(cluster.settings(threads), recipe, points, console::note);
    }

    private Path storePath(Console console) throws java.io.IOException {
        if (storeFile != null) return storeFile;
        if (output != null) return output.resolve("store.db");
        Path folder = CacheFolder.current();
        Files.createDirectories(folder);
        return folder.resolve("explorations.db");
    }

    private void describe(Console console, Study study) {
        if (json) return;
        console.line(study.title());
        console.line("");
        console.line("Model        " + study.model());
        console.line("Space        " + study.space().size() + " combinations of "
                + String.join(
                        ", ",
                        study.space().parameters().stream()
                                .map(p -> p.name() + " (" + p.values().size() + ")")
                                .toList()));
        console.line("Objectives   "
                + String.join(", ", study.goals().stream().map(Goal::toString).toList()));
        if (!study.constraints().isEmpty())
            console.line("Constraints  "
                    + String.join(
                            "; ",
                            study.constraints().stream().map(Object::toString).toList()));
        console.line("Search       " + study.effectiveMethod().name().toLowerCase(Locale.ROOT) + ", at most "
                + study.budget() + " evaluations, seed " + study.seed() + "; every point mapped for "
                + study.mapping());
    }

    private Integer estimate(Console console, Study study, AnalyticalPoints points) {
        long size = study.space().size(), valid = 0, sampled = Math.min(size, 100_000), first = -1;
        for (long i = 0; i < sampled; i++) {
            long point = (long) ((double) i / sampled * size);
            if (study.space().broken(point) >= 0) continue;
            if (first < 0) first = point;
            valid++;
        }
        console.line(String.format(
                Locale.ROOT,
                "Valid        %s%d points satisfy the rules",
                sampled < size ? "about " : "",
                valid * size / sampled));
        if (first < 0) return 0;
        long start = System.nanoTime();
        points.evaluate(first);
        double seconds = (System.nanoTime() - start) / 1e9;
        double total = seconds * Math.min(valid * size / sampled, study.budget()) / threads;
        console.line(String.format(
                Locale.ROOT,
                "Time         one evaluation took %.2f s, cold; the study at most about %.0f s on %d threads",
                seconds,
                total,
                threads));
        return 0;
    }

    private void progress(Console console, Exploration e) {
        long now = System.nanoTime();
        if (now - shown < 10_000_000_000L || console.isQuiet()) return;
        shown = now;
        double seconds = (now - started) / 1e9;
        console.note(String.format(
                Locale.ROOT,
                "%d of at most %d points, %.1f new evaluations/s, front %d",
                e.outcomes().size(),
                Math.min(e.study().budget(), e.study().space().size()),
                e.fresh() / seconds,
                e.front().size()));
    }

    private void report(Console console, Exploration e, AnalyticalPoints points) throws java.io.IOException {
        List<Long> front = e.front();
        if (front.isEmpty())
            throw new SystoleException(Problem.of(
                    ExploreProblem.NO_POINT,
                    Place.file(file.toString()),
                    "none of " + e.outcomes().size() + " evaluated points satisfies the constraints",
                    "loosen a constraint or widen a parameter"));
        Object tree = tree(e, front);
        if (output != null) {
            org.systole.files.AtomicFile.write(
                    output.resolve("points.csv"), csv(e).getBytes(java.nio.charset.StandardCharsets.UTF_8));
            org.systole.files.AtomicFile.write(output.resolve("front.json"), Json.bytes(tree));
            for (long point : front)
                org.systole.files.AtomicFile.write(
                        output.resolve("point-" + point + ".yaml"),
                        points.description(point).getBytes(java.nio.charset.StandardCharsets.UTF_8));
        }
        if (json) {
            console.text(Json.pretty(tree));
            return;
        }
        table(console, e, front);
    }

    private void table(Console console, Exploration e, List<Long> front) {
        long refused =
                e.outcomes().values().stream().filter(o -> !o.isEvaluated()).count();
        long feasible = e.outcomes().keySet().stream().filter(e::isFeasible).count();
        console.line("");
        console.line(String.format(
                Locale.ROOT,
                "%d points evaluated (%d now, %d known), %d refused by the mapper or the format, %d satisfy the constraints, %d on"
                        + " the front",
                e.outcomes().size(),
                e.fresh(),
                e.outcomes().size() - e.fresh(),
                refused,
                feasible,
                front.size()));
        e.rejected().forEach((rule, count) -> console.line("  " + count + " combinations break the rule " + rule));
        console.line("");
        var header = new StringBuilder();
        for (var p : e.study().space().parameters()) header.append(String.format(Locale.ROOT, "%16s", p.name()));
        for (String kpi : shownKpis(e.study())) header.append(String.format(Locale.ROOT, "%17s", kpi));
        console.line(header.toString());
        for (long point : front) {
            var line = new StringBuilder();
            e.study().space().texts(point).values().forEach(t -> line.append(String.format(Locale.ROOT, "%16s", t)));
            for (String kpi : shownKpis(e.study()))
                line.append(String.format(
                        Locale.ROOT, "%17.4g", e.outcomes().get(point).kpis().getOrDefault(kpi, Double.NaN)));
            console.line(line.toString());
        }
        if (output != null) {
            console.line("");
            console.line("Saved        " + output + "  (points.csv, front.json, point-*.yaml)");
            console.line("Next         systole evaluate " + e.study().model() + " -a "
                    + output.resolve("point-" + front.getFirst() + ".yaml"));
        }
    }

    private static List<String> shownKpis(Study study) {
        var kpis =
                new ArrayList<>(study.goals().stream().map(Goal::kpi).distinct().toList());
        for (String kpi : List.of("latency_ms", "energy_mj", "area_mm2")) if (!kpis.contains(kpi)) kpis.add(kpi);
        return kpis;
    }

    private static String csv(Exploration e) {
        var text = new StringBuilder("point");
        for (var p : e.study().space().parameters()) text.append(',').append(p.name());
        for (String kpi : Kpis.NAMES) text.append(',').append(kpi);
        text.append(",feasible,front,refusal\n");
        var front = new java.util.HashSet<>(e.front());
        for (Map.Entry<Long, Outcome> entry : e.outcomes().entrySet()) {
            long point = entry.getKey();
            text.append(point);
            e.study()
                    .space()
                    .texts(point)
                    .values()
                    .forEach(t -> text.append(',').append(t));
            for (String kpi : Kpis.NAMES) {
                Double value = entry.getValue().kpis().get(kpi);
                text.append(',').append(value == null ? "" : value.toString());
            }
            String refusal = entry.getValue().refusal().replace("\"", "\"\"");
            text.append(',')
                    .append(e.isFeasible(point))
                    .append(',')
                    .append(front.contains(point))
                    .append(",\"")
                    .append(refusal)
                    .append("\"\n");
        }
        return text.toString();
    }

    private static Object tree(Exploration e, List<Long> front) {
        var rows = new ArrayList<Object>();
        for (long point : front) {
            var row = new LinkedHashMap<String, Object>();
            row.put("point", point);
            row.put("parameters", new LinkedHashMap<>(e.study().space().texts(point)));
            var kpis = new LinkedHashMap<String, Object>();
            e.outcomes().get(point).kpis().forEach(kpis::put);
            row.put("kpis", kpis);
            row.put("witness", "analytical");
            rows.add(row);
        }
        var tree = new LinkedHashMap<String, Object>();
        tree.put("schema", "systole/front/1");
        tree.put("title", e.study().title());
        tree.put("evaluated", (long) e.outcomes().size());
        tree.put("front", rows);
        return tree;
    }
}
