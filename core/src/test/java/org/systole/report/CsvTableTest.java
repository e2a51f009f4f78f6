package org.systole.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class CsvTableTest {
    @Test
    void quotesAndDisarms() {
        var table = new CsvTable(List.of("name", "value"));
        table.row(List.of("a,\"b\"\nc", 1.5));
        table.row(List.of("=cmd|'/c calc'!A0", 2L));
        table.row(Arrays.asList(null, Double.NaN));
        assertEquals("name,value\r\n\"a,\"\"b\"\"\nc\",1.5\r\n'=cmd|'/c calc'!A0,2\r\n,\r\n", table.toString());
    }

    @Test
    void everyLayerHasARow() {
        Result result = SampleNetwork.result(3, "", "gemmini-16");
        List<String> lines = LayersCsv.of(result).lines().toList();
        assertEquals(1 + result.layers().size(), lines.size());
        assertTrue(lines.getFirst().startsWith("layer,kind,nest,macs,operations,cycles,"), lines::getFirst);
        assertTrue(
                lines.get(1).startsWith("stem,convolution,K16 C3 OY32 OX32 FY7 FX7 s2,2408448,"), () -> lines.get(1));
    }
}
