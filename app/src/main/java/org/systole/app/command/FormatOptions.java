package org.systole.app.command;

import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** In which form a result is printed. */
public final class FormatOptions {
    @ArgGroup(exclusive = true)
    private Choice choice = new Choice();

    /** The forms, of which one can be chosen. */
    static final class Choice {
        @Option(names = "--json", description = "Prints JSON.")
        private boolean json;

        @Option(names = "--csv", description = "Prints comma-separated values.")
        private boolean csv;
    }

    /** Creates the options. */
    public FormatOptions() {}

    boolean json() {
        return choice != null && choice.json;
    }

    boolean csv() {
        return choice != null && choice.csv;
    }
}
