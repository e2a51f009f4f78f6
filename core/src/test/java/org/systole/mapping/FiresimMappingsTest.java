package org.systole.mapping;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.systole.hardware.Accelerators;
import org.systole.problem.SystoleException;
import org.systole.workload.Dimension;

class FiresimMappingsTest {
    private static final String HEADER =
            "target.cycle,mapping.mapping,prob.C,prob.K,prob.N,prob.P,prob.Q,prob.R,prob.S,"
                    + "prob.Wstride,prob.Hstride,prob.Wdilation,prob.Hdilation,target.gemmini_cycle\n";
    private static final String ROW =
            "100,L3[WIO] K2 P4 - L2[WI] K16X - L1[O] K2 C2 Q3 C16X - L0[W] P2,32,64,1,8,3,1,1,1,1,1,1,1000.0\n";

    @Test
    void aRowIsALayerInMacroTiles() {
        var row = FiresimMappings.parse("t.csv", HEADER + ROW).getFirst();
        assertEquals("B1 G1 K64 C32 OY3 OX8 FY1 FX1 s1", row.program().nest().toString());
        assertEquals(
                List.of(new Loop(Dimension.OX, 4), new Loop(Dimension.K, 2)),
                row.program().outer());
        assertEquals(8, row.program().tiles());
        assertEquals(32, row.program().tile(Dimension.K));
        assertEquals(2, row.program().tile(Dimension.OX));
        assertEquals(1000, row.measured());
        assertEquals(100, row.predicted());
    }

    /** By hand: 4 tiles of weights, 3 rows of 2 pixels each; the command path needs 7.8, the array 4 cycles. */
    @Test
    void theCyclesOfATileAreThoseOfItsParts() {
        var timing = TileTiming.of(Accelerators.load("gemmini-16")).orElseThrow();
        var cycles = timing.cycles(
                FiresimMappings.parse("t.csv", HEADER + ROW).getFirst().program());
        double pass = Math.pow(Math.pow(7.8, 4) + Math.pow(4, 4), 0.25);
        assertEquals(4 * 3 * pass, cycles.compute(), 1e-9);
        // 6 pixels and 32 rows of weights of 32 bytes, two words of the bus each; a page of each: of weights 0.5, at
        // least 1
        assertEquals((6 + 32) * 2 + 22 * 2, cycles.load() - 72 * 2 / 8.0, 1e-9);
        assertEquals(6 * 2 * 2, cycles.store(), 1e-9);
        assertEquals(cycles.load(), cycles.period(), 1e-9);
        assertEquals("load", cycles.bound());
        assertEquals(
                cycles.firstLoad() + cycles.compute() + cycles.store() + 7 * cycles.period(), cycles.total(), 1e-9);
    }

    @ParameterizedTest
    @CsvSource({
        "'L3[WIO] K2','L3 K2',not a level",
        "'K2 P4','K2 Y4',not a loop",
        "'K2 P4','K2 P5',factors of OX make 10",
        "',32,64,',',32,-1,','prob.K'",
        "',32,64,',',32,99999999,',not a number",
        "'1000.0','fast',not a number"
    })
    void whatCannotBeReadIsRefused(String part, String instead, String message) {
        var text = HEADER + ROW + ROW.replace(part, instead);
        var problem = assertThrows(SystoleException.class, () -> FiresimMappings.parse("t.csv", text));
        var found = problem.problems().getFirst();
        assertEquals(3, found.place().line());
        assertTrue(
                found.message().contains(message)
                        || message.startsWith("prob") && found.message().contains("-1"),
                found.toString());
    }

    @Test
    void missingColumnsAreNamedAllAtOnce() {
        var problem = assertThrows(
                SystoleException.class, () -> FiresimMappings.parse("t.csv", "a,b,mapping.mapping\n1,2,3\n"));
        assertEquals(13, problem.problems().size());
    }
}
