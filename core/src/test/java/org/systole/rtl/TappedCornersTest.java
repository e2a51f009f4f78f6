package org.systole.rtl;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.systole.compile.CoreConfig;
import org.systole.compile.Instruction;
import org.systole.compile.Instruction.Execute;
import org.systole.compile.Instruction.Halt;
import org.systole.compile.Instruction.Load;
import org.systole.compile.Instruction.Pool;
import org.systole.compile.Instruction.Store;
import org.systole.compile.Instruction.Target;
import org.systole.compile.Interpreter;
import org.systole.compile.Program;
import org.systole.compile.Tokens;
import org.systole.simulate.ClockedSimulator;
import org.systole.simulate.EventSimulator;
import org.systole.simulate.RandomPrograms;

/**
 * Rows of depthwise filters computed in one pass, at the borders of what the field allows: as many taps as there may be, strides
 * up to the largest and beyond the filter, maps and outputs of one row or column, distances between rows, packed weights in runs
 * that end within a beat. Hardware, both simulators and the interpreter agree on every bit and cycle.
 */
class TappedCornersTest {
    private static final long SEED = Long.getLong("test.seed", 20261120);
    private static final int DRAM = 1 << 16;
    private static final int WEIGHTS = 1 << 14;
    private static final int PARAMETERS = 1 << 15;
    private static final int RESULTS = 3 << 14;

    @TempDir
    Path folder;

    @BeforeAll
    static void tools() {
        Verilator.assume();
    }

    @Test
    void weightStationary() {
        check(core(8, true, 32), 60);
    }

    @Test
    void outputStationary() {
        check(core(8, false, 32), 60);
    }

    @Test
    @EnabledIfSystemProperty(named = "nightly", matches = "true")
    void smallestArraysAndBeatsOfOneWord() {
        check(core(2, true, 8), 100);
        check(core(2, false, 16), 100);
        check(core(4, true, 16), 100);
        check(core(16, true, 128), 100);
    }

    private static CoreConfig core(int n, boolean weightStationary, int bus) {
        var base = RandomPrograms.core(n, new SplittableRandom(n));
        return RandomPrograms.operands(base, weightStationary, 8, 8, 32, bus);
    }

    private void check(CoreConfig core, int programs) {
        var hardware = Verification.build(core, 64, folder, Duration.ofMinutes(5));
        var random = new SplittableRandom(SEED);
        for (int i = 0; i < programs; i++) {
            Program program = program(core, random);
            byte[] clocked = program.dram().clone(), defined = program.dram().clone();
            var timeline = ClockedSimulator.run(program, clocked, 1_000_000);
            new Interpreter(core, defined).run(program);
            String what = "program " + i + " of seed " + SEED + ": " + program.instructions();
            assertEquals(timeline.cycles(), EventSimulator.run(program).cycles(), what);
            var run = hardware.run(program, program.dram(), 1_000_000, 0);
            assertEquals("", Verification.difference(run, timeline, defined), what);
        }
    }

    /** One layer, with as much of it at a border as half of the draws make it. */
    private static Program program(CoreConfig core, SplittableRandom r) {
        int fx = border(r, core.taps()), fy = border(r, 5), stride = core.weightStationary() ? border(r, 15) : 1;
        int blocks = r.nextInt(1, 4), height = border(r, 7), width = border(r, 20);
        int outY = border(r, 4), outX = border(r, 10), words = blocks * fy * fx, packing = r.nextInt(4);
        while (!core.packs(packing)) packing--;
        byte[] dram = new byte[DRAM];
        r.nextBytes(dram);
        for (int at = PARAMETERS; at < RESULTS; at += 8) {
            dram[at + 2] = dram[at + 3] = (byte) (dram[at + 1] >> 7);
            dram[at + 7] = (byte) r.nextInt(26, 34);
        }
        List<Instruction> instructions = List.of(
                load(Tokens.NONE, Target.INPUT, 0, height * width * blocks, 0),
                load(Tokens.NONE, Target.WEIGHT, WEIGHTS, words, packing),
                load(new Tokens(false, false, false, true), Target.PARAMETER, PARAMETERS, blocks, 0),
                new Execute(
                        new Tokens(true, false, false, true),
                        0,
                        height,
                        width,
                        height * width,
                        r.nextInt(-5, 3),
                        r.nextInt(-6, 3),
                        r.nextInt(0, 6),
                        stride,
                        r.nextInt(1, 4),
                        r.nextInt(0, 4),
                        fy,
                        fx,
                        1,
                        1,
                        blocks,
                        outY,
                        outX,
                        0,
                        0,
                        false,
                        r.nextInt(-128, 128),
                        0,
                        true),
                new Store(
                        new Tokens(true, false, false, false),
                        0,
                        outY,
                        outX,
                        blocks,
                        0,
                        r.nextInt(-20, 20),
                        -128,
                        127,
                        -1,
                        0,
                        0,
                        0,
                        0,
                        0,
                        Pool.NONE,
                        1,
                        1,
                        1,
                        1,
                        0,
                        0,
                        outY,
                        outX,
                        0,
                        0,
                        0,
                        RESULTS,
                        outX * core.wordBytes(),
                        outY * outX * core.wordBytes()),
                new Halt(Tokens.NONE));
        return new Program(
                "taps",
                core,
                instructions,
                new int[instructions.size()],
                List.of("taps"),
                dram,
                DRAM,
                Map.of(),
                Map.of());
    }

    /** Returns 1, the most or anything between. */
    private static int border(SplittableRandom r, int most) {
        return switch (r.nextInt(4)) {
            case 0 -> 1;
            case 1 -> most;
            default -> r.nextInt(1, most + 1);
        };
    }

    private static Load load(Tokens tokens, Target target, int from, int words, int packing) {
        return new Load(tokens, target, from, 0, words, 1, 0, 0, 1, 0, 0, false, packing, 0);
    }
}
