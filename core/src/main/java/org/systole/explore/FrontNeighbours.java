package org.systole.explore;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.moeaframework.core.PRNG;

/**
 * Local search around the front: a step of one parameter up or down from a point that is on the front now.
 *
 * <p>Each parameter and direction is judged by how many of its steps are on the front now, and drawn accordingly (Thompson
 * 1933: the largest of draws from the beta distributions of their shares). Of the direction drawn, the shortest step that leads
 * to a new point is taken. So a direction in which designs only become worse is soon left alone, and one along which the front
 * lies is walked.
 */
final class FrontNeighbours {
    /** Points of a large front that a step may begin at. */
    private static final int MOST_BEGINNINGS = 200;

    /** Steps that are remembered: what held at the beginning of a search may hold no longer. */
    private static final int MOST_STEPS = 400;

    private final DesignSpace space;
    private final List<Step> steps = new ArrayList<>();

    private record Step(DesignPoint to, int direction) {}

    FrontNeighbours(DesignSpace space) {
        this.space = space;
    }

    /**
     * Returns a new point beside the front, if there is one.
     *
     * @param front the points on the front now
     * @param isNew whether a point may be evaluated and was not
     */
    Optional<DesignPoint> next(List<DesignPoint> front, Predicate<DesignPoint> isNew) {
        if (front.isEmpty()) return Optional.empty();
        List<DesignPoint> from = front.size() <= MOST_BEGINNINGS ? front : sample(front);
        double[] promise = promise(new HashSet<>(front));
        Integer[] order = new Integer[promise.length];
        Arrays.setAll(order, i -> i);
        Arrays.sort(order, (a, b) -> Double.compare(promise[b], promise[a]));
        for (int direction : order) {
            Optional<DesignPoint> found = nearest(from, direction, isNew);
            if (found.isEmpty()) continue;
            steps.add(new Step(found.get(), direction));
            if (steps.size() > MOST_STEPS) steps.removeFirst();
            return found;
        }
        return Optional.empty();
    }

    private static List<DesignPoint> sample(List<DesignPoint> front) {
        var sample = new ArrayList<DesignPoint>();
        for (int i = 0; i < MOST_BEGINNINGS; i++) sample.add(PRNG.nextItem(front));
        return sample;
    }

    /** A draw for each direction: parameters in their order, up and down. */
    private double[] promise(Set<DesignPoint> front) {
        int[][] counts = new int[2 * space.parameters().size()][2];
        for (Step step : steps) counts[step.direction][front.contains(step.to) ? 0 : 1]++;
        return Arrays.stream(counts).mapToDouble(c -> beta(c[0] + 1, c[1] + 1)).toArray();
    }

    private static double beta(int a, int b) {
        double x = gamma(a), y = gamma(b);
        return x / (x + y);
    }

    /** The sum of {@code n} exponential waiting times. */
    private static double gamma(int n) {
        double sum = 0;
        for (int i = 0; i < n; i++) sum -= Math.log(1 - PRNG.nextDouble());
        return sum;
    }

    private Optional<DesignPoint> nearest(List<DesignPoint> front, int direction, Predicate<DesignPoint> isNew) {
        int parameter = direction / 2;
        int count = space.parameters().get(parameter).values().size();
        for (int reach = 1; reach < count; reach++) {
            int step = direction % 2 == 0 ? reach : -reach;
            var found = new ArrayList<DesignPoint>();
            for (DesignPoint point : front) {
                int index = point.index(parameter) + step;
                if (index < 0 || index >= count) continue;
                DesignPoint near = space.canonical(point.with(parameter, index));
                if (isNew.test(near)) found.add(near);
            }
            if (!found.isEmpty()) return Optional.of(PRNG.nextItem(found));
        }
        return Optional.empty();
    }
}
