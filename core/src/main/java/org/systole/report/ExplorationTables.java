package org.systole.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.systole.explore.DesignPoint;
import org.systole.explore.Outcome;
import org.systole.explore.Parameter;

/** An exploration for programs: every point as CSV, the front as JSON. */
public final class ExplorationTables {
    /** The file with every evaluated point. */
    public static final String POINTS = "points.csv";

    /** The file with the front. */
    public static final String FRONT = "front.json";

    private ExplorationTables() {}

    /** Returns the names of the columns of a table of points. */
    public static List<String> columns(ExplorationResult result) {
        var head = new ArrayList<>(List.of("point"));
        result.study().space().parameters().forEach(p -> head.add(p.name()));
        head.addAll(result.knownKpis());
        result.stages().keySet().forEach(stage -> result.knownKpis().forEach(k -> head.add(k + "_" + stage)));
        head.addAll(List.of("feasible", "front", "refusal"));
        return head;
    }

    /** Returns a row of a table of points: numbers, words, truths, null for a figure that is not known. */
    public static List<Object> row(ExplorationResult result, List<String> kpis, DesignPoint point) {
        Outcome outcome = result.outcomes().get(point);
        var cells = new ArrayList<Object>();
        cells.add(point.toString());
        for (int i = 0; i < result.study().space().parameters().size(); i++) {
            Parameter p = result.study().space().parameters().get(i);
            cells.add(p.words().isEmpty() ? (Object) p.values().get(point.index(i)) : p.text(point.index(i)));
        }
        for (String kpi : kpis) cells.add(Double.isNaN(outcome.kpi(kpi)) ? null : (Object) outcome.kpi(kpi));
        for (Map<DesignPoint, Outcome> stage : result.stages().values())
            for (String kpi : kpis) {
                Outcome closer = stage.get(point);
                cells.add(closer == null || Double.isNaN(closer.kpi(kpi)) ? null : (Object) closer.kpi(kpi));
            }
        cells.add(result.isFeasible(point));
        cells.add(result.isOnFront(point));
        cells.add(result.outcome(point).refusal());
        return cells;
    }

    /** Returns every evaluated point as CSV, in the order of the space. */
    public static String csv(ExplorationResult result) {
        var table = new CsvTable(columns(result));
        List<String> kpis = result.knownKpis();
        for (DesignPoint point : result.outcomes().keySet().stream().sorted().toList())
            table.row(row(result, kpis, point));
        return table.toString();
    }

    private static Map<String, Object> figures(Outcome outcome) {
        var kpis = new LinkedHashMap<String, Object>();
        outcome.kpis().forEach((name, value) -> {
            if (!Double.isNaN(value)) kpis.put(name, value);
        });
        return kpis;
    }

    /** Returns the front as a tree for JSON. */
    public static Map<String, Object> tree(ExplorationResult result) {
        var rows = new ArrayList<Object>();
        for (DesignPoint point : result.front()) {
            var row = new LinkedHashMap<String, Object>();
            row.put("point", point.toString());
            row.put("parameters", result.study().space().texts(point));
            row.put("kpis", figures(result.outcome(point)));
            row.put("witness", result.witness());
            if (!result.stages().isEmpty())
                row.put("search", figures(result.outcomes().get(point)));
            rows.add(row);
        }
        var tree = new LinkedHashMap<String, Object>();
        tree.put("schema", "systole-front/1");
        tree.put("title", result.study().title());
        tree.put("facts", result.facts());
        tree.put("complete", result.isComplete());
        tree.put("evaluated", (long) result.outcomes().size());
        tree.put("refused", result.refused());
        tree.put("feasible", result.feasible());
        tree.put("rejected", result.rejected());
        tree.put("front", rows);
        return tree;
    }
}
