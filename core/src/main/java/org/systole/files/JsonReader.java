package org.systole.files;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.systole.problem.Place;
import org.systole.problem.Problem;
import org.systole.problem.SystoleException;

/**
 * A value of a JSON file with its path, read with the types that are expected.
 *
 * <p>Every method refuses a value of another kind with a {@link SystoleException} (E9104) that names file and path.
 */
public final class JsonReader {
    private final String file;
    private final String path;
    private final Object value;

    private JsonReader(String file, String path, Object value) {
        this.file = file;
        this.path = path;
        this.value = value;
    }

    /**
     * Reads a document.
     *
     * @param file what messages call it
     */
    public static JsonReader of(String file, byte[] text) {
        try {
            return new JsonReader(file, "", Json.parse(text));
        } catch (IllegalArgumentException e) {
            throw new SystoleException(
                    Problem.of(
                            FilesProblem.DAMAGED_RUN,
                            Place.file(file),
                            "expected JSON, found something else: " + e.getMessage(),
                            "run the command that wrote it again"),
                    e);
        }
    }

    /** Returns what messages call the file. */
    public String file() {
        return file;
    }

    /** Returns the value of a key. */
    public JsonReader get(String key) {
        if (!(value instanceof Map<?, ?> map)) throw wrong("an object");
        if (!map.containsKey(key)) throw wrong("an object with the key '" + key + "'");
        return new JsonReader(file, path.isEmpty() ? key : path + "." + key, map.get(key));
    }

    /** Returns whether there is a key whose value is not null. */
    public boolean has(String key) {
        return value instanceof Map<?, ?> map && map.get(key) != null;
    }

    /** Returns the text. */
    public String text() {
        if (value instanceof String text) return text;
        throw wrong("text");
    }

    /** Returns the text of a key, or the empty string when it is absent. */
    public String text(String key) {
        return has(key) ? get(key).text() : "";
    }

    /** Returns the whole number. */
    public long whole() {
        if (value instanceof Long number) return number;
        throw wrong("a whole number");
    }

    /** Returns the number, not-a-number for null. */
    public double number() {
        if (value == null) return Double.NaN;
        if (value instanceof Number number) return number.doubleValue();
        throw wrong("a number or null");
    }

    /** Returns the truth value. */
    public boolean truth() {
        if (value instanceof Boolean truth) return truth;
        throw wrong("true or false");
    }

    /** Returns a constant by the name that files write. */
    public <E extends Enum<E>> E constant(Class<E> type, Function<E, String> name) {
        String text = text();
        for (E constant : type.getEnumConstants()) if (name.apply(constant).equals(text)) return constant;
        throw wrong("one of the names of " + type.getSimpleName());
    }

    /** Returns the items of a list. */
    public <T> List<T> list(Function<JsonReader, T> item) {
        if (!(value instanceof List<?> list)) throw wrong("a list");
        var items = new ArrayList<T>();
        for (int i = 0; i < list.size(); i++)
            items.add(item.apply(new JsonReader(file, path + "[" + i + "]", list.get(i))));
        return items;
    }

    /** Returns the values of an object by key, in order. */
    public <T> Map<String, T> map(Function<JsonReader, T> item) {
        if (!(value instanceof Map<?, ?> map)) throw wrong("an object");
        var items = new LinkedHashMap<String, T>();
        for (Object key : map.keySet()) items.put(key.toString(), item.apply(get(key.toString())));
        return items;
    }

    private SystoleException wrong(String expected) {
        String found = switch (value) {
            case null -> "nothing";
            case Map<?, ?> map -> "an object";
            case List<?> list -> "a list";
            default -> "'" + value + "'";
        };
        return new SystoleException(Problem.of(
                FilesProblem.DAMAGED_RUN,
                Place.element(file, path),
                "expected " + expected + ", found " + found,
                "run the command that wrote it again"));
    }
}
