package org.systole.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.systole.files.Json;

class HtmlReportTest {
    /** Names as a hostile model file could hold them. */
    private static final String HOSTILE = "</script><script>alert(1)</script><img src=x onerror=alert(2)>"
            + "\"'&<!--]]>\u2028\u2029\u202e{{x}}${y}`//javascript:alert(3) ";

    private static String data(String page) {
        var match = Pattern.compile("<script type=\"application/json\" id=\"data\">(.*?)</script>", Pattern.DOTALL)
                .matcher(page);
        assertTrue(match.find());
        return match.group(1);
    }

    /** Returns every tag outside the script and data blocks. */
    private static List<String> tags(String page) {
        String markup = page.replaceAll("(?s)<script[^>]*>.*?</script>", "").replaceAll("(?s)<style>.*?</style>", "");
        var tags = new ArrayList<String>();
        var tag = Pattern.compile("<[^>]*>").matcher(markup);
        while (tag.find()) tags.add(tag.group());
        return tags;
    }

    @Test
    void hostileNamesStayText() {
        for (String page : List.of(
                HtmlReport.of(SampleNetwork.result(3, HOSTILE, "gemmini-16"), SampleNetwork.run()),
                HtmlComparison.of(Comparison.of(
                        SampleNetwork.result(2, HOSTILE, "gemmini-16"),
                        SampleNetwork.result(3, HOSTILE, "gemmini-32"))))) {
            String plain = page.contains("Comparison:")
                    ? HtmlComparison.of(Comparison.of(
                            SampleNetwork.result(2, "", "gemmini-16"), SampleNetwork.result(3, "", "gemmini-32")))
                    : HtmlReport.of(SampleNetwork.result(3, "", "gemmini-16"), SampleNetwork.run());
            // The same tags as with harmless names: nothing of a name has become markup.
            assertEquals(tags(plain).size(), tags(page).size());
            assertEquals(2, count(page, "<script"), "the data and the code, no more");
            assertEquals(2, count(page, "</script"));
            String data = data(page);
            assertFalse(data.contains("<") || data.contains(">") || data.contains("&"), "no character of markup");
            assertFalse(data.contains("\u2028") || data.contains("\u2029"), "no line end of JavaScript");
            // And the names arrive unharmed.
            assertTrue(Json.compact(Json.parse(data.getBytes(StandardCharsets.UTF_8)))
                    .contains("alert(2)"));
        }
    }

    private static int count(String text, String part) {
        int count = 0;
        for (int at = text.indexOf(part); at >= 0; at = text.indexOf(part, at + 1)) count++;
        return count;
    }

    @Test
    void thePageLoadsNothingAndForbidsIt() throws Exception {
        String page = HtmlReport.of(SampleNetwork.result(3, "", "gemmini-16"), SampleNetwork.run());
        String markup = page.replaceAll("(?s)<script[^>]*>.*?</script>", "");
        for (String tag : tags(page)) {
            assertFalse(tag.matches("(?i)<(img|iframe|object|embed|base|form|video|audio|source)\\b.*"), tag);
            assertFalse(tag.matches("(?is).*\\s(src|srcset|action|on[a-z]+)\\s*=.*"), tag);
            var link = Pattern.compile("href=\"([^\"]*)\"").matcher(tag);
            if (link.find())
                assertTrue(link.group(1).startsWith("#") || link.group(1).equals("data:,"), tag);
        }
        assertFalse(markup.contains("@import") || markup.contains("url("));
        var code = Pattern.compile("<script>(.*?)</script>", Pattern.DOTALL).matcher(page);
        assertTrue(code.find());
        byte[] hash = MessageDigest.getInstance("SHA-256").digest(code.group(1).getBytes(StandardCharsets.UTF_8));
        assertTrue(page.contains("default-src 'none'"));
        assertTrue(page.contains("script-src 'sha256-" + Base64.getEncoder().encodeToString(hash) + "'"));
        for (String forbidden :
                List.of("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "fetch("))
            assertFalse(code.group(1).contains(forbidden), forbidden);
    }

    @Test
    void everyFigureOfTheTotalsIsShownWithItsWitness() {
        Result result = SampleNetwork.result(3, "", "gemmini-16");
        String page = HtmlReport.of(result, SampleNetwork.run());
        for (Kpi kpi : Kpi.values()) assertTrue(page.contains(">" + kpi.label() + "<"), kpi::label);
        assertEquals(Kpi.values().length, count(page, ">analytical</span>"));
        assertTrue(page.contains("SHA-256 abababababababab"));
    }

    @Test
    void aLargeNetworkIsDrawnAsRuns() {
        var layers = new ArrayList<LayerResult>();
        List<LayerResult> few = SampleNetwork.result(2, "", "gemmini-16").layers();
        for (int i = 0; i < 1500; i++) layers.add(few.get(i % few.size()));
        var graph = GraphLayout.of(layers);
        List<?> nodes = (List<?>) graph.get("nodes");
        assertTrue(nodes.size() <= GraphLayout.MOST_BOXES, () -> nodes.size() + " boxes");
        long drawn = nodes.stream()
                .mapToLong(node -> ((List<?>) ((java.util.Map<?, ?>) node).get("layers")).size())
                .sum();
        assertEquals(layers.size(), drawn);
    }
}
