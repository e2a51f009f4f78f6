package org.systole.cost;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.systole.hardware.Memory;
import org.systole.hardware.VectorUnit;
import org.systole.units.Certainty;
import org.systole.workload.Precision;
import org.systole.workload.VectorWork.Kind;

/** Elementary operations as sums of the tables' rows, at 45 nm, where Horowitz's need no scaling. */
class VectorModelTest {
    private static final double ADD_32 = 0.1;
    private static final double MULTIPLY_8 = 0.2;
    private static final double MULTIPLY_32 = 3.1;
    private static final double INSTRUCTION = 70;

    private final CostTables tables = CostTables.read();

    private AcceleratorCosts costs(Precision precision, boolean host, double rate, Kind... kinds) {
        Map<Kind, Double> work = new EnumMap<>(Kind.class);
        for (Kind kind : kinds) work.put(kind, rate);
        return tables.costs(TestAccelerators.accelerator(
                "a",
                "cmos-45nm",
                precision,
                TestAccelerators.array(8),
                List.of(TestAccelerators.memory("dram", Memory.Kind.DRAM, 0, 64, 1, List.of(), false)),
                List.of(new VectorUnit("unit", work, false, "dram", host))));
    }

    private double energy(Precision precision, Kind kind) {
        return costs(precision, false, 1, kind).vectorPj().get(kind).value();
    }

    @Test
    void additionsAndProductsAreRows() {
        for (Kind kind : List.of(Kind.BIAS, Kind.ADD, Kind.AVERAGE_POOL, Kind.REDUCE))
            assertEquals(ADD_32, energy(Precision.INT8, kind), 1e-12, kind.toString());
        assertEquals(MULTIPLY_8, energy(Precision.INT8, Kind.MULTIPLY), 1e-12);
        assertEquals(MULTIPLY_8 + ADD_32, energy(Precision.INT8, Kind.SCALE), 1e-12);
        assertEquals((MULTIPLY_8 + ADD_32) / 2, energy(Precision.INT8, Kind.NORMALIZE), 1e-12);
        assertEquals(0.9, energy(Precision.FLOAT32, Kind.ADD), 1e-12);
        assertEquals(3.7, energy(Precision.FLOAT32, Kind.MULTIPLY), 1e-12);
        assertEquals(0.9, energy(Precision.FLOAT32, Kind.CONVERT), 1e-12);
    }

    @Test
    void aRequantizationMultipliesTheWholeSum() {
        double convert = energy(Precision.INT8, Kind.CONVERT);
        double compare = energy(Precision.INT8, Kind.CLAMP);
        double shift = convert - MULTIPLY_32 - ADD_32 - 2 * compare;
        assertTrue(shift > 0 && shift < MULTIPLY_32, "shifter " + shift);
        assertTrue(compare > 0 && compare < ADD_32, "comparator " + compare);
    }

    @Test
    void aFunctionOfWideNumbersIsInterpolated() {
        double narrow = energy(Precision.INT8, Kind.FUNCTION);
        double wide = energy(Precision.FLOAT32, Kind.FUNCTION);
        assertTrue(narrow > 0.1 && narrow < 2, "a byte from 256 bytes " + narrow);
        assertTrue(wide > 3.7 + 0.9, "slope, offset, product and sum " + wide);
    }

    @Test
    void theHostPaysAnInstructionForEveryCycle() {
        Cost tenCycles =
                costs(Precision.INT8, true, 0.1, Kind.SOFTMAX).vectorPj().get(Kind.SOFTMAX);
        assertEquals(10 * INSTRUCTION, tenCycles.value(), 1e-9);
        assertEquals(Certainty.EXTRAPOLATED, tenCycles.certainty());
        Cost fourACycle = costs(Precision.INT8, true, 4, Kind.ADD).vectorPj().get(Kind.ADD);
        assertEquals(INSTRUCTION / 4, fourACycle.value(), 1e-9);
    }

    @Test
    void whatNoUnitDoesIsUnknown() {
        Cost cost = costs(Precision.INT8, false, 1, Kind.ADD).vectorPj().get(Kind.SOFTMAX);
        assertFalse(cost.isKnown());
        assertTrue(cost.source().contains("softmax"), cost.source());
    }

    @Test
    void lanesShareTheirAdders() {
        double bias = area(16, Kind.BIAS);
        assertEquals(137e-6 * 16, bias, 1e-12);
        assertEquals(bias, area(16, Kind.BIAS, Kind.ADD, Kind.REDUCE), 1e-12);
        assertTrue(area(16, Kind.BIAS, Kind.MULTIPLY) > bias);
        assertEquals(
                0,
                costs(Precision.INT8, true, 16, Kind.BIAS).parts().stream()
                        .filter(part -> part.name().equals("unit"))
                        .count());
    }

    private double area(double lanes, Kind... kinds) {
        return costs(Precision.INT8, false, lanes, kinds).parts().stream()
                .filter(part -> part.name().equals("unit"))
                .findFirst()
                .orElseThrow()
                .totalAreaMm2()
                .value();
    }
}
