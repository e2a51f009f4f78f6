package org.systole.app.command;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.systole.app.Console;
import org.systole.app.UsageProblem;
import org.systole.cost.TechnologyFormat;
import org.systole.data.DataFormat;
import org.systole.explore.StudyFormat;
import org.systole.hardware.AcceleratorFormat;
import org.systole.hardware.ExpectedFigure;
import org.systole.problem.DidYouMean;
import org.systole.problem.Place;
import org.systole.problem.Problem;
import org.systole.problem.SystoleException;
import org.systole.quantize.PlanFormat;
import org.systole.report.ResultSchema;
import org.systole.report.TextTable;
import org.systole.yaml.JsonSchema;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Prints the JSON Schema of a file format. */
@Command(
        name = "schema",
        header = "Prints the JSON Schema of a file format.",
        description = "An editor that knows the schema completes and checks the file while it is written.")
public final class SchemaCommand implements Callable<Integer> {
    /** Every kind with its schema. */
    static final Map<String, Supplier<String>> KINDS = kinds();

    @Parameters(arity = "0..1", paramLabel = "KIND", description = "The format; without it, the formats are listed.")
    private String kind;

    @Mixin
    private OutputOptions printing;

    /** Creates the command. */
    public SchemaCommand() {}

    private static Map<String, Supplier<String>> kinds() {
        var kinds = new LinkedHashMap<String, Supplier<String>>();
        kinds.put("accelerator", () -> JsonSchema.text(AcceleratorFormat.FORMAT));
        kinds.put("data", () -> JsonSchema.text(DataFormat.FORMAT));
        kinds.put("quantization", () -> JsonSchema.text(PlanFormat.FORMAT));
        kinds.put("study", () -> JsonSchema.text(StudyFormat.FORMAT));
        kinds.put("search", () -> JsonSchema.text(StudyFormat.SEARCH_FORMAT));
        kinds.put("technology", () -> JsonSchema.text(TechnologyFormat.FORMAT));
        kinds.put("expected", () -> JsonSchema.text(ExpectedFigure.FORMAT));
        kinds.put("result", ResultSchema::result);
        kinds.put("run", ResultSchema::run);
        return kinds;
    }

    @Override
    public Integer call() {
        Console console = printing.console();
        if (kind == null) {
            console.lines(new ArrayList<>(KINDS.keySet()));
            return 0;
        }
        Supplier<String> schema = KINDS.get(kind);
        if (schema == null) {
            var names = List.copyOf(KINDS.keySet());
            throw new SystoleException(Problem.of(
                    UsageProblem.UNKNOWN_KIND,
                    Place.NONE,
                    "there is no format '" + TextTable.plain(kind) + "'" + DidYouMean.hint(kind, names),
                    "give one of " + String.join(", ", names)));
        }
        String text = schema.get();
        console.text(text.endsWith("\n") ? text : text + "\n");
        return 0;
    }
}
