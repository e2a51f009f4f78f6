package org.systole.explore;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.systole.problem.SystoleException;

/** Conditional, logarithmic and derived parameters, starting points and time limits, as a study's file has them. */
class StudyParametersTest {
    private static final String STUDY = """
            systole: study/1
            title: "parameters"
            model: zoo:lenet-5
            parameters:
              - {name: kind, words: [plain, cached]}
              - {name: cache_kib, powers_of_two: {from: 2, to: 16}, when: kind == 1}
              - {name: ways, values: [1, 2, 4], when: kind == 1 and cache_kib >= 4}
              - {name: rate, log_range: {from: 1, to: 1000, steps: 7}}
            derived:
              sets: cache_kib * 1024 / ways
              half: sets / 2
            rules: ["half >= 512"]
            accelerator: "${kind} ${cache_kib} ${half} ${rate}"
            objectives: [{minimize: energy_mj}, {minimize: latency_ms}]
            search: SEARCH
            """;

    private static Study study(String search) {
        return StudyReader.read("study", STUDY.replace("SEARCH", search).getBytes(StandardCharsets.UTF_8));
    }

    private static List<DesignPoint> valid(DesignSpace space) {
        var valid = new ArrayList<DesignPoint>();
        for (long i = 0; i < space.size(); i++) if (space.broken(space.at(i)).isEmpty()) valid.add(space.at(i));
        return valid;
    }

    private static PointEvaluator evaluator(Study study, AtomicInteger count, long millis) {
        return point -> new PointEvaluator.Task("parameters " + point, () -> {
            count.incrementAndGet();
            if (millis > 0)
                try {
                    Thread.sleep(millis);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            var v = study.space().values(point);
            var kpis = new LinkedHashMap<String, Double>();
            kpis.put("energy_mj", v.get("rate") + v.get("half") / 100);
            kpis.put("latency_ms", 1000 / v.get("rate") + 1e5 / v.get("half"));
            return new Outcome(kpis, "");
        });
    }

    @Test
    void aConditionalParameterCountsWhereItsConditionHolds() {
        DesignSpace space = study("{}").space();
        // plain: one cache and one way; cached: 2 KiB with one way, 4 to 16 with three; half of the sets at least 512
        var expected = new HashSet<String>();
        for (int rate = 0; rate < 7; rate++) {
            expected.add("0.0.0." + rate);
            expected.add("1.0.0." + rate);
            for (int cache = 1; cache < 4; cache++)
                for (int way = 0; way < 3; way++)
                    if (1024 * (2 << cache) / (1 << way) / 2 >= 512)
                        expected.add("1." + cache + "." + way + "." + rate);
        }
        var found = new HashSet<String>();
        for (DesignPoint p : valid(space)) found.add(p.toString());
        assertEquals(expected, found);
        assertEquals(DesignPoint.parse("0.0.0.3"), space.canonical(DesignPoint.parse("0.3.2.3")));
    }

    /** A search that varies what does not count would evaluate a design twice. */
    @Test
    void noSearchEvaluatesADesignTwice() {
        for (String method : List.of("exhaustive", "random", "latin_hypercube", "nsga2", "nsga3", "surrogate")) {
            Study study = study("{method: " + method + ", budget: 60, population: 8, local: 0.3, corners: true}");
            var count = new AtomicInteger();
            try (Store store = Store.inMemory();
                    var threads = new LocalExecutor(2)) {
                var run = new Exploration(study, evaluator(study, count, 0), store, "id", threads, e -> {});
                assertTrue(run.run());
                assertEquals(run.outcomes().size(), count.get(), method);
                assertTrue(count.get() <= 60, method);
                for (DesignPoint p : run.outcomes().keySet())
                    assertTrue(study.space().broken(p).isEmpty(), method + " " + p);
            }
        }
    }

    @Test
    void logarithmicStepsHaveAConstantFactorAndExactEnds() {
        List<Double> values = study("{}").space().parameters().get(3).values();
        assertEquals(7, values.size());
        assertEquals(1, values.getFirst());
        assertEquals(1000, values.getLast());
        for (int i = 1; i < 7; i++) assertEquals(Math.sqrt(10), values.get(i) / values.get(i - 1), 1e-12);
    }

    @Test
    void derivedNumbersFollowFromTheParameters() {
        Study study = study("{}");
        Map<String, Double> values = study.space().values(DesignPoint.parse("1.3.2.0"));
        assertEquals(4096, values.get("sets"));
        assertEquals("cached 16 2048 1", study.description(DesignPoint.parse("1.3.2.0")));
        var e = assertThrows(
                SystoleException.class,
                () -> StudyReader.read(
                        "study",
                        STUDY.replace("SEARCH", "{}")
                                .replace("half: sets", "half: nothing")
                                .getBytes(StandardCharsets.UTF_8)));
        assertEquals("E7002", e.problems().getFirst().code().code());
        var taken = assertThrows(
                SystoleException.class,
                () -> StudyReader.read(
                        "study",
                        STUDY.replace("SEARCH", "{}")
                                .replace("half: sets", "ways: sets")
                                .getBytes(StandardCharsets.UTF_8)));
        assertEquals("E7003", taken.problems().getFirst().code().code());
    }

    @Test
    void everySearchBeginsWithTheStartingPoints() {
        String starts = "start: [\"kind=cached, cache_kib=8, ways=2\", \"rate=1000\"]";
        for (String method : List.of("random", "latin_hypercube", "nsga2", "surrogate")) {
            Study study = study("{method: " + method + ", budget: 20, population: 4, " + starts + "}");
            try (Store store = Store.inMemory();
                    var threads = new LocalExecutor(2)) {
                var run =
                        new Exploration(study, evaluator(study, new AtomicInteger(), 0), store, "id", threads, e -> {});
                run.run();
                assertEquals(
                        List.of(DesignPoint.parse("1.2.1.0"), DesignPoint.parse("0.0.0.6")),
                        run.outcomes().keySet().stream().limit(2).toList(),
                        method);
                assertEquals(20, run.outcomes().size(), method);
            }
        }
        Study all = study("{start: [\"kind=cached, cache_*=4\"]}");
        assertEquals(List.of(DesignPoint.parse("1.1.0.0")), all.search().starts());
        var e = assertThrows(SystoleException.class, () -> study("{start: [\"cache_kib=3\"]}"));
        assertEquals("E7002", e.problems().getFirst().code().code());
    }

    @Test
    void aTimeLimitEndsTheSearchAndKeepsWhatWasEvaluated() {
        Study study = study("{method: exhaustive, time_s: 0.15}");
        var count = new AtomicInteger();
        try (Store store = Store.inMemory();
                var threads = new LocalExecutor(1)) {
            var run = new Exploration(study, evaluator(study, count, 20), store, "id", threads, e -> {});
            assertFalse(run.run(), "all points take a second and a half");
            assertFalse(run.isStopped());
            assertTrue(count.get() > 0 && count.get() < valid(study.space()).size());
            assertEquals(count.get(), run.outcomes().size());
            assertEquals(count.get(), store.counts().evaluations());
            // without the limit the rest is evaluated, and nothing again
            Study whole = study("{method: exhaustive}");
            var rest = new Exploration(whole, evaluator(whole, count, 0), store, "id", threads, e -> {});
            assertTrue(rest.run());
            assertEquals(valid(study.space()).size(), count.get());
        }
    }
}
