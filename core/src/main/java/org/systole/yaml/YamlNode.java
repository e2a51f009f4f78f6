package org.systole.yaml;

import java.util.List;
import java.util.Optional;
import org.systole.problem.Place;

/** A piece of a YAML file with the position where it begins; what it means is not yet decided. */
public sealed interface YamlNode {
    /** Returns file, line and column of its first character. */
    Place place();

    /** Returns how many nodes it has with aliases written out, itself included. */
    long weight();

    /** Returns what it is, for messages: {@code a list}, {@code the text 'x'}. */
    String what();

    /**
     * A word, a number or a text.
     *
     * @param place where it begins
     * @param text its characters, without quotes
     * @param plain whether it stands without quotes, so that it can be a number or a truth value
     */
    record Scalar(Place place, String text, boolean plain) implements YamlNode {
        private static final int SHOWN = 60;

        @Override
        public long weight() {
            return 1;
        }

        /** Returns whether it is the absence of a value: nothing, {@code ~} or {@code null}. */
        public boolean isNull() {
            return plain && Scalars.isNull(text);
        }

        /** Returns the text for a message: on one line, without control characters, cut at 60 characters. */
        public String shown() {
            var shown = new StringBuilder();
            text.codePoints()
                    .limit(SHOWN)
                    .forEach(c -> shown.appendCodePoint(
                            Character.isISOControl(c) || Character.getType(c) == Character.FORMAT ? '\uFFFD' : c));
            if (text.codePointCount(0, text.length()) > SHOWN) shown.append("...");
            return shown.toString();
        }

        @Override
        public String what() {
            if (isNull()) return "no value";
            if (!plain) return "the text \"" + shown() + "\"";
            return switch (Scalars.meaning(text)) {
                case NUMBER -> "the number " + shown();
                case TRUTH -> "the truth value " + shown();
                case TEXT -> "\"" + shown() + "\"";
            };
        }
    }

    /**
     * A list.
     *
     * @param place where it begins
     * @param items its items, in order
     * @param weight nodes with aliases written out
     */
    record Sequence(Place place, List<YamlNode> items, long weight) implements YamlNode {
        /** Copies the items. */
        public Sequence {
            items = List.copyOf(items);
        }

        @Override
        public String what() {
            return "a list";
        }
    }

    /**
     * Keys with their values, in the order of the file; no key stands twice.
     *
     * @param place where it begins
     * @param entries the keys with their values
     * @param weight nodes with aliases written out
     */
    record Mapping(Place place, List<Entry> entries, long weight) implements YamlNode {
        /** Copies the entries. */
        public Mapping {
            entries = List.copyOf(entries);
        }

        /** Returns the value of a key. */
        public Optional<YamlNode> get(String key) {
            return entry(key).map(Entry::value);
        }

        /** Returns the entry of a key. */
        public Optional<Entry> entry(String key) {
            return entries.stream().filter(e -> e.key().text().equals(key)).findFirst();
        }

        @Override
        public String what() {
            return "a mapping";
        }
    }

    /**
     * A key with its value.
     *
     * @param key the key
     * @param value the value
     */
    record Entry(Scalar key, YamlNode value) {}
}
