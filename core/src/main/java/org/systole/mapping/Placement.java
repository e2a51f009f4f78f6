package org.systole.mapping;

import java.util.Objects;

/**
 * Where an operand is stored, and how much of it at a time.
 *
 * @param memory name of the memory
 * @param loops how many of the mapping's temporal loops, counted from the innermost, lie within the tile that the
 *     memory holds; loops further out replace the tile
 */
public record Placement(String memory, int loops) {
    /** Checks the count. */
    public Placement {
        Objects.requireNonNull(memory);
        if (loops < 0) throw new IllegalArgumentException("a tile of " + loops + " loops in '" + memory + "'");
    }
}
