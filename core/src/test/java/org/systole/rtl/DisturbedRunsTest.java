package org.systole.rtl;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.systole.compile.Compiler;
import org.systole.compile.CoreConfig;
import org.systole.compile.Program;
import org.systole.compile.RandomNetwork;
import org.systole.problem.SystoleException;
import org.systole.simulate.EventSimulator;

/**
 * Runs that meet an answer with an error, are stopped, started twice or reset in their middle: the core says what happened,
 * leaves no burst open, and then runs the program to the same bytes in the same cycles. The test bench has the cases (class
 * {@code Exercise} of {@code bench.cpp}); the rules of AXI are checked in every cycle ({@code systole_axi_check.sv}).
 */
class DisturbedRunsTest {
    private static final long SEED = Long.getLong("test.seed", 20261120);
    private static final long MOST_CYCLES = 10_000_000;

    @TempDir
    Path folder;

    @BeforeAll
    static void tools() {
        Verilator.assume();
    }

    /** A bus as narrow as it goes with one burst at a time, and a wide one with many; both dataflows. */
    static List<CoreConfig> cores() {
        return List.of(
                new CoreConfig(4, true, 8, 8, 32, 512, 256, 256, 16, 512, 8, 256, 1, 2, 2, 2, 9),
                new CoreConfig(4, false, 16, 16, 48, 512, 256, 256, 16, 512, 64, 3, 8, 1, 1, 1, 60));
    }

    @ParameterizedTest
    @MethodSource("cores")
    void theCoreSaysSoAndRecovers(CoreConfig config) {
        var hardware = Verification.build(config, 1 << 10, folder, Duration.ofMinutes(5));
        var random = new SplittableRandom(SEED);
        int ran = 0;
        for (int i = 0; i < 40 && ran < 3; i++) {
            var network = new RandomNetwork(random, config.inputBits(), config.weightBits()).build();
            Program program;
            try {
                program = Compiler.compile(network, config).program();
            } catch (SystoleException e) {
                continue; // does not fit the core
            }
            long cycles = EventSimulator.run(program).cycles();
            if (program.instructions().size() > 1 << 10 || cycles > 10_000) continue;
            ran++;
            byte[] dram = Arrays.copyOf(program.dram(), Math.toIntExact(program.dramBytes()));
            String what = "case " + i + " of seed " + SEED + " on " + config;
            var run = hardware.run(program, dram, MOST_CYCLES, 0, 0, true);
            assertEquals("", run.fault(), what);
            assertEquals(cycles, run.cycles(), what);
            var stalled = hardware.run(program, dram, MOST_CYCLES, random.nextLong(), 0, true);
            assertEquals("", stalled.fault(), what + " with pauses on the bus");
        }
        assertEquals(3, ran, "networks that fit the core");
    }
}
