package org.systole.yaml;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** What a value may be; the one definition behind reading, the JSON Schema and the reference page. */
public sealed interface YamlType {
    /** How many keys a message names. */
    int SHOWN_KEYS = 3;

    /** Returns what is expected, for messages: {@code a whole number from 1 to 1024}. */
    String expected();

    /**
     * A text.
     *
     * @param pattern what it must match as a whole
     * @param what what it is, for messages: {@code a name of letters, digits, '-' and '_'}
     * @param longest the most characters
     */
    record Text(Pattern pattern, String what, int longest) implements YamlType {
        /** Any text of one line, at most 400 characters. */
        public static final Text LINE = new Text(Pattern.compile("\\S(.*\\S)?"), "a text of one line", 400);
        /** A name: a letter, then letters, digits, {@code - _ .}; at most 80 characters. */
        public static final Text NAME =
                new Text(Pattern.compile("[A-Za-z][A-Za-z0-9_.-]*"), "a name of letters, digits, '-', '_' and '.'", 80);

        /** A text of several lines, at most 100,000 characters. */
        public static final Text BLOCK =
                new Text(Pattern.compile(".*\\S.*", Pattern.DOTALL), "a text of several lines, after |", 100_000);

        /** Returns whether the text may have several lines. */
        boolean isBlock() {
            return (pattern.flags() & Pattern.DOTALL) != 0;
        }

        @Override
        public String expected() {
            return what;
        }
    }

    /**
     * A whole number.
     *
     * @param least the least value
     * @param most the greatest value
     * @param powerOfTwo whether it must be a power of two
     */
    record Whole(long least, long most, boolean powerOfTwo) implements YamlType {
        /** Returns whole numbers in a range, both ends included. */
        public static Whole from(long least, long most) {
            return new Whole(least, most, false);
        }

        @Override
        public String expected() {
            return (powerOfTwo ? "a power of two from " : "a whole number from ") + least + " to " + most;
        }
    }

    /**
     * A finite number.
     *
     * @param least the least value
     * @param above whether the least value itself is excluded
     * @param most the greatest value
     */
    record Real(double least, boolean above, double most) implements YamlType {
        /** Returns numbers above zero. */
        public static Real positive(double most) {
            return new Real(0, true, most);
        }

        /** Returns numbers from zero. */
        public static Real notNegative(double most) {
            return new Real(0, false, most);
        }

        @Override
        public String expected() {
            return (above ? "a number above " : "a number from ")
                    + text(least)
                    + (above ? ", at most " : " to ")
                    + text(most);
        }

        /** Returns a number without trailing zeros. */
        static String text(double value) {
            BigDecimal exact = new BigDecimal(Double.toString(value)).stripTrailingZeros();
            return exact.scale() > -10 ? exact.toPlainString() : exact.toString();
        }
    }

    /** {@code true} or {@code false}. */
    record Truth() implements YamlType {
        @Override
        public String expected() {
            return "true or false";
        }
    }

    /**
     * One of some words.
     *
     * @param words the words, in the order of the documentation
     */
    record Choice(List<String> words) implements YamlType {
        /** Copies the words. */
        public Choice {
            words = List.copyOf(words);
        }

        /** Returns the choice among the values of an enum by their {@code toString}, in lower case if that is upper. */
        public static Choice of(List<String> words) {
            return new Choice(words);
        }

        @Override
        public String expected() {
            return words.size() == 1 ? "'" + words.getFirst() + "'" : "one of " + String.join(", ", words);
        }
    }

    /**
     * A list.
     *
     * @param item what its items are
     * @param least the least number of items
     * @param most the greatest number of items
     * @param distinct whether no item may be there twice; objects are told apart by their key {@code name}
     */
    record ListOf(YamlType item, int least, int most, boolean distinct) implements YamlType {
        /** Returns lists of distinct items. */
        public static ListOf distinct(YamlType item, int least, int most) {
            return new ListOf(item, least, most, true);
        }

        @Override
        public String expected() {
            String some = least > 0 ? "one or more " : "";
            return switch (item) {
                case ObjectOf object -> "a list of " + some + object.title() + " mappings";
                case Choice choice -> "a list of " + some + "of " + String.join(", ", choice.words());
                default -> "a list, each item " + item.expected();
            };
        }
    }

    /**
     * A mapping with keys of the writer's choice.
     *
     * @param key what its keys are: {@link Text} or {@link Choice}
     * @param keyWord what a key names, for people: {@code memory}
     * @param value what its values are
     * @param most the greatest number of entries
     */
    record MapOf(YamlType key, String keyWord, YamlType value, int most) implements YamlType {
        /** Checks that keys are words. */
        public MapOf {
            if (!(key instanceof Text || key instanceof Choice)) throw new IllegalArgumentException("keys are words");
        }

        @Override
        public String expected() {
            return "a mapping from " + keyWord + " to " + value.expected();
        }
    }

    /**
     * A mapping with declared keys.
     *
     * @param title what it describes, in the singular: {@code memory}
     * @param keys its keys, in the order of the documentation
     * @param groups keys that exclude each other
     */
    record ObjectOf(String title, List<Key> keys, List<Group> groups) implements YamlType {
        /** Copies the lists and checks that groups name keys. */
        public ObjectOf {
            keys = List.copyOf(keys);
            groups = List.copyOf(groups);
            List<String> names = keys.stream().map(Key::name).toList();
            if (names.stream().distinct().count() != names.size())
                throw new IllegalArgumentException("a key is declared twice in " + title + ": " + names);
            for (Group group : groups)
                if (!names.containsAll(group.keys())) throw new IllegalArgumentException("unknown keys in " + group);
        }

        /** Returns an object without groups. */
        public static ObjectOf of(String title, Key... keys) {
            return new ObjectOf(title, List.of(keys), List.of());
        }

        /** Returns the declaration of a key. */
        public Optional<Key> key(String name) {
            return keys.stream().filter(k -> k.name().equals(name)).findFirst();
        }

        /** Returns the names of the keys. */
        public List<String> names() {
            return keys.stream().map(Key::name).toList();
        }

        /** Returns the group that a key belongs to. */
        public Optional<Group> group(String key) {
            return groups.stream().filter(g -> g.keys().contains(key)).findFirst();
        }

        @Override
        public String expected() {
            List<String> needed =
                    keys.stream().filter(Key::required).map(Key::name).toList();
            List<String> shown = needed.isEmpty() ? names().subList(0, Math.min(SHOWN_KEYS, keys.size())) : needed;
            return "a mapping with " + (needed.isEmpty() ? "keys such as " : "the keys ") + String.join(", ", shown);
        }
    }

    /**
     * Keys of which at most one may stand, such as the same quantity in several units.
     *
     * @param what what they say, for messages: {@code the size}
     * @param keys the keys
     * @param required whether one of them must stand
     */
    record Group(String what, List<String> keys, boolean required) {
        /** Copies the keys. */
        public Group {
            keys = List.copyOf(keys);
        }
    }
}
