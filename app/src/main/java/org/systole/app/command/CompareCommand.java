package org.systole.app.command;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.systole.app.Console;
import org.systole.app.UsageProblem;
import org.systole.app.evaluate.ExploredPoint;
import org.systole.app.explore.FinishedRun;
import org.systole.files.AtomicFile;
import org.systole.files.Json;
import org.systole.files.RunDirectory;
import org.systole.files.RunRecord;
import org.systole.problem.Place;
import org.systole.problem.Problem;
import org.systole.problem.SystoleException;
import org.systole.report.Comparison;
import org.systole.report.HtmlComparison;
import org.systole.report.Result;
import org.systole.report.ResultJson;
import org.systole.report.Screen;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows the difference of two results. */
@Command(
        name = "compare",
        header = "Shows the difference of two results.",
        description = "Totals, where cycles and energy go, and layers of the same name; differences refer to A.",
        footer = {"", "Examples:", "  systole compare run1 run2", "  systole compare front:1.0.2 front:2.0.1"})
public final class CompareCommand implements Callable<Integer> {
    private static final int TOP = 10;
    private static final String SIDE = "A run directory, a result.json, or RUN:POINT of an exploration.";

    @Parameters(index = "0", paramLabel = "A", description = SIDE)
    private String first;

    @Parameters(index = "1", paramLabel = "B", description = SIDE)
    private String second;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            description = "Writes the comparison as one HTML file.")
    private Path output;

    @Mixin
    private FormatOptions format;

    @Mixin
    private OutputOptions printing;

    /** Creates the command. */
    public CompareCommand() {}

    @Override
    public Integer call() {
        Console console = printing.console();
        Comparison comparison = Comparison.of(read(first, console), read(second, console));
        comparison.warnings().forEach(line -> console.warn("warning: " + line));
        if (format.json()) console.text(Json.pretty(comparison.tree()));
        else if (format.csv()) console.text(comparison.layerTable(0).csv());
        else print(console, comparison);
        if (output != null) {
            AtomicFile.write(output, HtmlComparison.of(comparison));
            console.note("saved in " + output);
        }
        return 0;
    }

    private static void print(Console console, Comparison comparison) {
        console.line("A  " + name(comparison.a()));
        console.line("B  " + name(comparison.b()));
        comparison.differences().forEach(line -> console.line("   " + line));
        console.line("");
        console.lines(comparison.totals().lines(Screen.WIDTH));
        console.line("");
        console.lines(comparison.parts(false).lines(Screen.WIDTH));
        console.line("");
        console.lines(comparison.parts(true).lines(Screen.WIDTH));
        console.line("");
        if (!comparison.sharesLayers()) {
            console.line("No layer is in both.");
            return;
        }
        boolean all = console.isVerbose() || comparison.layers().size() <= TOP;
        if (!all && comparison.isSameCycles()) {
            console.line("Every layer takes the same cycles; -v shows them.");
            return;
        }
        if (!all) console.line("The layers whose cycles change most, " + TOP + " at most; -v shows all:");
        console.lines(comparison.layerTable(all ? 0 : TOP).lines(Screen.WIDTH));
    }

    private static String name(Result result) {
        return result.model().name() + " on " + result.accelerator().name() + ", mapped for "
                + result.search().objective();
    }

    /** Reads a result; says when its inputs have changed since. */
    static Result read(String argument, Console console) {
        var point = ExploredPoint.of(argument);
        if (point.isPresent()) {
            FinishedRun run = FinishedRun.open(point.get().run());
            run.checkUnchanged();
            return run.prepared(console.notes()).detail(point.get().point());
        }
        Path path = Path.of(argument);
        if (Files.isDirectory(path) && RunDirectory.isRun(path)) {
            RunRecord record = RunDirectory.open(path, console.notes());
            return ResultJson.parse(path.resolve(Result.FILE).toString(), RunDirectory.read(path, record, Result.FILE));
        }
        if (Files.isRegularFile(path)) return ResultJson.parse(path.toString(), RunDirectory.bytes(path));
        throw new SystoleException(Problem.of(
                UsageProblem.NOT_A_RESULT,
                Place.file(path.toString()),
                Files.exists(path) ? "the folder is no run directory" : "there is no such file or folder",
                "give a run directory that 'systole evaluate ... -o DIR' wrote, or its result.json"));
    }
}
