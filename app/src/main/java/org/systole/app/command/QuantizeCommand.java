package org.systole.app.command;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.systole.app.Console;
import org.systole.app.RunRecords;
import org.systole.app.evaluate.ModelReference;
import org.systole.app.quantize.ChoiceRun;
import org.systole.app.quantize.QuantizeRun;
import org.systole.data.DataSet;
import org.systole.data.PreparationCheck;
import org.systole.files.RunDirectory;
import org.systole.files.RunRecord;
import org.systole.graph.Graph;
import org.systole.onnx.OnnxWriter;
import org.systole.quantize.IntegerNetwork;
import org.systole.quantize.Plan;
import org.systole.quantize.PlanWriter;
import org.systole.quantize.Predictors;
import org.systole.quantize.QdqExport;
import org.systole.report.QuantizationHtml;
import org.systole.report.QuantizationListing;
import org.systole.report.Screen;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Quantizes a network after training and says what it costs. */
@Command(
        name = "quantize",
        header = "Quantizes a network after training, and says what it costs in accuracy.",
        description = {
            "Observes the float model on calibration samples, makes integers of its weights and values, and scores the float"
                    + " model and the integer reference on the other samples: accuracy before and after with the paired"
                    + " standard error, size, and for each layer signal to noise, range, saturation and accumulator bits.",
            "Samples that calibrate never score: without a calibration set of their own, every tenth sample calibrates."
        },
        footer = {
            "",
            "Examples:",
            "  systole quantize model.onnx --data data.yaml -o run1",
            "  systole quantize model.onnx --data data.yaml --weights 4 --method mse --learn-rounding -o run2",
            "  systole quantize model.onnx --data data.yaml --plan run1/plan.yaml -o run3",
            "  systole quantize model.onnx --data data.yaml --weights binary --export qonnx -o run5",
            "  systole quantize model.onnx --data data.yaml --choose 8,16 --max-drop 0.5 -o run4",
            "  systole quantize model.onnx --data data.yaml --choose 2,3,4,6,8 --budget weights_kib=12 -o run5",
            "  systole quantize model.onnx --data data.yaml --weights ternary --first-last 8 -o run6"
        })
public final class QuantizeCommand implements Callable<Integer> {
    private static final String MODEL_FILE = ModelReference.QUANTIZED;

