package org.systole.yaml;

import java.util.HexFormat;
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
        String line = mark.map(m -> line(text, m.getLine())).orElse("");
        int blanks = line.length() - line.stripLeading().length();
        if (line.substring(0, blanks).contains("\t")) {
            int row = mark.map(m -> m.getLine() + 1).orElse(1);
            return Problem.of(
                    YamlCode.TAB,
                    new Place(label, row, line.indexOf('\t') + 1, ""),
                    "a tab indents this line; YAML indents by spaces",
                    "replace the tab by spaces");
        }
        return open(label, text, e).orElseGet(() -> {
            Place place = mark.map(m -> place(label, m)).orElse(Place.file(label));
            return Problem.of(YamlCode.SYNTAX, place, "not YAML: " + library(e), advice(line));
        });
    }

    /** Returns the problem of something that is not closed, at the place where it begins. */
    private static Optional<Problem> open(String label, String text, MarkedYamlEngineException e) {
        String context = e.getContext() == null ? "" : e.getContext();
        if (e.getContextMark().isEmpty()) return Optional.empty();
        Mark begin = e.getContextMark().get();
        String line = line(text, begin.getLine());
        String problem = e.getProblem() == null ? "" : e.getProblem();
        String what = "";
        String fix = "";
        if (context.contains("flow sequence")) {
            what = "the list that begins here is not closed by ']'";
            fix = "add ']' or a comma";
        } else if (context.contains("flow mapping")) {
            what = "the mapping that begins here is not closed by '}'";
            fix = "add '}' or a comma";
        } else if (context.contains("quoted scalar") && problem.contains("end of stream")) {
            what = "the quote that begins here is not closed";
            fix = "add the closing quote";
        } else if (context.contains("simple key")) {
            what = "expected ': ' after a key";
            fix = advice(line);
        }
        if (what.isEmpty()) return Optional.empty();
        return Optional.of(Problem.of(YamlCode.SYNTAX, place(label, begin), "not YAML: " + what, fix));
    }

    private static String library(MarkedYamlEngineException e) {
        String context = e.getContext() == null ? "" : e.getContext().strip() + ": ";
        return clean(context + e.getProblem()).replaceAll(" ?\\(Do not use .*", "");
    }

    /** Returns the problem of a directive for a YAML that does not exist. */
    static Problem version(String label, String text) {
        int row = 1;
        for (String line : text.lines().toList()) {
            if (line.startsWith("%YAML")) break;
            row++;
        }
        return Problem.of(
                YamlCode.SYNTAX,
                new Place(label, row, 1, ""),
                "not YAML: this version of YAML is not read, expected 1.2",
                "remove the line that begins with '%YAML'");
    }

    static Problem of(String label, String text, ReaderException e) {
        String before = text.substring(0, Math.min(text.length(), Math.max(0, e.getPosition())));
        return Problem.of(
                YamlCode.NOT_UTF8,
                end(label, before),
                "the control character U+" + hex(e.getCodePoint(), 4) + " is not allowed",
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

    /** Returns a number in upper-case hexadecimal digits. */
    static String hex(int number, int digits) {
        return HexFormat.of().withUpperCase().toHexDigits(number, digits);
    }

    private static String line(String text, int index) {
        return text.lines().skip(index).findFirst().orElse("");
    }

    private static String advice(String line) {
        String stripped = line.strip();
        if (stripped.matches(".*[:-] [@`%].*")) return "put the text in quotes";
        if (stripped.matches("[A-Za-z_]+:[^\\s].*")) return "write a space after the colon";
        if (stripped.matches("[A-Za-z_]+ *: .*[:].*")) return "put a text that holds ': ' in quotes";
        return "check colons, quotes, brackets and the indentation here and in the line above";
    }

    private static String clean(String message) {
        return message.replaceAll("\\s+", " ")
                .replaceAll("\\p{Cntrl}", "\uFFFD")
                .strip();
    }
}
