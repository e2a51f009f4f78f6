package org.systole.cost;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A table among the resources of this package: a header line, then rows; values that contain commas are quoted. */
final class Csv {
    private final String name;
    private final Map<String, Integer> columns = new HashMap<>();
    private final List<String[]> rows = new ArrayList<>();

    private Csv(String name) {
        this.name = name;
    }

    /** Returns whether there is such a table. */
    static boolean exists(String name) {
        return Csv.class.getResource(name) != null;
    }

    /** Reads the table of that name, for example {@code dram.csv}. */
    static Csv read(String name) {
        try (InputStream in = Csv.class.getResourceAsStream(name)) {
            if (in == null) throw new IllegalStateException("the table " + name + " is missing from the library");
            return parse(name, new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the table " + name, e);
        }
    }

    /** Parses a table from its text. */
    static Csv parse(String name, String text) {
        var table = new Csv(name);
        for (String line : text.lines().toList()) {
            if (line.isBlank()) continue;
            String[] values = split(line);
            if (table.columns.isEmpty()) for (int i = 0; i < values.length; i++) table.columns.put(values[i], i);
            else table.add(values);
        }
        return table;
    }

    private void add(String[] values) {
        if (values.length != columns.size())
            throw new IllegalStateException(
                    "row " + (rows.size() + 2) + " of " + name + " has " + values.length + " values");
        rows.add(values);
    }

    private static String[] split(String line) {
        return line.indexOf('"') < 0 ? splitPlain(line) : splitQuoted(line);
    }

    private static String[] splitPlain(String line) {
        int count = 1;
        for (int i = line.indexOf(','); i >= 0; i = line.indexOf(',', i + 1)) count++;
        String[] values = new String[count];
        int from = 0;
        for (int k = 0; k < count; k++) {
            int to = k == count - 1 ? line.length() : line.indexOf(',', from);
            values[k] = line.substring(from, to);
            from = to + 1;
        }
        return values;
    }

    private static String[] splitQuoted(String line) {
        var values = new ArrayList<String>();
        var value = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (c == '"' && quoted && i + 1 < line.length() && line.charAt(i + 1) == '"') {
                value.append('"');
                i++;
            } else if (c == '"') {
                quoted = !quoted;
            } else if (c == ',' && !quoted) {
                values.add(value.toString());
                value.setLength(0);
            } else {
                value.append(c);
            }
        }
        values.add(value.toString());
        return values.toArray(String[]::new);
    }

    /** Returns the number of rows. */
    int size() {
        return rows.size();
    }

    /**
     * Returns the first row with that value.
     *
     * @throws IllegalStateException when there is none
     */
    int find(String column, String value) {
        for (int row = 0; row < rows.size(); row++) if (text(row, column).equals(value)) return row;
        throw new IllegalStateException("the table " + name + " has no " + column + " " + value);
    }

    /** Returns a value as text. */
    String text(int row, String column) {
        return rows.get(row)[column(column)];
    }

    /** Returns a value as a number, NaN where the table has none. */
    double number(int row, String column) {
        String value = text(row, column).strip();
        return value.isEmpty() ? Double.NaN : Double.parseDouble(value);
    }

    private int column(String column) {
        Integer index = columns.get(column);
        if (index == null) throw new IllegalStateException("the table " + name + " has no column " + column);
        return index;
    }
}
