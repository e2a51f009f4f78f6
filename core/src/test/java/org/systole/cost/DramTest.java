package org.systole.cost;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.systole.house.Shared;
import org.systole.units.Certainty;

class DramTest {
    private final Map<String, Dram.Row> rows =
            Dram.read().all().stream().collect(Collectors.toMap(Dram.Row::name, Function.identity()));

    @Test
    void everyPublishedEnergyIsReproduced() {
        Csv golden = Csv.parse("dram", Shared.text("golden/technology/dram.csv"));
        assertEquals(golden.size(), rows.size());
        for (int i = 0; i < golden.size(); i++) {
            Dram.Row row = rows.get(golden.text(i, "name"));
            double energy = golden.number(i, "energy_pj_per_bit");
            if (!Double.isNaN(energy)) assertEquals(energy, row.pjPerBit().value());
            assertEquals(golden.number(i, "bandwidth_gb_s"), row.bandwidthGbS());
        }
    }

    /** What a source says of activating a whole page stands in the golden table in words. */
    @Test
    void openingARowCostsWhatTheSourceSays() {
        Csv golden = Csv.parse("dram", Shared.text("golden/technology/dram.csv"));
        var says = Pattern.compile("whole-page activation adds ([0-9.]+) pJ/bit");
        int said = 0;
        for (int i = 0; i < golden.size(); i++) {
            var found = says.matcher(golden.text(i, "source"));
            if (!found.find()) continue;
            Cost opening = rows.get(golden.text(i, "name")).rowPjPerBit();
            assertEquals(Double.parseDouble(found.group(1)), opening.value());
            said++;
        }
        assertEquals(6, said);
    }

    /** By the currents of LPDDR3_8Gb_x32_1600.ini: VDD (IDD0 tRC - IDD3N tRAS - IDD2N tRP) for a page of 32768 bits. */
    @Test
    void openingARowFollowsFromCurrents() {
        double pj = 1.2 * 1.25 * (40 * 49 - 21 * 34 - 20.5 * 15);
        assertEquals(1407.75, pj, 1e-9);
        assertEquals(
                pj / 32768,
                rows.get("LPDDR3-1600 core, IDD4R-IDD3N").rowPjPerBit().value(),
                0.0005);
    }

    /** An energy of accesses as a whole contains the opening of rows; one that leaves it out is only a lower bound with it. */
    @Test
    void openingIsNotCountedTwice() {
        assertEquals(0, rows.get("LPDDR4-3200").rowPjPerBit().value());
        assertEquals(0, rows.get("HBM2").rowPjPerBit().value());
        assertEquals(0, rows.get("LPDDR4x-4266").rowPjPerBit().value());
        assertFalse(rows.get("LPDDR5-6400").rowPjPerBit().isKnown());
    }

    @Test
    void bandwidthIsBusTimesRate() {
        assertEquals(12.8, rows.get("LPDDR4-3200").bandwidthGbS());
        assertEquals(256, rows.get("HBM2").bandwidthGbS());
    }

    @Test
    void aRowWithoutASourceIsNeverAsGoodAsOneWithOne() {
        assertEquals(Certainty.TABULATED, rows.get("LPDDR4-3200").pjPerBit().certainty());
        assertEquals(Certainty.EXTRAPOLATED, rows.get("LPDDR4x-4266").pjPerBit().certainty());
        assertEquals(Certainty.INCOMPLETE, rows.get("DDR4-2400").pjPerBit().certainty());
        assertTrue(rows.get("DDR4-2400").pjPerBit().source().contains("in place of DDR4-2400"));
        assertEquals(
                Certainty.INCOMPLETE,
                rows.get("DDR3-1600 core, IDD4R total").pjPerBit().certainty());
    }
}
