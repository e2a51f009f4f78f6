package org.systole.files;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;

/**
 * JSON as a tree of maps, lists, strings, numbers, truth values and null; keys keep their order.
 *
 * <p>Small on purpose: a start of the command line that finds its result in the cache reads and writes JSON and must not
 * load a data-binding library for it.
 */
public final class Json {
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private Json() {}

    /**
     * Reads a document.
     *
     * @return a map, list, string, long, double, boolean or null
     * @throws IllegalArgumentException when it is not JSON, with the reason and its line
     */
    public static Object parse(byte[] text) {
        try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), text)) {
            parser.nextToken();
            Object value = value(parser);
            if (parser.nextToken() != null) throw new IllegalArgumentException("more text after the document's end");
            return value;
        } catch (JacksonException e) {
            var at = e.getLocation();
            String place = at == null ? "" : "line " + at.getLineNr() + ", column " + at.getColumnNr() + ": ";
            throw new IllegalArgumentException(place + e.getOriginalMessage(), e);
        }
    }

    private static Object value(JsonParser parser) {
        JsonToken token = parser.currentToken();
        if (token == null) throw new IllegalArgumentException("empty or cut off");
        return switch (token) {
            case START_OBJECT -> object(parser);
            case START_ARRAY -> array(parser);
            case VALUE_STRING -> parser.getString();
            case VALUE_NUMBER_INT -> integer(parser);
            case VALUE_NUMBER_FLOAT -> parser.getDoubleValue();
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_NULL -> null;
            default -> throw new IllegalArgumentException("unexpected " + token);
        };
    }

    private static Object integer(JsonParser parser) {
        if (parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER) return parser.getDoubleValue();
        return parser.getLongValue();
    }

    private static Map<String, Object> object(JsonParser parser) {
        var map = new LinkedHashMap<String, Object>();
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            String key = parser.currentName();
            parser.nextToken();
            map.put(key, value(parser));
        }
        return map;
    }

    private static List<Object> array(JsonParser parser) {
        var list = new ArrayList<Object>();
        while (parser.nextToken() != JsonToken.END_ARRAY) list.add(value(parser));
        return list;
    }

    /** Returns the text of a tree, indented by two spaces, with a line end. */
    public static String pretty(Object tree) {
        var text = new StringBuilder();
        write(text, tree, 0);
        return text.append('\n').toString();
    }

    /** Returns the text of a tree in one line, without a line end. */
    public static String compact(Object tree) {
        var text = new StringBuilder();
        write(text, tree, -1);
        return text.toString();
    }

    private static void write(StringBuilder text, Object value, int depth) {
        switch (value) {
            case null -> text.append("null");
            case Map<?, ?> map -> writeMap(text, map, depth);
            case List<?> list -> writeList(text, list, depth);
            case Boolean b -> text.append(b.booleanValue());
            case Number n -> text.append(number(n));
            default -> quote(text, value.toString());
        }
    }

    private static void writeMap(StringBuilder text, Map<?, ?> map, int depth) {
        boolean flat = depth < 0 || map.values().stream().noneMatch(Json::isNested) && length(map) <= 90;
        text.append('{');
        String comma = "";
        for (var entry : map.entrySet()) {
            text.append(comma);
            separate(text, flat, !comma.isEmpty(), depth);
            quote(text, entry.getKey().toString());
            text.append(depth < 0 ? ":" : ": ");
            write(text, entry.getValue(), depth < 0 ? -1 : depth + 1);
            comma = ",";
        }
        if (!flat) indent(text, depth);
        text.append('}');
    }

    private static void writeList(StringBuilder text, List<?> list, int depth) {
        boolean flat = depth < 0 || list.stream().noneMatch(Json::isNested);
        text.append('[');
        String comma = "";
        for (Object item : list) {
            text.append(comma);
            separate(text, flat, !comma.isEmpty(), depth);
            write(text, item, depth < 0 ? -1 : depth + 1);
            comma = ",";
        }
        if (!flat) indent(text, depth);
        text.append(']');
    }

    private static void separate(StringBuilder text, boolean flat, boolean later, int depth) {
        if (!flat) indent(text, depth + 1);
        else if (later && depth >= 0) text.append(' ');
    }

    private static void indent(StringBuilder text, int depth) {
        text.append('\n').repeat("  ", depth);
    }

    private static boolean isNested(Object value) {
        return value instanceof Map<?, ?> map && !map.isEmpty() || value instanceof List<?> list && !list.isEmpty();
    }

    private static int length(Map<?, ?> map) {
        int length = 0;
        for (var entry : map.entrySet())
            length += entry.getKey().toString().length()
                    + 6
                    + String.valueOf(entry.getValue()).length();
        return length;
    }

    /** Returns the shortest text that reads back as the number; a whole number has no fraction; not-a-number is null. */
    private static String number(Number n) {
        double value = n.doubleValue();
        if (n instanceof Long || n instanceof Integer) return n.toString();
        if (Double.isNaN(value) || Double.isInfinite(value)) return "null";
        if (value == Math.rint(value) && Math.abs(value) < 0x1p53) return Long.toString((long) value);
        return Double.toString(value);
    }

    private static void quote(StringBuilder text, String string) {
        text.append('"');
        for (int i = 0; i < string.length(); i++) {
            char c = string.charAt(i);
            switch (c) {
                case '"' -> text.append("\\\"");
                case '\\' -> text.append("\\\\");
                case '\n' -> text.append("\\n");
                case '\t' -> text.append("\\t");
                case '\r' -> text.append("\\r");
                default -> {
                    if (c < ' ' || c == 0x7f || c == 0x2028 || c == 0x2029) escape(text, c);
                    // A lone half of a surrogate pair has no UTF-8.
                    else text.append(isLone(string, i) ? '\ufffd' : c);
                }
            }
        }
        text.append('"');
    }

    private static boolean isLone(String string, int i) {
        char c = string.charAt(i);
        if (Character.isHighSurrogate(c))
            return i + 1 == string.length() || !Character.isLowSurrogate(string.charAt(i + 1));
        return Character.isLowSurrogate(c) && (i == 0 || !Character.isHighSurrogate(string.charAt(i - 1)));
    }

    private static void escape(StringBuilder text, char c) {
        text.append("\\u");
        String hex = Integer.toHexString(c);
        text.repeat("0", 4 - hex.length()).append(hex);
    }

    /** Returns the bytes of a tree as {@link #pretty} writes it. */
    public static byte[] bytes(Object tree) {
        return pretty(tree).getBytes(StandardCharsets.UTF_8);
    }
}
