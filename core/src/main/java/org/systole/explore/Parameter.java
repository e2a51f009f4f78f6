package org.systole.explore;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Something that may vary.
 *
 * @param name its name in expressions and tables
 * @param values what it may be, in order; at least one
 * @param words for categories, what each value is called; empty for numbers
 * @param condition when it counts, an expression over earlier parameters; otherwise it has its first value
 */
public record Parameter(String name, List<Double> values, List<String> words, Optional<Expression> condition) {
    /** Copies the lists. */
    public Parameter {
        values = List.copyOf(values);
        words = List.copyOf(words);
        if (values.isEmpty() || (!words.isEmpty() && words.size() != values.size()))
            throw new IllegalArgumentException("parameter '" + name + "' has no values");
    }

    /** Creates a parameter that always counts. */
    public Parameter(String name, List<Double> values, List<String> words) {
        this(name, values, words, Optional.empty());
    }

    /** Returns a category that always counts. */
    public static Parameter ofWords(String name, List<String> words) {
        return new Parameter(
                name, IntStream.range(0, words.size()).asDoubleStream().boxed().toList(), words);
    }

    /** Returns how the value of an index is written. */
    public String text(int index) {
        return words.isEmpty() ? Template.number(values.get(index)) : words.get(index);
    }

    /** Returns the index of a value's text, or -1. */
    public int indexOf(String text) {
        for (int i = 0; i < values.size(); i++) if (text(i).equals(text)) return i;
        return -1;
    }
}
