package org.systole.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.systole.report.Comparison.Pair;

class ComparisonTest {
    @Test
    void aResultAgainstItselfIsTheSame() {
        Result result = SampleNetwork.result(3, "", "gemmini-16");
        Comparison comparison = Comparison.of(result, result);
        assertEquals(List.of("the same inputs"), comparison.differences());
        for (String line : comparison.totals().lines(100).subList(1, 1 + Kpi.values().length))
            assertTrue(line.contains(" same"), line);
        assertTrue(comparison.layers().stream().allMatch(pair -> pair.a().equals(pair.b())));
    }

    @Test
    void layersAreMatchedByName() {
        Comparison comparison =
                Comparison.of(SampleNetwork.result(2, "", "gemmini-16"), SampleNetwork.result(3, "", "gemmini-32"));
        List<String> onlyB = comparison.layers().stream()
                .filter(pair -> pair.a().isEmpty())
                .map(Pair::name)
                .toList();
        assertEquals(List.of("block2/conv1", "block2/conv2", "block2/add"), onlyB);
        assertTrue(comparison.sharesLayers());
        assertFalse(
                Comparison.of(SampleNetwork.result(1, "a/", "gemmini-16"), SampleNetwork.result(1, "b/", "gemmini-16"))
                        .sharesLayers());
    }

    @Test
    void whatDiffersInTheHardwareIsSaid() {
        Comparison comparison =
                Comparison.of(SampleNetwork.result(2, "", "gemmini-16"), SampleNetwork.result(2, "", "gemmini-32"));
        List<String> said = comparison.differences();
        assertTrue(said.contains("accelerator: gemmini-16  ->  gemmini-32"), said.toString());
        assertTrue(said.contains("accumulator: 64 KiB, 512 bit/cycle  ->  64 KiB, 1,024 bit/cycle"), said.toString());
        assertFalse(comparison.isSameCycles());
    }

    @Test
    void changesReadAsPeopleSayThem() {
        assertEquals("+50.0 %", Comparison.shown(2, 3));
        assertEquals("-50.0 %", Comparison.shown(2, 1));
        assertEquals("x 4", Comparison.shown(2, 8));
        assertEquals("same", Comparison.shown(2, 2));
        assertEquals("new", Comparison.shown(0, 2));
        assertEquals("", Comparison.shown(Double.NaN, 2));
        assertEquals(Optional.of(true), Comparison.isBetter(Kpi.THROUGHPUT, 1, 2));
        assertEquals(Optional.of(false), Comparison.isBetter(Kpi.LATENCY, 1, 2));
        assertEquals(Optional.empty(), Comparison.isBetter(Kpi.MACS, 1, 2));
    }
}
