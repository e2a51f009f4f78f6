package org.systole.app.explore;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.systole.app.Progress;
import org.systole.explore.DesignPoint;
import org.systole.explore.DesignSpace;
import org.systole.explore.FidelityStage;
import org.systole.explore.Outcome;
import org.systole.explore.Study;

/** How large a space is and how long its exploration will take, from a sample. */
public final class Estimate {
    private static final int SAMPLES = 100_000;
    private static final int MOST_TRIALS = 64;
    private static final double PATIENCE_SECONDS = 4;

    private final PreparedStudy prepared;
    private final int threads;
    private final Path folder;

    /**
     * Creates an estimate.
     *
     * @param threads evaluations at the same time
     * @param folder where the points would be stored
     */
    public Estimate(PreparedStudy prepared, int threads, Path folder) {
        this.prepared = prepared;
        this.threads = threads;
        this.folder = folder;
    }

    /** Evaluates a sample, and returns what it says. */
    public List<String> lines() {
        Study study = prepared.study();
        DesignSpace space = study.space();
        boolean exact = space.size() <= SAMPLES;
        int looked = exact ? (int) space.size() : SAMPLES;
        var random = new SplittableRandom(study.search().seed());
        var valid = new ArrayList<DesignPoint>();
        var broken = new TreeMap<String, Long>();
        for (int i = 0; i < looked; i++) {
            DesignPoint point = exact ? space.at(i) : space.draw(random);
            var rule = space.broken(point);
            if (rule.isEmpty()) valid.add(point);
            else broken.merge(rule.get(), 1L, Long::sum);
        }
        double share = valid.size() / (double) looked;
        double points = share * space.combinations().doubleValue();
        var lines = new ArrayList<String>();
        lines.add(String.format(
                Locale.ROOT, "Valid        %s%s of them satisfy the rules", exact ? "" : "about ", count(points)));
        broken.forEach((rule, n) -> lines.add(String.format(
                Locale.ROOT,
                "%14s  %s",
                count(n / (double) looked * space.combinations().doubleValue()),
                DesignSpace.rejection(rule))));
        if (valid.isEmpty()) {
            lines.add("Time         none: no combination that was looked at can be evaluated");
            return lines;
        }
        Collections.shuffle(valid, new Random(study.search().seed()));
        lines.add(time(valid, Math.min(points, study.search().budget())));
        double limit = study.search().seconds();
        if (limit > 0) lines.add("             the study ends the search after " + Progress.time(limit));
        lines.addAll(closer(valid.getFirst()));
        lines.add(DiskSpace.line(study, folder));
        return lines;
    }

    /** What follows the search, tried at one point. */
    private List<String> closer(DesignPoint point) {
        var lines = new ArrayList<String>();
        Map<DesignPoint, Outcome> before = Map.of(point, prepared.points().evaluate(point));
        for (FidelityStage stage : prepared.stages()) {
            long start = System.nanoTime();
            Outcome outcome = stage.evaluator().apply(before).evaluate(point);
            lines.add(String.format(
                    Locale.ROOT,
                    "Closer look  %s: about %s for each point of the front (one tried, not yet warm%s)",
                    stage.name(),
                    seconds((System.nanoTime() - start) / 1e9),
                    outcome.isEvaluated() ? "" : "; it was refused: " + outcome.refusal()));
        }
        return lines;
    }

    private static String seconds(double seconds) {
        return String.format(Locale.ROOT, seconds < 1 ? "%.0f ms" : "%.1f s", seconds < 1 ? 1000 * seconds : seconds);
    }

    private static String count(double number) {
        return number < 1e15 ? String.format(Locale.ROOT, "%,.0f", number) : String.format(Locale.ROOT, "%.2e", number);
    }

    /** Points are tried once each, because a second time is quicker; the first, which loads everything, is not counted. */
    private String time(List<DesignPoint> valid, double points) {
        long start = System.nanoTime();
        prepared.points().evaluate(valid.getFirst());
        double seconds = (System.nanoTime() - start) / 1e9;
        int trials = 1, most = Math.min(valid.size() - 1, MOST_TRIALS);
        if (most > 0) {
            start = System.nanoTime();
            trials = 0;
            do {
                prepared.points().evaluate(valid.get(++trials));
                seconds = (System.nanoTime() - start) / 1e9;
            } while (trials < most && seconds < PATIENCE_SECONDS);
        }
        double each = seconds / trials;
        return String.format(
                Locale.ROOT,
                "Time         %.1f ms each (%d tried, not yet warm); %s evaluations at most about %s on %d threads",
                1000 * each,
                trials,
                count(points),
                Progress.time(each * points / threads),
                threads);
    }
}
