package org.systole.app.command;

import org.systole.app.Console;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** How much is printed: the same options for every command. */
public final class OutputOptions {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec mixee;

    @Option(
            names = {"-q", "--quiet"},
            description = "Leaves out notes; errors and results stay.")
    private boolean quiet;

    @Option(
            names = {"-v", "--verbose"},
            description = "Shows more.")
    private boolean verbose;

    /** Creates the options. */
    public OutputOptions() {}

    /** Returns where the command prints. */
    Console console() {
        CommandLine line = mixee.commandLine();
        return new Console(line.getOut(), line.getErr(), quiet, verbose);
    }
}
