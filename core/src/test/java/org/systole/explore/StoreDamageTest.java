package org.systole.explore;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.systole.house.MemoryFolder;
import org.systole.house.Tally;
import org.systole.problem.SystoleException;

/** Stores with torn tails and flipped bits, with many writers, of every version. {@code -Dreliability.rounds=1000}: more. */
class StoreDamageTest {
    private static final int ROUNDS = Math.max(60, Integer.getInteger("reliability.rounds", 0));
    private static final int ROWS = 120;

    /** The last 64 KiB of a log: with {@code -Dreliability.rounds=1000} it is cut and flipped at every byte of them. */
    private static final int TAIL = 65_536;

    private static final int CUTS = ROUNDS >= 1000 ? TAIL : Math.max(200, ROUNDS);
    private static final int LOG_FLIPS = ROUNDS >= 1000 ? TAIL : Math.max(200, ROUNDS);

    private final SplittableRandom random = new SplittableRandom(Long.getLong("test.seed", 20261120L));

    @TempDir(factory = MemoryFolder.class)
    Path folder;

    private static Outcome outcome(int row) {
        return row % 11 == 5
                ? new Outcome(Map.of(), "E3001: refused " + row)
                : new Outcome(Map.of("energy_mj", Math.sqrt(row), "area_mm2", row * 1e-3), "");
    }

    private static void record(Store store, int row) {
        Recorded.in(store, "key " + row, "study", DesignPoint.of(row, row % 3).toString(), outcome(row), row);
    }

    /** Makes a store; {@code open} leaves the last rows in the write-ahead log, as a killed process does. */
    private Path store(boolean open) throws IOException {
        Path file = folder.resolve("made.db"), log = folder.resolve("made.db-wal");
        for (Path old : List.of(file, log)) Files.deleteIfExists(old);
        try (Store store = Store.open(file)) {
            for (int row = 0; row < ROWS; row++) record(store, row);
            if (!open) return file;
            Path copy = folder.resolve("killed.db");
            Files.write(copy, Files.readAllBytes(file));
            Files.write(folder.resolve("killed.db-wal"), Files.readAllBytes(log));
            return copy;
        }
    }

    /** Returns how many rows a store still has; fails when one of them is not what was recorded. */
    private static int soundRows(Store store) {
        int found = 0;
        for (int row = 0; row < ROWS; row++) {
            Optional<Outcome> is = store.find("key " + row);
            if (is.isPresent()) {
                assertEquals(outcome(row), is.get());
                found++;
            }
        }
        store.ofStudy("study").forEach((point, is) -> assertEquals(outcome(point.index(0)), is));
        return found;
    }

    @Test
    void aTornLogKeepsAllThatCameBefore() throws IOException {
        Path file = store(true), log = folder.resolve("killed.db-wal");
        byte[] whole = Files.readAllBytes(log), base = Files.readAllBytes(file);
        int least = ROWS;
        for (int round = 0; round < CUTS; round++) {
            int length = round == 0 ? whole.length : CUTS >= TAIL ? whole.length - round : random.nextInt(whole.length);
            Files.write(file, base);
            Files.write(log, java.util.Arrays.copyOf(whole, length));
            try (Store store = Store.open(file)) {
                int rows = soundRows(store);
                for (int row = 0; row < rows; row++)
                    assertTrue(store.find("key " + row).isPresent());
                if (round == 0) assertEquals(ROWS, rows);
                assertEquals(Optional.empty(), store.verify());
                least = Math.min(least, rows);
                record(store, ROWS - 1);
                assertTrue(store.find("key " + (ROWS - 1)).isPresent());
            }
        }
        assertTrue(least < ROWS, "no cut hit a row");
        Tally.add("C3", CUTS + " cuts of the log: 0 rows lost before the cut, 0 stores that do not open");
    }

    @Test
    void aFlippedBitIsNeverTakenForAFigure() throws IOException {
        byte[] whole = Files.readAllBytes(store(false));
        int told = 0;
        for (int round = 0; round < 10 * ROUNDS; round++) {
            byte[] flipped = whole.clone();
            int at = random.nextInt(whole.length);
            flipped[at] ^= (byte) (1 << random.nextInt(8));
            Path file = folder.resolve("flipped.db");
            Files.write(file, flipped);
            try (Store store = Store.open(file)) {
                int rows = soundRows(store);
                boolean isSound = store.verify().isEmpty();
                if (rows < ROWS) assertTrue(!isSound, "lost silently, byte " + at);
                if (!isSound) told++;
            } catch (SystoleException e) {
                told++;
            }
        }
        assertTrue(told > ROUNDS, "only " + told + " flips were noticed");
        Tally.add(
                "C3",
                10 * ROUNDS + " flips of the store: 0 wrong figures, " + told + " told, the others without effect");
    }

