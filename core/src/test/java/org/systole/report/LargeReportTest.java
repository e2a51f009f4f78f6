package org.systole.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.systole.explore.DesignPoint;
import org.systole.explore.Exploration;
import org.systole.explore.Kpis;
import org.systole.explore.LocalExecutor;
import org.systole.explore.Outcome;
import org.systole.explore.Parameter;
import org.systole.explore.PointEvaluator;
import org.systole.explore.Store;
import org.systole.explore.Studies;
import org.systole.explore.Study;

/**
 * A store and a page of 100,000 points. With {@code -Dlarge.report=FILE} the page stays there, to be opened in a browser.
 */
class LargeReportTest {
    private static final int VALUES = 10;

    private static Study study() {
        var parameters = new ArrayList<Parameter>();
        for (String name : List.of("rows", "columns", "buffer", "bus", "clock")) {
            var values = new ArrayList<Double>();
            for (int i = 0; i < VALUES; i++) values.add((double) (1 << i));
            parameters.add(new Parameter(name, values, List.of()));
        }
        return Studies.over(Studies.space(parameters))
                .titled("A hundred thousand points")
                .minimizing("latency_ms", "energy_mj", "area_mm2")
                .study();
    }

    /** Latency falls with everything, area and energy grow with it; a tenth of it is chance. */
    private static Outcome outcome(DesignPoint p) {
        var random = new SplittableRandom(p.hashCode());
        double size = p.index(0) + p.index(1), memory = p.index(2), bus = p.index(3), clock = p.index(4);
        double latency = 1e3 * Math.pow(2, -0.5 * size - 0.3 * Math.min(bus, memory) - 0.4 * clock);
        double area = 0.1 + 1e-3 * Math.pow(2, size * 0.6) + 1e-3 * Math.pow(2, memory);
        double energy = 0.1 + 0.02 * Math.pow(2, 0.3 * clock) + 0.3 / (1 + memory) + 0.01 * size;
        var kpis = new LinkedHashMap<String, Double>();
        for (String kpi : Kpis.ANALYTICAL) kpis.put(kpi, 1.0 + random.nextDouble());
        kpis.put("latency_ms", latency * (0.9 + 0.2 * random.nextDouble()));
        kpis.put("energy_mj", energy * (0.9 + 0.2 * random.nextDouble()));
        kpis.put("area_mm2", area * (0.9 + 0.2 * random.nextDouble()));
        return new Outcome(kpis, "");
    }

    @Test
    void allPointsAreInThePage() throws IOException {
        Study study = study();
        PointEvaluator evaluator = p -> new PointEvaluator.Task("large " + p, () -> outcome(p));
        ExplorationResult result;
        try (Store store = Store.inMemory();
                var executor = new LocalExecutor(2)) {
            var run = new Exploration(study, evaluator, store, "large", executor, e -> {});
            assertTrue(run.run());
            result = new ExplorationResult(
                    study, store.ofStudy("large"), Map.of(), Map.of(), List.of("synthetic"), true);
        }
        int count = (int) Math.pow(VALUES, 5);
        assertEquals(count, result.outcomes().size());
        assertTrue(result.front().size() > 1000, result.front().size() + " on the front");
        String page = HtmlExploration.of(result, Map.of());
        assertTrue(page.length() < 30_000_000, page.length() + " characters");
        int from = page.indexOf("\"state\":\"") + 9;
        assertEquals(count, page.indexOf('"', from) - from);
        String keep = System.getProperty("large.report");
        if (keep != null) Files.writeString(Path.of(keep), page);
    }
}
