package org.systole.explore;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.zip.CRC32C;
import org.systole.files.Json;
import org.systole.problem.SystoleException;

/**
 * The journal of evaluations: an SQLite file in write-ahead mode.
 *
 * <p>An evaluation is known by a key that stands for everything it depends on (model, accelerator, mapper, build); recording it
 * twice changes nothing. Studies refer to evaluations, so that an equal one is never done twice. What {@link #recordAll} has
 * returned from survives a kill of the process and, with the file system's help, of the machine. Several processes may use
 * one store.
 */
public final class Store implements AutoCloseable {
    private final Path file;
    private final Connection connection;
    private final Optional<String> note;
    private final Map<String, Long> studies = new HashMap<>();
    private final Set<String> damaged = new HashSet<>();
    private final PreparedStatement find;
    private final PreparedStatement addEvaluation;
    private final PreparedStatement addMember;

    /**
     * An evaluation that a study asked for.
     *
     * @param key stands for everything that the outcome depends on
     * @param point the text of the {@link DesignPoint}
     * @param position the how manieth point of the study it is
     * @param millis how long it took
     */
    public record Evaluation(String key, String point, long position, Outcome outcome, long millis) {}

    /**
     * How much a store holds.
     *
     * @param evaluations distinct ones
     * @param studies studies that asked
     * @param members points of all studies
     */
    public record Counts(long evaluations, long studies, long members) {}

    private Store(Path file, Connection connection, Optional<String> note) throws SQLException {
        this.file = file;
        this.connection = connection;
        this.note = note;
        find = connection.prepareStatement("SELECT outcome, millis, sum FROM evaluation WHERE key = ?");
        addEvaluation =
                connection.prepareStatement("INSERT INTO evaluation (key, outcome, millis, sum) VALUES (?, ?, ?, ?) ON"
                        + " CONFLICT (key) DO UPDATE SET outcome = excluded.outcome, millis = excluded.millis, sum ="
                        + " excluded.sum WHERE ?");
        addMember = connection.prepareStatement("INSERT INTO member (study, point, position, evaluation, sum)"
                + " SELECT ?, ?, ?, id, ? FROM evaluation WHERE key = ? ON CONFLICT (study, point) DO UPDATE SET position ="
                + " excluded.position, evaluation = excluded.evaluation, sum = excluded.sum WHERE sum <> excluded.sum");
    }

    /**
     * Opens a store, creating it when it is not there.
     *
     * @throws SystoleException when it is damaged, newer, busy or not writable
     */
    public static Store open(Path file) {
        return open(file, true);
    }

    /**
     * Opens a store to read from it while others may write. Nothing is changed, unless the store is of an older version, which
     * becomes today's.
     *
     * @throws SystoleException when it is not there, no store, damaged or newer
     */
    public static Store openToRead(Path file) {
        return StoreFile.isOlder(file) ? open(file, true) : open(file, false);
    }

    private static Store open(Path file, boolean writable) {
        Connection connection = null;
        try {
            Optional<String> note = StoreLog.inspect(file, writable);
            connection = writable ? StoreFile.connect(file) : StoreFile.connectToRead(file);
            return new Store(file, connection, note);
        } catch (SQLException e) {
            StoreFile.closeQuietly(connection);
            throw StoreFile.problem(file, e);
        } catch (SystoleException e) {
            StoreFile.closeQuietly(connection);
            throw e;
        }
    }

    /** Returns a store that lives as long as it is open. */
    public static Store inMemory() {
        Path name = Path.of("memory");
        try {
            return new Store(name, StoreFile.connectToMemory(), Optional.empty());
        } catch (SQLException e) {
            throw StoreFile.problem(name, e);
        }
    }

    /** Returns what was wrong with the store's log when it was opened: a sentence for people; mostly nothing. */
    public Optional<String> note() {
        return note;
    }

    /** Returns the claims of a process on evaluations of this store. */
    Claims claims(String owner, LongSupplier clock) {
        return new Claims(this, connection, owner, clock);
    }

    /** Returns whether an evaluation was met whose row is damaged. */
    boolean isDamaged(String key) {
        return damaged.contains(key);
    }

