package org.systole.report;

import java.util.ArrayList;
import java.util.List;
import org.systole.explore.FrontArchive;
import org.systole.explore.ObjectiveBox;

/**
 * How the front grew over the evaluations: the share of the box between the best and the worst feasible values of the whole run
 * that the front so far dominates.
 */
final class FrontHistory {
    private static final int MOST = 60;

    private FrontHistory() {}

    /**
     * A moment of the run.
     *
     * @param evaluations done by then
     * @param hypervolume dominated share of the box
     * @param front points on the front by then
     */
    record Moment(long evaluations, double hypervolume, int front) {}

    /** Returns some moments of a run, its last one included. */
    static List<Moment> of(ExplorationResult result) {
        var candidates = new ArrayList<double[]>();
        result.outcomes()
                .forEach((p, o) -> candidates.add(result.study().candidate(p, o).orElse(null)));
        var box = new ObjectiveBox(result.study().goals().size());
        for (double[] o : candidates) if (o != null) box.add(o);
        var archive = new FrontArchive();
        var moments = new ArrayList<Moment>();
        var points = new ArrayList<>(result.outcomes().keySet());
        int size = candidates.size();
        double next = 1;
        for (int i = 0; i < size; i++) {
            if (candidates.get(i) != null) archive.add(points.get(i), candidates.get(i));
            if (i + 1 < Math.round(next) && i + 1 < size) continue;
            moments.add(new Moment(i + 1, box.share(archive), archive.size()));
            // even steps for short runs, a constant factor for long ones
            next = Math.max(next + Math.max(1, size / (double) (10 * MOST)), next * Math.pow(size, 1.0 / MOST));
        }
        return moments;
    }
}
