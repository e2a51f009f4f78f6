package org.systole.rtl;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.time.Duration;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.systole.compile.CoreConfig;
import org.systole.simulate.ClockedSimulator;
import org.systole.simulate.RandomPrograms;
import org.systole.simulate.Timeline;

/** The generated hardware under Verilator equals the simulator in every byte and every cycle. */
class VerificationIT {
    private static final long SEED = Long.getLong("test.seed", 20261120);
    private static final Duration LIMIT = Duration.ofMinutes(4);
    private static final long MOST_CYCLES = 1_000_000;

    @TempDir(cleanup = org.junit.jupiter.api.io.CleanupMode.ON_SUCCESS)
    Path folder;

    @ParameterizedTest
    @ValueSource(ints = {4, 8, 16})
    void randomProgramsEqualTheSimulator(int n) {
        var random = new SplittableRandom(SEED + n);
        CoreConfig config = RandomPrograms.core(n, random);
        var hardware = Verification.build(config, 256, folder, LIMIT);
        for (int i = 0; i < 20; i++) {
            var made = RandomPrograms.of(config, random.nextInt(1, 8), random);
            byte[] dram = made.dram().clone();
            Timeline timeline = ClockedSimulator.run(made.program(), dram, MOST_CYCLES);
            var run = hardware.run(made.program(), made.dram(), MOST_CYCLES, 0);
            assertEquals("", Verification.difference(run, timeline, dram), "case " + i + " of " + config);
        }
    }
}
