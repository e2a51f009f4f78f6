package org.systole.query;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Map;
import org.systole.explore.ExploreProblem;
import org.systole.files.AtomicFile;
import org.systole.problem.Place;
import org.systole.problem.Problem;
import org.systole.problem.SystoleException;
import org.systole.report.DataTable;
import org.systole.report.QueryAnswer;
import org.systole.report.TableEngine;

/** The engine of this module. */
public final class DuckDbEngine implements TableEngine {
    /** For the service loader. */
    public DuckDbEngine() {}

    @Override
    public void write(DataTable table, Path target) {
        AtomicFile.write(target, file -> {
            try (Database database = Database.open()) {
                database.load("points", table);
                database.writeParquet("points", table, file);
            } catch (SQLException e) {
                throw new IOException(e.getMessage(), e);
            }
        });
    }

    @Override
    public QueryAnswer ask(Map<String, Source> tables, String sql, long limit) {
        try (Database database = Database.open()) {
            for (var table : tables.entrySet()) load(database, table.getKey(), table.getValue());
            return database.ask(sql, limit);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void load(Database database, String name, Source source) throws SQLException {
        switch (source) {
            case Source.Rows rows -> database.load(name, rows.table());
            case Source.Parquet parquet -> {
                try {
                    // the engine takes a star or a question mark in a path for a pattern
                    if (!Files.isRegularFile(parquet.file())
                            || parquet.file().toString().matches(".*[*?\\[].*"))
                        throw unreadable(parquet.file(), "there is no such file, or its name has one of * ? [", null);
                    database.loadParquet(name, parquet.file());
                } catch (SQLException e) {
                    if (Database.isOutOfMemory(e)) throw Database.outOfMemory(e);
                    throw unreadable(parquet.file(), "DuckDB says: " + e.getMessage(), e);
                }
            }
        }
    }

    private static SystoleException unreadable(Path file, String why, Throwable cause) {
        return new SystoleException(
                Problem.of(
                        ExploreProblem.NO_PARQUET,
                        Place.file(file.toString()),
                        why,
                        "name a run directory, or a file that 'systole export RUN -o points.parquet' wrote"),
                cause);
    }
}
