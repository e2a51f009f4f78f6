package org.systole.explore;

import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToDoubleFunction;

/**
 * An arithmetic expression over names: numbers, {@code + - * / ( )}, {@code min max ceil floor log2 sqrt}, comparisons
 * {@code < <= > >= == !=}, and {@code and or not}. A comparison is 1 or 0; a constraint holds when it is not 0.
 *
 * <p>Operators bind as usual: {@code or}, {@code and}, {@code not}, comparison, sum, product, sign.
 */
public final class Expression {
    private final String text;
    private final Node root;
    private final Set<String> names;

    private Expression(String text, Node root, Set<String> names) {
        this.text = text;
        this.root = root;
        this.names = names;
    }

    /** A part of an expression. */
    @FunctionalInterface
    interface Node {
        double value(ToDoubleFunction<String> names);

        /** Returns 0 when the part holds, otherwise how far it is from holding, relative to what it compares. */
        default double violation(ToDoubleFunction<String> names) {
            double value = value(names);
            return value != 0 && !Double.isNaN(value) ? 0 : 1;
        }
    }

    /**
     * Returns the expression of a text.
     *
     * @throws IllegalArgumentException when it is not well formed; the message says where
     */
    public static Expression parse(String text) {
        var names = new LinkedHashSet<String>();
        Node root = new ExpressionParser(text, names).parse();
        return new Expression(text, root, names);
    }

    /** Returns the names that it uses, in the order of their first use. */
    public Set<String> names() {
        return Collections.unmodifiableSet(names);
    }

    /**
     * Returns its value.
     *
     * @throws IllegalArgumentException when a name has no value
     */
    public double value(Map<String, Double> values) {
        return root.value(name -> {
            Double value = values.get(name);
            if (value == null) throw new IllegalArgumentException("'" + name + "' has no value");
            return value;
        });
    }

    /** Returns whether it holds: is not 0 and not NaN. */
    public boolean holds(Map<String, Double> values) {
        double value = value(values);
        return value != 0 && !Double.isNaN(value);
    }

    /**
     * Returns how far it is from holding: 0 when it holds, for a comparison the relative difference of its sides, their sum
     * for several joined by {@code and}, and 1 for anything else.
     */
    public double violation(Map<String, Double> values) {
        return root.violation(name -> values.getOrDefault(name, Double.NaN));
    }

    @Override
    public String toString() {
        return text;
    }

    static Node function(String name, List<Node> arguments) {
        Node a = arguments.getFirst();
        return switch (name) {
            case "min" ->
                n -> arguments.stream().mapToDouble(x -> x.value(n)).min().orElseThrow();
            case "max" ->
                n -> arguments.stream().mapToDouble(x -> x.value(n)).max().orElseThrow();
            case "ceil" -> n -> Math.ceil(a.value(n));
            case "floor" -> n -> Math.floor(a.value(n));
            case "log2" -> n -> Math.log(a.value(n)) / Math.log(2);
            case "sqrt" -> n -> Math.sqrt(a.value(n));
            default ->
                throw new IllegalArgumentException(
                        "there is no function '" + name + "'; known are min, max, ceil," + " floor, log2, sqrt");
        };
    }
}
