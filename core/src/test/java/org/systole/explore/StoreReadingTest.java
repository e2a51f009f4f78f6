package org.systole.explore;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.systole.house.JavaMain;
import org.systole.house.Tally;
import org.systole.problem.SystoleException;

/** Stores that are read: while others write, in folders that cannot be written to, and a hundred thousand rows of them. */
class StoreReadingTest {
    private static final boolean LARGE = Integer.getInteger("reliability.rounds", 0) >= 50;
    private static final int ROWS = LARGE ? 100_000 : 20_000;

    @TempDir
    Path folder;

    private static Outcome outcome(int row) {
        return new Outcome(Map.of("energy_mj", Math.sqrt(row), "area_mm2", row * 1e-3), "");
    }

    private static void record(Store store, int row) {
        Recorded.in(store, "key " + row, "study", DesignPoint.of(row).toString(), outcome(row), row);
    }

    private static void fill(Path file, int rows) {
        var all = new ArrayList<Store.Evaluation>();
        for (int row = 0; row < rows; row++)
            all.add(new Store.Evaluation("key " + row, DesignPoint.of(row).toString(), row, outcome(row), row));
        try (Store store = Store.open(file)) {
            store.recordAll("study", all);
        }
    }

    @Test
    void readersDoNotDisturbWriters() throws Exception {
        Path file = folder.resolve("store.db");
        fill(file, ROWS);
        int writers = 8, each = LARGE ? 500 : 40;
        List<Long> alone = write(file, writers, each, ROWS);
        var over = new AtomicBoolean();
        var reads = new ArrayList<Integer>();
        Thread reader = Thread.ofPlatform().start(() -> {
            while (!over.get())
                try (Store store = Store.openToRead(file)) {
                    reads.add(store.ofStudy("study").size());
                }
        });
        List<Long> read = write(file, writers, each, ROWS + writers * each);
        over.set(true);
        reader.join();
        int all = ROWS + 2 * writers * each;
        try (Store store = Store.openToRead(file)) {
            assertEquals(all, store.ofStudy("study").size());
            assertEquals(Optional.empty(), store.verify());
        }
        assertFalse(reads.isEmpty());
        for (int i = 1; i < reads.size(); i++) assertTrue(reads.get(i) >= reads.get(i - 1), reads.toString());
        assertTrue(reads.getFirst() >= ROWS + writers * each, reads.toString());
        Tally.add(
                "K2",
                String.format(
                        Locale.ROOT,
                        "%d rows read %d times while 8 writers made %d commits: 0 failed; 99 of 100 commits took at most"
                                + " %.0f ms (%.0f ms without a reader)",
                        ROWS,
                        reads.size(),
                        writers * each,
                        percentile(read),
                        percentile(alone)));
    }

    private static double percentile(List<Long> nanos) {
        Collections.sort(nanos);
        return nanos.get(nanos.size() * 99 / 100) / 1e6;
    }

    /** Returns how long each commit took, in nanoseconds. */
    private static List<Long> write(Path file, int writers, int each, int from) throws InterruptedException {
        var times = Collections.synchronizedList(new ArrayList<Long>());
        var threads = new ArrayList<Thread>();
        for (int w = 0; w < writers; w++) {
            int first = from + w * each;
            threads.add(Thread.ofPlatform().start(() -> {
                try (Store store = Store.open(file)) {
                    for (int i = 0; i < each; i++) {
                        long begun = System.nanoTime();
                        record(store, first + i);
                        times.add(System.nanoTime() - begun);
                    }
                }
            }));
        }
        for (Thread thread : threads) thread.join();
        assertEquals(writers * each, times.size(), "failed writes");
        return new ArrayList<>(times);
    }

