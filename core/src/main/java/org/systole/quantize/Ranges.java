package org.systole.quantize;

import java.util.LinkedHashMap;
import java.util.Map;
import org.systole.tensor.Tensor;

/** The ranges of the values of a network, over all samples seen so far. Not thread-safe. */
public final class Ranges {
    private final Map<String, Range> seen = new LinkedHashMap<>();

    /** Creates an empty collection. */
    public Ranges() {}

    /**
     * Widens the range of a value by a tensor.
     *
     * @throws IllegalArgumentException when it holds a number that is not finite
     */
    public void observe(String value, Tensor tensor) {
        float low = Float.POSITIVE_INFINITY, high = Float.NEGATIVE_INFINITY;
        for (float x : tensor.toFloats()) {
            if (!Float.isFinite(x))
                throw new IllegalArgumentException("value '" + value + "' holds " + x + ", which is not finite");
            low = Math.min(low, x);
            high = Math.max(high, x);
        }
        if (low <= high) seen.merge(value, new Range(low, high), Range::and);
    }

    /** Sets the range of a value, whatever was observed. */
    public void set(String value, Range range) {
        seen.put(value, range);
    }

    /** Returns the range of a value. */
    public Range of(String value) {
        Range range = seen.get(value);
        if (range == null) throw new IllegalArgumentException("no range is known of value '" + value + "'");
        return range;
    }

    /** Returns whether a value was observed. */
    public boolean has(String value) {
        return seen.containsKey(value);
    }
}
