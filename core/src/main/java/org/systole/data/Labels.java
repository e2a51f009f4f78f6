package org.systole.data;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.systole.problem.Place;
import org.systole.problem.Problem;
import org.systole.problem.Problems;
import org.systole.problem.SystoleException;
import org.systole.tensor.Tensor;

/**
 * One class label for each sample, and the files they belong to when the labels are a table.
 *
 * @param classes class index of each sample
 * @param files file of each sample, or empty when the labels are an array
 */
public record Labels(int[] classes, List<String> files) {
    /** Copies the list. */
    public Labels {
        files = List.copyOf(files);
    }

    /**
     * Returns the labels of an integer array of rank 1.
     *
     * @param file for messages
     */
    public static Labels of(String file, Tensor array) {
        if (array.shape().rank() != 1 || !array.type().isInteger())
            throw Bytes.unsupported(
                    file,
                    "labels must be a list of integers, found " + array,
                    "save class indices as a one-dimensional integer array");
        int[] classes = new int[Math.toIntExact(array.elements())];
        for (int i = 0; i < classes.length; i++) classes[i] = Math.toIntExact(array.integer(i));
        return new Labels(classes, List.of());
    }

    /**
     * Returns the labels of a CSV table with a header line.
     *
     * @param fileColumn name of the column with the files
     * @param classColumn name of the column with the class indices
     */
    public static Labels csv(Path file, String fileColumn, String classColumn) {
        List<String> lines =
                new String(Bytes.of(file), StandardCharsets.UTF_8).lines().toList();
        if (lines.isEmpty()) throw Bytes.damaged(file, "is empty, expected a header line");
        List<String> header = fields(lines.getFirst());
        int files = column(file, header, fileColumn), classes = column(file, header, classColumn);
        var problems = new Problems();
        var names = new ArrayList<String>();
        int[] indices = new int[lines.size() - 1];
        for (int i = 1; i < lines.size(); i++) {
            List<String> row = fields(lines.get(i));
            Integer index = row.size() == header.size() ? integer(row.get(classes)) : null;
            if (index == null)
                problems.add(
                        badRow(file, i + 1, lines.get(i), header.size(), "a whole number in '" + classColumn + "'"));
            else {
                indices[i - 1] = index;
                names.add(row.get(files));
            }
        }
        problems.throwIfAny();
        return new Labels(indices, names);
    }

    private static Integer integer(String text) {
        try {
            return Integer.valueOf(text.strip());
        } catch (NumberFormatException e) {
            return null;
        }
    }

    static Problem badRow(Path file, int line, String text, int columns, String what) {
        String shown = text.length() > 60 ? text.substring(0, 60) + "..." : text;
        return Problem.of(
                DataProblem.DAMAGED,
                new Place(file.toString(), line, 0, ""),
                "expected " + columns + " fields with " + what + ", found \"" + shown + "\"",
                "correct or remove the line");
    }

    static int column(Path file, List<String> header, String name) {
        int at = header.indexOf(name);
        if (at >= 0) return at;
        throw new SystoleException(Problem.of(
                DataProblem.DAMAGED,
                new Place(file.toString(), 1, 0, ""),
                "there is no column '" + name + "'; the columns are " + String.join(", ", header),
                "name one of these columns"));
    }

    /** Splits a line at commas; quotes protect commas and are doubled inside quotes. */
    static List<String> fields(String line) {
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
