package org.systole.app.command;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.systole.app.CacheFolder;
import org.systole.app.Console;
import org.systole.app.RunRecords;
import org.systole.app.compile.QuantizedModel;
import org.systole.app.compile.SimulatedEvaluation;
import org.systole.app.evaluate.Description;
import org.systole.app.evaluate.Evaluations;
import org.systole.app.evaluate.Evaluations.Evaluated;
import org.systole.app.evaluate.ExploredPoint;
import org.systole.app.evaluate.ModelReference;
import org.systole.app.evaluate.NextSteps;
import org.systole.app.evaluate.Request;
import org.systole.app.evaluate.Runs;
import org.systole.app.explore.FinishedRun;
import org.systole.compile.CoreConfigs;
import org.systole.files.Json;
import org.systole.files.RunDirectory;
import org.systole.files.RunRecord;
import org.systole.mapping.MapperSettings;
import org.systole.report.HtmlReport;
import org.systole.report.LayersCsv;
import org.systole.report.Result;
import org.systole.report.ResultJson;
import org.systole.report.Screen;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Says what a network costs on an accelerator. */
@Command(
        name = "evaluate",
        header = "Says what a network costs on an accelerator.",
        description = {
            "Maps every layer, and shows cycles, latency, energy, area, traffic and utilization of one inference, layer by"
                    + " layer, and what bounds each."
        },
        footer = {
            "",
            "Examples:",
            "  systole evaluate model.onnx --accelerator gemmini-16",
            "  systole evaluate zoo:resnet-34 --accelerator my.yaml --objective latency -o run1",
            "  systole evaluate det.onnx --shape x=1x3x640x640 --accelerator gemmini-32 --json",
            "  systole evaluate kws.onnx --accelerator systole-core-16ws --witness simulated",
            "  systole evaluate front:1.0.2"
        })
public final class EvaluateCommand implements Callable<Integer> {
    static final String DEFAULT_ACCELERATOR = "gemmini-16";
    /** What {@code --witness simulated} leaves in a run directory. */
    static final String WITNESSES = "witnesses.json";

    /** What makes an explored point another one than its study's. */
    private static final List<String> OTHERWISE = List.of(
            "--accelerator",
            "--technology",
            "--objective",
            "--precision",
            "--shape",
            "--seed",
            "--deadline",
            "--without-weights");

    @Spec
    private CommandSpec spec;

    @Parameters(
            paramLabel = "MODEL",
            description =
                    "An ONNX file, zoo:NAME ('systole list models'), a SCALE-Sim topology (.csv), a run directory, or "
                            + "RUN:POINT of an exploration.")
    private String model;

    @Option(
            names = {"-a", "--accelerator"},
            paramLabel = "NAME|FILE",
            description = "A name of 'systole list accelerators', a YAML file or a SCALE-Sim .cfg; default: a run"
                    + " directory's own, else " + DEFAULT_ACCELERATOR + ".")
    private String accelerator;

    @Option(
            names = "--technology",
            paramLabel = "TECHNOLOGY",
            description = "A name of 'systole list technologies' or a YAML file; default: the accelerator's own.")
    private String technology;

    @Option(
            names = "--shape",
            paramLabel = "INPUT=SHAPE",
            description = "The shape of an input that the model leaves open, such as x=1x3x640x640; or an open size,"
                    + " tokens=128; or the value of an input of one element, rate:=16000; repeatable.")
    private List<String> shapes = new ArrayList<>();

    @Option(
            names = "--without-weights",
            description = "Reads the model even when the files beside it that hold its weights are missing.")
    private boolean withoutWeights;

    @Option(
            names = "--witness",
            paramLabel = "WITNESS",
            defaultValue = "analytical",
            description =
                    "Where figures come from: analytical, or simulated, which compiles the model for a Systole core,"
                            + " runs it cycle by cycle and shows the analytical model beside it; default ${DEFAULT-VALUE}.")
    private WitnessChoice witness;

    /** The witnesses of an evaluation. */
    enum WitnessChoice {
        analytical,
        simulated
    }

