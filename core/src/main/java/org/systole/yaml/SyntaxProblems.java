package org.systole.yaml;

import java.util.Optional;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ReaderException;
import org.systole.problem.Place;
import org.systole.problem.Problem;

/** Turns what the YAML library says about broken text into problems of ours. */
final class SyntaxProblems {
    private SyntaxProblems() {}

    static Problem of(String label, String text, MarkedYamlEngineException e) {
        Optional<Mark> mark = e.getProblemMark().or(e::getContextMark);
        Place place = mark.map(m -> place(label, m)).orElse(Place.file(label));
        String line = mark.map(m -> line(text, m.getLine())).orElse("");
        int blanks = line.length() - line.stripLeading().length();
        if (line.substring(0, blanks).contains("\t")) {
            int column = line.indexOf('\t') + 1;
            return Problem.of(
                    YamlCode.TAB,
                    new Place(label, place.line(), column, ""),
                    "a tab indents this line; YAML indents by spaces",
                    "replace the tab by spaces");
        }
        String context = e.getContext() == null ? "" : e.getContext().strip() + ": ";
        String what = clean(context + e.getProblem());
        return Problem.of(YamlCode.SYNTAX, place, "not YAML: " + what, advice(line));
    }

    static Problem of(String label, String text, ReaderException e) {
        String before = text.substring(0, Math.min(text.length(), Math.max(0, e.getPosition())));
        return Problem.of(
                YamlCode.NOT_UTF8,
                end(label, before),
                "the control character U+%04X is not allowed".formatted(e.getCodePoint()),
                "remove the character");
    }

    /** Returns the place after the last character. */
    static Place end(String label, String text) {
        int line = 1;
        int start = 0;
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) == '\n') {
                line++;
                start = i + 1;
            }
        }
        return new Place(label, line, text.codePointCount(start, text.length()) + 1, "");
    }

    static Place place(String label, Mark mark) {
        return new Place(label, mark.getLine() + 1, mark.getColumn() + 1, "");
    }

    private static String line(String text, int index) {
        return text.lines().skip(index).findFirst().orElse("");
    }

    private static String advice(String line) {
        String stripped = line.strip();
        if (stripped.matches("[A-Za-z_]+:[^\\s].*")) return "write a space after the colon";
        if (stripped.matches("[A-Za-z_]+ *: .*[:].*")) return "put a text that holds ': ' in quotes";
        return "check colons, quotes, brackets and the indentation here and in the line above";
    }

    private static String clean(String message) {
        return message.replaceAll("\\s+", " ").replaceAll("\\p{Cntrl}", "\uFFFD").strip();
    }
}
