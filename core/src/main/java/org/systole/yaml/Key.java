package org.systole.yaml;

import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A key of a mapping.
 *
 * @param name the word in the file; the unit of a quantity is its end
 * @param type what its value is
 * @param required whether it must stand (in a file that extends another: after that is laid under it)
 * @param fallback the value when it is absent, as the file would write it; empty for none. It is part of the
 *     format's documentation, so no value is assumed silently.
 * @param inherited whether {@code extends} takes it over
 * @param description one or two sentences for people
 */
public record Key(
        String name, YamlType type, boolean required, String fallback, boolean inherited, String description) {
    private static final Pattern UNIT = Pattern.compile(
            "(.+?)_(kib|mib|gib|kb|mb|gb|bytes|byte|bits|bit|hz|khz|mhz|ghz|gb_s|mb_s|gbps|mbps|bits_per_cycle|per_cycle|cycles|pj_per_bit|pj|nj|mw|w"
                    + "|mm2|um2|nm|ms|us|ns|s|v|percent)");

    /** Checks that no part is missing. */
    public Key {
        Objects.requireNonNull(name);
        Objects.requireNonNull(type);
        Objects.requireNonNull(fallback);
        Objects.requireNonNull(description);
    }

    /** Returns a key that must stand. */
    public static Key required(String name, YamlType type, String description) {
        return new Key(name, type, true, "", true, description);
    }

    /** Returns a key that may be absent; then there is no value. */
    public static Key optional(String name, YamlType type, String description) {
        return new Key(name, type, false, "", true, description);
    }

    /** Returns a key that may be absent; then it has the value that is written here as the file would write it. */
    public static Key optional(String name, YamlType type, String fallback, String description) {
        return new Key(name, type, false, fallback, true, description);
    }

    /** Returns this key, not taken over by {@code extends}: it says something about one description only. */
    public Key ownToEachFile() {
        return new Key(name, type, required, fallback, false, description);
    }

    /** Returns the unit that the name ends in, {@code kib} for {@code size_kib}. */
    public Optional<String> unit() {
        return unit(name);
    }

    /** Returns the name without its unit, {@code size} for {@code size_kib}. */
    public String quantity() {
        return quantity(name);
    }

    static Optional<String> unit(String name) {
        Matcher m = UNIT.matcher(name);
        return m.matches() ? Optional.of(m.group(2)) : Optional.empty();
    }

    static String quantity(String name) {
        Matcher m = UNIT.matcher(name);
        return m.matches() ? m.group(1) : name;
    }
}
