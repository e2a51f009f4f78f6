package org.systole.explore;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * Problems whose fronts are known: ZDT1 to ZDT3 (Zitzler, Deb, Thiele 2000) and DTLZ2 (Deb, Thiele, Laumanns, Zitzler 2002), each
 * variable in 65 steps of 0 to 1, so that the front's other variables (0, or one half) are among them.
 */
class StandardProblemsTest {
    private static final int STEPS = 65;
    private static final List<String> NAMES = List.of("energy_mj", "latency_ms", "area_mm2", "power_w", "cycles");

    private static Exploration run(
            Function<double[], double[]> problem, int variables, int objectives, SearchPlan plan) {
        var values = IntStream.range(0, STEPS).mapToObj(i -> i / (STEPS - 1.0)).toList();
        var parameters = new ArrayList<Parameter>();
        for (int i = 0; i < variables; i++) parameters.add(new Parameter("x" + i, values, List.of()));
        var study = Studies.over(Studies.space(parameters))
                .minimizing(NAMES.stream().limit(objectives).toArray(String[]::new))
                .searched(plan)
                .study();
        PointEvaluator evaluator = p -> new PointEvaluator.Task(p.toString(), () -> {
            double[] x = Arrays.stream(p.indices())
                    .mapToDouble(i -> i / (STEPS - 1.0))
                    .toArray();
            double[] f = problem.apply(x);
            var kpis = new LinkedHashMap<String, Double>();
            for (int i = 0; i < f.length; i++) kpis.put(NAMES.get(i), f[i]);
            return new Outcome(kpis, "");
        });
        try (Store store = Store.inMemory();
                var executor = new LocalExecutor(2)) {
            var e = new Exploration(study, evaluator, store, "s", executor, x -> {});
            e.run();
            return e;
        }
    }

    private static SearchPlan plan(SearchPlan.Method method, long budget, int population) {
        return new SearchPlan(method, budget, 0, 1, population, List.of(), SearchSettings.USUAL);
    }

    private static double g(double[] x) {
        return 1 + 9 * Arrays.stream(x).skip(1).sum() / (x.length - 1);
    }

    private static double[] zdt1(double[] x) {
        return new double[] {x[0], g(x) * (1 - Math.sqrt(x[0] / g(x)))};
    }

    private static double[] zdt2(double[] x) {
        return new double[] {x[0], g(x) * (1 - Math.pow(x[0] / g(x), 2))};
    }

    private static double[] zdt3(double[] x) {
        double h = x[0] / g(x);
        return new double[] {x[0], g(x) * (1 - Math.sqrt(h) - h * Math.sin(10 * Math.PI * x[0]))};
    }

    /** DTLZ2 with so many objectives; its front is the part of the unit sphere with no negative coordinate. */
    private static double[] dtlz2(double[] x, int m) {
        double g = 0;
        for (int i = m - 1; i < x.length; i++) g += (x[i] - 0.5) * (x[i] - 0.5);
        double[] f = new double[m];
        for (int i = 0; i < m; i++) {
            f[i] = 1 + g;
            for (int j = 0; j < m - 1 - i; j++) f[i] *= Math.cos(x[j] * Math.PI / 2);
            if (i > 0) f[i] *= Math.sin(x[m - 1 - i] * Math.PI / 2);
        }
        return f;
    }

    private static double share(Exploration e, double[] reference) {
        return Front.hypervolume(e.front().stream().map(e::objectives).toList(), reference);
    }

    /** The hypervolume of the front's points that the grid can reach: the others at their best, the first in its steps. */
    private static double reachable(Function<double[], double[]> problem, int variables, double[] reference) {
        var points = new ArrayList<double[]>();
        for (int i = 0; i < STEPS; i++) {
            double[] x = new double[variables];
            x[0] = i / (STEPS - 1.0);
            points.add(problem.apply(x));
        }
        return Front.hypervolume(points, reference);
    }

    @Test
    void evolutionReachesTheFrontsOfTwoObjectives() {
        double[] reference = {1.1, 1.1};
        List<Function<double[], double[]>> problems =
                List.of(StandardProblemsTest::zdt1, StandardProblemsTest::zdt2, StandardProblemsTest::zdt3);
        for (int i = 0; i < problems.size(); i++) {
            Exploration e = run(problems.get(i), 30, 2, plan(SearchPlan.Method.NSGA2, 8000, 80));
            double reached = share(e, reference) / reachable(problems.get(i), 30, reference);
            assertTrue(reached > 0.98 && reached <= 1 + 1e-9, "ZDT" + (i + 1) + ": " + reached);
        }
    }

    @Test
    void manyObjectivesReachTheSphere() {
        for (int m : new int[] {3, 5}) {
            Exploration e = run(x -> dtlz2(x, m), m + 4, m, plan(SearchPlan.Method.NSGA3, 6000, 100));
            double mean = e.front().stream()
                    .map(e::objectives)
                    .mapToDouble(f -> Math.sqrt(Arrays.stream(f).map(v -> v * v).sum()))
                    .average()
                    .orElseThrow();
            assertEquals(1, mean, 0.03, m + " objectives");
            assertTrue(e.frontSize() > 50, m + " objectives: " + e.frontSize());
            for (int d = 0; d < m; d++) {
                int goal = d;
                double most = e.front().stream()
                        .mapToDouble(p -> e.objectives(p)[goal])
                        .max()
                        .orElseThrow();
                assertTrue(most > 0.9, "the front's corners are reached: " + most);
            }
        }
    }

    @Test
    void aModelNeedsFewerEvaluationsThanChanceOrEvolution() {
        double[] reference = {1.1, 6};
        Function<double[], double[]> problem = StandardProblemsTest::zdt1;
        double best = reachable(problem, 8, reference);
        double model = share(run(problem, 8, 2, plan(SearchPlan.Method.SURROGATE, 100, 0)), reference) / best;
        double evolution = share(run(problem, 8, 2, plan(SearchPlan.Method.NSGA2, 100, 0)), reference) / best;
        double chance = share(run(problem, 8, 2, plan(SearchPlan.Method.LATIN_HYPERCUBE, 100, 0)), reference) / best;
        assertTrue(model > 0.85, "model " + model + ", evolution " + evolution + ", chance " + chance);
        assertTrue(
                model > evolution && evolution > chance,
                "model " + model + ", evolution " + evolution + ", chance " + chance);
    }

    @Test
    void aLatinHypercubeTakesEachValueEquallyOften() {
        var values = IntStream.range(0, 8).mapToObj(i -> (double) i).toList();
        var space =
                Studies.space(List.of(new Parameter("a", values, List.of()), new Parameter("b", values, List.of())));
        int[][] counts = new int[2][8];
        for (DesignPoint p : Search.hypercube(space, 64, new java.util.SplittableRandom(3)))
            for (int k = 0; k < 2; k++) counts[k][p.index(k)]++;
        for (int[] count : counts) for (int c : count) assertEquals(8, c);
    }

    @Test
    void aRadialBasisGoesThroughItsPoints() {
        double[][] places = {{0, 0}, {1, 0}, {0, 1}, {1, 1}, {0.5, 0.2}};
        double[] values = {1, 2, 3, 5, 4};
        var model = RadialBasis.fit(places, values);
        for (int i = 0; i < values.length; i++) assertEquals(values[i], model.value(places[i]), 1e-3);
        // a plane is met everywhere, because of the linear tail
        double[] plane = {1, 3, 0, 2, 1.8};
        assertEquals(1 + 2 * 0.3 - 0.7, RadialBasis.fit(places, plane).value(new double[] {0.3, 0.7}), 1e-3);
    }
}
