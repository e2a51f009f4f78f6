package org.systole.report;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;

/** Writes Parquet and answers SQL. The module {@code query} has one, found as a service; nothing else needs it. */
public interface TableEngine {
    /** What a table of a question is made of. */
    sealed interface Source {
        /** A table of this process. */
        record Rows(DataTable table) implements Source {}

        /** A Parquet file. */
        record Parquet(Path file) implements Source {}
    }

    /**
     * Writes a table as a Parquet file, whole or not at all. Its facts, and the columns with their units as JSON under
     * {@code systole.columns}, are the file's key-value metadata.
     *
     * @throws org.systole.problem.SystoleException E9102 or E9103 when the file cannot be written
     */
    void write(DataTable table, Path target);

    /**
     * Answers a question. Nothing but the given tables can be read, and nothing can be written. Beside them there are
     * {@code columns} (of_table, name, type, unit, meaning) and {@code provenance} (of_table, name, value).
     *
     * @param tables by their names
     * @param sql one SELECT statement
     * @param limit rows at most
     * @throws org.systole.problem.SystoleException E7302 when the statement is refused, E7303 when a file is no Parquet file,
     *     E7304 when memory does not suffice
     */
    QueryAnswer ask(Map<String, Source> tables, String sql, long limit);

    /** Returns the engine, if its module is there. */
    static Optional<TableEngine> find() {
        return ServiceLoader.load(TableEngine.class).findFirst();
    }
}
