package org.systole.explore;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.systole.problem.SystoleException;

class ExplorationTest {
    @TempDir
    Path folder;

    /** A study whose two objectives pull apart: energy = x + y, latency = (9 - x)^2 + y; the front is y = 0. */
    private static Study study(SearchPlan.Method method, long budget) {
        var x = new Parameter("x", List.of(0., 1., 2., 3., 4., 5., 6., 7., 8., 9.), List.of());
        var y = new Parameter("y", List.of(0., 1., 2., 3., 4., 5., 6., 7., 8., 9.), List.of());
        return Studies.over(Studies.space(List.of(x, y), "x + y <= 12"))
                .describing("${x}")
                .minimizing("energy_mj", "latency_ms")
                .where("energy_mj >= 2")
                .searched(new SearchPlan(method, budget, 7))
                .study();
    }

    private static final class Points implements PointEvaluator {
        private final Study study;
        private final AtomicLong evaluations = new AtomicLong();

        Points(Study study) {
            this.study = study;
        }

        @Override
        public Task task(DesignPoint point) {
            return new Task("test " + point, () -> outcome(point));
        }

        private Outcome outcome(DesignPoint point) {
            evaluations.incrementAndGet();
            Map<String, Double> v = study.space().values(point);
            double x = v.get("x"), y = v.get("y");
            if (x == 5) return new Outcome(Map.of(), "E0000: refused");
            return new Outcome(Map.of("energy_mj", x + y, "latency_ms", (9 - x) * (9 - x) + y), "");
        }
    }

    private List<String> run(Study study, Points points, String store, int threads) {
        try (Store s = Store.open(folder.resolve(store));
                var executor = new LocalExecutor(threads)) {
            var e = new Exploration(study, points, s, "id", executor, x -> {});
            e.run();
            return e.front().stream().map(DesignPoint::toString).toList();
        }
    }

    @Test
    void exhaustiveSearchFindsTheFrontAndCountsWhatItRejects() {
        Study study = study(SearchPlan.Method.AUTO, 1000);
        var points = new Points(study);
        try (Store s = Store.open(folder.resolve("a.db"));
                var executor = new LocalExecutor(2)) {
            var e = new Exploration(study, points, s, "id", executor, x -> {});
            e.run();
            // x = 2..9 without the refused 5, y = 0
            assertEquals(
                    List.of("2.0", "3.0", "4.0", "6.0", "7.0", "8.0", "9.0"),
                    e.front().stream().map(DesignPoint::toString).toList());
            assertEquals(Map.of("x + y <= 12", 21L), e.rejected());
            assertEquals(79, e.outcomes().size());
        }
    }

    @Test
    void anInterruptedRunGoesOnWithoutRepeating() {
        Study study = study(SearchPlan.Method.EXHAUSTIVE, 1000);
        var first = new Points(study);
        try (Store s = Store.open(folder.resolve("b.db"));
                var executor = new LocalExecutor(1)) {
            var e = new Exploration(study, first, s, "id", executor, x -> {});
            e.evaluate(java.util.stream.Stream.of("0.0", "0.1", "0.2", "0.3", "5.0")
                    .map(DesignPoint::parse)
                    .toList());
        }
        var second = new Points(study);
        List<String> front = run(study, second, "b.db", 2);
        assertEquals(79 - 5, second.evaluations.get());
        assertEquals(front, run(study, new Points(study), "c.db", 1));
        var third = new Points(study);
        run(study, third, "b.db", 1);
        assertEquals(0, third.evaluations.get());
    }

    @Test
    void aStoppedRunKeepsEverythingThatWasEvaluated() {
        Study study = study(SearchPlan.Method.EXHAUSTIVE, 1000);
        var points = new Points(study);
        var run = new Exploration[1];
        PointEvaluator stopping = point -> {
            var task = points.task(point);
            return new PointEvaluator.Task(task.key(), () -> {
                Outcome outcome = task.work().get();
                if (points.evaluations.get() >= 5) run[0].stop();
                return outcome;
            });
        };
        try (Store s = Store.open(folder.resolve("stopped.db"));
                var executor = new LocalExecutor(4)) {
            run[0] = new Exploration(study, stopping, s, "id", executor, x -> {});
            assertFalse(run[0].run());
            long evaluated = points.evaluations.get();
            assertTrue(evaluated >= 5 && evaluated < 79, evaluated + " evaluations");
            assertEquals(evaluated, s.counts().evaluations());
            assertEquals(evaluated, run[0].outcomes().size());
        }
    }

