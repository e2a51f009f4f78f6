package org.systole.hardware;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.systole.yaml.YamlWriter;

/** Writes an accelerator with everything it extends laid in, and says which descriptions are the same. */
public final class AcceleratorWriter {
    /** What names an accelerator or limits its variants, but changes no figure of an evaluation. */
    private static final Set<String> NOT_HASHED =
            Set.of("name", "title", "source", "witnesses", "constraints", "area_mm2");

    private AcceleratorWriter() {}

    /** Returns the description as YAML; reading it back gives an equal accelerator. */
    public static String yaml(Accelerator accelerator) {
        return YamlWriter.document(AcceleratorFormat.FORMAT.header(), AcceleratorTree.of(accelerator));
    }

    /**
     * Returns the canonical form: compact JSON with sorted keys of all that can change a figure. Comments, the order
     * of keys, {@code extends}, units of size, and name, title, source and published area do not change it.
     */
    public static String canonical(Accelerator accelerator) {
        var tree = new TreeMap<String, Object>(AcceleratorTree.of(accelerator));
        tree.keySet().removeAll(NOT_HASHED);
        return AcceleratorFormat.FORMAT.header() + json(tree);
    }

    /** Returns the SHA-256 of {@link #canonical} in hexadecimal digits. */
    public static String hash(Accelerator accelerator) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256")
                    .digest(canonical(accelerator).getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private static String json(Object value) {
        return switch (value) {
            case Map<?, ?> map ->
                new TreeMap<>(map)
                        .entrySet().stream()
                                .map(e -> text(e.getKey().toString()) + ":" + json(e.getValue()))
                                .collect(Collectors.joining(",", "{", "}"));
            case List<?> list -> list.stream().map(AcceleratorWriter::json).collect(Collectors.joining(",", "[", "]"));
            case String text -> text(text);
            case Integer number -> number.toString();
            case Long number -> number.toString();
            case Double number -> Double.toString(number);
            case Boolean truth -> truth.toString();
            default -> throw new IllegalArgumentException("cannot write a " + value.getClass());
        };
    }

    private static String text(String text) {
        var quoted = new StringBuilder("\"");
        text.codePoints().forEach(c -> {
            if (c == '"' || c == '\\') quoted.append('\\').appendCodePoint(c);
            else if (c < 32) quoted.append("\\u").append(HexFormat.of().toHexDigits(c, 4));
            else quoted.appendCodePoint(c);
        });
        return quoted.append('"').toString();
    }
}
