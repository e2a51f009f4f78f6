package org.systole.rtl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.systole.compile.CoreConfig;
import org.systole.compile.Extensions;

/** The generated hardware goes through Yosys: a multiplier block for each PE, memories in memory blocks. */
class SynthesisTest {
    private static final CoreConfig CORE =
            new CoreConfig(2, true, 8, 8, 32, 512, 512, 512, 16, 256, 16, 8, 2, 1, 1, 1, 50);

    @TempDir
    Path folder;

    /** Quick: no latches, no loops, no drivers that fight; both dataflows, without and with all extensions. */
    @Test
    void everyModuleIsSynthesizable() throws IOException {
        Verilator.assume("yosys");
        var all = new Extensions(
                Extensions.Write.BLOCK_COMPARE, Extensions.Read.SKIP_TILES, Extensions.Stream.SIGN_MAGNITUDE);
        check(CORE);
        check(CORE.outputStationary().with(all));
    }

    private void check(CoreConfig core) throws IOException {
        String files =
                Generator.write(core, 16, folder).stream().map(Path::toString).collect(Collectors.joining(" "));
        String script = "read_verilog -sv " + files + "; hierarchy -check -top " + Generator.TOP
                + "; proc; opt_clean; select -assert-none t:$dlatch; check -assert";
        ExternalTool.run(
                List.of("yosys", "-q", "-p", script), folder, folder.resolve("yosys.log"), Duration.ofMinutes(2), "");
    }

    /** A minute and more; only with {@code -Dnightly=true}. */
    @Test
    @EnabledIfSystemProperty(named = "nightly", matches = "true")
    void theSmallestCoreOnTheSmallestFamily() {
        Verilator.assume("yosys");
        var figures = Synthesis.run(CORE, 16, Synthesis.Family.ECP5, folder, Duration.ofMinutes(4));
        assertTrue(figures.tool().startsWith("Yosys "), figures.tool());
        var estimate = SynthesisEstimate.of(CORE, 16, Synthesis.Family.ECP5);
        assertEquals(estimate.dsps(), figures.dsps(), figures.cells().toString());
        assertEquals(estimate.memories(), figures.memories(), figures.cells().toString());
        assertEquals(estimate.registers(), figures.registers(), figures.cells().toString());
        assertEquals(
                1,
                (double) estimate.luts() / figures.luts(),
                0.15,
                figures.cells().toString());
        assertTrue(
                figures.luts() > 0 && figures.registers() > 0, figures.cells().toString());
        assertTrue(figures.memories() > 0, figures.cells().toString());
        assertEquals(0, figures.cells().getOrDefault("$_DLATCH_P_", 0), "latches");
        assertEquals(0, figures.cells().getOrDefault("$_DLATCH_N_", 0), "latches");
    }
}
