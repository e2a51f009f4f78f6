package org.systole.app.command;

import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.systole.app.Build;
import org.systole.app.Console;
import org.systole.app.explore.ExploreRun;
import org.systole.app.explore.FinishedRun;
import org.systole.report.ExplorationScreen;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Goes on with an exploration. */
@Command(
        name = "resume",
        header = "Goes on with an exploration that was interrupted.",
        description =
                "Evaluates what is missing; what is saved is not evaluated again. The end is that of a run that was never"
                        + " interrupted. A run whose study or model has changed is refused.")
public final class ResumeCommand implements Callable<Integer> {
    @Parameters(paramLabel = "RUN", description = "A folder that 'systole explore -o' wrote.")
    private Path folder;

    @Mixin
    private ExploreOptions options;

    @Option(names = "--json", description = "Prints the front as JSON.")
    private boolean json;

    @Mixin
    private OutputOptions printing;

    /** Creates the command. */
    public ResumeCommand() {}

    @Override
    public Integer call() {
        Console console = printing.console();
        FinishedRun run = FinishedRun.open(folder);
        run.checkUnchanged();
        if (!run.record().build().equals(Build.fingerprint()))
            console.note("another build of Systole began this run: points are evaluated again with this one");
        var prepared = run.prepared(console.notes());
        if (!json) {
            console.lines(ExplorationScreen.head(prepared.study(), prepared.policy()));
            console.flush();
        }
        Optional<Path> store =
                Optional.ofNullable(run.record().options().get("store")).map(Path::of);
        var ended = new ExploreRun(
                        prepared, console, options.executors(run.studyFile(), prepared, console), options.threads())
                .run(folder, true, run.record().arguments(), FinishedRun.options(run.effort(), run.budget()), store);
        return ExploreCommand.show(console, prepared, ended, folder, json);
    }
}
