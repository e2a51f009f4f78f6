package org.systole.simulate;

import org.systole.compile.Instruction;

/**
 * What the three units have in common: a command is taken from the queue when its tokens are there, set up in the next
 * cycle, and run from the one after until it ends and sends its tokens.
 */
abstract class ClockedUnit {
    /** Takes a command, sets it up, runs it. */
    private enum State {
        IDLE,
        SETUP,
        RUN
    }

    private final CommandQueue queue;
    private final Links links;
    private State state = State.IDLE;
    private State next = State.IDLE;
    private int current;

    /**
     * The token counters around a unit; null where there is no neighbour.
     *
     * @param fromPrevious tokens that the unit before sends
     * @param fromNext tokens that the unit after sends
     * @param toPrevious tokens for the unit before
     * @param toNext tokens for the unit after
     */
    record Links(TokenCounter fromPrevious, TokenCounter fromNext, TokenCounter toPrevious, TokenCounter toNext) {}

    /** Told when commands begin and end. */
    interface Listener {
        /** A command was taken from its queue. */
        void begins(int instruction);

        /** A command sent its tokens. */
        void ends(int instruction);
    }

    ClockedUnit(CommandQueue queue, Links links) {
        this.queue = queue;
        this.links = links;
    }

    boolean idle() {
        return state == State.IDLE;
    }

    /** Computes a cycle from the registers. */
    final void cycle(java.util.List<Instruction> program, Listener listener) {
        next = state;
        switch (state) {
            case IDLE -> {
                if (queue.empty() || !tokens(program.get(queue.head()))) return;
                current = queue.head();
                queue.pop();
                take(program.get(current));
                listener.begins(current);
                next = State.SETUP;
            }
            case SETUP -> {
                next = State.RUN;
                if (setUp(program.get(current))) end(program, listener);
            }
            case RUN -> {
                if (run()) end(program, listener);
            }
        }
    }

    private void end(java.util.List<Instruction> program, Listener listener) {
        var tokens = program.get(current).tokens();
        if (tokens.signalPrevious() && links.toPrevious != null) links.toPrevious.send();
        if (tokens.signalNext() && links.toNext != null) links.toNext.send();
        listener.ends(current);
        next = State.IDLE;
    }

    private boolean tokens(Instruction instruction) {
        var tokens = instruction.tokens();
        boolean previous = !tokens.awaitPrevious() || links.fromPrevious == null || links.fromPrevious.available();
        return previous && (!tokens.awaitNext() || links.fromNext == null || links.fromNext.available());
    }

    private void take(Instruction instruction) {
        if (instruction.tokens().awaitPrevious() && links.fromPrevious != null) links.fromPrevious.take();
        if (instruction.tokens().awaitNext() && links.fromNext != null) links.fromNext.take();
    }

    /** Ends the cycle: registers take what was computed for them. */
    void clock() {
        state = next;
    }

    /** Prepares the counters; returns whether the command ends at once. */
    abstract boolean setUp(Instruction instruction);

    /** Computes a cycle of a command; returns whether it ends in this cycle. */
    abstract boolean run();
}