    /** Returns a failure of this store as a problem. */
    SystoleException problem(SQLException e) {
        return StoreFile.problem(file, e);
    }

    /** Returns the file. */
    public Path file() {
        return file;
    }

    /**
     * Says where a study's evaluations come from; what was said of it before is replaced.
     *
     * @param study the study's hash
     * @param record JSON with the study and the hashes of model, tables, version and seeds
     */
    public synchronized void describe(String study, String record) {
        try (PreparedStatement s = connection.prepareStatement(
                "INSERT INTO study (hash, record) VALUES (?, ?) ON CONFLICT (hash) DO UPDATE SET record = excluded.record")) {
            s.setString(1, study);
            s.setString(2, record);
            s.executeUpdate();
        } catch (SQLException e) {
            throw problem(e);
        }
    }

    /** Returns what {@link #describe} was told of a study: JSON; empty when it is not known. */
    public synchronized Optional<String> description(String study) {
        try (PreparedStatement s = connection.prepareStatement("SELECT record FROM study WHERE hash = ?")) {
            s.setString(1, study);
            try (ResultSet row = s.executeQuery()) {
                return row.next() ? Optional.of(row.getString(1)) : Optional.empty();
            }
        } catch (SQLException e) {
            throw problem(e);
        }
    }

    private long study(String hash) throws SQLException {
        Long known = studies.get(hash);
        if (known != null) return known;
        try (PreparedStatement s =
                        connection.prepareStatement("INSERT OR IGNORE INTO study (hash, record) VALUES (?, '{}')");
                PreparedStatement q = connection.prepareStatement("SELECT id FROM study WHERE hash = ?")) {
            s.setString(1, hash);
            s.executeUpdate();
            q.setString(1, hash);
            try (ResultSet row = q.executeQuery()) {
                row.next();
                studies.put(hash, row.getLong(1));
                return row.getLong(1);
            }
        }
    }

    /**
     * Records evaluations, durably, all or none; those that are there already stay as they are.
     *
     * @param study the hash of the study that asked for them
     */
    public synchronized void recordAll(String study, List<Evaluation> evaluations) {
        if (evaluations.isEmpty()) return;
        try {
            connection.setAutoCommit(false);
            try {
                long id = study(study);
                for (Evaluation e : evaluations) add(id, e);
                connection.commit();
            } catch (SQLException e) {
                studies.remove(study);
                endAfter(e);
                throw e;
            }
            connection.setAutoCommit(true);
        } catch (SQLException e) {
            throw problem(e);
        }
    }

    /** SQLite may have ended a transaction by itself when the disk was full: then there is nothing to take back. */
    private void endAfter(SQLException first) {
        try {
            connection.rollback();
        } catch (SQLException e) {
            first.addSuppressed(e);
        }
        try {
            connection.setAutoCommit(true);
        } catch (SQLException e) {
            first.addSuppressed(e);
        }
    }

    private void add(long study, Evaluation e) throws SQLException {
        String outcome = encode(e.outcome());
        addEvaluation.setString(1, e.key());
        addEvaluation.setString(2, outcome);
        addEvaluation.setLong(3, e.millis());
        addEvaluation.setLong(4, sum(e.key(), outcome, e.millis()));
        // what is there stays, unless it was found damaged
        addEvaluation.setBoolean(5, damaged.remove(e.key()));
        addEvaluation.executeUpdate();
        addMember.setLong(1, study);
        addMember.setString(2, e.point());
        addMember.setLong(3, e.position());
        addMember.setLong(4, sum(e.key(), e.point(), e.position()));
        addMember.setString(5, e.key());
        addMember.executeUpdate();
    }

    private static String encode(Outcome outcome) {
        var tree = new LinkedHashMap<String, Object>();
        var kpis = new LinkedHashMap<String, Object>();
        // an unknown figure has no number, and JSON has none for it
        outcome.kpis().forEach((name, value) -> {
            if (Double.isFinite(value)) kpis.put(name, value);
        });
        tree.put("kpis", kpis);
        tree.put("refusal", outcome.refusal());
        return Json.compact(tree);
    }

