package org.systole.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.systole.report.TextTable.Side;

class TextTableTest {
    @Test
    void padsShortensAndWraps() {
        var table = new TextTable(List.of(Side.LEFT, Side.RIGHT, Side.LEFT), List.of("name", "n", "says"));
        table.row(List.of("a/very/long/name/of/a/layer/conv1", "12", "one two three four five six seven eight"));
        table.row(List.of("b", "3", ""));
        assertEquals(
                List.of(
                        "name                     n  says",
                        "a/very/lon...yer/conv1  12  one two three four",
                        "                            five six seven eight",
                        "b                        3"),
                table.lines(50));
    }

    @Test
    void controlCharactersDoNotReachTheTerminal() {
        assertEquals("a\ufffd[31mb\ufffdc\ufffd", TextTable.plain("a\u001b[31mb\u202ec\n"));
    }

    @Test
    void linesOfAScreenAreNeverWiderThanTheScreen() {
        for (int blocks : List.of(1, 6)) {
            Result result = SampleNetwork.result(blocks, "a/rather/deep/module/path/", "gemmini-16");
            for (boolean every : List.of(false, true))
                for (String line : Screen.of(result, every))
                    assertTrue(TextTable.length(line) <= Screen.WIDTH, () -> line.length() + ": " + line);
        }
    }

    @Test
    void shortenedTextKeepsItsEnds() {
        var random = new Random(3);
        for (int i = 0; i < 200; i++) {
            String text = "x".repeat(random.nextInt(40)) + "é😀" + "y".repeat(random.nextInt(40));
            int most = 8 + random.nextInt(30);
            String shown = TextTable.shortened(text, most);
            assertTrue(TextTable.length(shown) <= most, shown);
            assertTrue(TextTable.length(text) > most || shown.equals(text), shown);
        }
    }
}
