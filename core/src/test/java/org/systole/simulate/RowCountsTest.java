package org.systole.simulate;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.systole.compile.CoreConfig;
import org.systole.compile.Instruction;
import org.systole.compile.Instruction.Load;
import org.systole.compile.Instruction.Target;
import org.systole.compile.Program;
import org.systole.compile.Tokens;
import org.systole.hardware.DramRows;

/** Rows that loads open, and what they cost, worked by hand: words of 16 bytes, bursts of 256, rows of 4 KiB in two banks. */
class RowCountsTest {
    private static final DramRows ROWS = new DramRows(4096, 2, 9, 7);
    private static final CoreConfig CORE =
            new CoreConfig(16, true, 8, 8, 32, 4096, 4096, 512, 64, 512, 128, 16, 8, 4, 4, 4, 50).with(ROWS);

    private static Program program(Load load) {
        return new Program(
                "rows",
                CORE,
                List.of(load, new Instruction.Halt(Tokens.NONE)),
                new int[] {0, 0},
                List.of("load"),
                new byte[1 << 16],
                1 << 16,
                Map.of(),
                Map.of());
    }

    private static void check(Load load, long bursts, long opened, long cycles) {
        Program program = program(load);
        assertEquals(new RowCounts(bursts, opened), RowCounts.of(program));
        Timeline timeline = EventSimulator.run(program);
        assertEquals(cycles, timeline.ends()[0] - timeline.begins()[0], "2 + 50 + opening + beats");
        assertEquals(
                timeline.cycles(), ClockedSimulator.run(program, null, 100_000).cycles());
    }

    /** 512 beats in a row: two rows of two banks, the second opened while the first is read. */
    @Test
    void oneRunThroughTwoRows() {
        check(load(512, 1, 0), 32, 2, 2 + 50 + 9 + 512);
    }

    /** Four bursts 8 KiB apart: rows of one bank, each closed and opened behind the burst before. */
    @Test
    void rowsOfOneBank() {
        check(load(16, 4, 8192), 4, 4, 2 + 50 + 9 + 4 * 16 + 3 * (7 + 9));
    }

    /** Four bursts 256 bytes apart, as two runs of one row: opened once. */
    @Test
    void oneRow() {
        check(load(16, 4, 512), 4, 1, 2 + 50 + 9 + 4 * 16);
    }

    private static Load load(int words, int rows, int step) {
        return new Load(Tokens.NONE, Target.INPUT, 0, 0, words, rows, step, words, 1, 0, 0, false);
    }
}
