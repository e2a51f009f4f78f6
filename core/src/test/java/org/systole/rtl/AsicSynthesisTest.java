package org.systole.rtl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.systole.compile.CoreConfig;
import org.systole.compile.CoreConfigs;
import org.systole.cost.CostTables;
import org.systole.hardware.Accelerators;
import org.systole.problem.SystoleException;

/** The logic of a core in the cells of a liberty file; the one here is our own, with five cells. */
class AsicSynthesisTest {
    private static final CoreConfig CORE =
            new CoreConfig(2, true, 8, 8, 32, 512, 512, 512, 16, 256, 16, 8, 2, 1, 1, 1, 50);
    private static final Duration LIMIT = Duration.ofMinutes(8);

    @TempDir
    Path folder;

    @BeforeAll
    static void tools() {
        Verilator.assume("yosys");
    }

    private Path library() throws IOException {
        try (var in = AsicSynthesisTest.class.getResourceAsStream("tiny.lib")) {
            return Files.write(folder.resolve("a library.lib"), in.readAllBytes());
        }
    }

    /** Dispatch: a counter of 64 cycles, one of 4 bits of the program, and four flags make its registers. */
    @Test
    void aModuleHasItsRegistersAndAnArea() throws IOException {
        var figures = AsicSynthesis.run(CORE, 16, library(), folder, LIMIT, "systole_dispatch");
        assertTrue(figures.tool().startsWith("Yosys "), figures.tool());
        // the memory's address has 8 bits: without parameters the module has 256 instructions
        assertEquals(64 + 8 + 4, figures.registers());
        assertTrue(figures.cells() > figures.registers(), "" + figures);
        // each register has an area of 8, each other cell of 1 or 2
        int others = figures.cells() - figures.registers();
        assertTrue(figures.area() >= 8 * figures.registers() + others, "" + figures);
        assertTrue(figures.area() <= 8 * figures.registers() + 2 * others, "" + figures);
        // 2 x 8 bits of inputs, residuals and tables, 2 x 8 of weights, 2 x 32 of sums, 2 x 62 of parameters,
        // instructions
        assertEquals(16 * (512 + 256 + 256) + 16 * 512 + 64 * 512 + 124 * 16 + 512 * 16, figures.memoryBits());
    }

    @Test
    void aLibraryWithoutFlipFlopIsRefused() throws IOException {
        String text = Files.readString(library());
        Path poor = Files.writeString(folder.resolve("poor.lib"), text.replaceAll("  cell\\(DFF\\).*\n", ""));
        var e = assertThrows(
                SystoleException.class, () -> AsicSynthesis.run(CORE, 16, poor, folder, LIMIT, "systole_dispatch"));
        assertEquals(RtlProblem.TOOL_FAILED, e.problems().getFirst().code());
    }

    @Test
    void aMissingLibraryIsNamed() {
        var e = assertThrows(
                SystoleException.class, () -> AsicSynthesis.run(CORE, 16, folder.resolve("none.lib"), folder, LIMIT));
        assertTrue(e.getMessage().contains("none.lib"), e.getMessage());
    }

    /** Of a report as Yosys 0.23 writes it: a PE is counted four times, with the delay that is in it. */
    @Test
    void theAreaOfAKindOfModuleIsThatOfAllItsInstances() {
        String report = """
                === $paramod$0a\\systole_delay ===
                     DFF                             2
                   Chip area for module '$paramod$0a\\systole_delay': 16.000000
                === systole_pe ===
                     $paramod$0a\\systole_delay      1
                     INV                             3
                   Area for cell type $paramod$0a\\systole_delay is unknown!
                   Chip area for module '\\systole_pe': 3.500000
                === $paramod\\systole_array\\N=32'10 ===
                     $paramod$0a\\systole_delay      2
                     systole_pe      4
                     systole_ram      1
                     INV                             1
                   Chip area for module '$paramod\\systole_array\\N=32'10': 1.000000
                === systole_top ===
                     $paramod\\systole_array\\N=32'10      1
                     systole_lane      2
                   Chip area for module '\\systole_top': 0.000000
                === systole_lane ===
                     INV                             7
                   Chip area for module '\\systole_lane': 7.000000

                === design hierarchy ===

                   systole_top                       1
                     $paramod\\systole_array\\N=32'10      1
                       systole_pe      4
                     systole_lane      2

                   Chip area for top module '\\systole_top': 125.000000
                """;
        var modules = new AsicModules(report);
        assertEquals(1 + 2 * 16 + 4 * (3.5 + 16), modules.area("systole_array"));
        assertEquals(14, modules.area("systole_lane"));
        assertEquals(125, modules.area("systole_top"));
        assertEquals(0, modules.area("systole_store"));
    }

    /** The array of the smallest core has four PEs, which is all of its area when it is synthesized alone. */
    @Test
    void theArrayIsAllOfAnArray() throws IOException {
        var figures = AsicSynthesis.run(CORE, 16, library(), folder, LIMIT, "systole_array");
        assertEquals(figures.area(), figures.array(), 1e-6 * figures.area());
        assertEquals(0, figures.lanes());
    }

    /** Array, lanes and memories are all parts that have an area, each of them once; the memories are those of the description. */
    @Test
    void theEstimateHasEveryPartOnce() {
        var tables = CostTables.read();
        for (String name : Accelerators.names()) {
            if (!name.startsWith("systole-core-")) continue;
            var accelerator = Accelerators.load(name);
            var costs = tables.costs(accelerator);
            var technology = tables.technologies().named(accelerator.technology());
            var estimate = AsicEstimate.of(accelerator, costs, technology);
            assertEquals(
                    costs.totalAreaMm2().value(),
                    estimate.logicMm2().value() + estimate.memoriesMm2().value(),
                    1e-12);
            assertEquals(28, estimate.logicNm());
            assertEquals(
                    accelerator.array().pes() * costs.peAreaMm2().value(),
                    estimate.array().getFirst().totalAreaMm2().value(),
                    1e-12);
            assertTrue(estimate.unitsMm2().value() > 0, name);
            var config = CoreConfigs.of(accelerator);
            long n = config.size();
            assertEquals(
                    n * config.inputBits() * config.inputWords()
                            + n * config.weightBits() * config.weightWords()
                            + n * config.accumulatorBits() * config.accumulatorWords(),
                    estimate.memoryBits(),
                    name);
        }
    }

    /** Some minutes; only with {@code -Dnightly=true}. */
    @Test
    @EnabledIfSystemProperty(named = "nightly", matches = "true")
    void theSmallestCore() throws IOException {
        var figures = AsicSynthesis.run(CORE, 16, library(), folder, LIMIT);
        assertTrue(figures.registers() > 5000 && figures.area() > 8.0 * figures.registers(), "" + figures);
    }
}
