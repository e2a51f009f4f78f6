package org.systole.mapping;

/**
 * Where the cycles of a layer in macro-tiles go.
 *
 * @param tiles number of macro-tiles
 * @param compute cycles of the array and its command path for one tile
 * @param load cycles to move one tile's input and weights in, once the layer runs
 * @param firstLoad the same for the first tile
 * @param store cycles to move one tile's results out, on average when several tiles add to the same results
 * @param period cycles from one tile to the next: the longest of the three, or half their sum because only two tiles are
 *     in flight
 */
public record TileCycles(long tiles, double compute, double load, double firstLoad, double store, double period) {
    /** Returns the cycles of the layer. */
    public double total() {
        return firstLoad + compute + store + (tiles - 1) * period;
    }

    /** Returns what bounds the period: {@code compute}, {@code load}, {@code store} or {@code two tiles in flight}. */
    public String bound() {
        if (period == compute) return "compute";
        if (period == load) return "load";
        if (period == store) return "store";
        return "two tiles in flight";
    }
}
