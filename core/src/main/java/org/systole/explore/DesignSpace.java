package org.systole.explore;

import java.math.BigInteger;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/**
 * All combinations of parameter values, counted with the last parameter counting fastest.
 *
 * @param parameters at least one
 * @param derived numbers that follow from the parameters, by name; each may use those before it
 * @param rules expressions over parameters and derived numbers that must hold; checked before anything is evaluated
 */
public record DesignSpace(List<Parameter> parameters, Map<String, Expression> derived, List<Expression> rules) {
    /** Why a combination is not looked at in which a parameter varies that does not count there. */
    private static final String REPEATED = "a parameter whose condition does not hold counts once";

    /** Returns for people why combinations were rejected, from what {@link #broken} says. */
    public static String rejection(String rule) {
        return rule.equals(REPEATED) ? "the same design again: " + rule : "not " + rule;
    }

    /** Copies the collections. */
    public DesignSpace {
        parameters = List.copyOf(parameters);
        derived = Collections.unmodifiableMap(new LinkedHashMap<>(derived));
        rules = List.copyOf(rules);
    }

    /** Returns the number of combinations, those that break a rule included. */
    public BigInteger combinations() {
        BigInteger size = BigInteger.ONE;
        for (Parameter p : parameters)
            size = size.multiply(BigInteger.valueOf(p.values().size()));
        return size;
    }

    /** Returns the number of combinations, or {@link Long#MAX_VALUE} when there are more. */
    public long size() {
        BigInteger size = combinations();
        return size.bitLength() < 64 ? size.longValue() : Long.MAX_VALUE;
    }

    /** Returns a combination by its number, from 0 to {@link #size} - 1. */
    public DesignPoint at(long number) {
        int[] indices = new int[parameters.size()];
        for (int i = indices.length - 1; i >= 0; i--) {
            int count = parameters.get(i).values().size();
            indices[i] = (int) (number % count);
            number /= count;
        }
        return DesignPoint.of(indices);
    }

    /** Returns the combination of a text such as {@code 3.0.12}, if it is one of this space. */
    public Optional<DesignPoint> parse(String text) {
        try {
            DesignPoint point = DesignPoint.parse(text);
            int[] indices = point.indices();
            if (indices.length != parameters.size()) return Optional.empty();
            for (int i = 0; i < indices.length; i++)
                if (indices[i] < 0 || indices[i] >= parameters.get(i).values().size()) return Optional.empty();
            return Optional.of(point);
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    /** Returns a combination drawn evenly from all. */
    public DesignPoint draw(RandomGenerator random) {
        int[] indices = new int[parameters.size()];
        for (int i = 0; i < indices.length; i++)
            indices[i] = random.nextInt(parameters.get(i).values().size());
        return DesignPoint.of(indices);
    }

    /** Returns the parameters' numbers in a combination and those derived from them, by name. */
    public Map<String, Double> values(DesignPoint point) {
        var values = LinkedHashMap.<String, Double>newLinkedHashMap(2 * parameters.size());
        for (int i = 0; i < parameters.size(); i++)
            values.put(parameters.get(i).name(), parameters.get(i).values().get(point.index(i)));
        derived.forEach((name, expression) -> values.put(name, expression.value(values)));
        return values;
    }

    /** Returns the parameters' values in a combination as they are written, by name. */
    public Map<String, String> texts(DesignPoint point) {
        var texts = new LinkedHashMap<String, String>();
        for (int i = 0; i < parameters.size(); i++)
            texts.put(parameters.get(i).name(), parameters.get(i).text(point.index(i)));
        return texts;
    }

    /** Returns a combination for people: {@code rows 16, memory_kib 64}. */
    public String words(DesignPoint point) {
        return texts(point).entrySet().stream()
                .map(e -> e.getKey() + " " + e.getValue())
                .collect(Collectors.joining(", "));
    }

    /** Returns the combination in which every parameter whose condition does not hold has its first value. */
    public DesignPoint canonical(DesignPoint point) {
        DesignPoint result = point;
        for (int i = 0; i < parameters.size(); i++) {
            var condition = parameters.get(i).condition();
            if (condition.isPresent()
                    && result.index(i) != 0
                    && !condition.get().holds(values(result))) result = result.with(i, 0);
        }
        return result;
    }

    /** Returns why a combination is not to be evaluated: the first rule that it breaks, if any. */
    public Optional<String> broken(DesignPoint point) {
        if (!canonical(point).equals(point)) return Optional.of(REPEATED);
        if (rules.isEmpty()) return Optional.empty();
        Map<String, Double> values = values(point);
        for (Expression rule : rules) if (!rule.holds(values)) return Optional.of(rule.toString());
        return Optional.empty();
    }
}