    private static final String QONNX_FILE = "model.qonnx.onnx";

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "MODEL", description = "An ONNX file, zoo:NAME, or a run directory.")
    private String model;

    @Mixin
    private ShapeOptions shapes;

    @Mixin
    private DataOptions data;

    @Mixin
    private QuantizeOptions options;

    @Mixin
    private ChooseOptions choose;

    @Option(
            names = "--sweep",
            split = ",",
            paramLabel = "BITS",
            description =
                    "Also scores the network with weights of these widths throughout, for the chart of accuracy against"
                            + " size: 8,6,4.")
    private List<Integer> sweep = new ArrayList<>();

    @Option(
            names = {"-o", "--output"},
            paramLabel = "DIR",
            description =
                    "Writes a run directory: model.qdq.onnx, report.html, plan.yaml, result.json, layers.csv, run.json.")
    private Path output;

    @Option(
            names = "--export",
            paramLabel = "qdq|qonnx",
            defaultValue = "qdq",
            description =
                    "Which notations are written: qonnx writes model.qonnx.onnx (Quant, BipolarQuant) beside model.qdq.onnx"
                            + " (QuantizeLinear, DequantizeLinear); both are read back to the bit. Default qdq.")
    private Export export = Export.QDQ;

    @Option(names = "--force", description = "Writes into DIR even if it holds other files.")
    private boolean force;

    @Mixin
    private FormatOptions format;

    @Mixin
    private OutputOptions printing;

    /** Notations of a quantized model. */
    enum Export {
        QDQ,
        QONNX;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Creates the command. */
    public QuantizeCommand() {}

    @Override
    public Integer call() {
        Console console = printing.console();
        ModelReference reference = ModelReference.original(model, shapes.given(), console.notes());
        if (export == Export.QONNX && output == null)
            throw new CommandLine.ParameterException(spec.commandLine(), "--export qonnx needs -o DIR");
        if (output != null && !force) RunDirectory.checkFree(output);
        Graph graph = reference.graph();
        Plan plan = options.plan(spec.commandLine(), graph);
        DataSet set = data.read();
        ChoiceRun.Chosen chosen = null;
        if (choose.isGiven(spec.commandLine(), options)) {
            if (set.task() == DataSet.Task.REGRESSION || set.task() == DataSet.Task.DETECTION)
                throw new CommandLine.ParameterException(
                        spec.commandLine(),
                        "--choose counts samples that change their class; this data's task is "
                                + set.task().name().toLowerCase(Locale.ROOT));
            var request = choose.request(spec.commandLine(), reference);
            chosen = new ChoiceRun(console, data.threads()).choose(graph, set, plan, request);
            plan = chosen.plan();
        }
        try (var predictors = new Predictors()) {
            PreparationCheck.of(set, data.scoring(set), predictors.floats(graph), data.threads())
                    .ifPresent(suspicion -> console.warn("warning: " + data.file() + ": " + suspicion.text()));
        }
        var outcome = new QuantizeRun(console, data.threads()).run(graph, set, data.scoring(set), plan, sweep);
        if (output != null) write(reference, plan, outcome, chosen);
        if (format.json()) console.text(QuantizationListing.json(outcome.result()));
        else if (format.csv()) console.text(QuantizationListing.csv(outcome.result()));
        else console.lines(QuantizationListing.lines(outcome.result(), Screen.WIDTH));
        if (chosen != null && !format.json() && !format.csv()) console.lines(chosen.lines());
        else if (chosen != null) chosen.lines().forEach(console::note);
        String warning = chosen == null ? "" : ChoiceRun.warning(outcome.result(), choose.maxDrop());
        if (!warning.isEmpty()) console.warn("warning: " + warning);
        if (output != null) {
            String saved = output + "  (open report.html in a browser; plan.yaml can be edited and given back)";
            if (format.json() || format.csv()) console.note("saved in " + output);
            else console.line("Saved        " + saved);
        }
        return 0;
    }

    private void write(ModelReference reference, Plan plan, QuantizeRun.Outcome outcome, ChoiceRun.Chosen chosen) {
        var inputs = new ArrayList<RunRecord.Input>();
        inputs.add(reference.input());
        inputs.add(RunRecord.Input.file("data", data.file()));
        if (options.file() != null) inputs.add(RunRecord.Input.file("plan", options.file()));
        var record = RunRecords.begun(
                "quantize",
                RunRecords.arguments(spec),
                shapes.given().isEmpty() ? Map.of() : Map.of("shape", String.join("\n", shapes.given())),
                Map.of("quantization", plan.steps().seed()),
                inputs);
        Graph floats = outcome.quantized().graph();
        IntegerNetwork network = outcome.quantized().network();
        try (var run = RunDirectory.begin(output, force, record)) {
            run.write(MODEL_FILE, OnnxWriter.bytes(QdqExport.export(floats, network)));
            if (export == Export.QONNX) run.write(QONNX_FILE, OnnxWriter.bytes(QdqExport.qonnx(floats, network)));
            run.write("plan.yaml", PlanWriter.text(plan, QuantizeRun.comments(outcome.result())));
            run.write("layers.csv", QuantizationListing.csv(outcome.result()));
            run.write("result.json", QuantizationListing.json(outcome.result()));
            run.write(
                    QuantizationHtml.FILE,
                    QuantizationHtml.of(
                            outcome.result(),
                            chosen == null ? List.of() : chosen.sensitivities(),
                            chosen == null ? QuantizationHtml.Choices.NONE : chosen.front(),
                            outcome.points(),
                            String.join(" ", record.arguments())));
            if (chosen != null && !chosen.sensitivity().isEmpty()) run.write("sensitivity.csv", chosen.sensitivity());
            run.complete();
        }
    }
}
