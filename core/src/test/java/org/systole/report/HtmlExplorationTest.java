package org.systole.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.systole.explore.DesignPoint;
import org.systole.explore.Outcome;
import org.systole.explore.Parameter;
import org.systole.explore.SearchPlan;
import org.systole.explore.Studies;
import org.systole.files.Json;

class HtmlExplorationTest {
    private static final String HOSTILE = "</script><script>alert(1)</script><img src=x onerror=alert(2)>\u2028";

    /** A space of count x 3 points: energy falls with x up to 100, area rises with x and y. */
    private static ExplorationResult result(String title, int count, long points) {
        var x = new Parameter(
                "x", IntStream.range(0, count).mapToObj(i -> (double) i).toList(), List.of());
        var y = new Parameter("y", List.of(0., 1., 2.), List.of("a", "b", "c"));
        var study = Studies.over(x, y)
                .titled(title)
                .minimizing("energy_mj", "area_mm2")
                .where("energy_mj < 100000")
                .searched(new SearchPlan(SearchPlan.Method.AUTO, points, 1))
                .study();
        var random = new SplittableRandom(5);
        var outcomes = new LinkedHashMap<DesignPoint, Outcome>();
        for (long i = 0; i < points; i++) {
            DesignPoint p = study.space().at(i);
            double energy = 1 + Math.max(0, 100 - p.index(0)) + random.nextDouble();
            var kpis = Map.of("energy_mj", energy, "area_mm2", 1 + p.index(0) + 10.0 * p.index(1));
            outcomes.put(p, p.index(0) == 1 ? new Outcome(Map.of(), "E3001: no mapping") : new Outcome(kpis, ""));
        }
        return new ExplorationResult(study, outcomes, Map.of(), Map.of("x > 0", 7L), List.of("a fact"), true);
    }

    private static String data(String page) {
        var match = Pattern.compile("<script type=\"application/json\" id=\"data\">(.*?)</script>", Pattern.DOTALL)
                .matcher(page);
        assertTrue(match.find());
        return match.group(1);
    }

    @Test
    void everyPointOfASmallRunIsInThePage() {
        ExplorationResult result = result("small", 20, 60);
        String page = HtmlExploration.of(result, Map.of());
        var tree = (Map<?, ?>) Json.parse(data(page).getBytes(StandardCharsets.UTF_8));
        String state = (String) tree.get("state");
        assertEquals(60, state.length());
        assertEquals(result.front().size(), state.chars().filter(c -> c == 'f').count());
        assertEquals(3, state.chars().filter(c -> c == 'r').count());
        assertTrue(page.contains("3 refused"), "refused points are counted");
        assertTrue(page.contains("7 combinations rejected: not x &gt; 0"));
        assertTrue(page.contains("default-src 'none'"), "nothing may be loaded");
    }

    @Test
    void aLargeRunIsSampledButItsFrontIsWhole() {
        ExplorationResult result = result("large", 50_000, 150_000);
        String page = HtmlExploration.of(result, Map.of());
        var tree = (Map<?, ?>) Json.parse(data(page).getBytes(StandardCharsets.UTF_8));
        String state = (String) tree.get("state");
        assertEquals(HtmlExploration.MOST_POINTS, state.length());
        assertEquals(result.front().size(), state.chars().filter(c -> c == 'f').count());
        assertTrue(page.contains("a random sample"), "and it is said");
    }

    @Test
    void foreignTextStaysText() {
        String page = HtmlExploration.of(result(HOSTILE, 5, 15), Map.of());
        assertEquals(2, page.split("<script", -1).length - 1);
        assertFalse(data(page).contains("<"));
    }

    @Test
    void importanceIsTheCorrelationRatio() {
        // additive figures: x + 10 y over a full grid: variances (n^2 - 1) / 12 of each, so shares are known
        var outcomes = new LinkedHashMap<DesignPoint, Outcome>();
        for (int x = 0; x < 4; x++)
            for (int y = 0; y < 3; y++)
                outcomes.put(DesignPoint.of(x, y), new Outcome(Map.of("area_mm2", x + 10.0 * y - 5), ""));
        double vx = 15 / 12.0, vy = 100 * 8 / 12.0;
        assertEquals(vx / (vx + vy), ParameterImportance.of(outcomes, 0, 4, "area_mm2"), 1e-12);
        assertEquals(vy / (vx + vy), ParameterImportance.of(outcomes, 1, 3, "area_mm2"), 1e-12);
        assertTrue(Double.isNaN(ParameterImportance.of(outcomes, 0, 4, "energy_mj")));
    }

