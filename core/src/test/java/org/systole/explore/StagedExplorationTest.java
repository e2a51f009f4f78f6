package org.systole.explore;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** A search and a closer look whose figures differ from the search's by a known, irregular factor. */
class StagedExplorationTest {
    private static final int SIZE = 12;

    private static Study study(double within) {
        var values = new ArrayList<Double>();
        for (int i = 0; i < SIZE; i++) values.add((double) i);
        return Studies.over(new Parameter("x", values, List.of()), new Parameter("y", values, List.of()))
                .minimizing("energy_mj", "latency_ms", "area_mm2")
                .where("latency_ms <= 30")
                .lookedAt(new Fidelity(List.of(), 0, true, within))
                .study();
    }

    private static Map<String, Double> cheap(DesignPoint p) {
        double x = p.index(0), y = p.index(1);
        var kpis = new LinkedHashMap<String, Double>();
        kpis.put("energy_mj", 5 + x + Math.abs(y - 3));
        kpis.put("latency_ms", 40 - 2 * x - y);
        kpis.put("area_mm2", 3 + y);
        return kpis;
    }

    /** Up to a quarter off, a point in twenty cannot be built. */
    private static Outcome closer(DesignPoint p) {
        var random = new SplittableRandom(p.hashCode());
        var kpis = cheap(p);
        if (random.nextInt(20) == 0) return new Outcome(Map.of(), "E0000: cannot be built");
        for (String kpi : List.of("energy_mj", "latency_ms"))
            kpis.computeIfPresent(kpi, (k, v) -> v * (0.75 + 0.5 * random.nextDouble()));
        return new Outcome(kpis, "");
    }

    private static StagedExploration begin(Study study, Store store, PointExecutor threads, PointEvaluator stage) {
        PointEvaluator search = p -> new PointEvaluator.Task("cheap " + p, () -> new Outcome(cheap(p), ""));
        Function<Map<DesignPoint, Outcome>, PointEvaluator> evaluator = before -> {
            assertEquals(SIZE * SIZE, before.size());
            return stage;
        };
        return new StagedExploration(
                new Exploration(study, search, store, "id", threads, e -> {}),
                List.of(new FidelityStage("simulated", evaluator)),
                (name, e, points) -> new Exploration(study, e, store, "id " + name, threads, x -> {}));
    }

    private static List<DesignPoint> front(Study study, Map<DesignPoint, Outcome> outcomes) {
        return outcomes.keySet().stream()
                .filter(p -> study.candidate(p, outcomes.get(p)).isPresent())
                .filter(p -> outcomes.keySet().stream()
                        .flatMap(q -> study.candidate(q, outcomes.get(q)).stream())
                        .noneMatch(q -> Front.dominates(
                                q, study.candidate(p, outcomes.get(p)).orElseThrow())))
                .sorted()
                .toList();
    }

    private static PointEvaluator counted(AtomicInteger count) {
        return p -> new PointEvaluator.Task("close " + p, () -> {
            count.incrementAndGet();
            return closer(p);
        });
    }

    @Test
    void theCandidatesAreTheFrontAndWhatIsLittleBehind() {
        Study study = study(0);
        try (Store store = Store.inMemory();
                var threads = new LocalExecutor(2)) {
            var count = new AtomicInteger();
            var run = begin(study, store, threads, counted(count));
            assertTrue(run.run());
            var seen = run.outcomes().get("simulated");
            assertTrue(seen.keySet().containsAll(front(study, run.search().outcomes())));
            // what cannot be built dominates nothing: the rest is as if a rule had left such points out
            var buildable = new LinkedHashMap<>(run.search().outcomes());
            buildable.keySet().removeIf(p -> !closer(p).isEvaluated());
            assertTrue(front(study, run.search().outcomes()).stream()
                    .anyMatch(p -> !closer(p).isEvaluated()));
            assertEquals(
                    front(study, buildable),
                    seen.keySet().stream()
                            .filter(p -> seen.get(p).isEvaluated())
                            .sorted()
                            .toList());
            assertFalse(front(study, run.search().outcomes()).containsAll(front(study, buildable)));
            assertEquals(seen.size(), count.get());
            assertEquals(SIZE * SIZE + seen.size(), run.fresh());
            // both witnesses are on record
            assertEquals(run.search().outcomes(), store.ofStudy("id"));
            assertEquals(seen, store.ofStudy("id simulated"));
        }
    }

    /** A closer look that is off by at most a quarter cannot bring a point to the front that is further behind than that. */
    @Test
    void withAllThatMayComeBackTheFrontIsThatOfLookingAtAll() {
        Study study = study(70);
        try (Store store = Store.inMemory();
                var threads = new LocalExecutor(2)) {
            var run = begin(study, store, threads, counted(new AtomicInteger()));
            assertTrue(run.run());
            var all = new LinkedHashMap<DesignPoint, Outcome>();
            for (long i = 0; i < study.space().size(); i++) {
                DesignPoint p = study.space().at(i);
                all.put(p, closer(p));
            }
            // some of them the search itself takes for slower than allowed
            assertTrue(front(study, all).stream().anyMatch(p -> !study.isFeasible(p, new Outcome(cheap(p), ""))));
            assertEquals(front(study, all), front(study, run.outcomes().get("simulated")));
        }
    }

    @Test
    void aStoppedLookGoesOnWhereItWas() {
        Study study = study(30);
        try (Store store = Store.inMemory();
                var threads = new LocalExecutor(1)) {
            var count = new AtomicInteger();
            var run = new StagedExploration[1];
            PointEvaluator stopping = p -> new PointEvaluator.Task("close " + p, () -> {
                if (count.incrementAndGet() == 5) run[0].stop();
                return closer(p);
            });
            run[0] = begin(study, store, threads, stopping);
            assertFalse(run[0].run());
            int before = count.get(), kept = run[0].outcomes().get("simulated").size();
            assertEquals(before, kept);
            var again = begin(study, store, threads, counted(count));
            assertTrue(again.run());
            assertEquals(again.outcomes().get("simulated").size(), count.get());
            assertTrue(count.get() > before);
            var calm = Store.inMemory();
            try (calm) {
                var whole = begin(study, calm, threads, counted(new AtomicInteger()));
                assertTrue(whole.run());
                assertEquals(whole.outcomes(), again.outcomes());
            }
        }
    }
}
