package org.systole.app.command;

import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.systole.app.Console;
import org.systole.app.UsageProblem;
import org.systole.app.explore.FinishedRun;
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
        description = "Every evaluated point with its parameters and figures, as CSV; the front as JSON.")
public final class ExportCommand implements Callable<Integer> {
    @Parameters(paramLabel = "RUN", description = "A folder that 'systole explore -o' wrote.")
    private Path folder;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            description = "Where to; the ending .csv or .json says in which form. Without it, CSV is printed.")
    private Path output;

    @Mixin
    private OutputOptions printing;

    /** Creates the command. */
    public ExportCommand() {}

    @Override
    public Integer call() {
        Console console = printing.console();
        var result = FinishedRun.open(folder).result();
        if (output == null) {
            console.text(ExplorationTables.csv(result));
            return 0;
        }
        String name = output.getFileName().toString().toLowerCase(Locale.ROOT);
        if (name.endsWith(".csv")) AtomicFile.write(output, ExplorationTables.csv(result));
        else if (name.endsWith(".json")) AtomicFile.write(output, Json.pretty(ExplorationTables.tree(result)));
        else
            throw new SystoleException(Problem.of(
                    UsageProblem.BAD_VALUE,
                    Place.NONE,
                    "'" + name + "' ends in neither .csv nor .json",
                    "let the file's name end in .csv or .json"));
        console.note(result.outcomes().size() + " points saved in " + output);
        return 0;
    }
}
