package org.systole.workload;

import java.util.Objects;
import org.systole.tensor.NumberFormat;

/**
 * A tensor that flows between layers.
 *
 * @param name the value's name in the graph
 * @param elements how many elements it has
 * @param format how each is stored
 */
public record FeatureMap(String name, long elements, NumberFormat format) {
    /** Checks the count. */
    public FeatureMap {
        Objects.requireNonNull(name);
        Objects.requireNonNull(format);
        if (elements < 0) throw new IllegalArgumentException("negative element count of '" + name + "'");
    }

    /** Returns the stored size in bits, unpadded. */
    public long bits() {
        return Math.multiplyExact(elements, format.bits());
    }
}
