package org.systole.cost;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.systole.hardware.Memory;
import org.systole.problem.SystoleException;
import org.systole.units.Certainty;
import org.systole.workload.Precision;
import org.systole.workload.VectorWork;

class CostTablesTest {
    private final CostTables tables = CostTables.read();

    @Test
    void aMultiplyAccumulateIsHorowitzsSum() {
        AcceleratorCosts costs = tables.costs(TestAccelerators.systolic(16, 256, 64, "cmos-45nm"));
        assertEquals(0.2 + 0.1, costs.macPj().value(), 1e-12);
        assertEquals(Certainty.TABULATED, costs.macPj().certainty());
    }

    @Test
    void everyTechnologyCostsEveryActionOrSaysThatItIsUnknown() {
        for (Technology technology : tables.technologies().all()) {
            AcceleratorCosts costs = tables.costs(TestAccelerators.systolic(16, 256, 64, technology.name()));
            for (VectorWork.Kind kind : VectorWork.Kind.values()) explicit(costs.vectorPj().get(kind), true);
            explicit(costs.macPj(), true);
            explicit(costs.passPj(), true);
            explicit(costs.totalAreaMm2(), true);
            explicit(costs.totalLeakageMw(), true);
            costs.memories().forEach((name, memory) -> {
                explicit(memory.readPj(), true);
                explicit(memory.writePj(), true);
                explicit(memory.areaMm2(), !name.equals("dram"));
            });
            boolean known = technology.kind() != Technology.Kind.UNKNOWN;
            assertEquals(known, costs.macPj().isKnown(), technology.name());
        }
    }

    private static void explicit(Cost cost, boolean positive) {
        assertFalse(cost.source().isBlank());
        if (cost.isKnown() && positive) assertTrue(cost.value() > 0, cost.toString());
    }

    @Test
    void anFpgaHasEnergyButNoSquareMillimetres() {
        AcceleratorCosts costs = tables.costs(TestAccelerators.systolic(16, 256, 64, "fpga-16nm"));
        assertEquals(Certainty.EXTRAPOLATED, costs.macPj().certainty());
        assertFalse(costs.totalAreaMm2().isKnown());
    }

    @Test
    void figuresOfTheDescriptionWin() {
        Memory plain = TestAccelerators.memory("m", Memory.Kind.SRAM, 1 << 16, 64, 1, List.of(), false);
        Memory given = new Memory(
                "m",
                plain.kind(),
                plain.holds(),
                plain.sizeBits(),
                plain.widthBits(),
                1,
                plain.ports(),
                false,
                List.of(),
                false,
                1,
                0,
                "",
                3.5,
                4.5,
                0.25);
        MemoryCosts costs = tables.costs(TestAccelerators.accelerator(
                        "a",
                        "cmos-45nm",
                        Precision.INT8,
                        TestAccelerators.array(8),
                        List.of(given),
                        TestAccelerators.units(8)))
                .memory("m");
        assertEquals(3.5, costs.readPj().value());
        assertEquals(4.5, costs.writePj().value());
        assertEquals(0.25, costs.areaMm2().value());
    }

    @Test
    void anUnknownTechnologyNamesAllThereAre() {
        var e = assertThrows(
                SystoleException.class, () -> tables.costs(TestAccelerators.systolic(8, 64, 16, "cmos-3nm")));
        String message = e.problems().getFirst().render();
        assertTrue(message.contains("E2801"), message);
        assertTrue(message.contains("cmos-45nm"), message);
    }
}
