package org.systole.explore;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.systole.files.Json;
import org.systole.problem.Place;
import org.systole.problem.Problem;
import org.systole.problem.SystoleException;

/**
 * The journal of evaluations: an SQLite file in write-ahead mode.
 *
 * <p>An evaluation is known by a key that stands for everything it depends on (study inputs, point, version); recording it
 * twice changes nothing. What {@link #record} has returned from survives a kill of the process and, with the file system's
 * help, of the machine. Several processes may use one store.
 */
public final class Store implements AutoCloseable {
    /** Version of the tables; a store of an older version opens, one of a newer version is refused. */
    static final int VERSION = 1;

    private final Path file;
    private final Connection connection;

    private Store(Path file, Connection connection) {
        this.file = file;
        this.connection = connection;
    }

    /**
     * Opens a store, creating it when it is not there.
     *
     * @throws SystoleException when it is damaged, newer, busy or not writable
     */
    public static Store open(Path file) {
        try {
            Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file.toAbsolutePath());
            Store store = new Store(file, connection);
            store.prepare();
            return store;
        } catch (SQLException e) {
            throw problem(file, e);
        }
    }

    private void prepare() throws SQLException {
        try (Statement s = connection.createStatement()) {
            s.execute("PRAGMA busy_timeout = 10000");
            s.execute("PRAGMA journal_mode = WAL");
            s.execute("PRAGMA synchronous = FULL");
            int version = number(s, "PRAGMA user_version");
            if (version > VERSION)
                throw new SystoleException(Problem.of(
                        ExploreProblem.STORE_NEWER,
                        Place.file(file.toString()),
                        "the store has version " + version + ", this Systole reads up to " + VERSION,
                        "use the Systole that wrote it, or a newer one"));
            if (version == 0) {
                s.execute(
                        "CREATE TABLE IF NOT EXISTS evaluation (key TEXT PRIMARY KEY, study TEXT NOT NULL, point INTEGER NOT"
                                + " NULL, outcome TEXT NOT NULL, millis INTEGER NOT NULL) WITHOUT ROWID");
                s.execute("CREATE INDEX IF NOT EXISTS evaluation_study ON evaluation (study, point)");
                s.execute("PRAGMA user_version = " + VERSION);
            }
        }
    }

    private static int number(Statement s, String query) throws SQLException {
        try (ResultSet row = s.executeQuery(query)) {
            return row.next() ? row.getInt(1) : 0;
        }
    }

    private static SystoleException problem(Path file, SQLException e) {
        int code = e.getErrorCode() & 0xff;
        ExploreProblem kind = switch (code) {
            case 5, 6 -> ExploreProblem.STORE_BUSY;
            case 8, 10, 13, 14 -> ExploreProblem.STORE_UNWRITABLE;
            default -> ExploreProblem.STORE_DAMAGED;
        };
        String fix = switch (kind) {
            case STORE_BUSY -> "wait until the other process is done";
            case STORE_UNWRITABLE -> "free disk space or choose a folder that can be written; then resume";
            default -> "restore the file from a copy, or move it away and begin a new one";
        };
        return new SystoleException(
                Problem.of(kind, Place.file(file.toString()), "SQLite says: " + e.getMessage(), fix), e);
    }

    /**
     * Records an evaluation, durably; one that is there already stays as it is.
     *
     * @param key stands for everything that the outcome depends on
     * @param study which study asked for it
     * @param point its number in the study's space
     * @param millis how long it took
     */
    public synchronized void record(String key, String study, long point, Outcome outcome, long millis) {
        try (PreparedStatement s =
                connection.prepareStatement("INSERT OR IGNORE INTO evaluation VALUES (?, ?, ?, ?, ?)")) {
            s.setString(1, key);
            s.setString(2, study);
            s.setLong(3, point);
            s.setString(4, encode(outcome));
            s.setLong(5, millis);
            s.executeUpdate();
        } catch (SQLException e) {
            throw problem(file, e);
        }
    }

    private static String encode(Outcome outcome) {
        var tree = new java.util.LinkedHashMap<String, Object>();
        var kpis = new java.util.LinkedHashMap<String, Object>();
        // an unknown figure has no number, and JSON has none for it
        outcome.kpis().forEach((name, value) -> {
            if (Double.isFinite(value)) kpis.put(name, value);
        });
        tree.put("kpis", kpis);
        tree.put("refusal", outcome.refusal());
        return Json.compact(tree);
    }

    private static Outcome decode(String text) {
        var tree = (Map<?, ?>) Json.parse(text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
        var kpis = new java.util.LinkedHashMap<String, Double>();
        ((Map<?, ?>) tree.get("kpis")).forEach((k, v) -> kpis.put((String) k, ((Number) v).doubleValue()));
        return new Outcome(kpis, (String) tree.get("refusal"));
    }

    /** Returns a recorded evaluation. */
    public synchronized Optional<Outcome> find(String key) {
        try (PreparedStatement s = connection.prepareStatement("SELECT outcome FROM evaluation WHERE key = ?")) {
            s.setString(1, key);
            try (ResultSet row = s.executeQuery()) {
                return row.next() ? Optional.of(decode(row.getString(1))) : Optional.empty();
            }
        } catch (SQLException e) {
            throw problem(file, e);
        }
    }

    /** Returns all evaluations of a study, by point. */
    public synchronized Map<Long, Outcome> ofStudy(String study) {
        var outcomes = new TreeMap<Long, Outcome>();
        try (PreparedStatement s =
                connection.prepareStatement("SELECT point, outcome FROM evaluation WHERE study = ?")) {
            s.setString(1, study);
            try (ResultSet row = s.executeQuery()) {
                while (row.next()) outcomes.put(row.getLong(1), decode(row.getString(2)));
            }
        } catch (SQLException e) {
            throw problem(file, e);
        }
        return outcomes;
    }

    /**
     * Checks the file's integrity.
     *
     * @return what SQLite found wrong; empty when nothing is
     */
    public synchronized Optional<String> verify() {
        try (Statement s = connection.createStatement();
                ResultSet row = s.executeQuery("PRAGMA integrity_check")) {
            String answer = row.next() ? row.getString(1) : "no answer";
            return answer.equals("ok") ? Optional.empty() : Optional.of(answer);
        } catch (SQLException e) {
            throw problem(file, e);
        }
    }

    @Override
    public synchronized void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            throw problem(file, e);
        }
    }
}
