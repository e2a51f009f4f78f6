package org.systole.app.explore;

import java.util.Locale;
import java.util.function.Consumer;
import org.systole.app.Console;
import org.systole.explore.Exploration;

/** Says every few seconds how far an exploration is. */
final class ExploreProgress implements Consumer<Exploration> {
    private static final long INTERVAL_NANOS = 5_000_000_000L;

    private final Console console;
    private final long began = System.nanoTime();
    private long shown = began;

    ExploreProgress(Console console) {
        this.console = console;
    }

    @Override
    public void accept(Exploration e) {
        long now = System.nanoTime();
        if (now - shown < INTERVAL_NANOS || console.isQuiet()) return;
        shown = now;
        double seconds = (now - began) / 1e9;
        long done = e.outcomes().size();
        long all = Math.min(e.study().search().budget(), e.study().space().size());
        // combinations that a rule rejects are done, too
        long rejected =
                e.rejected().values().stream().mapToLong(Long::longValue).sum();
        double left = (all - Math.min(all, done + rejected)) * seconds / (done + rejected);
        double limit = e.study().search().seconds();
        if (limit > 0) left = Math.min(left, Math.max(0, limit - seconds));
        console.note(String.format(
                Locale.ROOT,
                "%,d of at most %,d points, %.1f new evaluations/s, front %d, hypervolume %.3f, about %s left",
                done,
                all,
                e.fresh() / seconds,
                e.frontSize(),
                e.hypervolume(),
                time(left)));
    }

    /** Returns a time as people say it. */
    static String time(double seconds) {
        if (seconds < 90) return String.format(Locale.ROOT, "%.0f s", seconds);
        if (seconds < 5400) return String.format(Locale.ROOT, "%.0f min", seconds / 60);
        return String.format(Locale.ROOT, "%.1f h", seconds / 3600);
    }
}
