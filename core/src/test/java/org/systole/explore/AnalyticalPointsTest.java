package org.systole.explore;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.systole.mapping.MapperSettings;
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
        String key = points(MapperSettings.DEFAULT, "build 1").task(DesignPoint.of(0)).key();
        assertEquals(
                key, points(MapperSettings.DEFAULT.withThreads(2), "build 1").task(DesignPoint.of(0)).key(), "threads change nothing");
        assertNotEquals(key, points(MapperSettings.DEFAULT, "build 1").task(DesignPoint.of(1)).key(), "another accelerator");
        assertNotEquals(key, points(MapperSettings.DEFAULT, "build 2").task(DesignPoint.of(0)).key(), "another version of the models");
        assertNotEquals(
                key, points(MapperSettings.DEFAULT.withBudget(7), "build 1").task(DesignPoint.of(0)).key(), "another search");
    }
}
