package org.systole.cost;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import java.util.function.Function;
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
