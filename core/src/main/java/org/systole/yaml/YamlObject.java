package org.systole.yaml;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.systole.problem.Place;

/**
 * A mapping that was read by its declaration: values have their types, absent keys their declared fallback.
 *
 * <p>When the file has problems, keys whose values were refused are absent; {@link #has} tells. The getters of values
 * throw {@link IllegalStateException} for a key that is absent, which is a programmer's error: check
 * {@link #has}, or read only after the problems were thrown.
 */
public final class YamlObject {
    private final String path;
    private final Place place;
    private final Map<String, Object> values;
    private final Map<String, Place> places;

    YamlObject(String path, Place place, Map<String, Object> values, Map<String, Place> places) {
        this.path = path;
        this.place = place;
        this.values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
        this.places = Collections.unmodifiableMap(new LinkedHashMap<>(places));
    }

    /** Returns where it stands in the file, {@code memories.scratchpad}; empty for the root. */
    public String path() {
        return path;
    }

    /** Returns the position where it begins. */
    public Place place() {
        return new Place(place.file(), place.line(), place.column(), path);
    }

    /** Returns the position of a key's value, or that of the mapping when the key is absent. */
    public Place place(String key) {
        Place at = places.getOrDefault(key, place);
        return new Place(at.file(), at.line(), at.column(), path.isEmpty() ? key : path + "." + key);
    }

    /** Returns whether there is a value, read or by fallback. */
    public boolean has(String key) {
        return values.containsKey(key);
    }

    /** Returns whether the file itself gives the key. */
    public boolean isWritten(String key) {
        return places.containsKey(key);
    }

    /** Returns a text or the word of a choice. */
    public String text(String key) {
        return get(key, String.class);
    }

    /** Returns a whole number. */
    public long whole(String key) {
        return get(key, Long.class);
    }

    /** Returns a whole number that its declaration keeps within 32 bits. */
    public int count(String key) {
        return Math.toIntExact(whole(key));
    }

    /** Returns a number. */
    public double real(String key) {
        return get(key, Double.class);
    }

    /** Returns a number, or NaN when the key is absent. */
    public double realOrNan(String key) {
        return has(key) ? real(key) : Double.NaN;
    }

    /** Returns a truth value. */
    public boolean truth(String key) {
        return get(key, Boolean.class);
    }

    /** Returns a nested mapping. */
    public YamlObject object(String key) {
        return get(key, YamlObject.class);
    }

    /** Returns a nested mapping, if there is one. */
    public Optional<YamlObject> find(String key) {
        return has(key) ? Optional.of(object(key)) : Optional.empty();
    }

    /** Returns a list of mappings; empty when the key is absent. */
    public List<YamlObject> objects(String key) {
        return list(key, YamlObject.class);
    }

    /** Returns a list of texts; empty when the key is absent. */
    public List<String> texts(String key) {
        return list(key, String.class);
    }

    /** Returns a list of numbers; empty when the key is absent. */
    public List<Double> reals(String key) {
        return list(key, Double.class);
    }

    /** Returns a list of whole numbers; empty when the key is absent. */
    public List<Long> wholes(String key) {
        return list(key, Long.class);
    }

    /**
     * Returns a mapping with free keys, in the order of the file; empty when the key is absent.
     *
     * @param type what its values are: String, Long, Double, Boolean, List, Map or YamlObject
     */
    public <T> Map<String, T> map(String key, Class<T> type) {
        var copy = new LinkedHashMap<String, T>();
        if (has(key)) ((Map<?, ?>) get(key, Map.class)).forEach((k, v) -> copy.put((String) k, type.cast(v)));
        return Collections.unmodifiableMap(copy);
    }

    private <T> List<T> list(String key, Class<T> type) {
        if (!has(key)) return List.of();
        return ((List<?>) get(key, List.class)).stream().map(type::cast).toList();
    }

    private <T> T get(String key, Class<T> type) {
        Object value = values.get(key);
        if (value == null) throw new IllegalStateException("no value for '" + key + "' in '" + path + "'");
        return type.cast(value);
    }
}
