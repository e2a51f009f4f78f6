package org.systole.app;

import java.util.Locale;
import java.util.function.IntConsumer;

/**
 * Says how far a long step is and how long the rest takes, once it has taken two seconds. Told by any thread.
 *
 * <p>On a terminal the line is renewed every half second; elsewhere a line is written every ten seconds.
 */
public final class Progress implements IntConsumer, AutoCloseable {
    private static final double FIRST_SECONDS = 2;
    private static final double TERMINAL_SECONDS = 0.5;
    private static final double LOG_SECONDS = 10;

    private final Console console;
    private final String what;
    private final int total;
    private final long begun = System.nanoTime();
    private double next = FIRST_SECONDS;
    // the first pieces carry the work of starting up, so the rate is taken from what follows them
    private double firstSeconds = -1;
    private int firstDone;
    private boolean shown;

    /**
     * Begins a step.
     *
     * @param what what is done, for people: {@code scoring the float model}
     * @param total how many pieces there are
     */
    public Progress(Console console, String what, int total) {
        this.console = console;
        this.what = what;
        this.total = total;
    }

    @Override
    public synchronized void accept(int done) {
        double seconds = (System.nanoTime() - begun) / 1e9;
        if (firstSeconds < 0) {
            firstSeconds = seconds;
            firstDone = done;
        }
        if (seconds < next || done <= firstDone || done >= total) return;
        boolean terminal = System.console() != null && System.console().isTerminal();
        next = seconds + (terminal ? TERMINAL_SECONDS : LOG_SECONDS);
        shown = true;
        console.progress(String.format(
                Locale.ROOT,
                "%s: %d of %d, about %s left",
                what,
                done,
                total,
                time((seconds - firstSeconds) / (done - firstDone) * (total - done))));
    }

    /** Returns a time that something will take, as people say it; at least a second. */
    public static String time(double seconds) {
        if (seconds < 90) return Math.max(1, Math.round(seconds)) + " s";
        if (seconds < 5400) return Math.round(seconds / 60) + " min";
        return String.format(Locale.ROOT, "%.1f h", seconds / 3600);
    }

    /** Takes the line away. */
    @Override
    public void close() {
        if (shown) console.progress("");
    }
}
