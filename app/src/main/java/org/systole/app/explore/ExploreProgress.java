package org.systole.app.explore;

import java.util.Locale;
import java.util.function.Consumer;
import org.systole.app.Console;
import org.systole.app.Progress;
import org.systole.explore.Exploration;
import org.systole.explore.SearchPlan;

/** Says now and then how far an exploration is, and each closer look that follows it. */
final class ExploreProgress implements Consumer<Exploration> {
    private static final long INTERVAL_NANOS = 5_000_000_000L;

    private final Console console;
    private Exploration search;
    private Exploration current;
    private long began;
    private long shown;

    ExploreProgress(Console console) {
        this.console = console;
        this.shown = System.nanoTime();
    }

    @Override
    public void accept(Exploration e) {
        long now = System.nanoTime();
        if (search == null) search = e;
        if (current != e) {
            // a closer look has its own speed
            current = e;
            began = now;
        }
        if (now - shown < INTERVAL_NANOS || console.isQuiet()) return;
        shown = now;
        console.note((e == search ? "" : "closer look: ") + line(e, (now - began) / 1e9));
    }

    /** Returns how far an exploration is after so many seconds. */
    static String line(Exploration e, double seconds) {
        long done = e.evaluated();
        long all = Math.min(e.planned(), e.study().space().size());
        double left = left(e, seconds);
        return String.format(
                Locale.ROOT,
                "%,d of at most %,d points, %.1f new evaluations/s, %s, %s",
                done,
                all,
                e.fresh() / seconds,
                front(e),
                Double.isFinite(left) ? "about " + Progress.time(left) + " left" : "time left not known yet");
    }

    private static String front(Exploration e) {
        if (e.frontSize() > 0)
            return String.format(Locale.ROOT, "front %,d, hypervolume %.3f", e.frontSize(), e.hypervolume());
        if (e.evaluated() == 0) return "no point evaluated yet";
        return e.study().constraints().isEmpty()
                ? "no point with all objectives known yet"
                : "no point satisfies the constraints yet";
    }

    /** Seconds until the budget, the space or the time is used up; infinite while nothing new was evaluated. */
    private static double left(Exploration e, double seconds) {
        long done = e.evaluated();
        long rejected =
                e.rejected().values().stream().mapToLong(Long::longValue).sum();
        double points = e.study().space().size() - (double) done;
        // an exhaustive search goes through all combinations, and rules go on to reject as many of them
        if (e.study().effectiveMethod() == SearchPlan.Method.EXHAUSTIVE && done > 0)
            points = (points - rejected) * done / (done + rejected);
        double left = Math.max(0, Math.min(points, e.planned() - done)) * seconds / e.fresh();
        double limit = e.study().search().seconds();
        return limit > 0 ? Math.min(left, Math.max(0, limit - seconds)) : left;
    }
}
