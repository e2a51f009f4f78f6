package org.systole.rtl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.systole.compile.CoreConfig;
import org.systole.house.Generated;
import org.systole.rtl.Synthesis.Family;

/**
 * The estimate beside figures of Yosys that are kept with their tool's version: multiplier and memory blocks equal; look-up
 * tables and registers within 15 % on cores that did not set the estimate's table. The page of both is made here.
 */
class SynthesisEstimateTest {
    private static final double MOST_PERCENT = 15;

    /** Yosys 0.23 makes from 1944 to 2739 tables of the same lane for ECP5, from run to run. */
    private static final double MOST_PERCENT_OF_ECP5_TABLES = 30;

    private static final int SIZE = 2;
    private static final int INSTRUCTIONS = 18;

    private static List<String[]> measured() throws IOException {
        try (var in = SynthesisEstimateTest.class.getResourceAsStream("synthesis-measured.csv")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .skip(1)
                    .map(row -> row.split(","))
                    .toList();
        }
    }

    private static CoreConfig core(String[] row) {
        int[] v = new int[16];
        for (int i = 0; i < v.length; i++) v[i] = Integer.parseInt(row[SIZE + i]);
        return new CoreConfig(
                v[0], v[1] == 1, v[2], v[3], v[4], v[5], v[6], v[7], v[8], v[9], v[10], v[11], v[12], v[13], v[14],
                v[15], 50);
    }

    @Test
    void estimatesAgreeWithYosys() throws IOException {
        var page = new StringBuilder("# Look-up tables, registers, multiplier and memory blocks\n\n"
                + "<!-- Made from synthesis-measured.csv by SynthesisEstimateTest. -->\n\n"
                + "What Yosys makes of generated cores (`systole synthesize`; modules keep their borders, before place and"
                + " route), and what `rtl.SynthesisEstimate` says without a tool. Memories, delays and queues are computed"
                + " from their sizes; the logic of modules and the limits of distributed memory come from the cores marked *set*. The others are"
                + " checks: multiplier and memory blocks must be equal, the rest within 15 %. For ECP5, Yosys 0.23 makes"
                + " from 1944 to 2739 tables of one and the same lane, from run to run; the table has the mean. Estimates exist for"
                + " weight-stationary cores of 8-bit operands and 32-bit sums without extensions.\n\n"
                + "| family | core | bus | | LUT | estimate | FF | estimate | DSP | estimate | BRAM | estimate | tool |\n"
                + "|---|---|---|---|---|---|---|---|---|---|---|---|---|\n");
        var wrong = new ArrayList<String>();
        for (String[] row : measured()) {
            CoreConfig core = core(row);
            var e = SynthesisEstimate.of(core, Integer.parseInt(row[INSTRUCTIONS]), Family.valueOf(row[0]))
                    .orElseThrow();
            int[] tool = new int[4], estimate = {e.luts(), e.registers(), e.dsps(), e.memories()};
            for (int i = 0; i < 4; i++) tool[i] = Integer.parseInt(row[INSTRUCTIONS + 1 + i]);
            page.append(String.format(
                    Locale.ROOT,
                    "| %s | %d x %d | %d | %s |",
                    row[0].toLowerCase(Locale.ROOT),
                    core.size(),
                    core.size(),
                    core.busBits(),
                    row[1]));
            for (int i = 0; i < 4; i++) {
                page.append(" ")
                        .append(tool[i])
                        .append(" | ")
                        .append(estimate[i])
                        .append(" |");
                double percent = 100.0 * (estimate[i] - tool[i]) / tool[i];
                double most = i == 0 && row[0].equals("ECP5") && row[1].equals("set")
                        ? MOST_PERCENT_OF_ECP5_TABLES
                        : MOST_PERCENT;
                if (i < 2 ? Math.abs(percent) > most : estimate[i] != tool[i])
                    wrong.add(row[0] + " " + core.size() + " figure " + i + ": " + estimate[i] + " for " + tool[i]);
            }
            page.append(" ").append(row[INSTRUCTIONS + 5]).append(" |\n");
        }
        assertEquals(List.of(), wrong);
        Generated.check("docs/models/synthesis.md", page.toString());
    }

    @Test
    void coresThatTheTableDoesNotKnowHaveNoEstimate() throws IOException {
        CoreConfig core = core(measured().getFirst()).outputStationary();
        assertTrue(SynthesisEstimate.of(core, 16, Family.ECP5).isEmpty());
    }
}
