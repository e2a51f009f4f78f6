package org.systole.explore;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.locks.LockSupport;
import org.sqlite.BusyHandler;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteErrorCode;
import org.systole.problem.Place;
import org.systole.problem.Problem;
import org.systole.problem.SystoleException;

/** How the file of a store is opened, and what SQLite's failures mean. */
final class StoreFile {
    /** So long a process waits for others that write. */
    private static final long BUSY_NANOS = 60_000_000_000L;

    private static final long STEP_NANOS = 2_000_000;

    /**
     * Waits for others in steps of equal length. SQLite's own handler waits in ever longer ones, so that of many processes that
     * write all the time the one that has waited longest is served last, or never.
     */
    private static final class Patience extends BusyHandler {
        private long begun;

        @Override
        protected int callback(int waited) {
            if (waited == 0) begun = System.nanoTime();
            // an interrupted thread does not sleep
            if (System.nanoTime() - begun > BUSY_NANOS || Thread.currentThread().isInterrupted()) return 0;
            LockSupport.parkNanos(STEP_NANOS);
            return 1;
        }
    }

    private StoreFile() {}

    /** Returns a connection that may write; the file and its tables are made when they are not there. */
    static Connection connect(Path file) throws SQLException {
        return prepared(file, DriverManager.getConnection(address(file)));
    }

    /** Returns a connection to tables that live as long as it does. */
    static Connection connectToMemory() throws SQLException {
        return prepared(Path.of("memory"), DriverManager.getConnection("jdbc:sqlite::memory:"));
    }

    private static Connection prepared(Path file, Connection connection) throws SQLException {
        try (Statement s = connection.createStatement()) {
            BusyHandler.setHandler(connection, new Patience());
            writeAhead(s);
            s.execute("PRAGMA synchronous = FULL");
            StoreSchema.prepare(file, s);
            return connection;
        } catch (SQLException | SystoleException e) {
            closeQuietly(connection);
            throw e;
        }
    }

    /** SQLite does not wait by itself where others change the journal of a new file at the same time. */
    private static void writeAhead(Statement s) throws SQLException {
        long begun = System.nanoTime();
        while (true) {
            try {
                s.execute("PRAGMA journal_mode = WAL");
                return;
            } catch (SQLException e) {
                boolean over = System.nanoTime() - begun > BUSY_NANOS;
                if (kind(e) != ExploreProblem.STORE_BUSY || over) throw e;
                LockSupport.parkNanos(STEP_NANOS);
                // an interrupted thread does not sleep
                if (Thread.currentThread().isInterrupted()) throw e;
            }
        }
    }

    /**
     * Returns a connection that only reads.
     *
     * @throws SystoleException when the file is not there, or no store
     */
    static Connection connectToRead(Path file) throws SQLException {
        if (!Files.isRegularFile(file)) throw damaged(file, "there is no such file");
        boolean inUse = Files.exists(Path.of(file + "-wal"));
        try {
            // who only reads leaves the log, and makes one where there is none: then it is made, and removed at the end
            return checked(file, inUse ? readOnly(address(file)) : DriverManager.getConnection(address(file)));
        } catch (SQLException e) {
            if (kind(e) != ExploreProblem.STORE_UNWRITABLE || inUse) throw e;
            // SQLite wants to write beside a file that it only reads, unless it is told that nobody changes it
            return checked(file, readOnly(address(file) + "?immutable=1"));
        }
    }

    private static Connection readOnly(String address) throws SQLException {
        var config = new SQLiteConfig();
        config.setReadOnly(true);
        return DriverManager.getConnection(address, config.toProperties());
    }

    private static Connection checked(Path file, Connection connection) throws SQLException {
        try (Statement s = connection.createStatement()) {
            BusyHandler.setHandler(connection, new Patience());
            s.execute("PRAGMA query_only = 1");
            if (StoreSchema.version(file, s) == 0) throw damaged(file, "it has none of a store's tables");
            return connection;
        } catch (SQLException | SystoleException e) {
            closeQuietly(connection);
            throw e;
        }
    }

    /** Returns whether a file is a store of an older version, which cannot be read as it is. */
    static boolean isOlder(Path file) {
        if (!Files.isRegularFile(file)) return false;
        try (Connection connection = connectToRead(file);
                Statement s = connection.createStatement()) {
            return StoreSchema.version(file, s) < StoreSchema.VERSION;
        } catch (SQLException e) {
            // whoever opens it says why
            return false;
        }
    }

    private static SystoleException damaged(Path file, String what) {
        return new SystoleException(Problem.of(
                ExploreProblem.STORE_DAMAGED,
                Place.file(file.toString()),
                what,
                "name a run directory or the store of one"));
    }

    /** A question mark would begin settings of the driver, a percent sign a number of a character. */
    private static String address(Path file) {
        return "jdbc:sqlite:" + file.toAbsolutePath().toUri().toASCIIString().replaceFirst("^file:/+", "file:///");
    }

    static void closeQuietly(Connection connection) {
        try {
            if (connection != null) connection.close();
        } catch (SQLException e) {
            // the first failure is the one to tell
        }
    }

    private static ExploreProblem kind(SQLException e) {
        // the lowest byte is the primary code; the others say more of the same
        return switch (SQLiteErrorCode.getErrorCode(e.getErrorCode() & 0xff)) {
            case SQLITE_BUSY, SQLITE_LOCKED -> ExploreProblem.STORE_BUSY;
            case SQLITE_READONLY, SQLITE_IOERR, SQLITE_FULL, SQLITE_CANTOPEN -> ExploreProblem.STORE_UNWRITABLE;
            default -> ExploreProblem.STORE_DAMAGED;
        };
    }

    /** Returns a failure as a problem. */
    static SystoleException problem(Path file, SQLException e) {
        ExploreProblem kind = kind(e);
        String fix = switch (kind) {
            case STORE_BUSY -> "wait until the other process is done";
            case STORE_UNWRITABLE -> "free disk space or choose a folder that can be written; then resume";
            default -> "restore the file from a copy, or move it away and begin a new one";
        };
        return new SystoleException(
                Problem.of(kind, Place.file(file.toString()), "SQLite says: " + e.getMessage(), fix), e);
    }
}
