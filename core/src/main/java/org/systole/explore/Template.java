package org.systole.explore;

import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A text in which <code>${EXPRESSION}</code> stands for a number. */
final class Template {
    private static final Pattern PLACE = Pattern.compile("\\$\\{([^{}]*)\\}");

    private Template() {}

    /** Reports each expression that is not well formed or uses an unknown name. */
    static void check(String text, Set<String> names, BiConsumer<String, String> problems) {
        Matcher m = PLACE.matcher(text);
        while (m.find()) {
            try {
                for (String name : Expression.parse(m.group(1)).names())
                    if (!names.contains(name))
                        problems.accept(
                                "'" + name + "' in \"" + m.group() + "\" is no parameter",
                                "use one of "
                                        + String.join(
                                                ", ", names.stream().sorted().toList()));
            } catch (IllegalArgumentException e) {
                problems.accept(e.getMessage(), "write ${EXPRESSION} over parameters");
            }
        }
    }

    /** Returns the names that a well-formed text uses, in the order of their first use. */
    static Set<String> names(String text) {
        var names = new LinkedHashSet<String>();
        Matcher m = PLACE.matcher(text);
        while (m.find()) names.addAll(Expression.parse(m.group(1)).names());
        return names;
    }

    /** Returns the text with numbers in place; a parameter of words alone becomes its word. */
    static String fill(String text, Map<String, Double> values, Map<String, String> texts) {
        return PLACE.matcher(text).replaceAll(match -> {
            String inside = match.group(1).strip();
            String word = texts.get(inside);
            return Matcher.quoteReplacement(
                    word != null ? word : number(Expression.parse(inside).value(values)));
        });
    }

    /** Returns a number as it is written in descriptions: whole ones without a point. */
    static String number(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e15
                ? Long.toString((long) value)
                : Double.toString(value);
    }
}
