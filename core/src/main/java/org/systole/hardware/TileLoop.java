package org.systole.hardware;

/**
 * Hardware that walks macro-tiles by itself: a command names one tile of every operand, and the accelerator moves them in,
 * computes and moves the result out, two tiles in flight ({@code docs/models/gemmini.md}).
 *
 * @param computeCycles cycles the command path needs for one compute of the array with its preload, however few rows it has
 * @param computeRows the fewest rows for which one compute occupies the array
 * @param storeRowCycles cycles for a row of the accumulator on its way to off-chip memory when the cache there has its line
 * @param storeMissCycles cycles more when it has not
 * @param pageBytes bytes of a page of virtual memory
 * @param pageWalkCycles cycles that moving operands in waits for a page that its translation buffer has lost
 * @param pageMissCycles cycles more when the page's table entry is not in a cache either
 * @param pageReach pages whose table entries stay in a cache
 * @param cacheKib size of the last cache before off-chip memory
 */
public record TileLoop(
        double computeCycles,
        int computeRows,
        double storeRowCycles,
        double storeMissCycles,
        int pageBytes,
        double pageWalkCycles,
        double pageMissCycles,
        int pageReach,
        int cacheKib) {
    /** Checks the ranges. */
    public TileLoop {
        if (computeRows < 1) throw new IllegalArgumentException("a compute has at least one row, got " + computeRows);
        if (pageBytes < 1) throw new IllegalArgumentException("a page of " + pageBytes + " bytes");
    }
}
