package org.systole.report;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.systole.explore.DesignPoint;
import org.systole.explore.Outcome;
import org.systole.explore.Parameter;

/** What the scripts of an exploration's page read: its points with their figures, by columns. */
final class ExplorationData {
    /** Points of which a page has the figures with nearly all their digits. */
    private static final int FEW_POINTS = 5_000;

    private final ExplorationResult result;
    private final List<DesignPoint> shown;

    private ExplorationData(ExplorationResult result, List<DesignPoint> shown) {
        this.result = result;
        this.shown = shown;
    }

    /**
     * Returns the data of a page.
     *
     * @param shown the points that the page holds
     * @param history how the front came about
     * @param layers the layers of some of the points
     * @param commands how points are named on a command line
     */
    static Map<String, Object> of(
            ExplorationResult result,
            List<DesignPoint> shown,
            List<FrontHistory.Moment> history,
            Map<DesignPoint, Result> layers,
            Optional<PointCommands> commands) {
        var of = new ExplorationData(result, shown);
        var data = new LinkedHashMap<String, Object>();
        commands.ifPresent(c -> data.put("commands", commands(c)));
        data.put("parameters", of.parameters());
        // points of merged runs are nowhere else called as they are here
        data.put(
                "named",
                result.study().sweep().isPresent()
                        || !result.study().accelerator().isEmpty());
        data.put("kpis", of.figures());
        data.put("goals", of.goals());
        data.put("state", of.state());
        data.put("importance", of.importance());
        data.put("history", history(history));
        data.put("layers", of.details(layers));
        data.put("best", of.best());
        return data;
    }

    private static Map<String, Object> commands(PointCommands commands) {
        var tree = pair("program", commands.program(), "run", commands.run());
        tree.put("core", commands.core());
        return tree;
    }

    private List<Object> parameters() {
        var parameters = new ArrayList<Object>();
        List<Parameter> declared = result.study().space().parameters();
        for (int p = 0; p < declared.size(); p++) {
            int at = p;
            Parameter parameter = declared.get(p);
            var tree = new LinkedHashMap<String, Object>();
            tree.put("name", parameter.name());
            tree.put("words", parameter.words());
            tree.put("values", parameter.values());
            tree.put("index", shown.stream().map(point -> point.index(at)).toList());
            parameters.add(tree);
        }
        return parameters;
    }

    private List<Map<String, Object>> goals() {
        return result.study().goals().stream()
                .map(g -> pair("kpi", g.kpi(), "maximize", g.maximize()))
                .toList();
    }

    private static List<Object> history(List<FrontHistory.Moment> history) {
        return history.stream()
                .map(m -> (Object) List.of(m.evaluations(), number(m.hypervolume(), 5), m.front()))
                .toList();
    }

    /** The layers of points, by the place of the point among those shown. */
    private Map<String, Object> details(Map<DesignPoint, Result> layers) {
        var details = new LinkedHashMap<String, Object>();
        for (int i = 0; i < shown.size(); i++)
            if (layers.containsKey(shown.get(i))) details.put(Integer.toString(i), layers(layers.get(shown.get(i))));
        return details;
    }

    /** The best point of each objective, by its place among those shown. */
    private List<Integer> best() {
        if (result.front().isEmpty()) return List.of();
        return result.study().goals().stream()
                .map(g -> shown.indexOf(result.best(g)))
                .toList();
    }

    /** The figures of all points, and those of closer looks where there were some. */
    private List<Object> figures() {
        int digits = shown.size() <= FEW_POINTS ? 8 : 5;
        var kpis = new ArrayList<Object>();
        for (String kpi : result.knownKpis()) {
            var tree = new LinkedHashMap<String, Object>();
            tree.put("name", kpi);
            tree.put("title", KpiTitle.of(kpi));
            tree.put(
                    "values",
                    shown.stream()
                            .map(p -> number(result.outcomes().get(p).kpi(kpi), digits))
                            .toList());
            kpis.add(tree);
        }
        for (CloserLook look : CloserLook.of(result)) {
            Map<DesignPoint, Outcome> seen = result.stages().get(look.stage());
            for (String kpi : look.kpis()) {
                var tree = pair(
                        "name",
                        kpi + " " + look.stage(),
                        "values",
                        shown.stream()
                                .map(p ->
                                        seen.containsKey(p) ? number(seen.get(p).kpi(kpi), digits) : null)
                                .toList());
                tree.put("title", KpiTitle.of(kpi, look.stage()));
                kpis.add(tree);
            }
        }
        return kpis;
    }

    /** A character for each point: f on the front, d dominated, c breaking a constraint, r refused. */
    private String state() {
        var state = new StringBuilder();
        for (DesignPoint p : shown) {
            state.append(
                    result.isOnFront(p)
                            ? 'f'
                            : !result.outcome(p).isEvaluated() ? 'r' : result.isFeasible(p) ? 'd' : 'c');
        }
        return state.toString();
    }

    private static Map<String, Object> pair(String a, Object x, String b, Object y) {
        var tree = new LinkedHashMap<String, Object>();
        tree.put(a, x);
        tree.put(b, y);
        return tree;
    }

    /** Five digits are more than a plot shows, but tables of few points show more; files have them all. */
    private static Object number(double value, int digits) {
        return Double.isFinite(value)
                ? new BigDecimal(value).round(new MathContext(digits)).doubleValue()
                : null;
    }

    private List<Object> importance() {
        var rows = new ArrayList<Object>();
        List<Parameter> parameters = result.study().space().parameters();
        boolean whole = ParameterImportance.isWhole(result);
        // shares are those of the search's figures
        long evaluated =
                result.outcomes().values().stream().filter(Outcome::isEvaluated).count();
        List<Double> noise = parameters.stream()
                .map(p -> whole ? 0.0 : ParameterImportance.noise(p.values().size(), evaluated))
                .toList();
        for (String kpi : result.knownKpis()) {
            var shares = new ArrayList<Object>();
            for (int p = 0; p < parameters.size(); p++)
                shares.add(number(
                        ParameterImportance.of(
                                result.outcomes(), p, parameters.get(p).values().size(), kpi),
                        5));
            var row = pair("kpi", kpi, "shares", shares);
            row.put("noise", noise);
            rows.add(row);
        }
        return rows;
    }

    private static List<Object> layers(Result result) {
        var rows = new ArrayList<Object>();
        for (LayerResult layer : result.layers()) {
            var row = new LinkedHashMap<String, Object>();
            row.put("name", layer.name());
            row.put("cycles", number(layer.cycles().total(), 9));
            row.put("energy", number(layer.energy().total(), 5));
            row.put("utilization", layer.hasMacs() ? number(layer.utilization(), 5) : null);
            row.put("limit", layer.limit());
            rows.add(row);
        }
        return rows;
    }
}
