package org.systole.app.explore;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.systole.explore.DesignPoint;
import org.systole.explore.DesignSpace;
import org.systole.explore.Study;

/** How large a space is and how long its exploration will take, from a sample. */
public final class Estimate {
    private static final int SAMPLES = 100_000;
    private static final int MOST_TRIALS = 64;
    private static final double PATIENCE_SECONDS = 4;

    private final PreparedStudy prepared;
    private final int threads;

    /** Creates an estimate for so many threads. */
    public Estimate(PreparedStudy prepared, int threads) {
        this.prepared = prepared;
        this.threads = threads;
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
                "%14s  not %s",
                count(n / (double) looked * space.combinations().doubleValue()),
                rule)));
        if (!valid.isEmpty())
            lines.add(time(valid, Math.min(points, study.search().budget()), random));
        return lines;
    }

    private static String count(double number) {
        return number < 1e15 ? String.format(Locale.ROOT, "%,.0f", number) : String.format(Locale.ROOT, "%.2e", number);
    }

    /** The first evaluation, which loads everything, is not counted. */
    private String time(List<DesignPoint> valid, double points, SplittableRandom random) {
        prepared.points().evaluate(valid.getFirst());
        long start = System.nanoTime();
        int trials = 0;
        double seconds = 0;
        while (trials < MOST_TRIALS && seconds < PATIENCE_SECONDS) {
            prepared.points().evaluate(valid.get(random.nextInt(valid.size())));
            trials++;
            seconds = (System.nanoTime() - start) / 1e9;
        }
        double each = seconds / trials;
        return String.format(
                Locale.ROOT,
                "Time         %.1f ms each (%d tried, not yet warm); %s evaluations at most about %s on %d threads",
                1000 * each,
                trials,
                count(points),
                ExploreProgress.time(each * points / threads),
                threads);
    }
}
