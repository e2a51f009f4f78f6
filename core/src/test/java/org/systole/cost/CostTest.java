package org.systole.cost;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.systole.units.Certainty;

class CostTest {
    private static final Cost UNKNOWN = Cost.unknown("no source");

    @Test
    void aSumIsAsCertainAsItsWorstPart() {
        Cost sum = Cost.tabulated(1, "a").plus(new Cost(2, Certainty.EXTRAPOLATED, "b"));
        assertEquals(new Cost(3, Certainty.EXTRAPOLATED, "a; b"), sum);
    }

    @Test
    void aSumWithAnUnknownPartIsALowerBound() {
        Cost sum = Cost.tabulated(1, "a").plus(UNKNOWN);
        assertEquals(1, sum.value());
        assertEquals(Certainty.INCOMPLETE, sum.certainty());
        assertEquals(Certainty.INCOMPLETE, sum.plus(Cost.tabulated(1, "c")).certainty());
    }

    @Test
    void anUnknownPartBesideNothingStaysUnknown() {
        assertFalse(Cost.none("").plus(UNKNOWN).isKnown());
        assertFalse(UNKNOWN.plus(UNKNOWN).isKnown());
        assertFalse(UNKNOWN.times(3).isKnown());
        assertFalse(UNKNOWN.atBest(Certainty.TABULATED, "").isKnown());
    }

    @Test
    void anUnknownCostHasNoNumberAndAKnownOneIsNotNegative() {
        assertThrows(IllegalArgumentException.class, () -> new Cost(0, Certainty.UNKNOWN, ""));
        assertThrows(IllegalArgumentException.class, () -> new Cost(Double.NaN, Certainty.TABULATED, ""));
        assertThrows(IllegalArgumentException.class, () -> Cost.tabulated(-1, ""));
    }

    @Test
    void sourcesAreNamedOnce() {
        Cost row = Cost.tabulated(1, "dram.csv: HBM2");
        assertEquals("dram.csv: HBM2", row.plus(row).source());
        Cost two = row.plus(Cost.tabulated(1, "a"));
        Cost other = Cost.tabulated(1, "a").plus(Cost.tabulated(1, "b"));
        assertEquals("dram.csv: HBM2; a; b", two.plus(other).source());
    }
}
