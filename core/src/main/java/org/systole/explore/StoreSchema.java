package org.systole.explore;

import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.systole.problem.Place;
import org.systole.problem.Problem;
import org.systole.problem.SystoleException;

/** The tables of a store, and how older ones become today's. */
final class StoreSchema {
    /** Version of the tables; a store of an older version opens, one of a newer version is refused. */
    static final int VERSION = 2;

    private StoreSchema() {}

    /** Makes the tables, or brings those of an older version to today's, all or nothing. */
    static void prepare(Path file, Statement s) throws SQLException {
        if (version(file, s) == VERSION) return;
        Transaction.run(s, StoreSchema::upgrade);
    }

    private static void upgrade(Statement s) throws SQLException {
        // another process may have done it while this one waited for the lock
        int version = version(s);
        if (version == 0) create(s);
        if (version == 1) fromFirst(s);
        s.execute("PRAGMA user_version = " + VERSION);
    }

    /**
     * Returns the version of a file's tables, 0 when it has none.
     *
     * @throws SystoleException when it is newer than this Systole
     */
    static int version(Path file, Statement s) throws SQLException {
        int version = version(s);
        if (version > VERSION)
            throw new SystoleException(Problem.of(
                    ExploreProblem.STORE_NEWER,
                    Place.file(file.toString()),
                    "the store has version " + version + ", this Systole reads up to " + VERSION,
                    "use the Systole that wrote it, or a newer one"));
        return version;
    }

    private static void create(Statement s) throws SQLException {
        s.execute("CREATE TABLE evaluation (id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, outcome TEXT NOT NULL,"
                + " millis INTEGER NOT NULL, sum INTEGER NOT NULL)");
        s.execute("CREATE TABLE study (id INTEGER PRIMARY KEY, hash TEXT NOT NULL UNIQUE, record TEXT NOT NULL)");
        s.execute("CREATE TABLE member (id INTEGER PRIMARY KEY, study INTEGER NOT NULL REFERENCES study, point TEXT NOT"
                + " NULL, position INTEGER NOT NULL, evaluation INTEGER NOT NULL REFERENCES evaluation, sum INTEGER NOT NULL,"
                + " UNIQUE (study, point))");
    }

    /** The first version knew only the study that asked first, and a point by its number. */
    private static void fromFirst(Statement s) throws SQLException {
        s.execute("ALTER TABLE evaluation RENAME TO first");
        s.execute("DROP INDEX IF EXISTS evaluation_study");
        create(s);
        try (PreparedStatement add = s.getConnection()
                        .prepareStatement("INSERT INTO evaluation (key, outcome, millis, sum) VALUES (?, ?, ?, ?)");
                ResultSet row = s.executeQuery("SELECT key, outcome, millis FROM first ORDER BY key")) {
            while (row.next()) {
                add.setString(1, row.getString(1));
                add.setString(2, row.getString(2));
                add.setLong(3, row.getLong(3));
                add.setLong(4, Store.sum(row.getString(1), row.getString(2), row.getLong(3)));
                add.executeUpdate();
            }
        }
        s.execute("DROP TABLE first");
    }

    private static int version(Statement s) throws SQLException {
        try (ResultSet row = s.executeQuery("PRAGMA user_version")) {
            return row.next() ? row.getInt(1) : 0;
        }
    }
}
