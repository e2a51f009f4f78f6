package org.systole.app.command;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.systole.app.Console;
import org.systole.app.Progress;
import org.systole.app.evaluate.ModelReference;
import org.systole.data.Accuracy;
import org.systole.data.DataSet;
import org.systole.data.PreparationCheck;
import org.systole.data.Score;
import org.systole.files.Json;
import org.systole.graph.Graph;
import org.systole.quantize.Calibration;
import org.systole.quantize.Predictors;
import org.systole.quantize.QdqImport;
import org.systole.quantize.QuantizationSettings;
import org.systole.quantize.Quantizer;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Says how accurate a network is on data. */
@Command(
        name = "accuracy",
        header = "Says how accurate a network is on data.",
        description = {
            "Runs every sample that does not calibrate, and gives the score with its standard error: of the float model under"
                    + " ONNX Runtime, or of its integer reference after post-training quantization."
        },
        footer = {
            "",
            "Examples:",
            "  systole accuracy model.onnx --data data.yaml",
            "  systole accuracy model.onnx --data data.yaml --witness integer --weights 4",
            "  systole accuracy kws.onnx --data examples/data/kws01.yaml --data-root FOLDER_OF_THE_DATA"
        })
public final class AccuracyCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "MODEL", description = "An ONNX file or zoo:NAME.")
    private String model;

    @Mixin
    private ShapeOptions shapes;

    @Option(
            names = "--witness",
            paramLabel = "float|integer",
            defaultValue = "float",
            description = "Which run is scored; default ${DEFAULT-VALUE}.")
    private Witness witness = Witness.FLOAT;

    @Option(names = "--weights", paramLabel = "BITS", defaultValue = "8", description = "Bits of weights; default 8.")
    private int weights = 8;

    @Option(
            names = "--activations",
            paramLabel = "BITS",
            defaultValue = "8",
            description = "Bits of activations; default 8.")
    private int activations = 8;

    @Option(
            names = "--against",
            paramLabel = "MODEL",
            description =
                    "Also scores the float run of this model on the same samples and gives the paired difference; the same"
                            + " MODEL beside --witness integer says what quantization costs.")
    private String against;

    @Mixin
    private DataOptions data;

    @Option(names = "--json", description = "Prints JSON.")
    private boolean json;

    @Mixin
    private OutputOptions printing;

    /** Which run is scored. */
    enum Witness {
        FLOAT,
        INTEGER;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Creates the command. */
    public AccuracyCommand() {}

    @Override
    public Integer call() {
        Console console = printing.console();
        Graph graph = ModelReference.of(model, shapes.given(), console.notes()).graph();
        if (witness == Witness.FLOAT && (weights != 8 || activations != 8))
            throw new CommandLine.ParameterException(
                    spec.commandLine(), "--weights and --activations need --witness integer");
        DataSet set = data.read();
        int[] indices = data.scoring(set);
        try (var predictors = new Predictors()) {
            var supplier = witness == Witness.FLOAT ? predictors.floats(graph) : integers(graph, set, predictors);
            Accuracy accuracy = score(console, "scoring", set, indices, supplier);
            Accuracy other = against == null
                    ? null
                    : score(
                            console,
                            "scoring " + against,
                            set,
                            indices,
                            predictors.floats(ModelReference.of(against, shapes.given(), console.notes())
                                    .graph()));
            PreparationCheck.of(set, indices, predictors.floats(graph), data.threads())
                    .ifPresent(suspicion -> console.warn("warning: " + data.file() + ": " + suspicion.text()));
            print(console, set, accuracy, other);
        }
        return 0;
    }

    private Accuracy score(
            Console console, String what, DataSet set, int[] indices, Supplier<Accuracy.Predictor> predictors) {
        try (var progress = new Progress(console, what, indices.length)) {
            return Accuracy.of(set, indices, predictors, data.threads(), progress);
        }
    }

    /** Returns the integer reference: of a quantized model its own integers, of a float one those of calibration. */
    private Supplier<Accuracy.Predictor> integers(Graph graph, DataSet set, Predictors predictors) {
        if (QdqImport.isQuantized(graph)) {
            if (weights != 8 || activations != 8)
                throw new CommandLine.ParameterException(
                        spec.commandLine(),
                        "--weights and --activations need a float model; this one is quantized already");
            var imported = QdqImport.read(graph, Predictors.calibration(graph, set, Predictors.MOST_CALIBRATION));
            imported.notes().forEach(printing.console()::note);
            return predictors.integers(imported.graph(), imported.network());
        }
        var samples = Predictors.calibration(graph, set, Predictors.MOST_CALIBRATION);
        var settings = QuantizationSettings.usual(weights, activations);
        return predictors.integers(
                graph, Quantizer.quantize(graph, Calibration.minMax(graph, samples, data.threads()), settings));
    }

    private void print(Console console, DataSet set, Accuracy accuracy, Accuracy other) {
        if (json) {
            console.text(Json.pretty(tree(set, accuracy, other)));
            return;
        }
        console.line(model + " on " + set.title());
        lines(console, accuracy, witness.toString());
        if (other == null) return;
        console.line(against + " on the same");
        lines(console, other, Witness.FLOAT.toString());
        Score change = Score.paired(other.measure(), other.each(), accuracy.each());
        console.line(String.format(
                Locale.ROOT,
                change.isShare()
                        ? "  difference      %+6.2f points of %s +- %.2f (paired standard error, %d samples)"
                        : "  difference      %+.4g of %s +- %.2g (paired standard error, %d samples)",
                (change.isShare() ? 100 : 1) * change.value(),
                change.measure(),
                (change.isShare() ? 100 : 1) * change.standardError(),
                change.samples()));
    }

    private static void lines(Console console, Accuracy accuracy, String witness) {
        for (Score score : accuracy.scores()) {
            String error = Double.isNaN(score.standardError())
                    ? ""
                    : String.format(
                            Locale.ROOT,
                            score.isShare() ? " +- %.2f (standard error)" : " +- %.2g (standard error)",
                            (score.isShare() ? 100 : 1) * score.standardError());
            console.line(String.format(
                    Locale.ROOT,
                    "  %-15s %s%s  %s, %d samples",
                    score.measure(),
                    score.text(score.value()),
                    error,
                    witness,
                    score.samples()));
        }
    }

    private Map<String, Object> tree(DataSet set, Accuracy accuracy, Accuracy other) {
        var tree = new LinkedHashMap<String, Object>();
        tree.put("schema", "systole/accuracy/1");
        tree.put("model", model);
        tree.put("data", set.title());
        tree.put("scores", scores(accuracy, witness));
        if (other == null) return tree;
        Score change = Score.paired(other.measure(), other.each(), accuracy.each());
        tree.put("against", against);
        tree.put("against_scores", scores(other, Witness.FLOAT));
        tree.put("difference", score(change, null));
        return tree;
    }

    private static List<Object> scores(Accuracy accuracy, Witness witness) {
        return accuracy.scores().stream()
                .map(score -> (Object) score(score, witness))
                .toList();
    }

    private static Map<String, Object> score(Score score, Witness witness) {
        var entry = new LinkedHashMap<String, Object>();
        entry.put("measure", score.measure());
        if (!Double.isNaN(score.value())) entry.put("value", score.value());
        if (!Double.isNaN(score.standardError())) entry.put("standard_error", score.standardError());
        entry.put("samples", score.samples());
        if (witness != null) entry.put("witness", witness.toString());
        return entry;
    }
}
