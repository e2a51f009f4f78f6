package org.systole.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import org.systole.files.Json;

/**
 * One self-contained HTML file: styles, scripts and data inside, nothing loaded from anywhere.
 *
 * <p>Names of models, layers and files are foreign input. In markup they are escaped; as data they stand in a JSON block in
 * which no character can end the block; scripts put them into the page as text. The page's own content security policy
 * forbids every request, and every script but the two whose hashes it names.
 */
final class HtmlPage {
    private static final String MARK = "<svg width=\"20\" height=\"20\" viewBox=\"0 0 20 20\" aria-hidden=\"true\">"
            + "<g fill=\"var(--accent)\"><rect x=\"1\" y=\"1\" width=\"5\" height=\"5\" rx=\"1.2\"/>"
            + "<rect x=\"7.5\" y=\"1\" width=\"5\" height=\"5\" rx=\"1.2\" opacity=\".75\"/>"
            + "<rect x=\"14\" y=\"1\" width=\"5\" height=\"5\" rx=\"1.2\" opacity=\".5\"/>"
            + "<rect x=\"1\" y=\"7.5\" width=\"5\" height=\"5\" rx=\"1.2\" opacity=\".75\"/>"
            + "<rect x=\"7.5\" y=\"7.5\" width=\"5\" height=\"5\" rx=\"1.2\" opacity=\".5\"/>"
            + "<rect x=\"14\" y=\"7.5\" width=\"5\" height=\"5\" rx=\"1.2\" opacity=\".3\"/>"
            + "<rect x=\"1\" y=\"14\" width=\"5\" height=\"5\" rx=\"1.2\" opacity=\".5\"/>"
            + "<rect x=\"7.5\" y=\"14\" width=\"5\" height=\"5\" rx=\"1.2\" opacity=\".3\"/>"
            + "<rect x=\"14\" y=\"14\" width=\"5\" height=\"5\" rx=\"1.2\" opacity=\".18\"/></g></svg>";

    private HtmlPage() {}

    /**
     * Returns a page.
     *
     * @param title the document's title, as text
     * @param links places of the page for its navigation: identifier and text, alternating
     * @param body markup between the navigation and the footer, already escaped
     * @param footer markup of the footer, already escaped
     * @param data the tree that scripts find as {@code DATA}
     * @param scripts names of the scripts under {@code web}, in order; none for a page without
     */
    static String of(String title, List<String> links, String body, String footer, Object data, List<String> scripts) {
        var text = new StringBuilder("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
        var script = new StringBuilder();
        for (String name : scripts) script.append(resource(name)).append('\n');
        String code = script.toString().replace("\"use strict\";\n", "");
        code = code.isEmpty() ? "" : "\"use strict\";\n" + code;
        text.append("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; ")
                .append("style-src 'unsafe-inline'; img-src data: blob:; base-uri 'none'; form-action 'none'; ")
                .append("script-src '")
                .append(code.isEmpty() ? "none" : "sha256-" + hash(code))
                .append("'\">\n")
                .append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n")
                .append(
                        "<meta name=\"referrer\" content=\"no-referrer\">\n<link rel=\"icon\" href=\"data:,\">\n<title>")
                .append(escape(title))
                .append("</title>\n<style>\n")
                .append(resource("style.css"))
                .append("</style>\n</head>\n<body>\n");
        bar(text, links, !code.isEmpty());
        text.append("<main id=\"content\">\n")
                .append(body)
                .append("</main>\n<footer>")
                .append(footer);
        text.append("</footer>\n");
        if (!code.isEmpty()) {
            text.append(
                            "<noscript><main><p class=\"says\">Tables and plots need JavaScript. The command that made this ")
                    .append("page prints the same figures, with --json and --csv for programs.</p></main></noscript>\n")
                    .append("<script type=\"application/json\" id=\"data\">")
                    .append(embedded(data))
                    .append("</script>\n<script>")
                    .append(code)
                    .append("</script>\n");
        }
        return text.append("</body>\n</html>\n").toString();
    }

    private static void bar(StringBuilder text, List<String> links, boolean scripted) {
        text.append(
                        "<a class=\"skip\" href=\"#content\">Skip to content</a>\n<div class=\"bar\"><div class=\"bar-in\">")
                .append("<span class=\"mark\">")
                .append(MARK)
                .append("Systole</span><nav aria-label=\"Sections\">");
        for (int i = 0; i < links.size(); i += 2) {
            text.append("<a href=\"")
                    .append(escape(links.get(i)))
                    .append("\">")
                    .append(escape(links.get(i + 1)))
                    .append("</a>");
        }
        text.append("</nav>");
        if (scripted)
            text.append("<button id=\"theme\" title=\"Light or dark\" aria-label=\"Light or dark\">◐</button>");
        text.append("</div></div>\n");
    }

    /** Returns text for markup and for attributes in double quotes. */
    static String escape(String text) {
        var escaped = new StringBuilder(text.length() + 16);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '&' -> escaped.append("&amp;");
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                case '"' -> escaped.append("&quot;");
                case '\'' -> escaped.append("&#39;");
                default -> escaped.append(c < ' ' && c != '\n' && c != '\t' || c == 0x7f ? '\ufffd' : c);
            }
        }
        return escaped.toString();
    }

    /** Returns JSON in which no character means anything to an HTML parser. */
    static String embedded(Object data) {
        return Json.compact(data)
                .replace("&", "\\u0026")
                .replace("<", "\\u003c")
                .replace(">", "\\u003e");
    }

    private static String hash(String code) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(code.getBytes(StandardCharsets.UTF_8));
            return Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    static String resource(String name) {
        try (InputStream stream = HtmlPage.class.getResourceAsStream("web/" + name)) {
            if (stream == null) throw new IllegalStateException("web/" + name + " is missing from this build");
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
