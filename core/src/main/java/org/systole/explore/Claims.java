package org.systole.explore;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * Says in a store that several processes use who is about to evaluate what. A claim is a courtesy: it keeps others from the same
 * work, and ends with its process, or when nobody renews it. Without claims nothing is lost or doubled, only done twice.
 */
final class Claims {
    /** Others wait so long for a process that says nothing, in milliseconds. */
    static final long LEASE_MILLIS = 30_000;

    private final Store store;
    private final Connection connection;
    private final String owner;
    private final LongSupplier clock;

    /**
     * Creates the claims of one process.
     *
     * @param owner as {@link #thisProcess} names it
     * @param clock milliseconds, the same for all processes
     */
    Claims(Store store, Connection connection, String owner, LongSupplier clock) {
        this.store = store;
        this.connection = connection;
        this.owner = owner;
        this.clock = clock;
        locked(s ->
                s.execute("CREATE TABLE IF NOT EXISTS claim (key TEXT PRIMARY KEY, owner TEXT NOT NULL, until INTEGER"
                        + " NOT NULL) WITHOUT ROWID"));
    }

    /** Returns a name of this process that tells whether it lives still: the machine since its start, the process, its start. */
    static String thisProcess() {
        long me = ProcessHandle.current().pid();
        return machine() + " " + me + " " + started(me);
    }

    /** The start of the machine and the space of process numbers: containers share the one and not the other. */
    private static String machine() {
        try {
            String boot =
                    Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).strip();
            String numbers =
                    Files.readSymbolicLink(Path.of("/proc/self/ns/pid")).toString();
            // where the first process is hidden, so are those of others
            if (Files.isReadable(Path.of("/proc/1/stat"))) return (boot + ":" + numbers).replace(' ', '_');
        } catch (IOException | UnsupportedOperationException e) {
            // another system
        }
        // leases alone tell
        return "unknown";
    }

    /** Returns when a process began, in ticks since the machine did: a clock that is set does not change them; 0 if unknown. */
    private static long started(long process) {
        try {
            String stat = Files.readString(Path.of("/proc/" + process + "/stat"), StandardCharsets.ISO_8859_1);
            // the second field is a name in parentheses, which may have blanks and parentheses; the 22nd is the start
            return Long.parseLong(
                    stat.substring(stat.lastIndexOf(')') + 1).strip().split(" ")[19]);
        } catch (IOException | NumberFormatException | ArrayIndexOutOfBoundsException e) {
            return 0;
        }
    }

    /** Returns whether a process is known to have ended: one of this machine whose number is free or another's. */
    static boolean isGone(String owner) {
        String[] parts = owner.split(" ");
        if (parts.length != 3 || parts[0].equals("unknown") || !parts[0].equals(machine())) return false;
        try {
            long process = Long.parseLong(parts[1]), began = Long.parseLong(parts[2]);
            return process > 0
                    && ProcessHandle.of(process)
                            .map(p -> !p.isAlive() || differs(began, started(process)))
                            .orElse(true);
        } catch (IllegalArgumentException e) {
            // no process of ours wrote that
            return false;
        }
    }

    private static boolean differs(long began, long started) {
        return began != 0 && started != 0 && began != started;
    }

    private void locked(Transaction.Work work) {
        synchronized (store) {
            try (Statement s = connection.createStatement()) {
                Transaction.run(s, work);
            } catch (SQLException e) {
                throw store.problem(e);
            }
        }
    }

    /**
     * Claims evaluations.
     *
     * @return the keys that are this process's now: neither recorded, unless the record is damaged, nor another's
     */
    List<String> claim(List<String> keys) {
        var mine = new ArrayList<String>();
        locked(s -> {
            try (PreparedStatement recorded = connection.prepareStatement("SELECT 1 FROM evaluation WHERE key = ?");
                    PreparedStatement known =
                            connection.prepareStatement("SELECT owner, until FROM claim WHERE key = ?");
                    PreparedStatement take = connection.prepareStatement(
                            "INSERT OR REPLACE INTO claim (key, owner, until) VALUES (?, ?, ?)")) {
                for (String key : keys) {
                    if (isThere(recorded, key) && !store.isDamaged(key) || isTaken(known, key)) continue;
                    take.setString(1, key);
                    take.setString(2, owner);
                    take.setLong(3, clock.getAsLong() + LEASE_MILLIS);
                    take.executeUpdate();
                    mine.add(key);
                }
            }
        });
        return mine;
    }

    private static boolean isThere(PreparedStatement recorded, String key) throws SQLException {
        recorded.setString(1, key);
        try (ResultSet row = recorded.executeQuery()) {
            return row.next();
        }
    }

    private boolean isTaken(PreparedStatement known, String key) throws SQLException {
        known.setString(1, key);
        try (ResultSet row = known.executeQuery()) {
            if (!row.next()) return false;
            String other = row.getString(1);
            // a clock that was set back must not make a claim last
            long left = row.getLong(2) - clock.getAsLong();
            return !other.equals(owner) && left > 0 && left <= LEASE_MILLIS && !isGone(other);
        }
    }

    /** Says that this process is still at work. */
    void renew() {
        locked(s -> {
            try (PreparedStatement more = connection.prepareStatement("UPDATE claim SET until = ? WHERE owner = ?")) {
                more.setLong(1, clock.getAsLong() + LEASE_MILLIS);
                more.setString(2, owner);
                more.executeUpdate();
            }
        });
    }

    /** Gives up all claims. */
    void release() {
        locked(s -> {
            try (PreparedStatement none = connection.prepareStatement("DELETE FROM claim WHERE owner = ?")) {
                none.setString(1, owner);
                none.executeUpdate();
            }
        });
    }
}
