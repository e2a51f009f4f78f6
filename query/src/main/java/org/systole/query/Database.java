package org.systole.query;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.duckdb.DuckDBAppender;
import org.duckdb.DuckDBConnection;
import org.systole.explore.ExploreProblem;
import org.systole.files.Json;
import org.systole.problem.Place;
import org.systole.problem.Problem;
import org.systole.problem.SystoleException;
import org.systole.report.DataTable;
import org.systole.report.DataTable.Column;
import org.systole.report.QueryAnswer;

/** A database in memory. */
final class Database implements AutoCloseable {
    /** The key-value metadata of a Parquet file that Systole wrote begins so. */
    private static final String PREFIX = "systole.";

    private static final String COLUMNS = PREFIX + "columns";

    private final Connection connection;

    private Database(Connection connection) {
        this.connection = connection;
    }

    static Database open() throws SQLException {
        var database = new Database(DriverManager.getConnection("jdbc:duckdb:"));
        // nothing is fetched from anywhere, and nothing is left on the disk
        database.execute("SET autoinstall_known_extensions = false");
        database.execute("SET autoload_known_extensions = false");
        database.execute("SET temp_directory = ''");
        database.execute("SET preserve_insertion_order = true");
        database.execute(
                "CREATE TABLE columns (of_table VARCHAR, name VARCHAR, type VARCHAR, unit VARCHAR, meaning VARCHAR)");
        database.execute("CREATE TABLE provenance (of_table VARCHAR, name VARCHAR, value VARCHAR)");
        return database;
    }

    private void execute(String sql) throws SQLException {
        try (Statement s = connection.createStatement()) {
            s.execute(sql);
        }
    }

    private static String name(String text) {
        return '"' + text.replace("\"", "\"\"") + '"';
    }

    private static String text(String text) {
        return '\'' + text.replace("'", "''") + '\'';
    }

