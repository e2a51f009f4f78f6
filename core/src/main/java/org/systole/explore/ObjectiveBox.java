package org.systole.explore;

import java.util.Arrays;

/** The box between the best and the worst values that some points have, each objective so that less is better. */
public final class ObjectiveBox {
    private final double[] best;
    private final double[] worst;

    /** Creates the box of no points. */
    public ObjectiveBox(int objectives) {
        best = new double[objectives];
        worst = new double[objectives];
        Arrays.fill(best, Double.POSITIVE_INFINITY);
        Arrays.fill(worst, Double.NEGATIVE_INFINITY);
    }

    /** Widens the box so that a point lies in it. */
    public void add(double[] values) {
        for (int d = 0; d < best.length; d++) {
            best[d] = Math.min(best[d], values[d]);
            worst[d] = Math.max(worst[d], values[d]);
        }
    }

    /** Returns the share of the box that a front of points in it dominates: 0 for an empty one, up to 1. */
    public double share(FrontArchive front) {
        return front.size() == 0 ? 0 : Front.share(front.objectives(), best, worst);
    }
}
