package org.systole.workload;

import java.util.List;
import java.util.Objects;
import org.systole.tensor.NumberFormat;

/**
 * A tensor that flows between layers.
 *
 * @param name the value's name in the graph
 * @param elements how many elements it has
 * @param format how each is stored
 * @param parts the maps that it consists of, in order, when it is a mere placement of others: the layers write the
 *     parts, each in its place, and readers read the whole; empty for a map that one layer writes, or that comes from
 *     outside
 */
public record FeatureMap(String name, long elements, NumberFormat format, List<String> parts) {
    /** Checks the count and copies the parts. */
    public FeatureMap {
        Objects.requireNonNull(name);
        Objects.requireNonNull(format);
        if (elements < 0) throw new IllegalArgumentException("negative element count of '" + name + "'");
        parts = List.copyOf(parts);
    }

    /** Creates a map without parts. */
    public FeatureMap(String name, long elements, NumberFormat format) {
        this(name, elements, format, List.of());
    }

    /** Returns the stored size in bits, unpadded. */
    public long bits() {
        return Math.multiplyExact(elements, format.bits());
    }
}
