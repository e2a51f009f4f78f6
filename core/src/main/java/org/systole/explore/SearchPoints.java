package org.systole.explore;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.systole.files.ContentHash;
import org.systole.problem.SystoleException;

/**
 * Evaluates the settings of a search: another study, all of whose points are known, is searched with them again and again, each
 * time with another seed, and what counts is after how many evaluations its front has been seen.
 */
public final class SearchPoints implements PointEvaluator {
    private final Study study;
    private final Study.Sweep sweep;
    private final Study searched;
    private final Map<DesignPoint, Outcome> known;
    private final String identity;
    private final List<DesignPoint> front;
    private final ObjectiveBox box;
    private final double volume;

    /**
     * Creates an evaluator.
     *
     * @param study one with {@link Study#sweep()}
     * @param searched the study that is searched
     * @param known the outcome of every point of it that breaks no rule
     * @param identity stands for the figures of those points
     */
    public SearchPoints(Study study, Study searched, Map<DesignPoint, Outcome> known, String identity) {
        this.study = study;
        this.sweep = study.sweep().orElseThrow();
        this.searched = searched;
        this.known = known;
        this.identity = identity;
        var archive = new FrontArchive();
        this.box = new ObjectiveBox(searched.goals().size());
        known.forEach((p, o) -> searched.candidate(p, o).ifPresent(values -> {
            archive.add(p, values);
            box.add(values);
        }));
        this.front = archive.points();
        this.volume = box.share(archive);
    }

    /** Returns how many points the front has that is looked for. */
    public int frontSize() {
        return front.size();
    }

    @Override
    public Task task(DesignPoint point) {
        String settings = study.description(point);
        String key = ContentHash.of(
                "search/1",
                identity,
                searched.toString(),
                settings,
                Long.toString(sweep.runs()),
                Long.toString(sweep.mark()));
        return new Task(key, () -> {
            try {
                SearchPlan plan = StudyReader.search(
                        "settings of point " + point, settings.getBytes(StandardCharsets.UTF_8), searched.space());
                return new Outcome(kpis(plan), "");
            } catch (SystoleException e) {
                return AnalyticalPoints.refused(e);
            }
        });
    }

    /**
     * What one search came to.
     *
     * @param evaluations after how many it had seen the whole front; infinite when it never had
     * @param found points of the front seen at the mark
     * @param volume share of the front's hypervolume at the mark
     */
    public record Run(double evaluations, int found, double volume) {}

    private Map<String, Double> kpis(SearchPlan plan) {
        double[] needed = new double[sweep.runs()],
                found = new double[needed.length],
                volumes = new double[needed.length];
        for (int i = 0; i < needed.length; i++) {
            Run run = run(plan.withSeed(plan.seed() + i));
            needed[i] = run.evaluations;
            found[i] = 100.0 * run.found / front.size();
            volumes[i] = 100 * run.volume;
        }
        var kpis = new LinkedHashMap<String, Double>();
        kpis.put(Kpis.EVALUATIONS, median(needed));
        kpis.put(Kpis.FOUND, median(found));
        kpis.put(Kpis.VOLUME, median(volumes));
        return kpis;
    }

    /** Returns what a search with these settings and its seed comes to. */
    public Run run(SearchPlan plan) {
        try (Store store = Store.inMemory();
                var executor = new LocalExecutor(1)) {
            PointEvaluator told = p -> new Task(p.toString(), () -> known.get(p));
            var exploration = new Exploration(searched.with(plan), told, store, "search", executor, e -> {});
            exploration.run();
            return judged(exploration.outcomes());
        }
    }

    private Run judged(Map<DesignPoint, Outcome> outcomes) {
        var missing = new HashSet<>(front);
        var archive = new FrontArchive();
        double needed = Double.POSITIVE_INFINITY;
        int seen = 0, found = 0;
        for (var entry : outcomes.entrySet()) {
            seen++;
            if (missing.remove(entry.getKey()) && missing.isEmpty()) needed = seen;
            if (seen > sweep.mark()) continue;
            found = front.size() - missing.size();
            searched.candidate(entry.getKey(), entry.getValue()).ifPresent(o -> archive.add(entry.getKey(), o));
        }
        return new Run(needed, found, box.share(archive) / volume);
    }

    /** The median; NaN when half of the values or more are infinite. */
    static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        double median = (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
        return Double.isInfinite(median) ? Double.NaN : median;
    }
}
