package org.systole.report;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class HtmlIndexTest {
    @Test
    void otherPagesAreLinkedAndTheirTextsEscaped() {
        String page = HtmlIndex.of(
                "Demo",
                "Lead.",
                List.of(),
                List.of(new HtmlIndex.More("A <study>", "What & why.", "exploration/report.html")));
        assertTrue(page.contains("href=\"exploration/report.html\""), page);
        assertTrue(page.contains("A &lt;study&gt;") && page.contains("What &amp; why."), page);
        assertTrue(page.contains("href=\"#more1\""), page);
    }
}