    private static Outcome decode(String text) {
        var tree = (Map<?, ?>) Json.parse(text.getBytes(StandardCharsets.UTF_8));
        var kpis = new LinkedHashMap<String, Double>();
        ((Map<?, ?>) tree.get("kpis")).forEach((k, v) -> kpis.put((String) k, ((Number) v).doubleValue()));
        return new Outcome(kpis, (String) tree.get("refusal"));
    }

    /** Returns the outcome of a row whose sum is right; of another, nothing: a flipped bit is never taken for a figure. */
    private Optional<Outcome> sound(String key, String outcome, long millis, long sum) {
        if (sum(key, outcome, millis) == sum) return Optional.of(decode(outcome));
        damaged.add(key);
        return Optional.empty();
    }

    /** Returns the CRC-32C of a row: of an evaluation with its outcome and time, or of a point with its text and position. */
    static long sum(String key, String text, long number) {
        var crc = new CRC32C();
        crc.update((key + "\n" + text + "\n" + number).getBytes(StandardCharsets.UTF_8));
        return crc.getValue();
    }

    /** Returns how many damaged evaluations were met, and not mended by recording them again. */
    public synchronized int damaged() {
        return damaged.size();
    }

    /** Returns a recorded evaluation; one whose row is damaged counts as not there. */
    public synchronized Optional<Outcome> find(String key) {
        try {
            find.setString(1, key);
            try (ResultSet row = find.executeQuery()) {
                return row.next() ? sound(key, row.getString(1), row.getLong(2), row.getLong(3)) : Optional.empty();
            }
        } catch (SQLException e) {
            throw problem(e);
        }
    }

    /** Returns all evaluations that a study asked for, in the order in which it did; damaged ones are left out. */
    public synchronized Map<DesignPoint, Outcome> ofStudy(String study) {
        var outcomes = new LinkedHashMap<DesignPoint, Outcome>();
        try (PreparedStatement s = connection.prepareStatement(
                "SELECT m.point, e.key, e.outcome, e.millis, e.sum, m.position, m.sum FROM member m JOIN"
                        + " evaluation e ON e.id = m.evaluation WHERE m.study = (SELECT id FROM study WHERE hash = ?) ORDER BY"
                        + " m.position, m.id")) {
            s.setString(1, study);
            try (ResultSet row = s.executeQuery()) {
                while (row.next()) {
                    String key = row.getString(2), point = row.getString(1);
                    if (sum(key, point, row.getLong(6)) != row.getLong(7)) damaged.add(key);
                    else
                        sound(key, row.getString(3), row.getLong(4), row.getLong(5))
                                .ifPresent(o -> outcomes.put(DesignPoint.parse(point), o));
                }
            }
        } catch (SQLException e) {
            throw problem(e);
        }
        return outcomes;
    }

    /** Returns how many evaluations a study asked for. */
    public synchronized long count(String study) {
        try (PreparedStatement s = connection.prepareStatement(
                "SELECT count(*) FROM member WHERE study = (SELECT id FROM study WHERE hash = ?)")) {
            s.setString(1, study);
            try (ResultSet row = s.executeQuery()) {
                return row.next() ? row.getLong(1) : 0;
            }
        } catch (SQLException e) {
            throw problem(e);
        }
    }

    /** Returns how much the store holds. */
    public synchronized Counts counts() {
        try (Statement s = connection.createStatement();
                ResultSet row = s.executeQuery("SELECT (SELECT count(*) FROM evaluation), (SELECT count(*) FROM study),"
                        + " (SELECT count(*) FROM member)")) {
            return new Counts(row.getLong(1), row.getLong(2), row.getLong(3));
        } catch (SQLException e) {
            throw problem(e);
        }
    }

    /**
     * Checks the file: SQLite's own check, that every point has its evaluation, and that every outcome can be read.
     *
     * @return what is wrong; empty when nothing is
     */
    public synchronized Optional<String> verify() {
        try {
            return StoreCheck.of(connection).or(() -> note);
        } catch (SQLException e) {
            throw problem(e);
        }
    }

    @Override
    public synchronized void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            throw problem(e);
        }
    }
}
