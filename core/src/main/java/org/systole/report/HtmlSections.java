package org.systole.report;

import static org.systole.report.HtmlPage.escape;

import java.util.ArrayList;
import java.util.List;

/** The sections of a page, each named where it is added: in the text and in the page's navigation. */
final class HtmlSections {
    private final StringBuilder text;
    private final List<String> links = new ArrayList<>();

    /**
     * Creates the sections of a page.
     *
     * @param text where they are added
     */
    HtmlSections(StringBuilder text) {
        this.text = text;
    }

    /** Adds a section that scripts fill: its head and what it shows. */
    void add(String id, String title, String says) {
        begin(id, title, title, says);
        end();
    }

    /**
     * Begins a section: its head and what it shows.
     *
     * @param link its name in the navigation
     */
    void begin(String id, String link, String title, String says) {
        link(id, link);
        text.append("<section id=\"")
                .append(escape(id))
                .append("\"><h2>")
                .append(escape(title))
                .append("</h2><p class=\"says\">")
                .append(escape(says))
                .append("</p>");
    }

    /** Ends a section. */
    void end() {
        text.append("</section>\n");
    }

    /** Names a place that has another head in the navigation. */
    void link(String id, String link) {
        links.add("#" + id);
        links.add(link);
    }

    /** Returns the navigation: each address with its name behind it. */
    List<String> links() {
        return List.copyOf(links);
    }
}
