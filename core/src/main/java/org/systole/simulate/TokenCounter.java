package org.systole.simulate;

/** One direction between two units: what is sent in a cycle can be taken from the next one on. */
final class TokenCounter {
    private int count;
    private int change;

    boolean available() {
        return count > 0;
    }

    void send() {
        change++;
    }

    void take() {
        change--;
    }

    /** Ends the cycle. */
    void clock() {
        count += change;
        change = 0;
    }
}
