package org.systole.report;

import static org.systole.report.HtmlPage.escape;

import java.util.List;

/** Parts that several pages have; texts are escaped here, what is called markup is not. */
final class HtmlParts {
    private HtmlParts() {}

    /** Adds a tile: a figure with its name above and a note below. */
    static void tile(StringBuilder text, String name, String valueMarkup, String note) {
        text.append("<div class=\"tile\"><span class=\"k\">")
                .append(escape(name))
                .append("</span><span class=\"v\">")
                .append(valueMarkup)
                .append("</span><span class=\"n\">")
                .append(escape(note))
                .append("</span></div>");
    }

    /** Adds a list of sentences. */
    static void notes(StringBuilder text, List<String> lines) {
        text.append("<ul class=\"notes\">");
        lines.forEach(line -> text.append("<li>").append(escape(line)).append("</li>"));
        text.append("</ul>");
    }

    /** Adds a cell of a number. */
    static void number(StringBuilder text, String value) {
        text.append("<td class=\"num\">").append(escape(value)).append("</td>");
    }
}
