package org.systole.problem;

import java.util.Objects;

/**
 * One thing that is wrong, in the words a user can act upon.
 *
 * @param code its kind
 * @param message what was found and what was expected, in one sentence
 * @param place where
 * @param why the reason behind the rule, or the empty string when the message says it
 * @param fix how to mend it; literally applied, it gets the user past this problem
 */
public record Problem(ProblemCode code, String message, Place place, String why, String fix) {
    /** Checks that no part is missing; control characters of quoted input do not reach a terminal. */
    public Problem {
        Objects.requireNonNull(code);
        message = clean(message);
        Objects.requireNonNull(place);
        Objects.requireNonNull(why);
        fix = clean(fix);
    }

    private static String clean(String text) {
        if (text.chars().noneMatch(c -> c != '\n' && Character.isISOControl(c))) return text;
        var clean = new StringBuilder();
        text.codePoints()
                .map(c -> c != '\n' && Character.isISOControl(c) ? '\uFFFD' : c)
                .forEach(clean::appendCodePoint);
        return clean.toString();
    }

    /** Returns a problem whose message needs no further reason. */
    public static Problem of(ProblemCode code, Place place, String message, String fix) {
        return new Problem(code, message, place, "", fix);
    }

    /** Returns the problem as a person reads it: {@code error[CODE]: message}, place, reason, remedy. */
    public String render() {
        var text = new StringBuilder("error[" + code.code() + "]: " + message);
        if (!place.equals(Place.NONE)) text.append("\n  --> ").append(place);
        if (!why.isEmpty()) text.append("\n  why: ").append(why);
        if (!fix.isEmpty()) text.append("\n  fix: ").append(fix);
        return text.toString();
    }
}
