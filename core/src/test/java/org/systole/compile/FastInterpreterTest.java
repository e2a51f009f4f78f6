package org.systole.compile;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.systole.problem.SystoleException;
import org.systole.simulate.RandomPrograms;

/** Vectors compute what the definition says, every byte of DRAM, for random programs and random networks. */
class FastInterpreterTest {
    private static final long SEED = Long.getLong("test.seed", 20261120);

    @Test
    void randomProgramsLeaveTheSameBytes() {
        var random = new SplittableRandom(SEED);
        int fast = 0;
        for (int i = 0; i < 150; i++) {
            CoreConfig config = RandomPrograms.core(4 << random.nextInt(4), random);
            var made = RandomPrograms.of(config, random.nextInt(1, 8), random);
            byte[] expected = made.dram().clone(), found = made.dram().clone();
            new Interpreter(config, expected).run(made.program());
            FastInterpreter.run(made.program(), found);
            if (FastInterpreter.suits(made.program())) fast++;
            assertArrayEquals(expected, found, "case " + i + " of seed " + SEED + " on " + config);
        }
        assertTrue(fast > 50, fast + " of 150 programs suit");
    }

    @Test
    void randomNetworksLeaveTheSameBytes() {
        var random = new SplittableRandom(SEED);
        for (int i = 0; i < 200; i++) {
            int inputBits = random.nextInt(3, 9), weightBits = random.nextInt(2, 9);
            CoreConfig c = CompilerPropertyTest.core(random);
            var config = new CoreConfig(
                    c.size(),
                    true,
                    inputBits,
                    weightBits,
                    random.nextInt(30, 33),
                    c.inputWords(),
                    c.weightWords(),
                    c.accumulatorWords(),
                    c.parameterBlocks(),
                    c.residualWords(),
                    8,
                    16,
                    4,
                    4,
                    4,
                    4,
                    50);
            Program program;
            try {
                var made = new RandomNetwork(random, inputBits, weightBits);
                program = Compiler.compile(i % 2 == 1 ? made.widths().build() : made.build(), config)
                        .program();
            } catch (SystoleException | IllegalArgumentException e) {
                continue; // not even one tile fits, or a word is no multiple of the bus
            }
            byte[] expected = new byte[Math.toIntExact(program.dramBytes())];
            random.nextBytes(expected);
            System.arraycopy(program.dram(), 0, expected, 0, program.dram().length);
            byte[] found = expected.clone();
            new Interpreter(config, expected).run(program);
            assertTrue(FastInterpreter.suits(program));
            FastInterpreter.run(program, found);
            assertArrayEquals(expected, found, "case " + i + " of seed " + SEED + " on " + config);
        }
    }
}
