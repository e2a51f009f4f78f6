package org.systole.explore;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SplittableRandom;

/**
 * For evaluations that take long: a radial-basis model of each objective (cubic kernel with a linear tail, as in Regis and
 * Shoemaker 2007) says which of many candidates to evaluate next.
 *
 * <p>After a Latin hypercube, each round draws candidates around the front and all over the space, predicts them, and evaluates
 * those that the model puts furthest before the front so far, apart from each other. A quarter of each round goes where the
 * nearest evaluation is furthest away, so that the model cannot deceive itself for ever.
 */
final class SurrogateSearch implements Search {
    private static final int ROUND = 8;
    private static final int CANDIDATES = 400;
    private static final int MOST_MODELLED = 300;

    @Override
    public void run(Study study, Exploration exploration) {
        var random = new SplittableRandom(study.search().seed());
        int parameters = study.space().parameters().size();
        int first = (int) Math.min(exploration.remaining(), Math.max(12, 3L * (parameters + 1)));
        exploration.evaluate(Search.hypercube(study.space(), first, random));
        for (int idle = 0; exploration.remaining() > 0 && idle < MOST_IDLE; ) {
            int before = exploration.outcomes().size();
            List<DesignPoint> candidates = candidates(study.space(), exploration, random);
            exploration.evaluate(chosen(study, exploration, candidates));
            idle = exploration.outcomes().size() == before ? idle + 1 : 0;
        }
    }

    private static List<DesignPoint> candidates(DesignSpace space, Exploration exploration, SplittableRandom random) {
        var candidates = new LinkedHashSet<DesignPoint>();
        List<DesignPoint> front = exploration.front();
        for (int tries = 0; candidates.size() < CANDIDATES && tries < 20 * CANDIDATES; tries++) {
            DesignPoint point = space.draw(random);
            if (!front.isEmpty() && random.nextInt(3) > 0)
                point = near(space, front.get(random.nextInt(front.size())), random);
            point = space.canonical(point);
            if (!exploration.outcomes().containsKey(point)
                    && space.broken(point).isEmpty()) candidates.add(point);
        }
        return List.copyOf(candidates);
    }

    /** Changes about one parameter in three, at least one, by a few steps or, for categories, to any value. */
    private static DesignPoint near(DesignSpace space, DesignPoint point, SplittableRandom random) {
        int count = space.parameters().size(), sure = random.nextInt(count);
        DesignPoint result = point;
        for (int p = 0; p < count; p++) {
            if (p != sure && random.nextInt(3) > 0) continue;
            Parameter parameter = space.parameters().get(p);
            int last = parameter.values().size() - 1;
            int reach = Math.max(1, last / 8);
            int index = parameter.words().isEmpty()
                    ? Math.clamp(point.index(p) + random.nextInt(-reach, reach + 1), 0, last)
                    : random.nextInt(last + 1);
            result = result.with(p, index);
        }
        return result;
    }

    private static List<DesignPoint> chosen(Study study, Exploration exploration, List<DesignPoint> candidates) {
        var known = new ArrayList<DesignPoint>();
        exploration.outcomes().forEach((p, o) -> {
            if (o.isEvaluated() && Arrays.stream(study.objectives(o)).allMatch(Double::isFinite)) known.add(p);
        });
        if (known.size() < 4 || candidates.isEmpty())
            return candidates.stream().limit(ROUND).toList();
        // those on the front and the latest tell most; the model's cost grows with the third power
        var used = new LinkedHashSet<>(exploration.front());
        for (int i = known.size() - 1; i >= 0 && used.size() < MOST_MODELLED; i--) used.add(known.get(i));
        double[][] places = used.stream().map(p -> place(study.space(), p)).toArray(double[][]::new);
        double[][] objectives = used.stream()
                .map(p -> scaled(study.objectives(exploration.outcomes().get(p))))
                .toArray(double[][]::new);
        double[][] predicted = new double[candidates.size()][objectives[0].length];
        double[][] at = candidates.stream().map(p -> place(study.space(), p)).toArray(double[][]::new);
        for (int d = 0; d < objectives[0].length; d++) {
            int goal = d;
            var model = RadialBasis.fit(
                    places, Arrays.stream(objectives).mapToDouble(o -> o[goal]).toArray());
            for (int i = 0; i < at.length; i++) predicted[i][d] = model.value(at[i]);
        }
        double[][] front = exploration.front().stream()
                .map(p -> scaled(study.objectives(exploration.outcomes().get(p))))
                .toArray(double[][]::new);
        return pick(candidates, at, places, predicted, front);
    }

    private static List<DesignPoint> pick(
            List<DesignPoint> candidates, double[][] at, double[][] places, double[][] predicted, double[][] front) {
        double[] span = new double[predicted[0].length];
        for (int d = 0; d < span.length; d++) {
            int goal = d;
            double low =
                    Arrays.stream(predicted).mapToDouble(o -> o[goal]).min().orElse(0);
            double high =
                    Arrays.stream(predicted).mapToDouble(o -> o[goal]).max().orElse(1);
            span[d] = Math.max(high - low, 1e-12);
        }
        double[] gain = new double[candidates.size()], far = new double[gain.length];
        for (int i = 0; i < gain.length; i++) {
            gain[i] = gain(predicted[i], front, span);
            far[i] = nearest(at[i], places);
        }
        var order = new ArrayList<Integer>();
        for (int i = 0; i < gain.length; i++) order.add(i);
        var picked = new HashSet<DesignPoint>();
        var result = new ArrayList<DesignPoint>();
        order.sort(Comparator.comparingDouble(i -> -far[i]));
        for (int i = 0; i < ROUND / 4; i++)
            if (picked.add(candidates.get(order.get(i % order.size()))))
                result.add(candidates.get(order.get(i % order.size())));
        order.sort(Comparator.comparingDouble(i -> -gain[i]));
        for (int i : order) if (result.size() < ROUND && picked.add(candidates.get(i))) result.add(candidates.get(i));
        return result;
    }

    /** How far a prediction lies before the front: the least, over the front's points, of its best improvement of an objective. */
    private static double gain(double[] predicted, double[][] front, double[] span) {
        double least = Double.POSITIVE_INFINITY;
        for (double[] f : front) {
            double best = Double.NEGATIVE_INFINITY;
            for (int d = 0; d < span.length; d++) best = Math.max(best, (f[d] - predicted[d]) / span[d]);
            least = Math.min(least, best);
        }
        // before there is a front: least of the sum
        if (front.length == 0) {
            double sum = 0;
            for (int d = 0; d < span.length; d++) sum += predicted[d] / span[d];
            return -sum;
        }
        return least;
    }

    private static double nearest(double[] at, double[][] places) {
        double least = Double.POSITIVE_INFINITY;
        for (double[] p : places) least = Math.min(least, RadialBasis.distance(at, p));
        return least;
    }

    /** Each parameter's index in 0..1. */
    private static double[] place(DesignSpace space, DesignPoint point) {
        double[] place = new double[space.parameters().size()];
        for (int p = 0; p < place.length; p++)
            place[p] = point.index(p)
                    / (double) Math.max(1, space.parameters().get(p).values().size() - 1);
        return place;
    }

    /** Figures of hardware range over decades: signed logarithm. */
    private static double[] scaled(double[] objectives) {
        double[] scaled = new double[objectives.length];
        for (int i = 0; i < scaled.length; i++)
            scaled[i] = Math.signum(objectives[i]) * Math.log1p(Math.abs(objectives[i]));
        return scaled;
    }
}
