package org.systole.report;

import static org.systole.report.HtmlPage.escape;
import static org.systole.report.HtmlParts.notes;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Two results side by side as one self-contained file. */
public final class HtmlComparison {
    /** The file's usual name. */
    public static final String FILE = "comparison.html";

    private static final List<String> SCRIPTS =
            List.of("base.js", "bars.js", "roofline.js", "inspector.js", "table.js", "compare.js");

    private HtmlComparison() {}

    /** Returns the page of a comparison. */
    public static String of(Comparison comparison) {
        Result a = comparison.a();
        Result b = comparison.b();
        boolean sameModel = a.model().name().equals(b.model().name());
        var text = new StringBuilder("<header class=\"top\" id=\"summary\"><p class=\"eyebrow\">Comparison</p>\n<h1>");
        var sections = new HtmlSections(text);
        sections.link("summary", "Summary");
        if (sameModel) text.append(escape(a.model().name())).append(": ");
        text.append(escape(comparison.title(a)))
                .append(" <span class=\"on\">against</span> ")
                .append(escape(comparison.title(b)))
                .append("</h1>\n<p class=\"lead\">")
                .append(escape(sentence(comparison)))
                .append("</p>");
        for (String warning : comparison.warnings())
            text.append("<p class=\"sub warning\">Beware: ")
                    .append(escape(warning))
                    .append(".</p>");
        text.append("</header>\n");
        totals(text, comparison);
        sections.add(
                "layers",
                "Layers",
                "Layers of the same name. Click one for its loop nest in either result; heads sort.");
        sections.add(
                "roofline", "Roofline", "Both results under their own roofs; a point's size is its share of the time.");
        sections.add("cycles", "Cycles", "Cycles of each layer, the first result beside the second.");
        sections.add("energy", "Energy", "Energy of each layer, the first result beside the second.");
        differences(text, sections, comparison);
        var data = new LinkedHashMap<String, Object>();
        data.put("a", ResultJson.tree(a));
        data.put("b", ResultJson.tree(b));
        data.put("titles", List.of("A  " + comparison.title(a), "B  " + comparison.title(b)));
        return HtmlPage.of(
                "Comparison: " + comparison.title(a) + " against " + comparison.title(b) + " – Systole",
                sections.links(),
                text.toString(),
                "Made by Systole. This file is complete in itself: it loads nothing and sends nothing.",
                data,
                SCRIPTS);
    }

    /** Returns the comparison in a sentence. */
    public static String sentence(Comparison comparison) {
        Result a = comparison.a();
        Result b = comparison.b();
        String latency = relation(a, b, Kpi.LATENCY, "as fast", "faster", "slower");
        String energy = relation(a, b, Kpi.ENERGY, "the same energy", "less energy", "more energy");
        String area = relation(a, b, Kpi.AREA, "the same area", "less area", "more area");
        return comparison.title(b) + " is " + latency + ", takes " + energy + " and " + area + " than "
                + comparison.title(a) + ".";
    }

    private static String relation(Result a, Result b, Kpi kpi, String same, String less, String more) {
        double from = a.total(kpi).value();
        double to = b.total(kpi).value();
        if (Double.isNaN(from) || Double.isNaN(to))
            return "an unknown amount of " + kpi.label().toLowerCase(Locale.ROOT);
        if (from == to) return same;
        if (kpi == Kpi.LATENCY) {
            return (to < from ? less : more) + " by a factor of " + Quantities.digits(Math.max(from / to, to / from));
        }
        return Quantities.percent(Math.abs(Comparison.change(from, to))) + " " + (to < from ? less : more);
    }

    private static void totals(StringBuilder text, Comparison comparison) {
        text.append(
                        "<div class=\"card\" style=\"margin-top:24px\"><div class=\"scroll\"><table class=\"plain\"><tr><th></th>")
                .append("<th class=\"num\">A&ensp;")
                .append(escape(comparison.title(comparison.a())))
                .append("</th><th class=\"num\">B&ensp;")
                .append(escape(comparison.title(comparison.b())))
                .append("</th><th class=\"num\">B against A</th><th></th></tr>");
        for (Kpi kpi : Kpi.values()) {
            var first = comparison.a().total(kpi);
            var second = comparison.b().total(kpi);
            Optional<Boolean> better = Comparison.isBetter(kpi, first.value(), second.value());
            text.append("<tr title=\"")
                    .append(escape(kpi.meaning()))
                    .append("\"><td>")
                    .append(kpi.label())
                    .append("</td><td class=\"num\">")
                    .append(escape(Quantities.of(first)))
                    .append("</td><td class=\"num\"><b>")
                    .append(escape(Quantities.of(second)))
                    .append("</b></td><td class=\"num ")
                    .append(better.map(good -> good ? "better" : "worse").orElse(""))
                    .append("\">")
                    .append(escape(Comparison.shown(first.value(), second.value())))
                    .append("</td><td class=\"")
                    .append(better.map(good -> good ? "better" : "worse").orElse(""))
                    .append("\">")
                    .append(better.map(good -> good ? "▲ better" : "▼ worse").orElse(""))
                    .append("</td></tr>");
        }
        text.append("</table></div></div>\n");
    }

    private static void differences(StringBuilder text, HtmlSections sections, Comparison comparison) {
        sections.begin("differences", "What differs", "What differs", "The inputs of both results.");
        text.append("<div class=\"card\">");
        notes(text, comparison.differences());
        text.append("</div>");
        sections.end();
    }
}
