package org.systole.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import org.systole.files.Json;

/**
 * What a question was answered with.
 *
 * @param columns names and types as the engine calls them; names may repeat
 * @param rows texts, numbers, truths and nulls
 * @param cut whether there were more rows than asked for
 */
public record QueryAnswer(List<Column> columns, List<List<Object>> rows, boolean cut) {
    /**
     * A column.
     *
     * @param type as the engine calls it
     * @param number whether its cells are numbers
     */
    public record Column(String name, String type, boolean number) {}

    /** Copies the lists. */
    public QueryAnswer {
        columns = List.copyOf(columns);
        rows = List.copyOf(rows);
    }

    /** Returns the lines of a table for a terminal. */
    public List<String> lines(int width) {
        var sides = new ArrayList<TextTable.Side>();
        for (Column column : columns) sides.add(column.number() ? TextTable.Side.RIGHT : TextTable.Side.LEFT);
        var table = new TextTable(sides, columns.stream().map(Column::name).toList());
        for (List<Object> row : rows)
            table.row(row.stream().map(QueryAnswer::shown).toList());
        return table.lines(width);
    }

    private static String shown(Object cell) {
        return switch (cell) {
            case null -> "";
            case Double d -> Quantities.digits(d);
            default -> cell.toString().replaceAll("\\R", " ");
        };
    }

    /** Returns the rows as CSV. */
    public String csv() {
        var table = new CsvTable(columns.stream().map(Column::name).toList());
        rows.forEach(table::row);
        return table.toString();
    }

    /** Returns the rows as JSON: columns with their types, rows as lists. */
    public String json() {
        var heads = new ArrayList<Object>();
        for (Column column : columns) {
            var head = new LinkedHashMap<String, Object>();
            head.put("name", column.name());
            head.put("type", column.type());
            heads.add(head);
        }
        var tree = new LinkedHashMap<String, Object>();
        tree.put("schema", "systole-query/1");
        tree.put("columns", heads);
        tree.put("rows", rows);
        tree.put("cut", cut);
        return Json.pretty(tree);
    }
}
