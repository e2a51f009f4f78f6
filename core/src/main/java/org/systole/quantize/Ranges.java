package org.systole.quantize;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The ranges of the values of a network: those that were set, and for the others what calibration saw, from which each
 * layer's settings choose. Not thread-safe.
 */
public final class Ranges {
    private final Map<String, Range> set = new LinkedHashMap<>();
    private final Map<String, Quantization> fixed = new LinkedHashMap<>();
    private final Statistics seen;

    /** Creates an empty collection. */
    public Ranges() {
        this(new Statistics(Map.of()));
    }

    /** Creates ranges from what calibration saw. */
    public Ranges(Statistics seen) {
        this.seen = seen;
    }

    /** Sets the range of a value, whatever was seen of it. */
    public void set(String value, Range range) {
        set.put(value, range);
    }

    /**
     * Returns the range of a value.
     *
     * @param settings how it is chosen from what calibration saw, unless it was set
     */
    public Range of(String value, ActivationSettings settings) {
        Range range = set.get(value);
        if (range != null) return range;
        if (!seen.values().containsKey(value))
            throw new IllegalArgumentException("no range is known of value '" + value + "'");
        ValueStatistics statistics = seen.of(value);
        // a value without elements has no numbers: any range is right
        return statistics.isSeen() ? settings.method().range(statistics, settings) : new Range(0, 0);
    }

    /** Sets what the integers of a value stand for, whatever ranges and settings say: from a quantized model, for example. */
    public void fix(String value, Quantization quantization) {
        fixed.put(value, quantization);
    }

    /** Returns what was set by {@link #fix}; null when nothing was. */
    Quantization fixed(String value) {
        return fixed.get(value);
    }

    /** Returns the quantization of a value. */
    Quantization quantization(String value, ActivationSettings settings) {
        Quantization given = fixed.get(value);
        return given != null ? given : settings.quantization(of(value, settings));
    }

    /** Returns whether a range is known. */
    public boolean has(String value) {
        return fixed.containsKey(value)
                || set.containsKey(value)
                || seen.values().containsKey(value);
    }
}
