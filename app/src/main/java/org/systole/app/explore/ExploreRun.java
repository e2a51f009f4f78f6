package org.systole.app.explore;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.systole.app.Console;
import org.systole.app.Launcher;
import org.systole.app.RunRecords;
import org.systole.app.ShellWord;
import org.systole.explore.DesignPoint;
import org.systole.explore.LocalExecutor;
import org.systole.explore.PointExecutor;
import org.systole.explore.SharingExecutor;
import org.systole.explore.StagedExploration;
import org.systole.explore.Store;
import org.systole.files.Json;
import org.systole.files.RunDirectory;
import org.systole.files.RunRecord;
import org.systole.problem.SystoleException;
import org.systole.report.ExplorationResult;
import org.systole.report.ExplorationTables;
import org.systole.report.HtmlExploration;

/** An exploration as a command runs it: into a run directory, with progress, interruptible. */
public final class ExploreRun {
    /** The study's copy in a run directory. */
    public static final String STUDY = "study.yaml";

    /** The store's usual name in a run directory. */
    public static final String STORE = "store.db";

    /** Descriptions of points of the front that are written; any other is a command away. */
    private static final int MOST_DESCRIPTIONS = 100;

    private final PreparedStudy prepared;
    private final Console console;
    private final Supplier<PointExecutor> executors;
    private final int threads;

    /**
     * What came of a run.
     *
     * @param result the points; those so far when it was interrupted
     * @param fresh points evaluated now
     * @param interrupted whether it was told to stop
     */
    public record Ended(ExplorationResult result, long fresh, boolean interrupted) {}

    /**
     * Creates a run.
     *
     * @param executors gives what evaluates the points of the search, when the run begins
     * @param threads of this process for what follows the search
     */
    public ExploreRun(PreparedStudy prepared, Console console, Supplier<PointExecutor> executors, int threads) {
        this.threads = threads;
        this.prepared = prepared;
        this.console = console;
        this.executors = executors;
    }

    /**
     * Runs with a store and without a run directory.
     *
     * @param resume the command that goes on with it
     * @throws SystoleException E7005 when no point satisfies the constraints
     */
    public Ended run(Path storeFile, String resume) {
        return run(storeFile, resume, true, result -> {});
    }

    /**
     * A store of one's own needs no claims.
     *
     * @param finish what is left to do with the result of a search that came to its end; may be interrupted like the search
     */
    private Ended run(Path storeFile, String resume, boolean shared, Consumer<ExplorationResult> finish) {
        try (Store store = Store.open(storeFile);
                PointExecutor executor = sharing(store, executors.get(), shared);
                PointExecutor here = sharing(store, new LocalExecutor(threads), shared)) {
            store.note().ifPresent(note -> console.warn("warning: " + note + "; it is evaluated again"));
            DiskSpace.check(storeFile, prepared.study(), store.count(prepared.id()));
            StagedExploration exploration = prepared.begin(store, executor, here, new ExploreProgress(console));
            return run(exploration, new Interrupt(exploration, resume, console), finish);
        }
    }

    private static PointExecutor sharing(Store store, PointExecutor executor, boolean shared) {
        return shared ? new SharingExecutor(store, executor) : executor;
    }

    private Ended run(StagedExploration exploration, Interrupt interrupt, Consumer<ExplorationResult> finish) {
        try (interrupt) {
            boolean complete = exploration.run();
            interrupt.searched();
            ExplorationResult result = prepared.result(exploration, complete);
            if (exploration.isStopped()) return new Ended(result, exploration.fresh(), true);
            if (result.front().isEmpty()) throw new EmptyFront(prepared, result).refusal();
            finish.accept(result);
            return new Ended(result, exploration.fresh(), false);
        }
    }

    /**
     * Runs into a run directory.
     *
     * @param arguments the command line after the program's name
     * @param options the options that decide the result
     * @param storeFile the store; in the run directory when absent
     */
    public Ended run(
            Path folder, boolean force, List<String> arguments, Map<String, String> options, Optional<Path> storeFile) {
        Path file = storeFile.map(Path::toAbsolutePath).orElse(folder.resolve(STORE));
        var kept = new LinkedHashMap<>(options);
        storeFile.ifPresent(
                f -> kept.put("store", f.toAbsolutePath().normalize().toString()));
        kept.put("id", prepared.id());
        try (var run = RunDirectory.begin(folder, force, record(arguments, kept))) {
            run.write(STUDY, prepared.text());
            return run(file, Launcher.name() + " resume " + ShellWord.of(folder), storeFile.isPresent(), result -> {
                write(run, result);
                run.complete();
            });
        }
    }

    private RunRecord record(List<String> arguments, Map<String, String> options) {
        return RunRecords.begun(
                "explore",
                arguments,
                options,
                Map.of("search", prepared.study().search().seed()),
                prepared.inputs());
    }

    private void write(RunDirectory run, ExplorationResult result) {
        run.write(ExplorationTables.POINTS, ExplorationTables.csv(result));
        run.write(ExplorationTables.FRONT, Json.bytes(ExplorationTables.tree(result)));
        run.write(
                HtmlExploration.FILE,
                HtmlExploration.of(result, prepared.details(result), prepared.commands(Optional.empty(), result)));
        int written = 0;
        for (DesignPoint point : result.front()) {
            if (written++ >= MOST_DESCRIPTIONS) break;
            run.write("point-" + point + ".yaml", prepared.study().description(point));
            prepared.study().plan(point).ifPresent(plan -> run.write("plan-" + point + ".yaml", plan));
        }
    }
}
