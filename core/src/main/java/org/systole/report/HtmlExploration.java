package org.systole.report;

import static org.systole.report.HtmlPage.escape;
import static org.systole.report.HtmlParts.notes;
import static org.systole.report.HtmlParts.tile;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.systole.explore.DesignPoint;
import org.systole.explore.DesignSpace;
import org.systole.explore.Goal;

/** An exploration as one self-contained file: its front, how it was found, and its points side by side. */
public final class HtmlExploration {
    /** The file's usual name. */
    public static final String FILE = "report.html";

    /** Points that a page holds; of more, the front and a sample. */
    static final int MOST_POINTS = 100_000;

    /** Parameters of a point that stand in a row of a table. */
    private static final int MOST_WORDS = 8;

    /** Rows of layers that a page holds: more points of small networks than of large ones. */
    private static final int MOST_ROWS = 4_000;

    private static final int LEAST_DETAILED = 12, MOST_DETAILED = 64;
    private static final List<String> SCRIPTS =
            List.of("base.js", "scatter.js", "parallel.js", "points.js", "explore.js");

    private HtmlExploration() {}

    /**
     * Returns the points whose layers a page shows: the best for each objective, and some spread over the front, all of it where
     * it is small.
     *
     * @param layers of the network
     */
    public static List<DesignPoint> detailed(ExplorationResult result, int layers) {
        int most = Math.clamp(MOST_ROWS / Math.max(1, layers), LEAST_DETAILED, MOST_DETAILED);
        var points = new LinkedHashSet<DesignPoint>();
        if (result.front().isEmpty()) return List.of();
        result.study().goals().forEach(g -> points.add(result.best(g)));
        int size = result.front().size(), more = Math.min(most, size);
        for (int i = 0; i < more; i++)
            points.add(result.front().get((int) ((long) i * Math.max(1, size - 1) / Math.max(1, more - 1)) % size));
        return List.copyOf(points);
    }

    /** Returns the page of an exploration whose points have no names on a command line, such as merged ones. */
    public static String of(ExplorationResult result, Map<DesignPoint, Result> layers) {
        return of(result, layers, Optional.empty());
    }

    /**
     * Returns the page of an exploration.
     *
     * @param layers the layers of some points, usually those of {@link #detailed}
     * @param commands how its points are named on a command line
     */
    public static String of(
            ExplorationResult result, Map<DesignPoint, Result> layers, Optional<PointCommands> commands) {
        List<DesignPoint> shown = shown(result);
        List<FrontHistory.Moment> history = FrontHistory.of(result);
        var text = new StringBuilder();
        var sections = new HtmlSections(text);
        sections.link("summary", "Summary");
        head(text, result);
        tiles(text, result, history);
        best(text, result);
        CloserLook.of(result).forEach(look -> closer(text, sections, result, look));
        plots(sections, result);
        sections.link("about", "About");
        about(text, result, shown.size());
        return HtmlPage.of(
                result.study().title() + " – Systole",
                sections.links(),
                text.toString(),
                "Made by Systole. This file is complete in itself: it loads nothing and sends nothing.",
                ExplorationData.of(result, shown, history, layers, commands),
                SCRIPTS);
    }

    /** The sections that scripts fill. */
    private static void plots(HtmlSections sections, ExplorationResult result) {
        sections.add(
                "front",
                "Front",
                "Drag over points to select them for the table below; click one to compare it. With the keyboard:"
                        + " the arrow keys walk along the front, Enter compares, Escape selects all."
                        + " Points on the Pareto front are large, dominated ones small, those that break a constraint hollow,"
                        + " those that a closer look refused crosses."
                        + (result.stages().isEmpty()
                                ? ""
                                : " The front is that of the " + result.witness()
                                        + " figures; axes without that word show those of the search."));
        sections.add(
                "parallel",
                "Parallel coordinates",
                "Each line is a point. Drag along an axis to keep what crosses there; click an axis to let go. With the"
                        + " keyboard: left and right choose an axis, up and down move the lower end of what is kept, with"
                        + " Shift the upper end, Escape lets go.");
        sections.add("points", "Points", "What is selected above. Tick points to compare them.");
        sections.add("compare", "Side by side", "The chosen points, against the first of them, down to layers.");
        sections.add(
                "importance",
                "What matters",
                ParameterImportance.isWhole(result)
                        ? "The share of each figure's variation that a parameter explains alone; the rest lies in combinations."
                                + (result.study().space().rules().isEmpty()
                                        ? ""
                                        : " Rules make parameters go together: what they explain in common counts for each, and shares"
                                                + " need not add up to 100 %.")
                        : "The share of each figure's variation that a parameter explains alone, estimated from the points that"
                                + " the search chose. A dot: no more than chance would show of a parameter that does not matter.");
        sections.add(
                "search",
                "The search",
                "How much of the space between the best and the worst values the front dominates.");
    }

    private static List<DesignPoint> shown(ExplorationResult result) {
        var all = new ArrayList<>(result.outcomes().keySet());
        if (all.size() <= MOST_POINTS) return all;
        var chosen = new LinkedHashSet<>(result.front());
        result.study().goals().forEach(g -> chosen.add(result.best(g)));
        var random = new SplittableRandom(1);
        while (chosen.size() < MOST_POINTS) chosen.add(all.get(random.nextInt(all.size())));
        return all.stream().filter(chosen::contains).toList();
    }

