package org.systole.cost;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.systole.hardware.Accelerator;
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
            for (VectorWork.Kind kind : VectorWork.Kind.values())
                explicit(costs.vectorPj().get(kind), true);
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
    void aSmallerNodeIsSmallerAndCheaper() {
        AcceleratorCosts older = null;
        for (int node : new int[] {180, 130, 90, 65, 55, 45, 40, 32, 28, 22, 16, 14, 12, 10, 7, 5}) {
            AcceleratorCosts newer = tables.costs(TestAccelerators.systolic(16, 256, 64, "cmos-" + node + "nm"));
            if (older != null) {
                assertTrue(newer.totalAreaMm2().value() < older.totalAreaMm2().value(), node + " nm");
                assertTrue(newer.macPj().value() < older.macPj().value(), node + " nm");
                assertTrue(newer.passPj().value() < older.passPj().value(), node + " nm");
                for (String memory : List.of("scratchpad", "accumulator", "weights"))
                    assertTrue(
                            newer.memory(memory).readPj().value()
                                    < older.memory(memory).readPj().value(),
                            node + " nm " + memory);
            }
            older = newer;
        }
    }

    @Test
    void leakageEnergyIsPowerTimesTime() {
        AcceleratorCosts costs = tables.costs(TestAccelerators.systolic(16, 256, 64, "cmos-45nm"));
        double milliwatts = costs.parts().stream()
                .mapToDouble(part -> part.instances() * part.leakageMw().value())
                .sum();
        assertEquals(milliwatts, costs.totalLeakageMw().value(), 1e-9);
        assertEquals(milliwatts * 1e-3 * 2e-3 * 1e12, costs.leakagePj(2e-3).value(), 1e-3);
        assertTrue(costs.leakageMw().value() < milliwatts, "logic alone leaks less than with memories");
    }

    @Test
    void memoriesThatAreSlowerThanTheClockAreNamed() {
        List<String> notes = tables.notes(TestAccelerators.systolic(16, 1024, 64, "cmos-45nm"));
        assertTrue(notes.getFirst().startsWith("memory 'scratchpad'"), notes.toString());
        assertTrue(
                tables.notes(TestAccelerators.systolic(16, 8, 4, "cmos-22nm")).isEmpty());
    }

    /** A static memory of fewer ports is faster; one of registers has no cells. */
    @Test
    void slowMemoriesAreThoseOfTheComponentThatIsNamed() {
        Accelerator plain = TestAccelerators.systolic(16, 1024, 64, "cmos-45nm");
        List<String> slow = tables.notes(plain);
        assertTrue(tables.notes(scratchpadOf(plain, "registers")).stream()
                .noneMatch(note -> note.startsWith("memory 'scratchpad'")));
        String two = tables.notes(scratchpadOf(plain, "sram-2r1w")).getFirst();
        String one = tables.notes(scratchpadOf(plain, "sram-1rw")).getFirst();
        assertNotEquals(one, two);
        assertTrue(slow.contains(one) || slow.contains(two), slow.toString());
    }

    private static Accelerator scratchpadOf(Accelerator a, String component) {
        List<Memory> memories = a.memories().stream()
                .map(m -> m.name().equals("scratchpad") ? TestAccelerators.withComponent(m, component) : m)
                .toList();
        return TestAccelerators.accelerator(a.name(), a.technology(), a.precision(), a.array(), memories, a.units());
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
