package org.systole.rtl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.systole.compile.CoreConfig;
import org.systole.compile.Extensions;
import org.systole.house.Generated;
import org.systole.rtl.Synthesis.Family;
import org.systole.simulate.RandomPrograms;

/**
 * The estimate beside figures of Yosys that are kept with their tool's version: multiplier and memory blocks equal; look-up
 * tables and registers within 15 % on cores that did not set the estimate's table. The table and the page of both are made here.
 */
class SynthesisEstimateTest {
    private static final double MOST_PERCENT = 15;
    private static final String[] FIGURES = {"LUT", "FF", "DSP", "BRAM"};

    private static final String HEAD = """
            # Look-up tables, registers, multiplier and memory blocks

            <!-- Made from synthesis-measured.csv by SynthesisEstimateTest. -->

            What Yosys makes of generated cores (`systole synthesize`; modules keep their borders, before place and route), and
            what `rtl.SynthesisEstimate` says without a tool, for any core that can be generated. Multiplier blocks, memories,
            queues and delays are computed from their sizes by the rules of the tool. The logic of each module is linear in a few
            sizes (bits of its operands, rows of the array; `rtl.SynthesisTerms`); the factors are least squares over the modules
            of the cores marked *set*. The cores marked *check* had no part in that: their multiplier and memory blocks must be
            equal, look-up tables and registers within 15 %. An array is weight-stationary (ws) or output-stationary (os);
            `+ seams` has all extensions.

            Nothing here was placed and routed: no highest clock (Fmax) is known, and latencies that Systole gives are cycles divided
            by the clock of the description (500 MHz in those that ship); they scale with the clock that is reached. Block memories
            include the instruction memory; `area_mm2` of evaluations does not.

            ECP5 is synthesized without wide multiplexers (`-nowidelut`): with them Yosys 0.23 needs more tables, and for one
            and the same lane from 1944 to 2739, by the order in which it meets names. No core fits an iCE40 (the largest has
            7680 look-up tables); its figures show what a small fabric costs. Measured again with another Yosys or after a change
            of the hardware: empty `synthesis-measured.csv`, then
            `./mvnw -pl core test -Dtest=SynthesisMeasurement -Dsynthesis.measure=true` (half an hour), then this test
            with `-Dgolden.update=true`, twice. With version 3 of the instruction set only the modules that changed were measured
            again (`load`, `unpack`, `execute`, `array`), each by itself, but for eleven whole weight-stationary cores; where both
            ways were gone the whole core's look-up tables differ by at most 1 %, the rest in nothing.

            """;

    @Test
    void factorsAreThoseOfTheCoresThatSetThem() throws IOException {
        Generated.check(
                "core/src/main/resources/org/systole/rtl/" + SynthesisEstimate.TABLE,
                SynthesisFit.table(SynthesisRow.read()));
    }

    @Test
    void estimatesAgreeWithYosys() throws IOException {
        var page = new StringBuilder(HEAD)
                .append(
                        "| family | core | operands | sum | bus | | LUT | estimate | FF | estimate | DSP | estimate | BRAM |"
                                + " estimate |\n|---|---|---|---|---|---|---|---|---|---|---|---|---|---|\n");
        var wrong = new ArrayList<String>();
        var worst = new double[2];
        for (SynthesisRow row : SynthesisRow.read()) {
            var e = SynthesisEstimate.of(row.core(), row.instructions(), row.family());
            int[] tool = row.figures(), estimate = {e.luts(), e.registers(), e.dsps(), e.memories()};
            page.append(name(row));
            for (int i = 0; i < 4; i++) {
                page.append(" " + tool[i] + " | " + estimate[i] + " |");
                double percent = Math.abs(100.0 * (estimate[i] - tool[i]) / tool[i]);
                if (i < 2 && !row.set()) worst[i] = Math.max(worst[i], percent);
                if (i < 2 ? percent > MOST_PERCENT : estimate[i] != tool[i])
                    wrong.add(name(row) + FIGURES[i] + ": " + estimate[i] + " for " + tool[i]);
            }
            page.append("\n");
        }
        String tools = String.join(
                ", ",
                SynthesisRow.read().stream().map(SynthesisRow::tool).distinct().toList());
        page.append(String.format(
                Locale.ROOT,
                "%nTool: %s. Of the checks, look-up tables differ by at most %.1f %%, registers by at most %.1f %%.%n",
                tools,
                worst[0],
                worst[1]));
        assertEquals(List.of(), wrong);
        Generated.check("docs/models/synthesis.md", page.toString());
    }

    private static String name(SynthesisRow row) {
        CoreConfig core = row.core();
        return String.format(
                Locale.ROOT,
                "| %s | %d x %d %s%s | %d x %d | %d | %d | %s |",
                row.family().name().toLowerCase(Locale.ROOT),
                core.size(),
                core.size(),
                core.weightStationary() ? "ws" : "os",
                core.extensions().equals(Extensions.NONE) ? "" : " + seams",
                core.inputBits(),
                core.weightBits(),
                core.accumulatorBits(),
                core.busBits(),
                row.set() ? "set" : "check");
    }

    /** Whatever can be generated has an estimate, and a larger array takes more. */
    @Test
    void everyCoreHasAnEstimate() {
        var random = new SplittableRandom(7);
        for (Family family : Family.values())
            for (int i = 0; i < 50; i++) {
                var core = RandomPrograms.anyCore(2 << i % 5, random);
                var e = SynthesisEstimate.of(core, 256, family);
                assertTrue(e.luts() > 0 && e.registers() > 0 && e.dsps() > 0 && e.memories() >= 0, core.toString());
            }
    }
}
