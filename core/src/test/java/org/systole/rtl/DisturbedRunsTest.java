package org.systole.rtl;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
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
    private static final int INSTRUCTIONS = 1 << 10;
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
        var hardware = Verification.build(config, INSTRUCTIONS, folder, Duration.ofMinutes(5));
        var random = new SplittableRandom(SEED);
        for (int i = 0; i < 3; i++) {
            Program program = program(config, random, 10_000);
            long cycles = EventSimulator.run(program).cycles();
            byte[] dram = Arrays.copyOf(program.dram(), Math.toIntExact(program.dramBytes()));
            String what = "case " + i + " of seed " + SEED + " on " + config;
            var run = hardware.run(program, dram, MOST_CYCLES, 0, 0, true);
            assertEquals("", run.fault(), what);
            assertEquals(cycles, run.cycles(), what);
            var stalled = hardware.run(program, dram, MOST_CYCLES, random.nextLong(), 0, true);
            assertEquals("", stalled.fault(), what + " with pauses on the bus");
        }
    }

    /** Returns a small network that fits the core. */
    private static Program program(CoreConfig config, SplittableRandom random, long mostCycles) {
        for (int i = 0; i < 40; i++) {
            var network = new RandomNetwork(random, config.inputBits(), config.weightBits()).build();
            try {
                Program program = Compiler.compile(network, config).program();
                if (program.instructions().size() <= INSTRUCTIONS
                        && EventSimulator.run(program).cycles() <= mostCycles) return program;
            } catch (SystoleException e) {
                // it does not fit
            }
        }
        throw new AssertionError("no network fits " + config);
    }

    /** What happens at errors, stops and pauses is broken in many ways; each is found. */
    @Test
    void everyPlantedFaultIsFound() throws IOException {
        CoreConfig config = cores().getFirst();
        List<Path> sources = Generator.write(config, INSTRUCTIONS, folder.resolve("rtl"));
        for (int number = 1; number <= Fault.DISTURBED.size(); number++) {
            Fault fault = Fault.DISTURBED.get(number - 1);
            Path file = folder.resolve("rtl").resolve(fault.file());
            Files.writeString(file, Fault.plant(Files.readString(file), fault, number));
        }
        var hardware = Verification.build(config, INSTRUCTIONS, folder, sources, Duration.ofMinutes(5));
        Program program = program(config, new SplittableRandom(SEED), 4_000);
        byte[] dram = Arrays.copyOf(program.dram(), Math.toIntExact(program.dramBytes()));
        var missed = new ArrayList<Fault>();
        for (int number = 0; number <= Fault.DISTURBED.size(); number++) {
            String found = hardware.run(program, dram, 100_000, 0, number, true).fault();
            if (found.isEmpty())
                found = hardware.run(program, dram, 100_000, SEED, number, true).fault();
            if (number == 0) assertEquals("", found, "without a fault");
            else if (found.isEmpty()) missed.add(Fault.DISTURBED.get(number - 1));
        }
        assertEquals(List.of(), missed);
    }
}
