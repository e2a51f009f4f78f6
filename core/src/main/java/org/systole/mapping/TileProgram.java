package org.systole.mapping;

import java.util.List;
import java.util.Objects;
import org.systole.workload.Dimension;
import org.systole.workload.LoopNest;

/**
 * A layer cut into macro-tiles for an accelerator that walks a macro-tile by itself: loops in software around one tile.
 *
 * @param nest the whole layer
 * @param outer the loops around the tile, innermost first, each with its number of iterations
 */
public record TileProgram(LoopNest nest, List<Loop> outer) {
    /** Copies the loops. */
    public TileProgram {
        Objects.requireNonNull(nest);
        outer = List.copyOf(outer);
    }

    /** Returns the extent of a dimension in one macro-tile, the last smaller one aside. */
    public int tile(Dimension dimension) {
        int factor = 1;
        for (Loop loop : outer) if (loop.dimension() == dimension) factor *= loop.factor();
        return Math.ceilDiv(nest.bound(dimension), factor);
    }

    /** Returns the number of macro-tiles. */
    public long tiles() {
        long product = 1;
        for (Loop loop : outer) product = Math.multiplyExact(product, loop.factor());
        return product;
    }
}
