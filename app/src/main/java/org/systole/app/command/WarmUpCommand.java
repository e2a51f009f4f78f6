package org.systole.app.command;

import java.io.PrintWriter;
import java.io.Writer;
import java.util.List;
import java.util.concurrent.Callable;
import org.systole.app.Systole;
import picocli.CommandLine.Command;

/** Runs what users run first, so that the launcher can record which classes a start needs. Prints nothing. */
@Command(name = "warm-up", hidden = true, description = "Exercises the usual commands for the start-up cache.")
public final class WarmUpCommand implements Callable<Integer> {
    /** Short command lines that touch the classes of most runs; add one here for each new kind of work. */
    private static final List<List<String>> LINES =
            List.of(List.of("--help"), List.of("--version"), List.of("--wrong"));

    /** Creates the command. */
    public WarmUpCommand() {}

    @Override
    public Integer call() {
        var nowhere = new PrintWriter(Writer.nullWriter());
        for (List<String> line : LINES) Systole.run(nowhere, nowhere, line.toArray(String[]::new));
        return 0;
    }
}
