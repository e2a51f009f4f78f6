package org.systole.yaml;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** What a plain scalar means: the core schema of YAML 1.2, and the notations that are refused as traps. */
final class Scalars {
    enum Meaning {
        NUMBER,
        TRUTH,
        TEXT
    }

    static final Pattern DECIMAL_WHOLE = Pattern.compile("[+-]?(0|[1-9][0-9]*)");
    static final Pattern DECIMAL = Pattern.compile("[+-]?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][+-]?[0-9]+)?");
    /** Anything that some reader of YAML takes for a number. */
    private static final Pattern NUMBER_LIKE = Pattern.compile(
            "[+-]?(0[xX][0-9a-fA-F_]+|0[oO][0-7_]+|0[bB][01_]+|[0-9][0-9_]*(\\.[0-9_]*)?([eE][+-]?[0-9]+)?"
                    + "|\\.[0-9][0-9_]*([eE][+-]?[0-9]+)?|\\.(inf|Inf|INF|nan|NaN|NAN))");

    static final Pattern SEXAGESIMAL = Pattern.compile("[+-]?[0-9]+(:[0-5]?[0-9])+(\\.[0-9]*)?");
    static final Pattern LEADING_ZERO = Pattern.compile("[+-]?0[0-9_]+(\\..*)?");
    static final Pattern BASED = Pattern.compile("[+-]?0[xXoObB].+");
    static final Pattern NOT_FINITE = Pattern.compile("[+-]?\\.?(inf|Inf|INF|nan|NaN|NAN|Infinity|infinity)");
    /** A number followed by letters: a value with its unit. */
    static final Pattern WITH_UNIT = Pattern.compile("([+-]?[0-9][0-9_.]*)\\s*([A-Za-z%/][A-Za-z0-9%/^ ]*)");

    private static final Set<String> TRUE = Set.of("true", "True", "TRUE");
    private static final Set<String> FALSE = Set.of("false", "False", "FALSE");
    private static final Set<String> YES = Set.of("yes", "on", "y");
    private static final Set<String> NO = Set.of("no", "off", "n");

    private Scalars() {}

    static boolean isNull(String text) {
        return text.isEmpty() || text.equals("~") || text.equalsIgnoreCase("null");
    }

    static Meaning meaning(String text) {
        if (TRUE.contains(text) || FALSE.contains(text)) return Meaning.TRUTH;
        if (NUMBER_LIKE.matcher(text).matches()) return Meaning.NUMBER;
        return Meaning.TEXT;
    }

    /** Returns {@code true} or {@code false} for a word that someone may mean by it, or the empty string. */
    static String truthMeant(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        if (TRUE.contains(text) || YES.contains(lower)) return "true";
        if (FALSE.contains(text) || NO.contains(lower)) return "false";
        return "";
    }
}
