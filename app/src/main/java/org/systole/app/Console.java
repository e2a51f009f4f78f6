package org.systole.app;

import java.io.PrintWriter;
import java.util.List;
import java.util.function.Consumer;
import org.systole.report.TextTable;

/** Where a command prints: results to one writer, messages to the other. */
public final class Console {
    private final PrintWriter out;
    private final PrintWriter err;
    private final boolean quiet;
    private final boolean verbose;

    /**
     * Creates a console.
     *
     * @param out receives results
     * @param err receives messages
     * @param quiet whether notes and progress are left out; errors never are
     * @param verbose whether details are shown
     */
    public Console(PrintWriter out, PrintWriter err, boolean quiet, boolean verbose) {
        this.out = out;
        this.err = err;
        this.quiet = quiet;
        this.verbose = verbose;
    }

    /** Prints a line of the result; a name in it cannot move the cursor or colour the screen. */
    public void line(String text) {
        out.println(TextTable.plain(text));
    }

    /** Prints lines of the result. */
    public void lines(List<String> texts) {
        texts.forEach(this::line);
    }

    /** Prints text of the result as it is. */
    public void text(String text) {
        out.print(text);
        out.flush();
    }

    /** Lets the reader see at once what was printed. */
    public void flush() {
        out.flush();
    }

    /** Prints a message. */
    public void note(String message) {
        if (!quiet) err.println("note: " + TextTable.plain(message));
    }

    /** Prints a message that even {@code -q} does not leave out. */
    public void warn(String message) {
        err.println(TextTable.plain(message));
        err.flush();
    }

    /** Prints a message that is seen with {@code -v} only. */
    public void detail(String message) {
        if (verbose && !quiet) err.println(TextTable.plain(message));
    }

    /** Shows how far a long command is; on a terminal each time in the same line. An empty text takes the line away. */
    public void progress(String text) {
        if (quiet) return;
        boolean terminal = System.console() != null && System.console().isTerminal();
        if (terminal) {
            err.print("\r\u001b[K" + TextTable.plain(text));
            err.flush();
        } else if (!text.isEmpty()) {
            err.println(TextTable.plain(text));
        }
    }

    /** Returns a receiver of notes. */
    public Consumer<String> notes() {
        return this::note;
    }

    /** Returns whether details are shown. */
    public boolean isVerbose() {
        return verbose;
    }

    /** Returns whether notes are left out. */
    public boolean isQuiet() {
        return quiet;
    }
}