    /**
     * A bit of the log of a killed process flips: what comes before is there and right, and where whole commits stand behind it
     * somebody is told, once, and the log is kept.
     */
    @Test
    void aFlippedBitInTheLogIsToldUnlessItIsTheTail() throws IOException {
        Path file = store(true), log = folder.resolve("killed.db-wal");
        byte[] whole = Files.readAllBytes(log), base = Files.readAllBytes(file);
        int told = 0, silent = 0;
        for (int round = 0; round < LOG_FLIPS; round++) {
            byte[] flipped = whole.clone();
            int at = LOG_FLIPS >= TAIL ? whole.length - 1 - round : random.nextInt(whole.length);
            flipped[at] ^= (byte) (1 << random.nextInt(8));
            Files.write(file, base);
            Files.write(log, flipped);
            try (Store store = Store.open(file)) {
                int rows = soundRows(store);
                for (int row = 0; row < rows; row++)
                    assertTrue(store.find("key " + row).isPresent());
                if (rows == ROWS) continue;
                // the last transaction is what a kill may have cut
                if (rows < ROWS - 1) assertTrue(store.note().isPresent(), "silently lost, byte " + at);
                if (store.note().isPresent()) {
                    told++;
                    assertEquals(store.note(), store.verify());
                    assertTrue(store.note().get().contains("the log is kept as "), store.note()::get);
                } else silent++;
                recordFrom(store, rows);
                assertEquals(ROWS, soundRows(store));
            }
            try (Store store = Store.open(file)) {
                assertEquals(Optional.empty(), store.verify(), "told once");
            }
            removeKept();
        }
        assertTrue(told > LOG_FLIPS / 2, told + " of " + LOG_FLIPS + " were told");
        Tally.add(
                "C3", LOG_FLIPS + " flips in the log: " + told + " told with their bytes, " + silent + " in the tail");
    }

    private static void recordFrom(Store store, int first) {
        var rows = new ArrayList<Store.Evaluation>();
        for (int row = first; row < ROWS; row++)
            rows.add(new Store.Evaluation(
                    "key " + row, DesignPoint.of(row, row % 3).toString(), 0, outcome(row), row));
        store.recordAll("study", rows);
    }

    private void removeKept() throws IOException {
        try (var files = Files.list(folder)) {
            for (Path kept :
                    files.filter(f -> f.toString().contains(".damaged-")).toList()) Files.delete(kept);
        }
    }

    @Test
    void manyWritersLoseAndDoubleNothing() throws Exception {
        Path file = folder.resolve("many.db");
        int writers = 8, each = Math.max(50, ROUNDS);
        var failures = java.util.Collections.synchronizedList(new ArrayList<Throwable>());
        var threads = new ArrayList<Thread>();
        for (int w = 0; w < writers; w++) {
            int writer = w;
            // neighbours write half of the same keys
            threads.add(Thread.ofPlatform().start(() -> {
                try (Store store = Store.open(file)) {
                    for (int i = 0; i < each; i++) record(store, writer * each / 2 + i);
                } catch (RuntimeException e) {
                    failures.add(e);
                }
            }));
        }
        for (Thread thread : threads) thread.join();
        assertEquals(List.of(), failures);
        try (Store store = Store.open(file)) {
            assertEquals(Optional.empty(), store.verify());
            assertEquals((writers + 1) * each / 2, store.counts().evaluations());
            assertEquals((writers + 1) * each / 2, store.ofStudy("study").size());
        }
    }

    /** SQLite does not wait for one who writes to a new file when its journal is to change: the store does. */
    @Test
    void aNewStoreWaitsForAnotherOnesWrite() throws Exception {
        Path file = folder.resolve("new.db");
        try (var c = DriverManager.getConnection("jdbc:sqlite:" + file);
                var s = c.createStatement()) {
            s.execute("CREATE TABLE other (x)");
            s.execute("BEGIN IMMEDIATE");
            var opening = new java.util.concurrent.FutureTask<>(() -> {
                Store.open(file).close();
                return true;
            });
            Thread.ofPlatform().start(opening);
            Thread.sleep(300);
            s.execute("COMMIT");
            assertTrue(opening.get());
        }
    }

    @Test
    void aStoreOfTheFirstVersionOpens() throws SQLException {
        Path file = folder.resolve("first.db");
        try (var c = DriverManager.getConnection("jdbc:sqlite:" + file);
                var s = c.createStatement()) {
            s.execute("CREATE TABLE evaluation (key TEXT PRIMARY KEY, study TEXT NOT NULL, point INTEGER NOT NULL,"
                    + " outcome TEXT NOT NULL, millis INTEGER NOT NULL) WITHOUT ROWID");
            s.execute("CREATE INDEX evaluation_study ON evaluation (study, point)");
            s.execute(
                    "INSERT INTO evaluation VALUES ('k', 's', 3, '{\"kpis\": {\"energy_mj\": 2.5}, \"refusal\": \"\"}', 7)");
            s.execute("PRAGMA user_version = 1");
        }
        for (int time = 0; time < 2; time++)
            try (Store store = Store.open(file)) {
                assertEquals(Optional.of(new Outcome(Map.of("energy_mj", 2.5), "")), store.find("k"));
                assertEquals(Optional.empty(), store.verify());
            }
    }
}
