package org.systole.report;

import static org.systole.report.HtmlPage.escape;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** A page that links results and comparisons, each network with the accelerators it was evaluated on. */
public final class HtmlIndex {
    /** The file's name. */
    public static final String FILE = "index.html";

    private static final List<Kpi> SHOWN =
            List.of(Kpi.LATENCY, Kpi.THROUGHPUT, Kpi.ENERGY, Kpi.POWER, Kpi.AREA, Kpi.DRAM_TRAFFIC, Kpi.UTILIZATION);

    private HtmlIndex() {}

    /**
     * A result and where its report lies.
     *
     * @param result the figures
     * @param link its report, relative to the page
     */
    public record Entry(Result result, String link) {
        /** Checks that no part is missing. */
        public Entry {
            Objects.requireNonNull(result);
            Objects.requireNonNull(link);
        }
    }

    /**
     * A network on several accelerators.
     *
     * @param title the network's name
     * @param says what it is, a sentence
     * @param entries its results, the one that others are compared with first
     * @param comparison the comparison's page, relative to the page
     * @param sentence the comparison in a sentence
     */
    public record Group(String title, String says, List<Entry> entries, String comparison, String sentence) {
        /** Copies the list. */
        public Group {
            Objects.requireNonNull(title);
            Objects.requireNonNull(says);
            entries = List.copyOf(entries);
            Objects.requireNonNull(comparison);
            Objects.requireNonNull(sentence);
        }
    }

    /**
     * Another page.
     *
     * @param title its title
     * @param says what it shows, a sentence
     * @param link where it lies, relative to the index
     */
    public record More(String title, String says, String link) {
        /** Checks that no part is missing. */
        public More {
            Objects.requireNonNull(title);
            Objects.requireNonNull(says);
            Objects.requireNonNull(link);
        }
    }

    /** Returns the page: networks, then other pages. */
    public static String of(String title, String lead, List<Group> groups, List<More> others) {
        var text = new StringBuilder("<header class=\"top\"><p class=\"eyebrow\">Systole</p>\n<h1>");
        text.append(escape(title))
                .append("</h1>\n<p class=\"lead\">")
                .append(escape(lead))
                .append("</p></header>\n");
        var links = new ArrayList<String>();
        for (int i = 0; i < groups.size(); i++) {
            links.add("#network" + (i + 1));
            links.add(groups.get(i).title());
            group(text, "network" + (i + 1), groups.get(i));
        }
        for (int i = 0; i < others.size(); i++) {
            links.add("#more" + (i + 1));
            links.add(others.get(i).title());
            more(text, "more" + (i + 1), others.get(i));
        }
        return HtmlPage.of(
                title + " – Systole",
                links,
                text.toString(),
                "Made by Systole. These pages are complete in themselves: they load nothing and send nothing.",
                "",
                List.of());
    }

    private static void more(StringBuilder text, String id, More other) {
        text.append("<section id=\"").append(id).append("\"><h2>").append(escape(other.title()));
        text.append("</h2><p class=\"says\">").append(escape(other.says()));
        text.append("</p><div class=\"card\"><a href=\"").append(escape(other.link()));
        text.append("\">Open the exploration</a></div></section>\n");
    }

    private static void group(StringBuilder text, String id, Group group) {
        text.append("<section id=\"")
                .append(id)
                .append("\"><h2>")
                .append(escape(group.title()))
                .append("</h2><p class=\"says\">");
        text.append(escape(group.says()))
                .append(' ')
                .append(escape(group.sentence()))
                .append("</p>");
        text.append("<div class=\"card\"><div class=\"scroll\"><table class=\"plain\"><tr><th>Accelerator</th>");
        for (Kpi kpi : SHOWN)
            text.append("<th class=\"num\">").append(kpi.label()).append("</th>");
        text.append("<th>Bottleneck</th><th></th></tr>");
        for (Entry entry : group.entries()) {
            text.append("<tr><td><b>")
                    .append(escape(entry.result().accelerator().name()))
                    .append("</b></td>");
            for (Kpi kpi : SHOWN)
                text.append("<td class=\"num\">")
                        .append(escape(Quantities.of(entry.result().total(kpi))))
                        .append("</td>");
            text.append("<td>").append(escape(entry.result().bottleneck())).append("</td><td class=\"num\"><a href=\"");
            text.append(escape(entry.link())).append("\">report</a></td></tr>");
        }
        text.append("</table></div><p style=\"margin:12px 0 0\"><a href=\"").append(escape(group.comparison()));
        text.append("\">Comparison, layer by layer</a></p></div></section>\n");
    }
}
