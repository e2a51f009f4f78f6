package org.systole.rtl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.systole.compile.CoreConfig;
import org.systole.compile.Instruction;
import org.systole.compile.Instruction.Execute;
import org.systole.compile.Program;
import org.systole.simulate.EventSimulator;
import org.systole.simulate.PortConflicts;
import org.systole.simulate.RandomPrograms;

/** A program whose tokens let Execute and Store use one half of the accumulator memory is caught by simulator and hardware. */
class PortConflictsTest {
    private static final CoreConfig CORE =
            new CoreConfig(4, true, 8, 8, 32, 512, 256, 256, 16, 512, 32, 8, 4, 4, 4, 4, 9);

    @TempDir
    Path folder;

    @BeforeAll
    static void tools() {
        Verilator.assume();
    }

    @Test
    void twoReadersOfOneHalf() {
        var made = RandomPrograms.of(CORE, 6, new SplittableRandom(3));
        var hardware = Verification.build(CORE, 64, folder, Duration.ofMinutes(5));
        assertEquals(0, PortConflicts.cycles(EventSimulator.run(made.program())));
        assertEquals("", hardware.run(made.program(), made.dram(), 100_000, 0).fault());
        Program wrong = inOneHalf(made.program());
        assertTrue(PortConflicts.cycles(EventSimulator.run(wrong)) > 0);
        String fault = hardware.run(wrong, made.dram(), 100_000, 0).fault();
        assertTrue(fault.contains("half of the accumulator memory"), fault);
    }

    /** Lets every Execute add to the half that is being stored. */
    private static Program inOneHalf(Program p) {
        var instructions = new ArrayList<Instruction>();
        for (Instruction instruction : p.instructions())
            instructions.add(
                    switch (instruction) {
                        case Execute e when e.outputBlocks() > 0 -> changed(e);
                        default -> instruction;
                    });
        return new Program(
                p.name(),
                p.config(),
                instructions,
                p.sources(),
                p.layers(),
                p.dram(),
                p.dramBytes(),
                p.inputs(),
                p.outputs());
    }

    private static Execute changed(Execute e) {
        return new Execute(
                e.tokens(),
                e.input(),
                e.height(),
                e.width(),
                e.inputBlock(),
                e.originY(),
                e.originX(),
                e.strideY(),
                e.strideX(),
                e.dilationY(),
                e.dilationX(),
                e.filterY(),
                e.filterX(),
                e.channelBlocks(),
                e.blockStep(),
                e.outputBlocks(),
                e.outputY(),
                e.outputX(),
                e.weight(),
                CORE.accumulatorWords() / 2 - e.accumulator(),
                true,
                e.zero(),
                e.extension(),
                e.tapped());
    }
}
