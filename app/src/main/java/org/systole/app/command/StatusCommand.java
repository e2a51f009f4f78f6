package org.systole.app.command;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.systole.app.Console;
import org.systole.app.Launcher;
import org.systole.app.ShellWord;
import org.systole.app.explore.FinishedRun;
import org.systole.explore.Study;
import org.systole.files.Json;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Says how far an exploration is. */
@Command(
        name = "status",
        header = "Says how far an exploration is.",
        description = "Reads the run directory and its store; a run that is going on is not disturbed.")
public final class StatusCommand implements Callable<Integer> {
    @Parameters(paramLabel = "RUN", description = "A folder that 'systole explore -o' wrote.")
    private Path folder;

    @Option(names = "--json", description = "Prints JSON.")
    private boolean json;

    @Mixin
    private OutputOptions printing;

    /** Creates the command. */
    public StatusCommand() {}

    @Override
    public Integer call() {
        Console console = printing.console();
        FinishedRun run = FinishedRun.open(folder);
        Study study = run.study();
        long done = run.evaluated();
        var result = done > 0 ? run.result() : null;
        int front = result == null ? 0 : result.front().size();
        String state = run.record().complete() ? "complete" : "not complete";
        if (json) {
            var tree = new LinkedHashMap<String, Object>();
            tree.put("schema", "systole-status/1");
            tree.put("title", study.title());
            tree.put("complete", run.record().complete());
            tree.put("evaluated", done);
            tree.put("budget", study.search().budget());
            tree.put("front", (long) front);
            tree.put("store", run.store().toString());
            console.text(Json.pretty(tree));
            return run.tellDamages(console);
        }
        console.line(study.title());
        console.line("State        " + state + ", begun " + run.record().created());
        console.line(evaluated(done, study));
        console.line(String.format(Locale.ROOT, "Front        %,d point%s", front, front == 1 ? "" : "s"));
        console.line("Store        " + run.store());
        if (!run.record().complete())
            console.line("Go on        " + Launcher.name() + " resume " + ShellWord.of(folder));
        return run.tellDamages(console);
    }

    /** Rules may leave fewer points than there are combinations; a budget above these limits nothing. */
    private static String evaluated(long done, Study study) {
        long budget = study.search().budget(), all = study.space().size();
        String text = String.format(
                Locale.ROOT,
                "Evaluated    %,d points, of %,d combinations",
                done,
                study.space().combinations());
        return text
                + (budget < all
                        ? String.format(Locale.ROOT, "; at most %,d are evaluated", budget)
                        : "; the budget allows all that rules leave");
    }
}
