package org.systole.graph;

import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.systole.tensor.Tensor;

/**
 * The attributes of a node, by name, in the order of the file.
 *
 * <p>A value is a {@link Long}, a {@link Float}, a {@link String}, a {@code long[]}, a {@code float[]}, a
 * {@link List} of strings, a {@link Tensor} or a {@link Graph}. Arrays are not written to after creation.
 */
public final class Attributes {
    /** No attributes. */
    public static final Attributes NONE = new Attributes(Map.of());

    private final Map<String, Object> values;

    private Attributes(Map<String, Object> values) {
        this.values = values;
    }

    /** Returns attributes with a copy of this map. */
    public static Attributes of(Map<String, Object> values) {
        return values.isEmpty() ? NONE : new Attributes(Collections.unmodifiableMap(new LinkedHashMap<>(values)));
    }

    /**
     * Returns attributes from names and values in turn.
     *
     * @param namesAndValues every value of a type that attributes have; also Integer, Boolean, Double, {@code int[]}
     *     and {@code String[]}, which are converted
     */
    public static Attributes pairs(Object... namesAndValues) {
        if (namesAndValues.length % 2 != 0) throw new IllegalArgumentException("a name without a value");
        var map = new LinkedHashMap<String, Object>();
        for (int i = 0; i < namesAndValues.length; i += 2)
            map.put((String) namesAndValues[i], converted(namesAndValues[i + 1]));
        return of(map);
    }

    private static Object converted(Object value) {
        return switch (value) {
            case Integer number -> number.longValue();
            case Boolean truth -> truth ? 1L : 0L;
            case Double number -> number.floatValue();
            case int[] numbers -> Arrays.stream(numbers).asLongStream().toArray();
            case String[] texts -> List.of(texts);
            default -> value;
        };
    }

    /** Returns the names that are set. */
    public Set<String> names() {
        return values.keySet();
    }

    /** Returns whether the attribute is set. */
    public boolean has(String name) {
        return values.containsKey(name);
    }

    /** Returns the attribute as it is, or null when it is not set. */
    public Object get(String name) {
        return values.get(name);
    }

    /** Returns an integer attribute. */
    public long integer(String name, long otherwise) {
        return get(name, Long.class, otherwise);
    }

    /** Returns a real attribute. */
    public float real(String name, float otherwise) {
        return get(name, Float.class, otherwise);
    }

    /** Returns a text attribute. */
    public String text(String name, String otherwise) {
        return get(name, String.class, otherwise);
    }

    /** Returns a list of integers; {@code otherwise} may be null. */
    public long[] integers(String name, long[] otherwise) {
        return get(name, long[].class, otherwise);
    }

    /** Returns a list of reals; {@code otherwise} may be null. */
    public float[] reals(String name, float[] otherwise) {
        return get(name, float[].class, otherwise);
    }

    /** Returns a tensor attribute, or null when it is not set. */
    public Tensor tensor(String name) {
        return get(name, Tensor.class, null);
    }

    /** Returns a graph attribute (the body of an If, Loop or Scan), or null when it is not set. */
    public Graph graph(String name) {
        return get(name, Graph.class, null);
    }

    private <T> T get(String name, Class<T> type, T otherwise) {
        Object value = values.get(name);
        if (value == null) return otherwise;
        if (!type.isInstance(value))
            throw new AttributeTypeException(
                    name, type.getSimpleName(), value.getClass().getSimpleName());
        return type.cast(value);
    }

    /** An attribute has another type than its operator defines; readers turn this into a problem of the node. */
    public static final class AttributeTypeException extends IllegalArgumentException {
        private static final long serialVersionUID = 1L;

        AttributeTypeException(String name, String expected, String found) {
            super("attribute '" + name + "' is a " + found + ", expected a " + expected);
        }
    }
}