    private static void head(StringBuilder text, ExplorationResult result) {
        text.append("<header class=\"top\" id=\"summary\"><p class=\"eyebrow\">Exploration</p>\n<h1>")
                .append(escape(result.study().title()))
                .append("</h1>\n<p class=\"lead\">")
                .append(escape(lead(result)))
                .append("</p></header>\n");
    }

    private static String lead(ExplorationResult result) {
        return String.format(
                Locale.ROOT,
                "%,d of %,d evaluated points satisfy the constraints, and %,d of these are on the Pareto front.%s",
                result.feasible(),
                result.outcomes().size(),
                result.front().size(),
                result.isComplete() ? "" : " The run has not come to its end.");
    }

    private static void tiles(StringBuilder text, ExplorationResult result, List<FrontHistory.Moment> history) {
        long rejected =
                result.rejected().values().stream().mapToLong(Long::longValue).sum();
        text.append("<div class=\"tiles\">");
        tile(text, "Combinations", count(result.study().space().combinations().doubleValue()), "in the space");
        tile(text, "Rejected", count(rejected), "before evaluation");
        tile(text, "Evaluated", count(result.outcomes().size()), count(result.refused()) + " refused");
        tile(text, "Feasible", count(result.feasible()), "satisfy the constraints");
        tile(
                text,
                "Pareto front",
                count(result.front().size()),
                result.study().goals().size() + " objectives");
        tile(
                text,
                "Hypervolume",
                history.isEmpty()
                        ? ""
                        : String.format(Locale.ROOT, "%.3f", history.getLast().hypervolume()),
                "of best to worst");
        text.append("</div>\n");
    }

    private static String count(double number) {
        return number < 1e7 ? String.format(Locale.ROOT, "%,.0f", number) : String.format(Locale.ROOT, "%.2e", number);
    }

    private static void best(StringBuilder text, ExplorationResult result) {
        if (result.front().isEmpty()) return;
        text.append(
                "<div class=\"card\" style=\"margin-top:16px\"><div class=\"scroll\"><table class=\"plain\"><tr><th>Best for</th>");
        for (String kpi : result.shownKpis())
            text.append("<th class=\"num\">").append(escape(KpiTitle.of(kpi))).append("</th>");
        text.append("<th>Point</th></tr>");
        for (Goal goal : result.study().goals()) {
            DesignPoint point = result.best(goal);
            text.append("<tr><td style=\"white-space:nowrap\">")
                    .append(escape(KpiTitle.of(goal)))
                    .append("</td>");
            for (String kpi : result.shownKpis()) {
                String value = Quantities.digits(result.outcome(point).kpi(kpi));
                text.append("<td class=\"num\">")
                        .append(kpi.equals(goal.kpi()) ? "<b>" + value + "</b>" : value)
                        .append("</td>");
            }
            text.append("<td>").append(named(result, point)).append("</td></tr>");
        }
        text.append("</table></div></div>\n");
    }

    /** A point's name, and its parameters: beside it, or where there are many when one points at it. */
    private static String named(ExplorationResult result, DesignPoint point) {
        String words = escape(result.study().space().words(point));
        return result.study().space().parameters().size() > MOST_WORDS
                ? "<span style=\"white-space:nowrap\" title=\"" + words + "\">" + point + "</span>"
                : words + " <span class=\"badge\">" + point + "</span>";
    }

    /** Both witnesses of the points that were looked at again. */
    private static void closer(StringBuilder text, HtmlSections sections, ExplorationResult result, CloserLook look) {
        sections.begin(
                "closer-" + look.stage(),
                "A closer look",
                "A closer look: " + look.stage(),
                look.summary() + " Off: how far the search's figure lies from the closer one.");
        text.append("<div class=\"card\">"
                + "<div class=\"scroll\" style=\"max-height:480px\"><table class=\"plain\"><tr><th>Point</th>");
        List<String> kpis = look.kpis();
        for (String kpi : kpis)
            for (String head : List.of(KpiTitle.of(kpi, "search"), look.stage(), "off %"))
                text.append("<th class=\"num\" style=\"white-space:nowrap\">")
                        .append(escape(head))
                        .append("</th>");
        text.append("<th>Front</th></tr>");
        for (DesignPoint point : look.points()) {
            text.append("<tr><td style=\"white-space:nowrap\" title=\"")
                    .append(escape(result.study().space().words(point)))
                    .append("\">")
                    .append(point)
                    .append("</td>");
            for (String kpi : kpis) {
                var pair = look.pair(point, kpi);
                for (String cell : List.of(Quantities.digits(pair.search()), pair.closerText(), pair.off()))
                    HtmlParts.number(text, cell);
            }
            text.append("<td>").append(escape(look.fate(point))).append("</td></tr>");
        }
        text.append("</table></div>");
        notes(text, look.refusals());
        text.append("</div>");
        sections.end();
    }

    private static void about(StringBuilder text, ExplorationResult result, int shown) {
        text.append("<section id=\"about\"><h2>About this run</h2><div class=\"card\">");
        var lines = new ArrayList<>(result.facts());
        result.study().constraints().forEach(c -> lines.add("Constraint: " + c));
        result.rejected()
                .forEach((rule, n) -> lines.add(
                        String.format(Locale.ROOT, "%,d combinations rejected: %s", n, DesignSpace.rejection(rule))));
        if (shown < result.outcomes().size())
            lines.add(String.format(
                    Locale.ROOT,
                    "This page holds %,d of the points: the front and a random sample; points.csv has all",
                    shown));
        notes(text, lines);
        text.append("</div>");
        text.append("</section>\n");
    }
}
