package org.systole.explore;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.systole.house.Shared;
import org.systole.mapping.MapperSettings;
import org.systole.mapping.Objective;
import org.systole.workload.Lowering;
import org.systole.workload.Workload;
import org.systole.zoo.Zoo;

/** What a stored evaluation is known by. */
class AnalyticalPointsTest {
    private static final Workload LENET = Lowering.of(Zoo.graph("lenet-5"));

    private static AnalyticalPoints points(MapperSettings settings, String build) {
        var size = new Parameter("size", List.of(64., 128.), List.of());
        String accelerator = "systole: accelerator/1\nextends: gemmini-16\nname: variant\nmemories:\n"
                + "  - {name: scratchpad, size_kib: ${size}}\n";
        var study = new Study(
                "keys",
                "zoo:lenet-5",
                new DesignSpace(List.of(size), List.of()),
                accelerator,
                "edp",
                List.of(new Goal("energy_mj", false)),
                List.of(),
                new SearchPlan(SearchPlan.Method.AUTO, 2, 1));
        return new AnalyticalPoints(study, LENET, "hash", settings, build);
    }

    @Test
    void aKeyNamesEverythingThatTheOutcomeDependsOn() {
        String key = points(MapperSettings.DEFAULT, "build 1")
                .task(DesignPoint.of(0))
                .key();
        assertEquals(
                key,
                points(MapperSettings.DEFAULT.withThreads(2), "build 1")
                        .task(DesignPoint.of(0))
                        .key(),
                "threads change nothing");
        assertNotEquals(
                key,
                points(MapperSettings.DEFAULT, "build 1")
                        .task(DesignPoint.of(1))
                        .key(),
                "another accelerator");
        assertNotEquals(
                key,
                points(MapperSettings.DEFAULT, "build 2")
                        .task(DesignPoint.of(0))
                        .key(),
                "another version of the models");
        assertNotEquals(
                key,
                points(MapperSettings.DEFAULT.withBudget(7), "build 1")
                        .task(DesignPoint.of(0))
                        .key(),
                "another search");
    }

    /** Points that differ in the clock alone share a mapping; the cost tables say what the longer time leaks. */
    @Test
    void aSweepOfTheClockChangesTimeAndLeakageAlone() {
        Study study = StudyReader.read(Shared.repositoryPath("studies/million-lenet5.yaml"));
        var settings = MapperSettings.DEFAULT.with(Objective.LATENCY).withBudget(50);
        var points = new AnalyticalPoints(study, LENET, "hash", settings, "build");
        assertTrue(points.sharesMappings());
        var random = new SplittableRandom(11);
        for (int trial = 0; trial < 12; trial++) {
            DesignPoint point = study.space().draw(random), reference = point.with(5, 99);
            Outcome swept = points.evaluate(point);
            var detail = points.detail(reference);
            var alone = Kpis.of(detail.cost());
            for (String kpi : List.of("cycles", "area_mm2", "dram_mib", "utilization"))
                assertEquals(alone.get(kpi), swept.kpi(kpi), kpi);
            double clock = study.space().values(point).get("clock_mhz");
            double seconds = alone.get("cycles") / (clock * 1e6), before = alone.get("latency_ms") / 1e3;
            double leaked = detail.costs().leakagePj(seconds).value()
                    - detail.costs().leakagePj(before).value();
            double energy = alone.get("energy_mj") + leaked / 1e9;
            assertEquals(seconds * 1e3, swept.kpi("latency_ms"), 1e-12 * seconds);
            assertEquals(energy, swept.kpi("energy_mj"), 1e-9 * energy);
            assertEquals(energy / 1e3 / seconds, swept.kpi("power_w"), 1e-9);
            DesignPoint slower = point.with(5, (point.index(5) + 1) % 105);
            assertNotEquals(points.task(point).key(), points.task(slower).key(), "another clock is another design");
        }
    }

    /** A port in bytes a second is another number of bits a cycle at another clock: nothing may be shared. */
    @Test
    void aDesignWhoseCyclesDependOnTheClockIsNotSwept() {
        var clock = new Parameter("clock", List.of(250., 500., 1000.), List.of());
        String accelerator =
                "systole: accelerator/1\nextends: systolic-16\nname: variant\nclock_mhz: ${clock}\nmemories:\n"
                        + "  - name: dram\n    ports: [{name: other, direction: read_write, bandwidth_gb_s: 1}]\n";
        var study = new Study(
                "ports",
                "zoo:lenet-5",
                new DesignSpace(List.of(clock), List.of()),
                accelerator,
                "latency",
                List.of(new Goal("latency_ms", false)),
                List.of(),
                new SearchPlan(SearchPlan.Method.AUTO, 3, 1));
        var settings = MapperSettings.DEFAULT.with(Objective.LATENCY).withBudget(50);
        var points = new AnalyticalPoints(study, LENET, "hash", settings, "build");
        for (int i = 0; i < 3; i++) {
            Outcome outcome = points.evaluate(DesignPoint.of(i));
            if (!outcome.isEvaluated()) continue;
            assertEquals(Kpis.of(points.detail(DesignPoint.of(i)).cost()).get("cycles"), outcome.kpi("cycles"));
        }
    }

    /** Whether the clock matters is asked of each design: here a parameter decides which port is in bytes a second. */
    @Test
    void designsOfOneStudyMayDifferInWhetherTheClockMatters() {
        var port = new Parameter("port", List.of(0., 1.), List.of("bits_per_cycle: 64", "bandwidth_gb_s: 1"));
        var clock = new Parameter("clock", List.of(250., 500., 1000.), List.of());
        String accelerator =
                "systole: accelerator/1\nextends: systolic-16\nname: variant\nclock_mhz: ${clock}\nmemories:\n"
                        + "  - name: dram\n    ports: [{name: bus, ${port}}]\n";
        var study = new Study(
                "ports",
                "zoo:lenet-5",
                new DesignSpace(List.of(port, clock), List.of()),
                accelerator,
                "latency",
                List.of(new Goal("latency_ms", false)),
                List.of(),
                new SearchPlan(SearchPlan.Method.AUTO, 6, 1));
        var settings = MapperSettings.DEFAULT.with(Objective.LATENCY).withBudget(50);
        var points = new AnalyticalPoints(study, LENET, "hash", settings, "build");
        var cycles = new java.util.ArrayList<Double>();
        for (int i = 0; i < 6; i++) {
            DesignPoint point = DesignPoint.of(i / 3, i % 3);
            Outcome outcome = points.evaluate(point);
            assertEquals("", outcome.refusal());
            assertEquals(Kpis.of(points.detail(point).cost()).get("cycles"), outcome.kpi("cycles"), point.toString());
            cycles.add(outcome.kpi("cycles"));
        }
        assertEquals(cycles.get(0), cycles.get(2), "bits a cycle are the same at every clock");
        assertNotEquals(cycles.get(3), cycles.get(5), "bytes a second are not");
    }
}
