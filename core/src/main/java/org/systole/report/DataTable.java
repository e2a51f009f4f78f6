package org.systole.report;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Rows of typed columns, for files and engines that keep types: Parquet, SQL.
 *
 * @param columns names differ, also when the case of letters is not looked at
 * @param facts what the table is and where it comes from, by name
 * @param rows cells as the columns' types say, null where nothing is known; may be walked through more than once
 */
public record DataTable(List<Column> columns, Map<String, String> facts, Iterable<List<Object>> rows) {
    /** What a column holds. */
    public enum Type {
        /** {@link String}. */
        TEXT,
        /** {@link Long}. */
        WHOLE,
        /** {@link Double}. */
        REAL,
        /** {@link Boolean}. */
        TRUTH
    }

    /**
     * A column.
     *
     * @param name any text
     * @param unit of its numbers; empty where they have none
     * @param meaning one line for people
     */
    public record Column(String name, Type type, String unit, String meaning) {
        /** Checks that no part is missing. */
        public Column {
            Objects.requireNonNull(name);
            Objects.requireNonNull(type);
            Objects.requireNonNull(unit);
            Objects.requireNonNull(meaning);
        }
    }

    /** Copies the lists. */
    public DataTable {
        columns = List.copyOf(columns);
        facts = Collections.unmodifiableMap(new LinkedHashMap<>(facts));
        Objects.requireNonNull(rows);
    }
}
