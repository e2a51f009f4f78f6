package org.systole.data;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.systole.problem.Place;
import org.systole.problem.Problem;
import org.systole.problem.Problems;
import org.systole.problem.SystoleException;

/** A CSV table of labels with a header line; a cell holds no line break. */
final class LabelTable {
    private static final int MOST_SHOWN = 60;

    private final Path file;
    private final List<String> header;
    private final List<String> lines;

    private LabelTable(Path file, List<String> lines) {
        this.file = file;
        this.lines = lines;
        this.header = fields(lines.getFirst());
    }

    /**
     * Reads a table.
     *
     * @throws SystoleException when it cannot be read or is empty
     */
    static LabelTable read(Path file) {
        List<String> lines =
                new String(Bytes.of(file), StandardCharsets.UTF_8).lines().toList();
        if (lines.isEmpty()) throw Bytes.damaged(file, "is empty, expected a header line");
        return new LabelTable(file, lines);
    }

    /** Returns where the column of a name is. */
    int column(String name) {
        int at = header.indexOf(name);
        if (at >= 0) return at;
        throw new SystoleException(Problem.of(
                DataProblem.DAMAGED,
                new Place(file.toString(), 1, 0, ""),
                "there is no column '" + name + "'; the columns are " + String.join(", ", header),
                "name one of these columns"));
    }

    /** Returns how many rows there are below the header. */
    int size() {
        return lines.size() - 1;
    }

    /**
     * Hands on the cells of every row.
     *
     * @param expected what a row must have, for messages
     * @param reader returns whether a row has it
     * @throws SystoleException with all rows that do not, or have another number of cells than the header
     */
    void rows(String expected, Predicate<List<String>> reader) {
        var problems = new Problems();
        for (int i = 1; i < lines.size(); i++) {
            List<String> row = fields(lines.get(i));
            if (row.size() == header.size() && reader.test(row)) continue;
            String text = lines.get(i);
            problems.add(
                    DataProblem.DAMAGED,
                    new Place(file.toString(), i + 1, 0, ""),
                    "expected " + header.size() + " fields with " + expected + ", found \""
                            + (text.length() > MOST_SHOWN ? text.substring(0, MOST_SHOWN) + "..." : text) + "\"",
                    "correct or remove the line");
        }
        problems.throwIfAny();
    }

    /** Splits a line at commas; quotes protect commas and are doubled inside quotes. */
    private static List<String> fields(String line) {
        var fields = new ArrayList<String>();
        var field = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (c == '"' && quoted && i + 1 < line.length() && line.charAt(i + 1) == '"')
                field.append(line.charAt(++i));
            else if (c == '"') quoted = !quoted;
            else if (c == ',' && !quoted) {
                fields.add(field.toString());
                field.setLength(0);
            } else field.append(c);
        }
        fields.add(field.toString());
        return fields;
    }
}