    @Test
    void readingChangesNothing() throws IOException {
        Path file = folder.resolve("store.db");
        try (Store store = Store.open(file)) {
            record(store, 1);
            // as a killed process leaves it: the rows are in the log only
            Path copy = Files.createDirectory(folder.resolve("copy")).resolve("store.db");
            Files.copy(file, copy);
            Files.copy(folder.resolve("store.db-wal"), copy.resolveSibling("store.db-wal"));
        }
        for (Path one : List.of(file, folder.resolve("copy/store.db"))) {
            byte[] before = Files.readAllBytes(one);
            try (Store store = Store.openToRead(one)) {
                assertEquals(Optional.of(outcome(1)), store.find("key 1"));
                var e = assertThrows(SystoleException.class, () -> record(store, 2));
                assertEquals(
                        ExploreProblem.STORE_UNWRITABLE, e.problems().getFirst().code());
            }
            assertArrayEquals(before, Files.readAllBytes(one));
        }
        assertTrue(Files.size(folder.resolve("copy/store.db-wal")) > 0, "the log stays where it is");
        assertFalse(Files.exists(folder.resolve("store.db-wal")), "no log is left where there was none");
    }

    /** A question to a file that is no store must not make one of it. */
    @Test
    void whatIsNoStoreStaysWhatItIs() throws Exception {
        Path none = folder.resolve("none.db"), other = folder.resolve("other.db"), text = folder.resolve("text");
        try (var c = DriverManager.getConnection("jdbc:sqlite:" + other);
                var s = c.createStatement()) {
            s.execute("CREATE TABLE precious (x)");
        }
        Files.writeString(
                text,
                "SQLite format 3, or so it says; and this is a text of more than a hundred bytes, is it not? "
                        + "At least it is longer than the header of a file of SQLite, which has a hundred.");
        for (Path file : List.of(none, other, text, folder)) {
            byte[] before = Files.isRegularFile(file) ? Files.readAllBytes(file) : null;
            var e = assertThrows(SystoleException.class, () -> Store.openToRead(file), file.toString());
            assertEquals(ExploreProblem.STORE_DAMAGED, e.problems().getFirst().code(), file.toString());
            if (before != null) assertTrue(Arrays.equals(before, Files.readAllBytes(file)), file.toString());
        }
        assertFalse(Files.exists(none));
    }

    /** Goes on with a run of which everything is known. */
    static final class Resumer {
        private Resumer() {}

        private static Duration cpu() {
            return ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO);
        }

        private static PointEvaluator.Task task(DesignPoint point) {
            return new PointEvaluator.Task("key " + point.index(0), () -> {
                throw new IllegalStateException(point + " is evaluated again");
            });
        }

        /** Arguments: the store and the number of its points; prints what it took. */
        public static void main(String[] arguments) {
            int points = Integer.parseInt(arguments[1]);
            try (Store store = Store.open(Path.of(arguments[0]));
                    PointExecutor executor = new LocalExecutor(1)) {
                var run = new Exploration(study(points), Resumer::task, store, "study", executor, e -> {});
                if (!run.run() || run.fresh() != 0 || run.outcomes().size() != points)
                    throw new IllegalStateException(
                            run.fresh() + " of " + run.outcomes().size() + " made again");
                System.out.printf(Locale.ROOT, "%.1f s of processor time with the start%n", cpu().toMillis() / 1e3);
            }
        }
    }

    private static Study study(int points) {
        var values = IntStream.range(0, points).mapToObj(i -> (double) i).toList();
        return new Study(
                "known",
                "zoo:lenet-5",
                new DesignSpace(List.of(new Parameter("x", values, List.of())), Map.of(), List.of()),
                "${x}",
                "edp",
                List.of(new Goal("energy_mj", false), new Goal("area_mm2", false)),
                List.of(),
                new SearchPlan(SearchPlan.Method.EXHAUSTIVE, points, 1),
                Optional.empty(),
                Fidelity.ANALYTICAL,
                Optional.empty());
    }

    @Test
    void aHundredThousandKnownPointsAreGoneOnWith() throws Exception {
        int points = 100_000;
        Path file = folder.resolve("store.db"), said = folder.resolve("said.txt");
        fill(file, points);
        Process process =
                JavaMain.start(Resumer.class, said, List.of("-Xmx512m"), List.of(file.toString(), "" + points));
        assertTrue(process.waitFor(10, TimeUnit.MINUTES));
        assertEquals(0, process.exitValue(), Files.readString(said));
        String last = Files.readAllLines(said).getLast();
        Tally.add("C9", points + " known points in 512 MiB: " + last);
    }
}
