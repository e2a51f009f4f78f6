package org.systole.simulate;

import java.util.Arrays;
import java.util.List;
import org.systole.compile.CoreConfig;
import org.systole.compile.Instruction;
import org.systole.compile.Instruction.Execute;
import org.systole.compile.Instruction.Halt;
import org.systole.compile.Instruction.Load;
import org.systole.compile.Instruction.Store;
import org.systole.compile.Program;

/**
 * The cycles of a program by events: each unit's commands follow one another as soon as queue and tokens allow, and last as
 * long as closed forms say. Equal to {@link ClockedSimulator} in every begin and end, in time that grows with the number of
 * instructions and bursts, not of cycles.
 */
public final class EventSimulator {
    private static final int UNITS = 3;

    private final Program program;
    private final List<Instruction> instructions;
    private final UnitTimes times;
    private final int[] entries;
    private final long[] begins;
    private final long[] ends;
    /** For each unit its instructions in order; how many there are, how many were issued, how many have begun. */
    private final int[][] commands;

    private final long[][] issueTimes;
    private final int[] counts = new int[UNITS];
    private final int[] issued = new int[UNITS];
    private final int[] begun = new int[UNITS];
    /** The cycle from which a unit can take its next command. */
    private final long[] free = new long[UNITS];
    /** Tokens in the four directions: load to execute, execute to load, execute to store, store to execute. */
    private final TokenTimes[] tokens;

    private EventSimulator(Program program) {
        CoreConfig c = program.config();
        this.program = program;
        this.instructions = program.instructions();
        this.times = new UnitTimes(c);
        this.entries = new int[] {c.loadQueue(), c.executeQueue(), c.storeQueue()};
        int count = instructions.size();
        begins = new long[count];
        ends = new long[count];
        commands = new int[UNITS][count];
        issueTimes = new long[UNITS][count];
        for (int i = 0; i < count; i++) {
            Unit unit = Unit.of(instructions.get(i));
            if (unit != null) commands[unit.ordinal()][counts[unit.ordinal()]++] = i;
        }
        tokens = new TokenTimes[] {
            new TokenTimes(count), new TokenTimes(count), new TokenTimes(count), new TokenTimes(count)
        };
    }

    /** When tokens were sent, and how many were taken. */
    private static final class TokenTimes {
        private final long[] sent;
        private int sends;
        private int takes;

        TokenTimes(int most) {
            sent = new long[most];
        }

        boolean known() {
            return takes < sends;
        }
    }

    /**
     * Returns when each instruction runs.
     *
     * @throws IllegalStateException when instructions wait for each other for ever; the message names them
     */
    public static Timeline run(Program program) {
        return new EventSimulator(program).run();
    }

    private Timeline run() {
        long lastIssue = -1;
        int pc = 0;
        while (true) {
            boolean progress = false;
            while (!(instructions.get(pc) instanceof Halt)) {
                int unit = Unit.of(instructions.get(pc)).ordinal();
                int before = issued[unit] - entries[unit];
                if (before >= begun[unit]) break;
                lastIssue = Math.max(lastIssue + 1, before < 0 ? 0 : begins[commands[unit][before]] + 1);
                issueTimes[unit][issued[unit]++] = lastIssue;
                pc++;
                progress = true;
            }
            for (int unit = 0; unit < UNITS; unit++) while (step(unit)) progress = true;
            if (progress) continue;
            if (!(instructions.get(pc) instanceof Halt) || !Arrays.equals(begun, counts(pc)))
                throw new IllegalStateException("instructions wait for each other for ever: " + waiting());
            begins[pc] = Math.max(lastIssue + 1, Arrays.stream(free).max().orElseThrow());
            ends[pc] = begins[pc];
            return new Timeline(program, begins, ends);
        }
    }

    /** Returns for each unit how many instructions stand before the halt. */
    private int[] counts(int halt) {
        int[] before = new int[UNITS];
        for (int i = 0; i < halt; i++) before[Unit.of(instructions.get(i)).ordinal()]++;
        return before;
    }

    /** Runs a unit's next command if everything that it waits for is known. */
    private boolean step(int unit) {
        if (begun[unit] == issued[unit]) return false;
        int at = commands[unit][begun[unit]];
        Instruction instruction = instructions.get(at);
        TokenTimes previous = instruction.tokens().awaitPrevious() ? fromPrevious(unit) : null;
        TokenTimes next = instruction.tokens().awaitNext() ? fromNext(unit) : null;
        if (previous != null && !previous.known() || next != null && !next.known()) return false;
        long begin = Math.max(free[unit], issueTimes[unit][begun[unit]] + 1);
        if (previous != null) begin = Math.max(begin, previous.sent[previous.takes++] + 1);
        if (next != null) begin = Math.max(begin, next.sent[next.takes++] + 1);
        if (instruction instanceof Load load && load.target() == org.systole.compile.Instruction.Target.EXTENSION)
            times.flags(load, program.dram());
        begins[at] = begin;
        ends[at] = begin + time(instruction);
        free[unit] = ends[at] + 1;
        begun[unit]++;
        send(instruction.tokens().signalPrevious(), toPrevious(unit), ends[at]);
        send(instruction.tokens().signalNext(), toNext(unit), ends[at]);
        return true;
    }

    private static void send(boolean signal, TokenTimes to, long when) {
        if (signal && to != null) to.sent[to.sends++] = when;
    }

    private TokenTimes fromPrevious(int unit) {
        return unit == 0 ? null : tokens[2 * unit - 2];
    }

    private TokenTimes fromNext(int unit) {
        return unit == UNITS - 1 ? null : tokens[2 * unit + 1];
    }

    private TokenTimes toPrevious(int unit) {
        return unit == 0 ? null : tokens[2 * unit - 1];
    }

    private TokenTimes toNext(int unit) {
        return unit == UNITS - 1 ? null : tokens[2 * unit];
    }

    private long time(Instruction instruction) {
        return switch (instruction) {
            case Load load -> times.load(load);
            case Execute execute -> times.execute(execute);
            case Store store -> times.store(store);
            case Halt halt -> 0;
        };
    }

    private String waiting() {
        var text = new StringBuilder();
        for (int unit = 0; unit < UNITS; unit++)
            if (begun[unit] < counts[unit]) {
                int at = commands[unit][begun[unit]];
                text.append(" instruction ").append(at).append(' ').append(instructions.get(at));
            }
        return text.toString();
    }
}
