package org.systole.simulate;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.systole.compile.Compiler;
import org.systole.compile.CoreConfig;
import org.systole.compile.Interpreter;
import org.systole.compile.Program;
import org.systole.compile.RandomNetwork;
import org.systole.problem.SystoleException;

/** Compiled random networks: units side by side compute what the interpreter does; both simulators agree. */
class CompiledProgramsTest {
    private static final long SEED = Long.getLong("test.seed", 20261120);
    private static final long MOST_CYCLES = 100_000_000;

    @Test
    void simulatorsAndInterpreterAgree() {
        var random = new SplittableRandom(SEED);
        int ran = 0;
        for (int i = 0; i < 100; i++) {
            CoreConfig config = RandomPrograms.core(4 << random.nextInt(3), random);
            if (i % 2 == 1) config = config.outputStationary();
            Program program;
            try {
                var made = new RandomNetwork(random);
                program = Compiler.compile(
                                i % 4 < 2 ? made.build() : made.widths().build(), config)
                        .program();
            } catch (SystoleException e) {
                continue; // not even one tile fits
            }
            byte[] simulated = new byte[Math.toIntExact(program.dramBytes())];
            random.nextBytes(simulated);
            System.arraycopy(program.dram(), 0, simulated, 0, program.dram().length);
            byte[] interpreted = simulated.clone();
            Timeline clocked = ClockedSimulator.run(program, simulated, MOST_CYCLES);
            new Interpreter(config, interpreted).run(program);
            Timeline events = EventSimulator.run(program);
            String what = "case " + i + " of seed " + SEED + " on " + config;
            assertArrayEquals(interpreted, simulated, what);
            assertArrayEquals(clocked.begins(), events.begins(), what);
            assertArrayEquals(clocked.ends(), events.ends(), what);
            ran++;
        }
        assertTrue(ran > 50, ran + " of 100 networks fit their core");
    }
}
