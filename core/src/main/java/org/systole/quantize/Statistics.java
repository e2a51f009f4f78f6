package org.systole.quantize;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * What calibration saw of the values of a network.
 *
 * @param values statistics by value name
 */
public record Statistics(Map<String, ValueStatistics> values) {
    /** Copies the map, keeping its order. */
    public Statistics {
        values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }

    /** Returns the names of the observed values. */
    public Set<String> names() {
        return values.keySet();
    }

    /**
     * Returns the statistics of a value.
     *
     * @throws IllegalArgumentException when it was not observed
     */
    public ValueStatistics of(String value) {
        ValueStatistics found = values.get(value);
        if (found == null) throw new IllegalArgumentException("value '" + value + "' was not observed");
        return found;
    }

    /** Returns ranges that each layer's settings choose from this. */
    public Ranges ranges() {
        return new Ranges(this);
    }
}
