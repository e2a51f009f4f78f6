package org.systole.app.compile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.systole.app.evaluate.Description;
import org.systole.rtl.AsicEstimate;
import org.systole.rtl.AsicSynthesis;

/** The area of a core in a library's cells, beside what the tables of a technology say of the same parts. */
class AsicReportTest {
    private static AsicReport report(Optional<String> technology) {
        var description = Description.of("systole-core-8ws", technology);
        var estimate = AsicEstimate.of(description.accelerator(), description.costs(), description.technology());
        var measured = new AsicSynthesis("Yosys 0.23", 300_000, 100_000, 80_000, 90_000, 20_000, 1_000_000);
        return new AsicReport("systole-core-8ws", 4096, "cells.lib", measured, estimate);
    }

    /** Both sides are told with their node and their unit; what has no counterpart is told as well. */
    @Test
    void bothSidesNameTheirNode() {
        String text = String.join("\n", report(Optional.of("cmos-45nm")).lines());
        assertTrue(text.contains("in the cells of cells.lib, Yosys 0.23"), text);
        assertTrue(text.matches("(?s).*measured +100,000 +80,000 +120,000 +left out\n.*"), text);
        assertTrue(text.matches("(?s).*estimated, cmos-45nm +[\\d,]+ +[\\d,]+ +in no table +[\\d,]+\n.*"), text);
        assertTrue(text.contains("um2 at 45 nm of logic and 45 nm of memories"), text);
        assertTrue(text.contains("memories of 1,000,000 bits are left out"), text);
    }

    /** The tables' own node is the description's; a larger node has larger parts. */
    @Test
    void theEstimateFollowsTheTechnology() {
        Map<?, ?> own = (Map<?, ?>) report(Optional.empty()).tree().get("estimate");
        Map<?, ?> larger = (Map<?, ?>) report(Optional.of("cmos-45nm")).tree().get("estimate");
        assertEquals("cmos-28nm", own.get("technology"));
        assertEquals(28, own.get("logic_nm"));
        for (String part : new String[] {"array_um2", "lanes_um2", "memories_um2"})
            assertTrue((double) larger.get(part) > (double) own.get(part), part);
        assertEquals(larger.get("memory_bits"), own.get("memory_bits"));
        // an unpublished process has no areas, and no zeros in their place
        assertTrue(
                String.join("\n", report(Optional.of("unknown")).lines()).matches("(?s).*unknown +unknown +in no.*"));
    }
}
