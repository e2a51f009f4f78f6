package org.systole.rtl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.systole.compile.CoreConfig;

/** The generated hardware goes through Yosys: a multiplier block for each PE, memories in memory blocks. */
class SynthesisTest {
    @TempDir
    Path folder;

    @Test
    void theSmallestCoreOnTheSmallestFamily() {
        Verilator.assume("yosys");
        var config = new CoreConfig(2, true, 8, 8, 32, 512, 512, 512, 16, 256, 16, 8, 2, 1, 1, 1, 50);
        var figures = Synthesis.run(config, 16, Synthesis.Family.ECP5, folder, Duration.ofMinutes(4));
        assertTrue(figures.tool().startsWith("Yosys "), figures.tool());
        assertTrue(figures.dsps() >= 4, figures.cells().toString());
        assertTrue(figures.luts() > 0 && figures.registers() > 0, figures.cells().toString());
        assertTrue(figures.memories() > 0, figures.cells().toString());
        assertEquals(0, figures.cells().getOrDefault("$_DLATCH_P_", 0), "latches");
        assertEquals(0, figures.cells().getOrDefault("$_DLATCH_N_", 0), "latches");
    }
}
