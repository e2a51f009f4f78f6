package org.systole.explore;

import java.util.ArrayList;
import java.util.List;

/** The Pareto front of the points so far, kept up to date one point at a time; of equal points all stay. */
public final class FrontArchive {
    private final List<DesignPoint> points = new ArrayList<>();
    private final List<double[]> objectives = new ArrayList<>();

    /** Creates an empty front. */
    public FrontArchive() {}

    /**
     * Adds a point unless one on the front dominates it, and removes those that it dominates.
     *
     * @param values its objectives, each so that less is better
     * @return whether it is on the front now
     */
    public boolean add(DesignPoint point, double[] values) {
        for (int i = objectives.size() - 1; i >= 0; i--) {
            if (Front.dominates(objectives.get(i), values)) {
                // what rejected one point often rejects the next: looked at first from now on
                swap(i, objectives.size() - 1);
                return false;
            }
        }
        int kept = 0;
        for (int i = 0; i < objectives.size(); i++) if (!Front.dominates(values, objectives.get(i))) swap(i, kept++);
        points.subList(kept, points.size()).clear();
        objectives.subList(kept, objectives.size()).clear();
        points.add(point);
        objectives.add(values);
        return true;
    }

    private void swap(int a, int b) {
        if (a == b) return;
        objectives.set(a, objectives.set(b, objectives.get(a)));
        points.set(a, points.set(b, points.get(a)));
    }

    /** Returns how many points are on the front. */
    public int size() {
        return points.size();
    }

    /** Returns the points, in their order. */
    public List<DesignPoint> points() {
        return points.stream().sorted().toList();
    }

    /** Returns the objectives of the points on the front, in no particular order. */
    public List<double[]> objectives() {
        return List.copyOf(objectives);
    }
}
