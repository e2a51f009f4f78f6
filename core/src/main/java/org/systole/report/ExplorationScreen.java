package org.systole.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.systole.explore.DesignPoint;
import org.systole.explore.DesignSpace;
import org.systole.explore.Goal;
import org.systole.explore.Outcome;
import org.systole.explore.Study;
import org.systole.report.Listing.Column;

/** An exploration on a terminal: what was asked, what became of it, the front, the best point for each objective. */
public final class ExplorationScreen {
    /** Rows of a front that are shown; all are in the files. */
    private static final int MOST_ROWS = 40;

    private static final int LABEL = 13;

    /** Parameters of a point that stand in a line. */
    private static final int MOST_WORDS = 8;

    private ExplorationScreen() {}

    /**
     * Returns the lines that come before a run: the study as it was understood.
     *
     * @param policy how each point is mapped
     */
    public static List<String> head(Study study, String policy) {
        var lines = new ArrayList<String>();
        lines.add(TextTable.plain(study.title()));
        lines.add("");
        labelled(lines, study.models().size() > 1 ? "Models" : "Model", String.join(", ", study.models()));
        labelled(
                lines,
                "Space",
                String.format(Locale.ROOT, "%,d combinations of ", study.space().combinations())
                        + String.join(
                                ", ",
                                study.space().parameters().stream()
                                        .map(p -> p.name() + " (" + p.values().size() + ")")
                                        .toList()));
        labelled(
                lines,
                "Objectives",
                String.join(", ", study.goals().stream().map(Goal::toString).toList()));
        if (!study.constraints().isEmpty())
            labelled(
                    lines,
                    "Constraints",
                    String.join(
                            "; ",
                            study.constraints().stream().map(Object::toString).toList()));
        String method = study.effectiveMethod().name().toLowerCase(Locale.ROOT).replace('_', ' ');
        labelled(
                lines,
                "Search",
                method + ", " + study.reason() + "; seed " + study.search().seed());
        labelled(lines, "Mapping", policy);
        return lines;
    }

    private static void labelled(List<String> lines, String label, String text) {
        lines.addAll(TextTable.labelled(label, text, LABEL, Screen.WIDTH));
    }

    /**
     * Returns the lines that come after a run.
     *
     * @param fresh how many points were evaluated now; the others were known: to the store, or as another point of the same design
     */
    public static List<String> result(ExplorationResult result, long fresh) {
        var lines = new ArrayList<String>();
        long points = result.outcomes().size();
        long closer = result.stages().values().stream().mapToLong(Map::size).sum();
        labelled(
                lines,
                "Evaluated",
                String.format(
                        Locale.ROOT,
                        "%,d points%s, %,d now, %,d known already",
                        points,
                        closer > 0 ? String.format(Locale.ROOT, " and %,d closer looks", closer) : "",
                        fresh,
                        points + closer - fresh));
        long rejected =
                result.rejected().values().stream().mapToLong(Long::longValue).sum();
        if (rejected > 0)
            labelled(lines, "Rejected", String.format(Locale.ROOT, "%,d combinations before evaluation", rejected));
        result.rejected()
                .forEach((rule, count) ->
                        lines.add(String.format(Locale.ROOT, "%14s  %s", grouped(count), DesignSpace.rejection(rule))));
        refusals(lines, result);
        labelled(
                lines,
                "Feasible",
                String.format(
                        Locale.ROOT,
                        "%,d points satisfy the constraints, %,d %s on the Pareto front",
                        result.feasible(),
                        result.front().size(),
                        result.front().size() == 1 ? "is" : "are"));
        lines.add("");
        if (result.front().isEmpty()) return lines;
        lines.addAll(FrontListing.lines(result, MOST_ROWS, Screen.WIDTH));
        int hidden = result.front().size() - MOST_ROWS;
        if (hidden > 0)
            lines.add(String.format(Locale.ROOT, "  ... and %,d more in points.csv and front.json", hidden));
        lines.add("");
        lines.addAll(best(result));
        for (CloserLook look : CloserLook.of(result)) {
            lines.add("");
            labelled(lines, "Closer look", look.summary());
            lines.addAll(closer(look).lines(Screen.WIDTH));
            look.refusals().forEach(reason -> lines.addAll(TextTable.wrapped(reason, Screen.WIDTH)));
        }
        return lines;
    }

    /** Both witnesses of each point, and by how much the search was off. */
    private static Listing closer(CloserLook look) {
        List<String> kpis = look.kpis();
        var columns = new ArrayList<Column>();
        columns.add(Column.number("point", "Point"));
        for (String kpi : kpis) {
            columns.add(Column.number(kpi + "_search", kpi));
            columns.add(Column.number(kpi + "_" + look.stage(), look.stage()));
            columns.add(Column.number(kpi + "_off_percent", "off %"));
        }
        columns.add(Column.text("fate", "front"));
        var listing = new Listing("closer", columns);
        for (DesignPoint point :
                look.points().subList(0, Math.min(MOST_ROWS, look.points().size()))) {
            var cells = new ArrayList<Object>(List.of(point.toString()));
            for (String kpi : kpis) {
                var pair = look.pair(point, kpi);
                cells.addAll(List.of(Quantities.digits(pair.search()), pair.closerText(), pair.off()));
            }
            cells.add(look.fate(point));
            listing.row(cells.toArray());
        }
        return listing;
    }

    private static void refusals(List<String> lines, ExplorationResult result) {
        var reasons = new TreeMap<String, Long>();
        for (DesignPoint point : result.outcomes().keySet()) {
            Outcome o = result.outcome(point);
            // the code says what kind it is; the rest differs from point to point
            if (!o.isEvaluated()) reasons.merge(o.refusal().replaceFirst(":.*", ""), 1L, Long::sum);
        }
        if (reasons.isEmpty()) return;
        labelled(lines, "Refused", String.format(Locale.ROOT, "%,d points", result.refused()));
        reasons.forEach((code, count) ->
                lines.add(String.format(Locale.ROOT, "%14s  %s (systole explain %s)", grouped(count), code, code)));
    }

    private static String grouped(long count) {
        return String.format(Locale.ROOT, "%,d", count);
    }

    private static List<String> best(ExplorationResult result) {
        var columns = new ArrayList<Column>();
        columns.add(Column.text("objective", "Best for"));
        columns.add(Column.text("point", "point"));
        columns.add(Column.number("value", "value"));
        // many parameters stand in the front's table, not in a line
        boolean few = result.study().space().parameters().size() <= MOST_WORDS;
        columns.add(Column.text("parameters", few ? "with" : ""));
        var listing = new Listing("best", columns);
        for (Goal goal : result.study().goals()) {
            DesignPoint point = result.best(goal);
            listing.row(
                    "  " + goal.kpi(),
                    point.toString(),
                    Quantities.digits(result.outcome(point).kpi(goal.kpi())),
                    result.study().space().words(point));
        }
        return listing.lines(Screen.WIDTH);
    }
}
