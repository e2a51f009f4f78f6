package org.systole.simulate;

import java.util.Arrays;
import java.util.List;
import org.systole.compile.CoreConfig;
import org.systole.compile.Instruction;
import org.systole.compile.Interpreter;
import org.systole.compile.Program;
import org.systole.compile.TileFlags;

/**
 * Steps a program through the core cycle by cycle: every control register of dispatcher, queues, token counters, units and
 * DRAM. Data is computed by the {@link Interpreter} when an instruction ends. Slow and readable: the definition that {@link
 * EventSimulator} is checked against.
 */
public final class ClockedSimulator {
    private final Program program;
    private final Interpreter interpreter;
    private final long[] begins;
    private final long[] ends;
    private final CommandQueue[] queues;
    private final ClockedUnit[] units;
    private final TokenCounter[] tokens = new TokenCounter[4];
    private final TileFlags flags;
    private long now;

    private ClockedSimulator(Program program, byte[] dram) {
        CoreConfig c = program.config();
        this.program = program;
        this.interpreter = dram == null ? null : new Interpreter(c, dram);
        int count = program.instructions().size();
        flags = new TileFlags(c);
        begins = new long[count];
        ends = new long[count];
        Arrays.fill(begins, -1);
        Arrays.fill(ends, -1);
        Arrays.setAll(tokens, i -> new TokenCounter());
        queues = new CommandQueue[] {
            new CommandQueue(c.loadQueue()), new CommandQueue(c.executeQueue()), new CommandQueue(c.storeQueue())
        };
        // load to execute, execute to load, execute to store, store to execute
        units = new ClockedUnit[] {
            new ClockedLoad(c, queues[0], new ClockedUnit.Links(null, tokens[1], null, tokens[0])),
            execute(c, flags, queues[1], new ClockedUnit.Links(tokens[0], tokens[3], tokens[1], tokens[2])),
            new ClockedStore(c, queues[2], new ClockedUnit.Links(tokens[2], null, tokens[3], null))
        };
    }

    private static ClockedUnit execute(CoreConfig c, TileFlags flags, CommandQueue queue, ClockedUnit.Links links) {
        return c.weightStationary()
                ? new ClockedExecute(c, flags, queue, links)
                : new ClockedOutputStationary(c, flags, queue, links);
    }

    /**
     * Runs a program.
     *
     * @param program the program
     * @param dram the DRAM, read and written; null when only time matters
     * @param mostCycles where to give up
     * @return when each instruction ran
     * @throws IllegalStateException when the program has not ended after {@code mostCycles}; the message names the
     *     instructions that wait
     */
    public static Timeline run(Program program, byte[] dram, long mostCycles) {
        return new ClockedSimulator(program, dram).run(mostCycles);
    }

    private Timeline run(long mostCycles) {
        List<Instruction> instructions = program.instructions();
        var listener = listener();
        for (int pc = 0; ; now++) {
            if (now > mostCycles)
                throw new IllegalStateException("not done after " + mostCycles + " cycles; waiting: " + waiting());
            // the dispatcher
            Instruction instruction = instructions.get(pc);
            if (instruction instanceof Instruction.Halt) {
                if (idle()) {
                    begins[pc] = now;
                    ends[pc] = now;
                    return new Timeline(program, begins, ends);
                }
            } else {
                CommandQueue queue = queues[Unit.of(instruction).ordinal()];
                if (!queue.full()) queue.push(pc++);
            }
            for (ClockedUnit unit : units) unit.cycle(instructions, listener);
            for (ClockedUnit unit : units) unit.clock();
            for (CommandQueue queue : queues) queue.clock();
            for (TokenCounter counter : tokens) counter.clock();
        }
    }

    private ClockedUnit.Listener listener() {
        return new ClockedUnit.Listener() {
            @Override
            public void begins(int instruction) {
                begins[instruction] = now;
            }

            @Override
            public void ends(int instruction) {
                ends[instruction] = now;
                if (program.instructions().get(instruction) instanceof Instruction.Load load
                        && load.target() == Instruction.Target.EXTENSION) flags.load(load, program.dram());
                if (interpreter != null) interpreter.step(program.instructions().get(instruction));
            }
        };
    }

    private boolean idle() {
        for (CommandQueue queue : queues) if (!queue.empty()) return false;
        for (ClockedUnit unit : units) if (!unit.idle()) return false;
        return true;
    }

    private String waiting() {
        var text = new StringBuilder();
        for (CommandQueue queue : queues)
            if (!queue.empty())
                text.append(" instruction ")
                        .append(queue.head())
                        .append(' ')
                        .append(program.instructions().get(queue.head()));
        return text.toString();
    }
}
