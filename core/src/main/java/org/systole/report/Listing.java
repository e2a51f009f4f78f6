package org.systole.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import org.systole.files.Json;

/** Rows of named cells that can be shown as a table, as CSV or as JSON. */
public final class Listing {
    private final String kind;
    private final List<Column> columns;
    private final List<List<Object>> rows = new ArrayList<>();

    /**
     * A column.
     *
     * @param key its name in JSON and CSV, with the unit
     * @param head its head on a terminal; empty to leave the column out there
     * @param side how it is set
     */
    public record Column(String key, String head, TextTable.Side side) {
        /** Checks that no part is missing. */
        public Column {
            Objects.requireNonNull(key);
            Objects.requireNonNull(head);
            Objects.requireNonNull(side);
        }

        /** Returns a column of texts. */
        public static Column text(String key, String head) {
            return new Column(key, head, TextTable.Side.LEFT);
        }

        /** Returns a column of numbers. */
        public static Column number(String key, String head) {
            return new Column(key, head, TextTable.Side.RIGHT);
        }
    }

    /**
     * Creates a listing.
     *
     * @param kind the schema's name without {@code systole-}, for example {@code models}
     */
    public Listing(String kind, List<Column> columns) {
        this.kind = kind;
        this.columns = List.copyOf(columns);
    }

    /** Adds a row; a cell that differs on a terminal is a {@link Shown}. */
    public void row(Object... cells) {
        if (cells.length != columns.size())
            throw new IllegalArgumentException(cells.length + " cells for " + columns.size() + " columns");
        rows.add(List.of(cells));
    }

    /**
     * A cell that a terminal shows otherwise than files hold it.
     *
     * @param value for files
     * @param text for people
     */
    public record Shown(Object value, String text) {
        /** Checks that no part is missing. */
        public Shown {
            Objects.requireNonNull(value);
            Objects.requireNonNull(text);
        }
    }

    /** Returns how many rows there are. */
    public int size() {
        return rows.size();
    }

    /** Returns the lines of a table for a terminal. */
    public List<String> lines(int width) {
        var shown = columns.stream().filter(c -> !c.head().isEmpty()).toList();
        var table = new TextTable(
                shown.stream().map(Column::side).toList(),
                shown.stream().map(Column::head).toList());
        for (List<Object> row : rows) {
            var cells = new ArrayList<String>();
            for (int i = 0; i < columns.size(); i++) if (!columns.get(i).head().isEmpty()) cells.add(text(row.get(i)));
            table.row(cells);
        }
        return table.lines(width);
    }

    /** Returns the table as a Markdown table. */
    public String markdown() {
        var text = new StringBuilder("|");
        var shown = columns.stream().filter(c -> !c.head().isEmpty()).toList();
        shown.forEach(c -> text.append(' ').append(c.head()).append(" |"));
        text.append("\n|");
        shown.forEach(c -> text.append(c.side() == TextTable.Side.RIGHT ? "---:|" : "---|"));
        for (List<Object> row : rows) {
            text.append("\n|");
            for (int i = 0; i < columns.size(); i++) {
                if (columns.get(i).head().isEmpty()) continue;
                text.append(' ').append(text(row.get(i)).replace("|", "\\|")).append(" |");
            }
        }
        return text.append('\n').toString();
    }

    /** Returns the table as CSV. */
    public String csv() {
        var table = new CsvTable(columns.stream().map(Column::key).toList());
        for (List<Object> row : rows) table.row(row.stream().map(Listing::value).toList());
        return table.toString();
    }

    /** Returns the table as JSON. */
    public String json() {
        var items = new ArrayList<Object>();
        for (List<Object> row : rows) {
            var item = new LinkedHashMap<String, Object>();
            for (int i = 0; i < columns.size(); i++) item.put(columns.get(i).key(), value(row.get(i)));
            items.add(item);
        }
        var tree = new LinkedHashMap<String, Object>();
        tree.put("schema", "systole-" + kind + "/1");
        tree.put(kind.substring(kind.lastIndexOf('-') + 1), items);
        return Json.pretty(tree);
    }

    private static String text(Object cell) {
        return switch (cell) {
            case Shown shown -> shown.text();
            case List<?> list ->
                String.join(", ", list.stream().map(Object::toString).toList());
            default -> cell.toString();
        };
    }

    private static Object value(Object cell) {
        return cell instanceof Shown shown ? shown.value() : cell;
    }
}
