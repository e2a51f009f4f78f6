package org.systole.cost;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.systole.hardware.Memory;
import org.systole.problem.Problem;
import org.systole.problem.SystoleException;
import org.systole.workload.Precision;

class TechnologyReaderTest {
    private static final String FILE = """
            systole: technology/1
            name: own-28nm
            title: A foundry's 28 nm
            source: data sheets of the memory compiler
            memory_nm: 28
            logic_nm: 28
            dram: OWN-DRAM
            memories:
              - {name: sp4096x128, read_pj: 11.5, write_pj: 12.5, area_mm2: 0.12}
            macs:
              - {input: int8, weight: int8, partial_sum: int32, energy_pj: 0.11, area_um2: 260}
            off_chip:
              - {name: OWN-DRAM, energy_pj_per_bit: 4.25}
            """;

    private final CostTables tables = CostTables.read();

    private Technology read(String text) {
        return new TechnologyReader(tables).read("own.yaml", text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void ownFiguresWinAndTheRestComesFromTheTables() {
        AcceleratorCosts costs = tables.with(read(FILE))
                .costs(TestAccelerators.accelerator(
                        "a",
                        "own-28nm",
                        Precision.INT8,
                        TestAccelerators.array(8),
                        List.of(
                                TestAccelerators.memory("dram", Memory.Kind.DRAM, 0, 64, 1, List.of(), false),
                                macro("big", "sp4096x128"),
                                TestAccelerators.memory("small", Memory.Kind.SRAM, 65536, 32, 1, List.of(), false)),
                        TestAccelerators.units(8)));
        assertEquals(0.11, costs.macPj().value());
        assertEquals(64 * 4.25, costs.memory("dram").readPj().value());
        assertEquals(11.5, costs.memory("big").readPj().value());
        assertEquals(0.12, costs.memory("big").areaMm2().value());
        assertFalse(costs.memory("big").leakageMw().isKnown(), "the file gives no leakage");
        MemoryCosts shipped = tables.costs(TestAccelerators.accelerator(
                        "a",
                        "cmos-28nm",
                        Precision.INT8,
                        TestAccelerators.array(8),
                        List.of(TestAccelerators.memory("small", Memory.Kind.SRAM, 65536, 32, 1, List.of(), false)),
                        TestAccelerators.units(8)))
                .memory("small");
        assertEquals(shipped.readPj(), costs.memory("small").readPj());
    }

    private static Memory macro(String name, String component) {
        Memory m = TestAccelerators.memory(name, Memory.Kind.SRAM, 4096 * 128, 128, 1, List.of(), false);
        return TestAccelerators.withComponent(m, component);
    }

    @Test
    void allProblemsAreSaidAtOnce() {
        String wrong = FILE.replace("name: own-28nm", "name: cmos-45nm")
                .replace("dram: OWN-DRAM", "dram: LPDDR9")
                .replace("logic_nm: 28", "logic_nm: 28\nleakage: 3");
        var e = assertThrows(SystoleException.class, () -> read(wrong));
        List<String> texts = e.problems().stream().map(Problem::render).toList();
        assertEquals(3, texts.size(), texts.toString());
        assertTrue(texts.stream().allMatch(t -> t.contains("own.yaml:")), texts.toString());
        assertTrue(texts.toString().contains("E2803"));
        assertTrue(texts.toString().contains("E2802"));
    }
}
