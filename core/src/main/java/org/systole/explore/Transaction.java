package org.systole.explore;

import java.sql.SQLException;
import java.sql.Statement;

/** Statements that take effect together or not at all, while nobody else writes to the store. */
final class Transaction {
    private Transaction() {}

    /** What is done. */
    @FunctionalInterface
    interface Work {
        void run(Statement s) throws SQLException;
    }

    /** Does some work; what it throws takes all of it back. */
    static void run(Statement s, Work work) throws SQLException {
        s.execute("BEGIN IMMEDIATE");
        try {
            work.run(s);
            s.execute("COMMIT");
        } catch (SQLException | RuntimeException e) {
            try {
                s.execute("ROLLBACK");
            } catch (SQLException over) {
                // SQLite ended the transaction by itself, as it may when the disk is full
                e.addSuppressed(over);
            }
            throw e;
        }
    }
}
