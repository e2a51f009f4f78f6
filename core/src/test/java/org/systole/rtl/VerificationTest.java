package org.systole.rtl;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.systole.compile.CompiledModel;
import org.systole.compile.CoreConfig;
import org.systole.compile.Interpreter;
import org.systole.compile.Program;
import org.systole.hardware.DramRows;
import org.systole.simulate.ClockedSimulator;
import org.systole.simulate.EventSimulator;
import org.systole.simulate.RandomPrograms;
import org.systole.simulate.Timeline;

/** The generated hardware under Verilator equals the simulator in every byte and every cycle. */
class VerificationTest {
    private static final long SEED = Long.getLong("test.seed", 20261120);
    private static final Duration LIMIT = Duration.ofMinutes(5);
    private static final long MOST_CYCLES = 100_000_000;

    /** More programs and inputs. */
    private static final boolean NIGHTLY = Boolean.getBoolean("nightly");

    /** A DRAM at 500 MHz. */
    private static final DramRows ROWS = new DramRows(4096, 8, 9, 9);

    @TempDir
    Path folder;

    @BeforeAll
    static void tools() {
        Verilator.assume();
    }

    /** 4 x 4 output-stationary with the narrowest bus of its words, 8 x 8, and 16 x 16 with a narrow bus and short bursts. */
    static List<CoreConfig> cores() {
        return List.of(
                new CoreConfig(4, false, 8, 8, 32, 4096, 4096, 1024, 64, 1024, 32, 16, 8, 4, 4, 4, 50).with(ROWS),
                new CoreConfig(8, true, 8, 8, 32, 4096, 4096, 1024, 64, 1024, 64, 16, 8, 8, 8, 8, 70).with(ROWS),
                new CoreConfig(16, true, 8, 8, 32, 4096, 4096, 512, 64, 1024, 32, 8, 4, 2, 3, 1, 50)
                        .with(new DramRows(8192, 1, 14, 13)));
    }

    /** Random programs, then complete inferences of trained networks. */
    @ParameterizedTest
    @MethodSource("cores")
    void hardwareEqualsTheSimulator(CoreConfig config) {
        var hardware = Verification.build(config, 1 << 14, folder, LIMIT);
        randomPrograms(hardware, config);
        int samples = NIGHTLY ? 3 : 2;
        check(hardware, CompiledModel.of("kws_dscnn_mlperf_fp32", 50, config), samples);
        check(hardware, CompiledModel.of("cifar10_resnet8_mlperf_fp32", 255, config), samples);
        check(hardware, CompiledModel.of("mnist_cnn_cntk", 255, config), samples);
        check(hardware, CompiledModel.of("cifar10_resnet20", 1, config), samples);
    }

    /** Also with pauses on the bus: then cycles mean nothing, but bytes do. */
    private static void randomPrograms(Verification hardware, CoreConfig config) {
        var random = new SplittableRandom(SEED + config.size());
        for (int i = 0; i < (NIGHTLY ? 20 : 8); i++) {
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

    private static void check(Verification hardware, CompiledModel model, int samples) {
        Program program = model.compiled().program();
        for (int sample = 0; sample < samples; sample++) {
            byte[] before = model.dram(sample), after = before.clone();
            new Interpreter(program.config(), after).run(program);
            var run = hardware.run(program, before, MOST_CYCLES, 0);
            assertEquals("", Verification.difference(run, EventSimulator.run(program), after), program.name());
        }
    }
}