    @Test
    void searchesRepeatForTheirSeedOnAnyNumberOfThreads() {
        for (SearchPlan.Method method : SearchPlan.Method.values()) {
            Study study = study(method, 40);
            List<String> front = run(study, new Points(study), method + "1.db", 1);
            for (int threads : new int[] {2, 8})
                assertEquals(
                        front, run(study, new Points(study), method + "" + threads + ".db", threads), method.name());
            assertFalse(front.isEmpty());
        }
    }

    @Test
    void evolutionStaysWithinItsBudget() {
        Study study = study(SearchPlan.Method.NSGA2, 40);
        var points = new Points(study);
        run(study, points, "d.db", 1);
        assertTrue(points.evaluations.get() <= 40, points.evaluations + " evaluations");
    }

    @Test
    void frontEqualsPairwiseComparison() {
        var random = new SplittableRandom(3);
        for (int trial = 0; trial < 200; trial++) {
            var points = new ArrayList<double[]>();
            for (int i = random.nextInt(1, 60); i > 0; i--)
                points.add(new double[] {random.nextInt(8), random.nextInt(8), random.nextInt(8)});
            int[] expected = java.util.stream.IntStream.range(0, points.size())
                    .filter(i -> points.stream().noneMatch(p -> Front.dominates(p, points.get(i))))
                    .toArray();
            assertArrayEquals(expected, Front.of(points));
        }
    }

    @Test
    void hypervolumeOfKnownFronts() {
        assertEquals(1, Front.hypervolume(List.of(new double[] {0, 0}), new double[] {1, 1}));
        // two boxes of 2 x 1 and 1 x 2 that share 1 x 1
        assertEquals(3, Front.hypervolume(List.of(new double[] {0, 1}, new double[] {1, 0}), new double[] {2, 2}));
        assertEquals(0, Front.hypervolume(List.of(new double[] {2, 0}), new double[] {2, 2}));
        assertEquals(
                1.75, // the last point is best everywhere: its box is 1 x 1 x 1.75
                Front.hypervolume(
                        List.of(new double[] {0, 0.5, 0}, new double[] {0.5, 0, 0}, new double[] {0, 0, 0}),
                        new double[] {1, 1, 1.75}));
    }

    @Test
    void expressions() {
        Map<String, Double> v = Map.of("a", 3.0, "b", 4.0);
        assertEquals(11, Expression.parse("a + 2 * b").value(v));
        assertEquals(-1, Expression.parse("-(a - b) * -1").value(v));
        assertEquals(2, Expression.parse("log2(b)").value(v));
        assertTrue(Expression.parse("a < b and not b <= a or 0").holds(v));
        assertTrue(Expression.parse("min(a, b, 1e0) == 1").holds(v));
        for (String bad : List.of("", "a +", "(a", "a b", "1.2.3", "foo(a)", "a ? b", "(".repeat(500)))
            assertThrows(
                    IllegalArgumentException.class, () -> Expression.parse(bad).value(v), bad);
    }

    @Test
    void studiesAreCheckedWhole() {
        String text = """
                systole: study/1
                title: t
                model: zoo:lenet-5
                parameters:
                  - {name: a, values: [1, 2]}
                  - {name: b}
                accelerator: "rows: ${a + c}"
                objectives: [{minimize: energy_mj, maximize: area_mm2}]
                rules: ["a <", "d > 1"]
                """;
        var e = assertThrows(
                SystoleException.class, () -> StudyReader.read("s.yaml", text.getBytes(StandardCharsets.UTF_8)));
        assertEquals(5, e.problems().size(), e::getMessage);
    }

    @Test
    void aDamagedStoreIsRefused() throws java.io.IOException {
        Path file = folder.resolve("bad.db");
        java.nio.file.Files.writeString(
                file, "this is no database, but a text that is long enough to be looked at".repeat(50));
        var e = assertThrows(SystoleException.class, () -> Store.open(file));
        assertEquals(ExploreProblem.STORE_DAMAGED, e.problems().getFirst().code());
    }
}
