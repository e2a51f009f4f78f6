package org.systole.explore;

import java.util.List;

/**
 * Something that may vary.
 *
 * @param name its name in expressions and tables
 * @param values what it may be, in order; at least one
 * @param words for categories, what each value is called; empty for numbers
 */
public record Parameter(String name, List<Double> values, List<String> words) {
    /** Copies the lists. */
    public Parameter {
        values = List.copyOf(values);
        words = List.copyOf(words);
        if (values.isEmpty() || (!words.isEmpty() && words.size() != values.size()))
            throw new IllegalArgumentException("parameter '" + name + "' has no values");
    }

    /** Returns how the value of an index is written. */
    public String text(int index) {
        if (!words.isEmpty()) return words.get(index);
        double value = values.get(index);
        return value == Math.rint(value) && Math.abs(value) < 1e15
                ? Long.toString((long) value)
                : Double.toString(value);
    }
}
