package org.systole.rtl;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.systole.compile.CompileProblem;
import org.systole.compile.Compiler;
import org.systole.compile.CoreConfig;
import org.systole.compile.Extensions;
import org.systole.compile.FeatureMaps;
import org.systole.compile.Interpreter;
import org.systole.compile.Program;
import org.systole.compile.RandomNetwork;
import org.systole.problem.SystoleException;
import org.systole.quantize.IntegerNetwork;
import org.systole.quantize.IntegerRun;
import org.systole.quantize.IntegerTensor;
import org.systole.simulate.ClockedSimulator;
import org.systole.simulate.EventSimulator;
import org.systole.simulate.RandomPrograms;

/**
 * Random layers on cores of many widths: the hardware has the bits of the integer reference and the cycles of the simulators.
 * With {@code -Dnightly=true} cores and layers of a fresh seed, which is printed; {@code -Dtest.seed} repeats it.
 */
class OperandWidthsTest {
    private static final long SEED = Long.getLong("test.seed", 20261120);
    private static final Duration LIMIT = Duration.ofMinutes(5);
    private static final long MOST_CYCLES = 10_000_000;

    @TempDir
    Path folder;

    @BeforeAll
    static void tools() {
        Verilator.assume();
    }

    /**
     * 4 bits and 16 bits with the extensions of all seams, inputs wider than weights and the other way round without; both
     * dataflows.
     */
    static List<CoreConfig> cores() {
        var r = new SplittableRandom(3);
        var all = new Extensions(
                Extensions.Write.BLOCK_COMPARE, Extensions.Read.SKIP_TILES, Extensions.Stream.SIGN_MAGNITUDE);
        return List.of(
                RandomPrograms.operands(RandomPrograms.core(4, r), true, 4, 4, 20, 16)
                        .with(all),
                RandomPrograms.operands(RandomPrograms.core(4, r), false, 16, 16, 48, 64)
                        .with(all),
                RandomPrograms.operands(RandomPrograms.core(4, r), true, 16, 6, 34, 8),
                RandomPrograms.operands(RandomPrograms.core(2, r), false, 4, 12, 27, 8));
    }

    @ParameterizedTest
    @MethodSource("cores")
    void hardwareEqualsReferenceAndSimulators(CoreConfig config) {
        check(config, new SplittableRandom(SEED), 8, 8, "seed " + SEED);
    }

    @Test
    @EnabledIfSystemProperty(named = "nightly", matches = "true")
    void freshCores(TestReporter reporter) {
        long seed = Long.getLong("test.seed", System.nanoTime());
        reporter.publishEntry("seed", Long.toString(seed));
        var random = new SplittableRandom(seed);
        for (int i = 0; i < 12; i++)
            check(RandomPrograms.anyCore(2 << random.nextInt(3), random), random, 20, 20, "core " + i + " of " + seed);
    }

    private void check(CoreConfig config, SplittableRandom random, int programs, int networks, String what) {
        var hardware = Verification.build(config, 1 << 10, folder, LIMIT);
        for (int i = 0; i < programs; i++) {
            var made = RandomPrograms.of(config, random.nextInt(1, 8), random);
            byte[] dram = made.dram().clone();
            var timeline = ClockedSimulator.run(made.program(), dram, MOST_CYCLES);
            var run = hardware.run(made.program(), made.dram(), MOST_CYCLES, 0);
            assertEquals("", Verification.difference(run, timeline, dram), () -> what + " " + config);
        }
        int ran = 0;
        for (int i = 0; i < 4 * networks && ran < networks; i++) {
            var made = new RandomNetwork(random, config.inputBits(), config.weightBits());
            // every other one with a width of weights for each layer
            var network = i % 2 == 1 ? made.widths().build() : made.build();
            if (runs(hardware, config, network, random, what + ", network " + i + " on " + config)) ran++;
        }
        assertTrue(ran * 2 >= networks, ran + " networks fit " + config + ", " + what);
    }

    /** Returns whether a network fits the core. */
    private static boolean runs(
            Verification hardware, CoreConfig config, IntegerNetwork network, SplittableRandom random, String what) {
        Program program;
        try {
            program = Compiler.compile(network, config).program();
        } catch (SystoleException e) {
            var code = e.problems().getFirst().code();
            assertTrue(code == CompileProblem.NO_TILE || code == CompileProblem.ACCUMULATOR, e::getMessage);
            return false;
        }
        if (program.instructions().size() > 1 << 10) return false;
        byte[] before = java.util.Arrays.copyOf(program.dram(), Math.toIntExact(program.dramBytes()));
        var inputs = new LinkedHashMap<String, IntegerTensor>();
        for (String input : network.inputs()) {
            var shape = network.type(input).shape();
            inputs.put(input, RandomNetwork.tensor(random, shape, 1 << config.inputBits() - 1));
            FeatureMaps.write(config, before, program.inputs().get(input), inputs.get(input));
        }
        byte[] after = before.clone();
        new Interpreter(config, after).run(program);
        var run = hardware.run(program, before, MOST_CYCLES, 0);
        assertEquals("", Verification.difference(run, EventSimulator.run(program), after), what);
        Map<String, IntegerTensor> expected = new IntegerRun(network, (o, a, b, s) -> new float[0]).outputs(inputs);
        for (String output : network.outputs())
            assertArrayEquals(
                    expected.get(output).values(),
                    FeatureMaps.read(
                                    config,
                                    run.dram(),
                                    program.outputs().get(output),
                                    network.type(output).shape())
                            .values(),
                    what);
        return true;
    }
}
