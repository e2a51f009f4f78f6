package org.systole.compile;

/**
 * How a command waits for its neighbours. The units stand in the order load, execute, store; between two neighbours are
 * two counters, one for each direction.
 *
 * @param awaitPrevious waits for a token from the unit before
 * @param awaitNext waits for a token from the unit after
 * @param signalPrevious sends a token to the unit before when done
 * @param signalNext sends a token to the unit after when done
 */
public record Tokens(boolean awaitPrevious, boolean awaitNext, boolean signalPrevious, boolean signalNext) {
    /** Waits for nobody, tells nobody. */
    public static final Tokens NONE = new Tokens(false, false, false, false);
}
