package org.systole.app.command;

import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.systole.app.Console;
import org.systole.app.UsageProblem;
import org.systole.app.explore.FinishedRun;
import org.systole.explore.DesignPoint;
import org.systole.explore.Study;
import org.systole.files.AtomicFile;
import org.systole.files.Json;
import org.systole.problem.Place;
import org.systole.problem.Problem;
import org.systole.problem.SystoleException;
import org.systole.report.ExplorationTables;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Writes the points of an exploration for other programs. */
@Command(
        name = "export",
        header = "Writes the points of an exploration for other programs.",
        description =
                "Every evaluated point with its parameters and figures, as CSV or Parquet; the front as JSON. Parquet keeps the"
                        + " types of columns, and in its metadata their units and where the points come from.",
        footer = {"", "Examples:", "  systole export run -o points.csv", "  systole export run -o points.parquet"})
public final class ExportCommand implements Callable<Integer> {
    /** The forms. */
    enum Form {
        /** Every point, RFC 4180. */
        CSV,
        /** The front. */
        JSON,
        /** Every point, typed. */
        PARQUET
    }

    @Parameters(paramLabel = "RUN", description = "A folder that 'systole explore -o' wrote.")
    private Path folder;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            description =
                    "Where to; the ending .csv, .json or .parquet says in which form. Without it, CSV or JSON is printed.")
    private Path output;

    @Option(
            names = "--format",
            paramLabel = "FORM",
            description = "csv, json or parquet, whatever the file's name ends in.")
    private Form format;

    @Option(
            names = "--point",
            paramLabel = "POINT",
            description =
                    "Writes the accelerator of one point, and its quantization plan if the study has one, into the folder"
                            + " -o names: what evaluate, compile, generate and quantize take.")
    private String point;

    @Mixin
    private OutputOptions printing;

    /** Creates the command. */
    public ExportCommand() {}

    @Override
    public Integer call() {
        Console console = printing.console();
        FinishedRun run = FinishedRun.open(folder);
        if (point != null) {
            write(console, run);
            return 0;
        }
        Form form = form();
        switch (form) {
            case CSV -> text(console, ExplorationTables.csv(run.result()));
            case JSON -> text(console, Json.pretty(ExplorationTables.tree(run.result())));
            case PARQUET -> TableEngines.find().write(run.table(), output);
        }
        if (output != null) console.note(run.evaluated() + " points saved in " + output);
        return run.tellDamages(console);
    }

    private void write(Console console, FinishedRun run) {
        Study study = run.study();
        DesignPoint found = study.space()
                .parse(point)
                .orElseThrow(() -> refused(
                        "'" + point + "' is no point of the study", "take one of the first column of points.csv"));
        Path to = output == null ? Path.of("") : output;
        Path file = to.resolve("point-" + found + ".yaml");
        AtomicFile.write(file, study.description(found));
        console.line(file.toString());
        study.plan(found).ifPresent(plan -> {
            Path beside = to.resolve("plan-" + found + ".yaml");
            AtomicFile.write(beside, plan);
            console.line(beside.toString());
        });
    }

    private void text(Console console, String text) {
        if (output == null) console.text(text);
        else AtomicFile.write(output, text);
    }

    private Form form() {
        String name = output == null ? "" : String.valueOf(output.getFileName()).toLowerCase(Locale.ROOT);
        if (format == Form.PARQUET && output == null)
            throw refused("Parquet is nothing to print", "name a file: -o points.parquet");
        if (format != null) return format;
        for (Form form : Form.values()) if (name.endsWith("." + form.name().toLowerCase(Locale.ROOT))) return form;
        if (output == null) return Form.CSV;
        throw refused(
                "'" + name + "' ends in none of .csv, .json and .parquet",
                "let the file's name end in one of them, or give --format");
    }

    private static SystoleException refused(String what, String fix) {
        return new SystoleException(Problem.of(UsageProblem.BAD_VALUE, Place.NONE, what, fix));
    }
}
