package org.systole.explore;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.systole.cost.CostTables;
import org.systole.hardware.AcceleratorReader;
import org.systole.hardware.Accelerators;
import org.systole.house.Shared;
import org.systole.mapping.MapperSettings;
import org.systole.mapping.Objective;
import org.systole.workload.Lowering;
import org.systole.workload.Workload;
import org.systole.zoo.Zoo;

/** What a stored evaluation is known by. */
class AnalyticalPointsTest {
    private static final Workload LENET = Lowering.of(Zoo.graph("lenet-5"));
    private static final MapperSettings QUICK =
            MapperSettings.DEFAULT.with(Objective.LATENCY).withBudget(50);

    private static AnalyticalPoints points(MapperSettings settings, String build) {
        var size = new Parameter("size", List.of(64., 128.), List.of());
        String accelerator = "systole: accelerator/1\nextends: gemmini-16\nname: variant\nmemories:\n"
                + "  - {name: scratchpad, size_kib: ${size}}\n";
        return points(Studies.over(size).describing(accelerator), settings, build);
    }

    private static AnalyticalPoints points(Studies study, MapperSettings settings, String build) {
        return new AnalyticalPoints(
                study.minimizing("energy_mj").study(), LENET, Optional.empty(), "hash", settings, build);
    }

    private static String key(MapperSettings settings, String build, int point) {
        return points(settings, build).task(DesignPoint.of(point)).key();
    }

    @Test
    void aKeyNamesEverythingThatTheOutcomeDependsOn() {
        MapperSettings settings = MapperSettings.DEFAULT;
        String key = key(settings, "build 1", 0);
        assertEquals(key, key(settings.withThreads(2), "build 1", 0), "threads change nothing");
        assertNotEquals(key, key(settings, "build 1", 1), "another accelerator");
        assertNotEquals(key, key(settings, "build 2", 0), "another version of the models");
        assertNotEquals(key, key(settings.withBudget(7), "build 1", 0), "another search");
    }

    /** Points that differ in the clock alone share a mapping: each has the figures that it has by itself. */
    @Test
    void aPointOfASweepOfTheClockCostsWhatItCostsByItself() {
        Study study = StudyReader.read(Shared.repositoryPath("studies/million-lenet5.yaml"));
        var points = new AnalyticalPoints(study, LENET, Optional.empty(), "hash", QUICK, "build");
        assertTrue(points.sharesMappings());
        var random = new SplittableRandom(11);
        for (int trial = 0; trial < 24; trial++) {
            DesignPoint point = study.space().draw(random);
            // slow and quick units alike: 10, 20, ... 1050 MHz
            if (trial % 2 == 0) point = point.with(5, trial);
            Outcome swept = points.evaluate(point);
            var alone = Kpis.of(points.detail(point).cost());
            for (String kpi : Kpis.ANALYTICAL)
                assertEquals(alone.get(kpi), swept.kpi(kpi), 1e-9 * alone.get(kpi), kpi + " of " + point);
            DesignPoint slower = point.with(5, (point.index(5) + 1) % 105);
            assertNotEquals(points.task(point).key(), points.task(slower).key(), "another clock is another design");
        }
    }

    /** What a clock stands for costs the same, action by action, and there are few such clocks. */
    @Test
    void clocksBetweenTwoRowsOfTheTablesCostTheSame() {
        var tables = CostTables.read();
        var seen = new TreeSet<Double>();
        for (double mhz = 10; mhz <= 2000; mhz *= 1.07) {
            double alike = tables.alikeClockMhz(mhz);
            seen.add(alike);
            assertEquals(alike, tables.alikeClockMhz(alike));
            for (String name : List.of("systolic-16", "eyeriss-v1")) {
                String text = "systole: accelerator/1\nextends: " + name + "\nname: v\nclock_mhz: ";
                assertEquals(costs(tables, text + alike), costs(tables, text + mhz), name + " at " + mhz);
            }
        }
        assertTrue(seen.size() <= 9, seen.toString());
    }

    private static Object costs(CostTables tables, String text) {
        var reader = new AcceleratorReader(Accelerators.SOURCES);
        return tables.costs(reader.read("v", text.getBytes(StandardCharsets.UTF_8)));
    }

    /** A port in bytes a second is another number of bits a cycle at another clock: nothing may be shared. */
    @Test
    void aDesignWhoseCyclesDependOnTheClockIsNotSwept() {
        var clock = new Parameter("clock", List.of(250., 500., 1000.), List.of());
        String accelerator =
                "systole: accelerator/1\nextends: systolic-16\nname: variant\nclock_mhz: ${clock}\nmemories:\n"
                        + "  - name: dram\n    ports: [{name: other, direction: read_write, bandwidth_gb_s: 1}]\n";
        var points = points(Studies.over(clock).describing(accelerator), QUICK, "build");
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
        var points = points(Studies.over(port, clock).describing(accelerator), QUICK, "build");
        var cycles = new ArrayList<Double>();
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

    /** Where points are simulated later, what is no Systole core is refused, also when the clock is a parameter. */
    @Test
    void whatCannotBeBuiltIsNotSweptWhereCoresAreSimulated() {
        var clock = new Parameter("clock", List.of(250., 500.), List.of());
        String accelerator = "systole: accelerator/1\nextends: systolic-16\nname: variant\nclock_mhz: ${clock}\n";
        for (boolean simulated : new boolean[] {false, true}) {
            var study = Studies.over(clock).describing(accelerator).lookedAt(new Fidelity(List.of(), 0, simulated, 0));
            var points = points(study, QUICK, "build");
            for (int i = 0; i < 2; i++)
                assertEquals(!simulated, points.evaluate(DesignPoint.of(i)).isEvaluated());
        }
    }
}
