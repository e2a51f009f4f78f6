package org.systole.mapping;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.systole.workload.LoopNest;

/**
 * SHA-256 of a canonical text of values: records by their components in order, lists in order, sets and maps sorted by the text
 * of their keys, numbers as Java prints them. Strings are preceded by their length, so that no two values share a text.
 */
final class CanonicalHash {
    private CanonicalHash() {}

    /** Returns the hash of some values, 64 hexadecimal digits. */
    static String of(Object... values) {
        var text = new StringBuilder();
        for (Object value : values) append(text, value);
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(digest.digest(text.toString().getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private static void append(StringBuilder text, Object value) {
        switch (value) {
            case null -> text.append("~;");
            case String s -> text.append(s.length()).append(':').append(s).append(';');
            case Number n -> text.append(n).append(';');
            case Boolean b -> text.append(b).append(';');
            case Enum<?> e -> text.append(e.name()).append(';');
            case Optional<?> o -> append(text, o.orElse(null));
            case Record r -> appendRecord(text, r);
            case Map<?, ?> m -> appendMap(text, m);
            case Set<?> s -> appendSorted(text, s);
            case List<?> l -> {
                text.append('[');
                for (Object item : l) append(text, item);
                text.append(']');
            }

            case LoopNest n -> {
                append(text, n.toString());
                append(text, n.window());
            }
            default -> throw new IllegalArgumentException("no canonical text of " + value.getClass());
        }
    }

    private static void appendRecord(StringBuilder text, Record record) {
        text.append(record.getClass().getSimpleName()).append('(');
        for (RecordComponent component : record.getClass().getRecordComponents()) {
            try {
                append(text, component.getAccessor().invoke(record));
            } catch (IllegalAccessException | InvocationTargetException e) {
                throw new IllegalStateException("a public record has public accessors: " + record.getClass(), e);
            }
        }
        text.append(')');
    }

    private static void appendMap(StringBuilder text, Map<?, ?> map) {
        var lines = new ArrayList<String>();
        map.forEach((key, value) -> {
            var line = new StringBuilder();
            append(line, key);
            append(line, value);
            lines.add(line.toString());
        });
        Collections.sort(lines);
        text.append('{');
        lines.forEach(text::append);
        text.append('}');
    }

    private static void appendSorted(StringBuilder text, Collection<?> values) {
        var lines = new ArrayList<String>();
        for (Object value : values) {
            var line = new StringBuilder();
            append(line, value);
            lines.add(line.toString());
        }
        Collections.sort(lines);
        text.append('<');
        lines.forEach(text::append);
        text.append('>');
    }
}
