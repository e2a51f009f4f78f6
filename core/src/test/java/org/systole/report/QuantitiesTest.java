package org.systole.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.systole.units.Certainty;
import org.systole.units.Figure;
import org.systole.units.Unit;
import org.systole.units.Witness;

class QuantitiesTest {
    @Test
    void unitsGetTheirPrefix() {
        assertEquals("12.34 ms", Quantities.of(0.012337, Unit.SECONDS));
        assertEquals("1 s", Quantities.of(1, Unit.SECONDS));
        assertEquals("1 s", Quantities.of(0.99999, Unit.SECONDS).replace("1.000", "1"));
        assertEquals("14.17 mJ", Quantities.of(14.17e9, Unit.PICOJOULES));
        assertEquals("256 KiB", Quantities.of(262144, Unit.BYTES));
        assertEquals("1,023 B", Quantities.of(1023, Unit.BYTES));
        assertEquals("12,345,678 cycles", Quantities.of(12_345_678, Unit.CYCLES));
        assertEquals("3.664 G", Quantities.of(3_663_761_408.0, Unit.COUNT));
        assertEquals("22,016", Quantities.of(22016, Unit.COUNT));
        assertEquals("3.250 mm²", Quantities.of(3.25, Unit.SQUARE_MILLIMETRES));
        assertEquals("0 J", Quantities.of(0, Unit.PICOJOULES));
    }

    @Test
    void whatIsNotKnownIsNeverANumber() {
        assertEquals("unknown", Quantities.of(Figure.unknown(Unit.SQUARE_MILLIMETRES, Witness.ANALYTICAL)));
        assertEquals("unknown", Quantities.of(Double.NaN, Unit.BYTES));
        var bound = new Figure(2e9, Unit.PICOJOULES, Witness.ANALYTICAL, Certainty.INCOMPLETE);
        assertEquals("at least 2 mJ", Quantities.of(bound));
    }

    @Test
    void smallSharesAreNotZero() {
        assertEquals("<0.1 %", Quantities.percent(0.0001));
        assertEquals("0.0 %", Quantities.percent(0));
        assertEquals("12.3 %", Quantities.percent(0.1234));
    }
}
