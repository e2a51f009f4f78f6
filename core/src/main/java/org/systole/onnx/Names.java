package org.systole.onnx;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.HexFormat;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Names as they may be shown: without characters that steer a terminal, reverse text or hide, and of bounded length.
 *
 * <p>A name that has such characters is replaced, wherever it occurs, by one with escapes and the start of its own
 * SHA-256, so that two names stay two.
 */
final class Names {
    /** Longer names are cut, in characters. */
    static final int LONGEST = 512;

    private static final int KEPT = 64;
    private static final int LISTED = 8;

    private Names() {}

    /** Returns the name that stands for a raw one everywhere; the same one when nothing is wrong with it. */
    static String clean(String raw) {
        if (raw.length() <= LONGEST && raw.codePoints().noneMatch(Names::hidden)) return raw;
        return escape(raw, KEPT) + "~" + digest(raw);
    }

    /** Returns text from a file, between quotes, for a message. */
    static String quote(String raw) {
        return "'" + escape(raw, 120) + "'";
    }

    /** Returns items between commas, or other separators, the first few of many. */
    static String list(Collection<String> items, String separator) {
        String first = items.stream().limit(LISTED).collect(Collectors.joining(separator));
        return items.size() <= LISTED ? first : first + separator + "… " + (items.size() - LISTED) + " more";
    }

    /** Returns text with escapes, cut after so many characters. */
    static String escape(String raw, int most) {
        var text = new StringBuilder();
        int at = 0;
        while (at < raw.length() && text.length() < most) {
            int c = raw.codePointAt(at);
            at += Character.charCount(c);
            if (!hidden(c)) text.appendCodePoint(c);
            else if (c == '\n') text.append("\\n");
            else if (c == '\t') text.append("\\t");
            else text.append(String.format(Locale.ROOT, "\\u{%x}", c));
        }
        if (at < raw.length()) text.append('…');
        return text.toString();
    }

    private static boolean hidden(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> true;
            default -> false;
        };
    }

    private static String digest(String raw) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(raw.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, 4);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
