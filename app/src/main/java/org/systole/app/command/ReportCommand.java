package org.systole.app.command;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.systole.app.Console;
import org.systole.app.UsageProblem;
import org.systole.app.explore.FinishedRun;
import org.systole.files.AtomicFile;
import org.systole.problem.Place;
import org.systole.problem.Problem;
import org.systole.problem.SystoleException;
import org.systole.report.ExplorationResult;
import org.systole.report.ExplorationScreen;
import org.systole.report.HtmlExploration;
import org.systole.report.MergedRuns;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Makes one report of one or several explorations. */
@Command(
        name = "report",
        header = "Makes one report of one or several explorations.",
        description =
                "One self-contained HTML file. Several runs with the same objectives are shown together, with a common"
                        + " front; a run that is still going on is shown as far as it is.")
public final class ReportCommand implements Callable<Integer> {
    @Parameters(paramLabel = "RUN", arity = "1..*", description = "Folders that 'systole explore -o' wrote.")
    private List<Path> folders;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            defaultValue = HtmlExploration.FILE,
            description = "Where the page goes; default ${DEFAULT-VALUE} in the current folder.")
    private Path output;

    @Mixin
    private OutputOptions printing;

    /** Creates the command. */
    public ReportCommand() {}

    @Override
    public Integer call() {
        Console console = printing.console();
        var runs = new ArrayList<FinishedRun>();
        var results = new ArrayList<ExplorationResult>();
        var names = new ArrayList<String>();
        int status = 0;
        for (Path folder : folders) {
            FinishedRun run = FinishedRun.open(folder);
            runs.add(run);
            results.add(run.result());
            status = Math.max(status, run.tellDamages(console));
            String name = folder.toAbsolutePath().normalize().getFileName().toString();
            names.add(names.contains(name) ? name + "-" + names.size() : name);
        }
        boolean single = results.size() == 1;
        ExplorationResult result = single ? results.getFirst() : merged(names, results);
        AtomicFile.write(
                output, single ? page(console, runs.getFirst(), result) : HtmlExploration.of(result, Map.of()));
        console.lines(ExplorationScreen.result(result, 0));
        console.line("Saved        " + output);
        return status;
    }

    private static ExplorationResult merged(List<String> names, List<ExplorationResult> results) {
        try {
            return MergedRuns.of(names, results);
        } catch (IllegalArgumentException e) {
            throw new SystoleException(Problem.of(
                    UsageProblem.BAD_VALUE,
                    Place.NONE,
                    e.getMessage(),
                    "name runs whose studies have the same objectives"));
        }
    }

    /** Layers are evaluated again; when the model has gone since, the page is made without. */
    private static String page(Console console, FinishedRun run, ExplorationResult result) {
        try {
            run.checkUnchanged();
            var prepared = run.prepared(console.notes());
            return HtmlExploration.of(
                    result, prepared.details(result), prepared.commands(Optional.of(run.folder()), result));
        } catch (SystoleException e) {
            console.note("without layers: " + e.problems().getFirst().message());
            return HtmlExploration.of(result, Map.of());
        }
    }
}
