package org.systole.rtl;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.time.Duration;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.systole.compile.CompiledModel;
import org.systole.compile.CoreConfig;
import org.systole.compile.Interpreter;
import org.systole.compile.Program;
import org.systole.simulate.ClockedSimulator;
import org.systole.simulate.EventSimulator;
import org.systole.simulate.RandomPrograms;
import org.systole.simulate.Timeline;

/** The generated hardware under Verilator equals the simulator in every byte and every cycle. */
class VerificationTest {
    private static final long SEED = Long.getLong("test.seed", 20261120);
    private static final Duration LIMIT = Duration.ofMinutes(5);
    private static final long MOST_CYCLES = 100_000_000;

    @TempDir
    Path folder;

    @BeforeAll
    static void tools() {
        Verilator.assume();
    }

    @ParameterizedTest
    @ValueSource(ints = {4, 16})
    void randomProgramsEqualTheSimulator(int n) {
        var random = new SplittableRandom(SEED + n);
        CoreConfig config = RandomPrograms.core(n, random);
        var hardware = Verification.build(config, 256, folder, LIMIT);
        for (int i = 0; i < 20; i++) {
            var made = RandomPrograms.of(config, random.nextInt(1, 8), random);
            byte[] dram = made.dram().clone();
            Timeline timeline = ClockedSimulator.run(made.program(), dram, MOST_CYCLES);
            String what = "case " + i + " of seed " + SEED + " on " + config;
            var run = hardware.run(made.program(), made.dram(), MOST_CYCLES, 0);
            assertEquals("", Verification.difference(run, timeline, dram), what);
            var stalled = hardware.run(made.program(), made.dram(), MOST_CYCLES, random.nextLong());
            assertEquals("", stalled.fault(), what);
            assertArrayEquals(dram, stalled.dram(), what + " with pauses on the bus");
        }
    }

    /** Complete inferences of trained networks. */
    @Test
    void networksEqualTheSimulator() {
        var config = new CoreConfig(8, true, 8, 8, 32, 4096, 4096, 1024, 64, 1024, 64, 16, 8, 4, 4, 4, 50);
        var hardware = Verification.build(config, 4096, folder, LIMIT);
        check(hardware, CompiledModel.of("kws_dscnn_mlperf_fp32", 50, config));
        check(hardware, CompiledModel.of("cifar10_resnet8_mlperf_fp32", 255, config));
        check(hardware, CompiledModel.of("mnist_cnn_cntk", 255, config));
    }

    private static void check(Verification hardware, CompiledModel model) {
        Program program = model.compiled().program();
        for (int sample = 0; sample < 2; sample++) {
            byte[] before = model.dram(sample), after = before.clone();
            new Interpreter(program.config(), after).run(program);
            var run = hardware.run(program, before, MOST_CYCLES, 0);
            assertEquals("", Verification.difference(run, EventSimulator.run(program), after), program.name());
        }
    }
}