    /** A parameter that does not matter passes for one that does in about one of a hundred samples. */
    @Test
    void whatChanceShowsIsNoImportance() {
        assertEquals(9.210 / 23, ParameterImportance.noise(3, 24), 0.01);
        var random = new SplittableRandom(7);
        int passed = 0;
        for (int sample = 0; sample < 2000; sample++) {
            var outcomes = new LinkedHashMap<DesignPoint, Outcome>();
            for (int i = 0; i < 60; i++)
                outcomes.put(DesignPoint.of(i % 4, i), new Outcome(Map.of("energy_mj", -random.nextDouble()), ""));
            if (ParameterImportance.of(outcomes, 0, 4, "energy_mj") > ParameterImportance.noise(4, 60)) passed++;
        }
        assertTrue(passed > 5 && passed < 40, passed + " of 2000");
    }

    @Test
    void aPageOfARunNamesItsPointsInCommandsAndOneOfSeveralRunsDoesNot() {
        ExplorationResult result = result("r", 5, 15);
        var commands = new PointCommands("./systole", "'my run'", true);
        var tree = (Map<?, ?>) Json.parse(data(HtmlExploration.of(result, Map.of(), Optional.of(commands)))
                .getBytes(StandardCharsets.UTF_8));
        assertEquals(Map.of("program", "./systole", "run", "'my run'", "core", true), tree.get("commands"));
        ExplorationResult merged = MergedRuns.of(List.of("one", "two"), List.of(result, result("s", 5, 15)));
        tree = (Map<?, ?>) Json.parse(data(HtmlExploration.of(merged, Map.of())).getBytes(StandardCharsets.UTF_8));
        assertFalse(tree.containsKey("commands"));
        assertEquals(false, tree.get("named"));
    }

    /** On a screen of a hundred columns; what a parameter is on the whole front is said once. */
    @Test
    void aFrontOfManyParametersFitsTheScreen() {
        var parameters = new ArrayList<Parameter>();
        for (int i = 0; i < 7; i++)
            parameters.add(new Parameter("a_long_name_of_parameter_" + i, List.of(1., 2., 3.), List.of()));
        var study = Studies.over(parameters.toArray(Parameter[]::new))
                .minimizing("energy_mj", "area_mm2")
                .study();
        var outcomes = new LinkedHashMap<DesignPoint, Outcome>();
        for (int i = 0; i < 3; i++)
            outcomes.put(
                    DesignPoint.of(i, i, 2 - i, i, i, 1 - i % 2, 2),
                    new Outcome(Map.of("energy_mj", 1.0 + i, "area_mm2", 5.0 - i), ""));
        var result = new ExplorationResult(study, outcomes, Map.of(), Map.of(), List.of(), true);
        List<String> lines = ExplorationScreen.result(result, 3);
        for (String line : lines) assertTrue(line.length() <= Screen.WIDTH, line);
        String all = String.join(" ", lines);
        assertTrue(all.contains("On all of the front: a_long_name_of_parameter_6 3"), all);
        assertTrue(all.contains("= a_long_name_of_parameter_0"), all);
    }

    @Test
    void runsMergeUnderOneFront() {
        ExplorationResult a = result("a", 10, 30), b = result("b", 12, 36);
        ExplorationResult merged = MergedRuns.of(List.of("one", "two"), List.of(a, b));
        assertEquals(66, merged.outcomes().size());
        assertEquals(14, merged.rejected().get("x > 0"));
        for (DesignPoint p : merged.front()) {
            String run = merged.study().space().texts(p).get("run");
            assertTrue(run.equals("one") || run.equals("two"));
        }
        // nobody of either run dominates a point of the common front
        for (DesignPoint p : merged.front())
            for (Outcome o : merged.outcomes().values()) {
                Outcome mine = merged.outcomes().get(p);
                assertFalse(o.kpi("energy_mj") < mine.kpi("energy_mj") && o.kpi("area_mm2") < mine.kpi("area_mm2"));
            }
        var other = new ExplorationResult(
                Studies.over(a.study().space()).minimizing("area_mm2").study(),
                a.outcomes(),
                Map.of(),
                Map.of(),
                List.of(),
                true);
        assertThrows(IllegalArgumentException.class, () -> MergedRuns.of(List.of("x", "y"), List.of(a, other)));
    }

    @Test
    void hypervolumeNeverFalls() {
        List<FrontHistory.Moment> history = FrontHistory.of(result("h", 100, 300));
        for (int i = 1; i < history.size(); i++) {
            assertTrue(history.get(i).hypervolume() >= history.get(i - 1).hypervolume() - 1e-12);
            assertTrue(history.get(i).evaluations() > history.get(i - 1).evaluations());
        }
        assertEquals(300, history.getLast().evaluations());
    }
}
