package org.systole.simulate;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.systole.compile.CoreConfig;
import org.systole.compile.Instruction;
import org.systole.compile.Interpreter;
import org.systole.compile.Program;
import org.systole.compile.ProgramEncoding;
import org.systole.compile.Tokens;

/** The event simulator equals the clocked one; encodings give their instructions back. */
class EventSimulatorTest {
    private static final long SEED = Long.getLong("test.seed", 20261120);
    private static final long MOST_CYCLES = 1_000_000;

    @Test
    void everyBeginAndEndEqualsTheClockedSimulator() {
        var random = new SplittableRandom(SEED);
        for (int i = 0; i < 300; i++) {
            CoreConfig config = core(i, random);
            var made = RandomPrograms.of(config, random.nextInt(1, 9), random);
            String what = "case " + i + " of seed " + SEED + " on " + config;
            Timeline clocked = ClockedSimulator.run(made.program(), null, MOST_CYCLES);
            Timeline events = EventSimulator.run(made.program());
            assertArrayEquals(clocked.begins(), events.begins(), what);
            assertArrayEquals(clocked.ends(), events.ends(), what);
        }
    }

    /** Cores of 8-bit operands, weight- and output-stationary ones in turn, and cores of any kind. */
    private static CoreConfig core(int i, SplittableRandom random) {
        if (i % 3 == 2) return RandomPrograms.anyCore(2 << random.nextInt(4), random);
        CoreConfig config = RandomPrograms.core(4 << random.nextInt(3), random);
        return i % 3 == 0 ? config : config.outputStationary();
    }

    @Test
    void unitsRunSideBySideButComputeAsOneAfterTheOther() {
        var random = new SplittableRandom(SEED + 1);
        long overlapped = 0;
        for (int i = 0; i < 100; i++) {
            CoreConfig config = core(i, random);
            var made = RandomPrograms.of(config, random.nextInt(2, 9), random);
            byte[] simulated = made.dram().clone(), interpreted = made.dram().clone();
            Timeline timeline = ClockedSimulator.run(made.program(), simulated, MOST_CYCLES);
            new Interpreter(config, interpreted).run(made.program());
            assertArrayEquals(interpreted, simulated, "case " + i + " of seed " + SEED);
            long busy = 0;
            for (Unit unit : Unit.values()) busy += timeline.busy(unit);
            if (busy > timeline.cycles()) overlapped++;
        }
        assertTrue(overlapped > 10, overlapped + " of 100 programs overlap their units");
    }

    @Test
    void programsThatWaitForEverAreNamed() {
        var random = new SplittableRandom(SEED + 2);
        CoreConfig config = RandomPrograms.core(4, random);
        var made = RandomPrograms.of(config, 2, random).program();
        var instructions = new ArrayList<Instruction>(made.instructions());
        instructions.add(
                0,
                new Instruction.Load(
                        new Tokens(false, true, false, false),
                        Instruction.Target.INPUT,
                        0,
                        0,
                        1,
                        1,
                        0,
                        0,
                        1,
                        0,
                        0,
                        false));
        var stuck = new Program(
                "stuck",
                config,
                instructions,
                new int[instructions.size()],
                made.layers(),
                made.dram(),
                made.dramBytes(),
                made.inputs(),
                made.outputs());
        var e = assertThrows(IllegalStateException.class, () -> EventSimulator.run(stuck));
        assertTrue(e.getMessage().contains("instruction 0 Load"), e.getMessage());
        e = assertThrows(IllegalStateException.class, () -> ClockedSimulator.run(stuck, null, 10_000));
        assertTrue(e.getMessage().contains("instruction 0 Load"), e.getMessage());
    }

    @Test
    void encodingsGiveTheirInstructionsBack() {
        var random = new SplittableRandom(SEED + 3);
        for (int i = 0; i < 100; i++)
            for (Instruction instruction : RandomPrograms.of(RandomPrograms.core(8, random), 4, random)
                    .program()
                    .instructions())
                org.junit.jupiter.api.Assertions.assertEquals(
                        instruction, ProgramEncoding.decode(ProgramEncoding.encode(instruction)));
    }
}