    @Mixin
    private SearchOptions search;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "DIR",
            description = "Writes a run directory: report.html, result.json, layers.csv, accelerator.yaml, run.json.")
    private Path output;

    @Option(names = "--force", description = "Writes into DIR even if it holds other files.")
    private boolean force;

    @Mixin
    private FormatOptions format;

    @Mixin
    private OutputOptions printing;

    /** Creates the command. */
    public EvaluateCommand() {}

    @Override
    public Integer call() {
        Console console = printing.console();
        if (accelerator == null) accelerator = defaultAccelerator(console);
        if (witness == WitnessChoice.simulated) return simulated(console);
        ModelReference reference = ModelReference.of(model, shapes, console.notes());
        if (withoutWeights) reference = reference.withoutWeights();
        var request =
                new Request(reference, accelerator, Optional.ofNullable(technology), settings(), search.precision());
        if (output != null && !force) RunDirectory.checkFree(output);
        var evaluations = new Evaluations(
                search.useCache() ? Optional.of(CacheFolder.open(console.notes())) : Optional.empty(), console.notes());
        Evaluated evaluated = studied(console, request).orElseGet(() -> evaluations.evaluate(request));
        print(console, request, evaluated);
        if (output != null) {
            Runs.write(output, force, RunRecords.arguments(spec), request, evaluated);
            if (!format.json() && !format.csv() && !console.isQuiet()) {
                console.line(
                        "Saved        " + output + "  (open " + output.resolve(HtmlReport.FILE) + " in a browser)");
            } else {
                console.note("saved in " + output);
            }
        }
        return 0;
    }

    /**
     * An explored point as its study evaluated it, its plan's widths included, unless the command line asks for something else or
     * what the run was made from has changed.
     */
    private Optional<Evaluated> studied(Console console, Request request) {
        var point = ExploredPoint.of(model);
        var given = spec.commandLine().getParseResult();
        if (point.isEmpty() || OTHERWISE.stream().anyMatch(given::hasMatchedOption)) return Optional.empty();
        FinishedRun run = FinishedRun.open(point.get().run());
        if (!RunDirectory.changes(run.record()).isEmpty()) return Optional.empty();
        Result result = run.prepared(console.notes()).detail(point.get().point());
        var description = Description.of(request.accelerator(), Optional.empty());
        var inputs = new ArrayList<>(List.of(request.model().input()));
        inputs.addAll(description.inputs());
        point.get().plan().ifPresent(plan -> inputs.add(RunRecord.Input.file("plan", plan)));
        return Optional.of(new Evaluated(result, description.text(), inputs, false));
    }

    /** An explored point is mapped as its study did, but for what the command line says. */
    private MapperSettings settings() {
        MapperSettings asked = search.settings();
        var point = ExploredPoint.of(model);
        if (point.isEmpty()) return asked;
        boolean own = spec.commandLine().getParseResult().hasMatchedOption("--objective");
        MapperSettings studied = point.get().settings();
        return asked.withBudget(studied.budget()).with(own ? asked.objective() : studied.objective());
    }

    private String defaultAccelerator(Console console) {
        var ofRun = ModelReference.accelerator(model);
        ofRun.ifPresent(name -> console.note("the accelerator is that of " + model + ": " + name));
        return ofRun.orElse(DEFAULT_ACCELERATOR);
    }

    private int simulated(Console console) {
        var description = Description.of(accelerator, Optional.ofNullable(technology));
        CoreConfigs.of(description.accelerator());
        if (output != null && !force) RunDirectory.checkFree(output);
        var request = new ModelOptions().of(model, shapes);
        QuantizedModel quantized = QuantizedModel.of(request, console.notes());
        var evaluation = SimulatedEvaluation.of(quantized.network(), description);
        if (format.json()) console.text(Json.pretty(evaluation.tree()));
        else console.lines(evaluation.lines(Screen.WIDTH, console.isVerbose()));
        if (output != null) save(console, quantized, description, evaluation);
        return 0;
    }

    private void save(
            Console console, QuantizedModel quantized, Description description, SimulatedEvaluation evaluation) {
        var inputs = new ArrayList<>(quantized.inputs());
        inputs.addAll(description.inputs());
        var record = RunRecords.begun("evaluate", RunRecords.arguments(spec), quantized.options(), Map.of(), inputs);
        try (var run = RunDirectory.begin(output, force, record)) {
            run.write(WITNESSES, Json.bytes(evaluation.tree()));
            run.complete();
        }
        console.note("saved in " + output);
    }

    private void print(Console console, Request request, Evaluated evaluated) {
        if (evaluated.cached()) console.detail("found in the cache");
        if (format.json()) {
            console.text(Json.pretty(ResultJson.tree(evaluated.result())));
        } else if (format.csv()) {
            console.text(LayersCsv.of(evaluated.result()));
        } else {
            console.lines(Screen.of(evaluated.result(), console.isVerbose()));
            if (!console.isQuiet()) console.lines(NextSteps.of(request, evaluated.result(), output));
        }
    }
}
