package org.systole.app.command;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.systole.app.CacheFolder;
import org.systole.app.Console;
import org.systole.app.Launcher;
import org.systole.app.RunRecords;
import org.systole.app.ShellWord;
import org.systole.app.evaluate.ExploredPoint;
import org.systole.app.explore.Estimate;
import org.systole.app.explore.ExploreRun;
import org.systole.app.explore.FinishedRun;
import org.systole.app.explore.PreparedStudy;
import org.systole.explore.DesignPoint;
import org.systole.files.Json;
import org.systole.files.RunDirectory;
import org.systole.problem.ExitStatus;
import org.systole.report.ExplorationScreen;
import org.systole.report.ExplorationTables;
import org.systole.report.HtmlExploration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

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
    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "STUDY", description = "A study.yaml ('systole schema study').")
    private Path file;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "DIR",
            description =
                    "Writes a run directory: report.html, points.csv, front.json, the front's accelerators, run.json,"
                            + " and the store unless --store names another.")
    private Path output;

    @Option(names = "--force", description = "Writes into DIR even if it holds other files.")
    private boolean force;

    @Option(
            names = "--store",
            paramLabel = "FILE",
            description = "The journal of evaluations, shared between studies; DIR/store.db, or one in the cache.")
    private Path storeFile;

    @Option(names = "--estimate", description = "Says how large the space is and how long it will take, and stops.")
    private boolean estimate;

    @Option(
            names = "--budget",
            paramLabel = "N",
            converter = PositiveCount.class,
            description = "The most evaluations of the search; the study's own otherwise.")
    private int budget;

    @Mixin
    private ExploreOptions options;

    @Option(names = "--json", description = "Prints the front as JSON.")
    private boolean json;

    @Mixin
    private OutputOptions printing;

    /** Creates the command. */
    public ExploreCommand() {}

    @Override
    public Integer call() {
        Console console = printing.console();
        if (output != null && !force) RunDirectory.checkFree(output);
        var prepared = PreparedStudy.of(file, options.effort(), budget, console.notes());
        if (!json) {
            console.lines(ExplorationScreen.head(prepared.study(), prepared.policy()));
            console.flush();
        }
        if (estimate) {
            Path folder =
                    output != null ? output : storeOrCache().toAbsolutePath().getParent();
            console.lines(new Estimate(prepared, options.threads(), folder).lines());
            return 0;
        }
        var run = new ExploreRun(prepared, console, options.executors(file, prepared, console), options.threads());
        var ended = output == null
                ? run.run(storeOrCache(), command())
                : run.run(
                        output,
                        force,
                        RunRecords.arguments(spec),
                        FinishedRun.options(options.effort(), budget),
                        Optional.ofNullable(storeFile));
        return show(console, prepared, ended, output, json);
    }

    /** Prints what came of a run; returns the exit status. */
    static int show(Console console, PreparedStudy prepared, ExploreRun.Ended ended, Path output, boolean json) {
        if (ended.interrupted()) return ExitStatus.INTERRUPTED.code();
        if (json) {
            console.text(Json.pretty(ExplorationTables.tree(ended.result())));
            return 0;
        }
        console.lines(ExplorationScreen.result(ended.result(), ended.fresh()));
        if (output != null) {
            console.line(
                    "Saved        " + output + "  (open " + output.resolve(HtmlExploration.FILE) + " in a browser)");
            if (prepared.study().sweep().isEmpty())
                next(prepared, output, ended.result().front()).forEach(console::line);
        }
        return 0;
    }

    /** What to do with the front: two of its points beside each other, and one as hardware. */
    private static List<String> next(PreparedStudy prepared, Path output, List<DesignPoint> front) {
        String program = Launcher.name(), first = ExploredPoint.word(output, front.getFirst());
        var commands = new ArrayList<String>();
        commands.add(program + " evaluate " + first);
        if (front.size() > 1)
            commands.add(program + " compare " + first + " " + ExploredPoint.word(output, front.getLast()));
        if (prepared.isCore(front.getFirst())) commands.addAll(ExploredPoint.toHardware(program, first, "chip"));
        var lines = new ArrayList<String>();
        for (String command : commands) lines.add((lines.isEmpty() ? "Next         " : "             ") + command);
        return lines;
    }

    private Path storeOrCache() {
        if (storeFile != null) return storeFile;
        Path folder = CacheFolder.current();
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return folder.resolve("explorations.db");
    }

    /** Returns the command line as a shell takes it. */
    private String command() {
        return RunRecords.arguments(spec).stream()
                .map(ShellWord::of)
                .collect(Collectors.joining(" ", Launcher.name() + " ", ""));
    }
}
