package org.systole.simulate;

import org.systole.compile.Program;

/**
 * When each instruction of a program ran. Cycle 0 is the one in which the first instruction can be issued.
 *
 * @param program the program
 * @param begins for each instruction the cycle in which its unit takes it from its queue; of the halt, when it is taken
 * @param ends for each instruction the cycle in which it ends, that is, sends its tokens
 */
public record Timeline(Program program, long[] begins, long[] ends) {
    /** Returns the cycles of the whole program, as the core's counter tells them. */
    public long cycles() {
        return ends[ends.length - 1] + 1;
    }

    /**
     * Returns the cycles in which a unit was busy.
     *
     * @param unit the unit
     */
    public long busy(Unit unit) {
        long sum = 0;
        for (int i = 0; i < begins.length; i++)
            if (Unit.of(program.instructions().get(i)) == unit) sum += ends[i] - begins[i] + 1;
        return sum;
    }
}
