package org.systole.report;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * A table in the form of RFC 4180, lines ended by CR LF.
 *
 * <p>A text that a spreadsheet would take for a formula (it begins with {@code = + - @}) is preceded by an apostrophe: names
 * come from model files, and opening a table must not run anything.
 */
public final class CsvTable {
    private final StringBuilder text = new StringBuilder();
    private final int columns;

    /**
     * A column of rows of one kind.
     *
     * @param name its head
     * @param cell what a row has there, null for an empty cell
     */
    public record Column<T>(String name, Function<T, Object> cell) {}

    /** Returns the text of a table of rows of one kind. */
    public static <T> String of(List<Column<T>> columns, List<T> rows) {
        var table = new CsvTable(columns.stream().map(Column::name).toList());
        for (T row : rows) {
            var cells = new ArrayList<Object>();
            for (Column<T> column : columns) cells.add(column.cell().apply(row));
            table.row(cells);
        }
        return table.toString();
    }

    /** Creates a table with its head. */
    public CsvTable(List<String> head) {
        columns = head.size();
        line(new ArrayList<>(head));
    }

    /** Adds a row: texts, numbers, or null and not-a-number for an empty cell. */
    public void row(List<?> cells) {
        if (cells.size() != columns)
            throw new IllegalArgumentException(cells.size() + " cells in a table of " + columns + " columns");
        line(cells);
    }

    private void line(List<?> cells) {
        String comma = "";
        for (Object cell : cells) {
            text.append(comma).append(cell(cell));
            comma = ",";
        }
        text.append("\r\n");
    }

    private static String cell(Object cell) {
        return switch (cell) {
            case null -> "";
            case Double value -> number(value);
            case Number value -> value.toString();
            default -> quoted(cell.toString());
        };
    }

    private static String number(double value) {
        if (Double.isNaN(value) || Double.isInfinite(value)) return "";
        if (value == Math.rint(value) && Math.abs(value) < 0x1p53) return Long.toString((long) value);
        return Double.toString(value);
    }

    private static String quoted(String cell) {
        String safe = !cell.isEmpty() && "=+-@\t\r".indexOf(cell.charAt(0)) >= 0 ? "'" + cell : cell;
        if (safe.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r')) return safe;
        return '"' + safe.replace("\"", "\"\"") + '"';
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
