package org.systole.mapping;

import java.util.Objects;
import org.systole.workload.Dimension;

/**
 * A loop of a mapping: a dimension and how many pieces it is cut into here.
 *
 * @param dimension the dimension of the layer
 * @param factor how many iterations, or for an unrolled loop how many positions; at least 1
 */
public record Loop(Dimension dimension, int factor) {
    /** Checks the factor. */
    public Loop {
        Objects.requireNonNull(dimension);
        if (factor < 1) throw new IllegalArgumentException("loop over " + dimension + " with factor " + factor);
    }

    /** Returns {@code K4}. */
    @Override
    public String toString() {
        return dimension.name() + factor;
    }
}