    /** A zero character ends a text in the engine, and half a surrogate pair has no UTF-8: both become the usual sign. */
    private static String clean(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8).replace('\0', '\ufffd');
    }

    private static String type(DataTable.Type type) {
        return switch (type) {
            case TEXT -> "VARCHAR";
            case WHOLE -> "BIGINT";
            case REAL -> "DOUBLE";
            case TRUTH -> "BOOLEAN";
        };
    }

    /** Copies a table. */
    void load(String table, DataTable data) throws SQLException {
        var declared = new ArrayList<String>();
        for (Column c : data.columns()) declared.add(name(clean(c.name())) + " " + type(c.type()));
        execute("CREATE TABLE " + name(table) + " (" + String.join(", ", declared) + ")");
        try (DuckDBAppender appender = connection.unwrap(DuckDBConnection.class).createAppender(table)) {
            for (List<Object> row : data.rows()) append(appender, row);
        }
        for (Column c : data.columns()) insert("columns", table, c.name(), type(c.type()), c.unit(), c.meaning());
        for (var fact : data.facts().entrySet()) insert("provenance", table, fact.getKey(), fact.getValue());
    }

    private static void append(DuckDBAppender appender, List<Object> row) throws SQLException {
        appender.beginRow();
        for (Object cell : row) {
            switch (cell) {
                case null -> appender.appendNull();
                case Long whole -> appender.append(whole.longValue());
                case Double real -> appender.append(real.doubleValue());
                case Boolean truth -> appender.append(truth.booleanValue());
                default -> appender.append(clean(cell.toString()));
            }
        }
        appender.endRow();
    }

    private void insert(String table, String... values) throws SQLException {
        String places = String.join(", ", Collections.nCopies(values.length, "?"));
        try (PreparedStatement s =
                connection.prepareStatement("INSERT INTO " + name(table) + " VALUES (" + places + ")")) {
            for (int i = 0; i < values.length; i++) s.setString(i + 1, clean(values[i]));
            s.execute();
        }
    }

    /** Writes a table that was loaded. */
    void writeParquet(String table, DataTable data, Path file) throws SQLException {
        var facts = new LinkedHashMap<String, String>();
        facts.put(COLUMNS, Json.compact(described(data.columns())));
        data.facts().forEach((key, value) -> facts.put(PREFIX + key, value));
        var pairs = new ArrayList<String>();
        facts.forEach((key, value) -> pairs.add(name(clean(key)) + ": " + text(clean(value))));
        execute("COPY " + name(table) + " TO " + text(file.toString())
                + " (FORMAT parquet, COMPRESSION zstd, KV_METADATA {" + String.join(", ", pairs) + "})");
    }

    private static List<Object> described(List<Column> columns) {
        var list = new ArrayList<Object>();
        for (Column c : columns) {
            var column = new LinkedHashMap<String, Object>();
            column.put("name", clean(c.name()));
            column.put("unit", c.unit());
            column.put("meaning", c.meaning());
            list.add(column);
        }
        return list;
    }

    /** Copies the rows of a Parquet file, and what its metadata says of them. */
    void loadParquet(String table, Path file) throws SQLException {
        execute("CREATE TABLE " + name(table) + " AS SELECT * FROM read_parquet(" + text(file.toString())
                // a folder's name like a=1 is no column
                + ", hive_partitioning = false)");
        Map<String, String> facts = new LinkedHashMap<>();
        // the metadata of strangers may be no text at all
        try (Statement s = connection.createStatement();
                ResultSet row = s.executeQuery("SELECT decode(key), decode(value) FROM parquet_kv_metadata("
                        + text(file.toString()) + ") WHERE starts_with(key::VARCHAR, " + text(PREFIX) + ")")) {
            while (row.next()) facts.put(row.getString(1), row.getString(2));
        }
        Map<String, Map<?, ?>> known = known(facts.remove(COLUMNS));
        for (String[] column : declared(table)) {
            Map<?, ?> more = known.getOrDefault(column[0], Map.of());
            insert("columns", table, column[0], column[1], word(more.get("unit")), word(more.get("meaning")));
        }
        for (var fact : facts.entrySet())
            insert("provenance", table, fact.getKey().substring(PREFIX.length()), fact.getValue());
    }

    private static String word(Object value) {
        return value == null ? "" : value.toString();
    }

    private List<String[]> declared(String table) throws SQLException {
        var columns = new ArrayList<String[]>();
        try (Statement s = connection.createStatement();
                ResultSet row = s.executeQuery("DESCRIBE " + name(table))) {
            while (row.next()) columns.add(new String[] {row.getString(1), row.getString(2)});
        }
        return columns;
    }

    private static Map<String, Map<?, ?>> known(String json) {
        var known = new LinkedHashMap<String, Map<?, ?>>();
        if (json == null) return known;
        try {
            if (Json.parse(json.getBytes(StandardCharsets.UTF_8)) instanceof List<?> list)
                for (Object item : list)
                    if (item instanceof Map<?, ?> map && map.get("name") instanceof String name) known.put(name, map);
        } catch (IllegalArgumentException e) {
            // units are a comfort: a file without them is a table all the same
        }
        return known;
    }

    /** Answers a question of a user, whom the tables are all that can be had. */
    QueryAnswer ask(String sql, long limit) throws SQLException {
        String form = form(sql);
        execute("SET enable_external_access = false");
        execute("SET lock_configuration = true");
        try (Statement s = connection.createStatement()) {
            if (!form.isEmpty()) throw refused(form);
            try (ResultSet row = s.executeQuery(sql)) {
                return read(row, limit);
            }
        } catch (SQLException e) {
            if (isOutOfMemory(e)) throw outOfMemory(e);
            throw refused(e.getMessage());
        }
    }

    /** Returns why a text is no single SELECT statement; empty when it is one, or when its execution will tell. */
    private String form(String sql) throws SQLException {
        try (PreparedStatement s = connection.prepareStatement("SELECT json_serialize_sql(?)")) {
            s.setString(1, clean(sql));
            try (ResultSet row = s.executeQuery()) {
                row.next();
                var tree = (Map<?, ?>) Json.parse(row.getString(1).getBytes(StandardCharsets.UTF_8));
                if (Boolean.TRUE.equals(tree.get("error")))
                    return "not implemented".equals(tree.get("error_type"))
                            ? "only SELECT is answered"
                            : word(tree.get("error_message"));
                int statements = tree.get("statements") instanceof List<?> list ? list.size() : 0;
                return statements == 1 ? "" : statements + " statements where one is answered";
            }
        }
    }

    private static QueryAnswer read(ResultSet row, long limit) throws SQLException {
        ResultSetMetaData meta = row.getMetaData();
        var columns = new ArrayList<QueryAnswer.Column>();
        for (int i = 1; i <= meta.getColumnCount(); i++)
            columns.add(new QueryAnswer.Column(meta.getColumnLabel(i), meta.getColumnTypeName(i), isNumber(meta, i)));
        var rows = new ArrayList<List<Object>>();
        while (row.next()) {
            if (rows.size() == limit) return new QueryAnswer(columns, rows, true);
            var cells = new ArrayList<>(columns.size());
            for (int i = 1; i <= columns.size(); i++) cells.add(cell(row.getObject(i)));
            rows.add(cells);
        }
        return new QueryAnswer(columns, rows, false);
    }

    private static boolean isNumber(ResultSetMetaData meta, int column) throws SQLException {
        return switch (meta.getColumnType(column)) {
            case Types.TINYINT,
                    Types.SMALLINT,
                    Types.INTEGER,
                    Types.BIGINT,
                    Types.FLOAT,
                    Types.REAL,
                    Types.DOUBLE,
                    Types.DECIMAL,
                    Types.NUMERIC -> true;
            default -> meta.getColumnTypeName(column).endsWith("HUGEINT");
        };
    }

    private static Object cell(Object value) {
        return switch (value) {
            case null -> null;
            case Float real -> (double) real;
            case Byte _, Short _, Integer _ -> ((Number) value).longValue();
            case Long _, Double _, Boolean _, String _ -> value;
            case BigInteger whole when whole.bitLength() < Long.SIZE -> whole.longValue();
            case BigDecimal decimal -> decimal.doubleValue();
            default -> value.toString();
        };
    }

    static boolean isOutOfMemory(SQLException e) {
        return String.valueOf(e.getMessage()).startsWith("Out of Memory");
    }

    static SystoleException outOfMemory(SQLException e) {
        return new SystoleException(
                Problem.of(
                        ExploreProblem.QUERY_MEMORY,
                        Place.NONE,
                        e.getMessage(),
                        "ask for fewer rows or columns, or for sums over them"),
                e);
    }

    private static SystoleException refused(String message) {
        return new SystoleException(Problem.of(
                ExploreProblem.QUERY,
                Place.NONE,
                message.strip(),
                "ask one SELECT over the given tables; SELECT * FROM columns lists what is in them"));
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
