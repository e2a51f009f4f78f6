package org.systole.yaml;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Writes maps, lists, texts, numbers and truth values as YAML that {@link FormatReader} reads back to the same values.
 * The order of a map's entries is kept. Short mappings and lists of words stand on one line.
 */
public final class YamlWriter {
    private static final int WIDTH = 110;
    private static final Pattern PLAIN =
            Pattern.compile("[A-Za-z][A-Za-z0-9_.@/-]*( [A-Za-z0-9_.@/(-][A-Za-z0-9_.@/()-]*)*");

    private final StringBuilder out = new StringBuilder();

    private YamlWriter() {}

    /**
     * Returns a document.
     *
     * @param header the value of {@code systole:}
     * @param values the other keys: String, Long, Integer, Double, Boolean, List and Map with String keys
     */
    public static String document(String header, Map<String, ?> values) {
        var writer = new YamlWriter();
        writer.out.append(FileFormat.HEADER).append(": ").append(header).append('\n');
        writer.entries(values, "");
        return writer.out.toString();
    }

    private void entries(Map<String, ?> values, String indent) {
        values.forEach((key, value) -> entry(scalar(key), value, indent));
    }

    private void entry(String key, Object value, String indent) {
        String line = indent + key + ": " + flow(value);
        boolean items = value instanceof List<?> list && list.stream().anyMatch(Map.class::isInstance);
        if (!items && line.length() <= WIDTH && flat(value)) {
            out.append(line).append('\n');
            return;
        }
        switch (value) {
            case Map<?, ?> map -> {
                out.append(indent).append(key).append(":\n");
                entries(strings(map), indent + "  ");
            }
            case List<?> list -> {
                out.append(indent).append(key).append(":\n");
                list.forEach(item -> item(item, indent + "  "));
            }
            default -> out.append(line).append('\n');
        }
    }

    private void item(Object item, String indent) {
        String line = indent + "- " + flow(item);
        if (!(item instanceof Map<?, ?> map) || flat(item) && line.length() <= WIDTH) {
            out.append(line).append('\n');
            return;
        }
        int start = out.length();
        entries(strings(map), indent + "  ");
        out.setCharAt(start + indent.length(), '-');
    }

    /** Returns whether a value reads well on one line: no mapping in it holds another collection of mappings. */
    private static boolean flat(Object value) {
        return switch (value) {
            case Map<?, ?> map -> map.values().stream().noneMatch(YamlWriter::nested);
            case List<?> list -> list.stream().noneMatch(Map.class::isInstance);
            default -> true;
        };
    }

    private static boolean nested(Object value) {
        return value instanceof Map<?, ?>
                || value instanceof List<?> list
                        && list.stream().anyMatch(i -> i instanceof Map<?, ?> || i instanceof List<?>);
    }

    private static String flow(Object value) {
        return switch (value) {
            case Map<?, ?> map ->
                strings(map).entrySet().stream()
                        .map(e -> scalar(e.getKey()) + ": " + flow(e.getValue()))
                        .collect(Collectors.joining(", ", "{", "}"));
            case List<?> list -> list.stream().map(YamlWriter::flow).collect(Collectors.joining(", ", "[", "]"));
            default -> scalar(value);
        };
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> strings(Map<?, ?> map) {
        return (Map<String, Object>) map;
    }

    private static String scalar(Object value) {
        return switch (value) {
            case String text -> text(text);
            case Double number -> number(number);
            case Long number -> number.toString();
            case Integer number -> number.toString();
            case Boolean truth -> truth.toString();
            default -> throw new IllegalArgumentException("cannot write a " + value.getClass());
        };
    }

    private static String number(double value) {
        if (!Double.isFinite(value)) throw new IllegalArgumentException("cannot write " + value);
        var exact = new BigDecimal(Double.toString(value)).stripTrailingZeros();
        return Math.abs(exact.scale()) < 20 ? exact.toPlainString() : exact.toString();
    }

    private static String text(String text) {
        boolean plain = text.length() < WIDTH
                && PLAIN.matcher(text).matches()
                && Scalars.meaning(text) == Scalars.Meaning.TEXT
                && Scalars.truthMeant(text).isEmpty()
                && !Scalars.isNull(text);
        return plain ? text : quoted(text);
    }

    private static String quoted(String text) {
        var quoted = new StringBuilder("\"");
        text.codePoints().forEach(c -> {
            switch (c) {
                case '"' -> quoted.append("\\\"");
                case '\\' -> quoted.append("\\\\");
                case '\n' -> quoted.append("\\n");
                case '\t' -> quoted.append("\\t");
                default -> {
                    if (Character.isISOControl(c)) quoted.append("\\u").append(SyntaxProblems.hex(c, 4));
                    else quoted.appendCodePoint(c);
                }
            }
        });
        return quoted.append('"').toString();
    }
}
