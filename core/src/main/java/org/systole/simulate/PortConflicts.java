package org.systole.simulate;

import org.systole.compile.Instruction.Execute;
import org.systole.compile.Instruction.Store;
import org.systole.compile.Program;

/**
 * Where two units would need one port of a memory. Every memory has a read and a write port; of all but the accumulator memory each
 * port has one user. A half of the accumulator memory is read by Execute and by Store, which a program's tokens must keep
 * apart: the hardware has no arbiter, so a conflict is a fault of the program and not a delay.
 */
public final class PortConflicts {
    private PortConflicts() {}

    /** Returns the cycles in which an Execute and a Store run on the same half of the accumulator memory; 0 for a right program. */
    public static long cycles(Timeline timeline) {
        Program program = timeline.program();
        int half = program.config().accumulatorWords() / 2,
                count = program.instructions().size();
        long sum = 0;
        for (int e = 0, first = 0; e < count; e++) {
            if (!(program.instructions().get(e) instanceof Execute execute) || execute.outputBlocks() == 0) continue;
            // each unit's commands are in order: stores that ended before this one began cannot meet later ones
            for (int s = first; s < count; s++) {
                if (!(program.instructions().get(s) instanceof Store store)) continue;
                if (timeline.ends()[s] < timeline.begins()[e]) {
                    first = s;
                    continue;
                }
                if (timeline.begins()[s] > timeline.ends()[e]) break;
                if (execute.accumulator() / half != store.accumulator() / half) continue;
                long from = Math.max(timeline.begins()[e], timeline.begins()[s]) + 2;
                sum += Math.max(0, Math.min(timeline.ends()[e], timeline.ends()[s]) - from + 1);
            }
        }
        return sum;
    }
}
