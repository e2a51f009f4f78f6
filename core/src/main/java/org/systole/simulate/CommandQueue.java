package org.systole.simulate;

import java.util.ArrayDeque;

/** A unit's queue of instructions, by their places in the program; what is pushed shows from the next cycle on. */
final class CommandQueue {
    private final int entries;
    private final ArrayDeque<Integer> queue = new ArrayDeque<>();
    private int pushed = -1;
    private boolean popped;

    CommandQueue(int entries) {
        this.entries = entries;
    }

    boolean full() {
        return queue.size() == entries;
    }

    boolean empty() {
        return queue.isEmpty();
    }

    int head() {
        return queue.getFirst();
    }

    void push(int instruction) {
        pushed = instruction;
    }

    void pop() {
        popped = true;
    }

    /** Ends the cycle. */
    void clock() {
        if (popped) queue.removeFirst();
        popped = false;
        if (pushed >= 0) queue.addLast(pushed);
        pushed = -1;
    }
}
