package org.systole.explore;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.systole.files.ContentCache;
import org.systole.files.ContentHash;
import org.systole.files.RunDirectory;
import org.systole.files.RunRecord;
import org.systole.problem.SystoleException;

/** The process of {@link FailingDiskTest}: prints a line for each thing that it did on a failing disk. */
@SuppressWarnings("restricted")
final class FailingDiskRuns {
    static final int SCENARIOS = 5;
    private static final int ROWS = 50;

    /** As the library numbers them. */
    private static final List<String> KINDS =
            List.of("error once", "full once", "short write", "dead from then on", "cut and dead from then on");

    /** What a kill leaves is the commonest: it is looked at more closely. */
    private static final int DEAD = 3;

    private final Path disk;
    private final MethodHandle arm;
    private final MethodHandle disarm;

    /** Something that writes, and what must hold afterwards. */
    private interface Scenario {
        default void prepare(Path folder) throws IOException {}

        /** Writes; returns how much it knows to be saved, and throws what a user would see. */
        void work(Path folder, Saved saved) throws IOException;

        void check(Path folder, int saved) throws IOException;
    }

    /** Counts what was acknowledged. */
    private static final class Saved {
        private int count;
    }

    private FailingDiskRuns(Path library, Path disk) {
        this.disk = disk;
        var found = SymbolLookup.libraryLookup(library, Arena.global());
        Linker linker = Linker.nativeLinker();
        arm = linker.downcallHandle(
                found.findOrThrow("failing_disk_arm"),
                FunctionDescriptor.ofVoid(ValueLayout.ADDRESS, ValueLayout.JAVA_LONG, ValueLayout.JAVA_INT));
        disarm = linker.downcallHandle(
                found.findOrThrow("failing_disk_disarm"), FunctionDescriptor.of(ValueLayout.JAVA_LONG));
    }

    /** Arguments: the library, the folder of the disk, and of how many operations one fails. */
    public static void main(String[] arguments) throws Throwable {
        var runs = new FailingDiskRuns(Path.of(arguments[0]), Path.of(arguments[1]));
        int stride = Integer.parseInt(arguments[2]);
        runs.all("50 rows, one by one", new Rows(false), stride);
        runs.all("50 rows, claimed before", new Rows(true), 2 * stride - 1);
        runs.all("a store of the first version opens", new Migration(), 1);
        runs.all("a run directory of three files", new Run(), 1);
        runs.all("an entry of the cache", new Cache(), 1);
    }

    private void all(String name, Scenario scenario, int stride) throws Throwable {
        long operations = run(scenario, -1, 0, null);
        var codes = new TreeMap<String, Integer>();
        int runs = 0;
        for (int kind = 0; kind < KINDS.size(); kind++)
            for (long at = 0; at < operations; at += kind == DEAD ? (stride + 3) / 4 : stride, runs++)
                run(scenario, at, kind, codes);
        System.out.println(
                name + ": " + operations + " operations, " + runs + " runs with a failure, ended by " + codes);
    }

    private long run(Scenario scenario, long at, int kind, Map<String, Integer> codes) throws Throwable {
        clear();
        scenario.prepare(disk);
        var saved = new Saved();
        String end = "no error";
        long operations;
        try (Arena arena = Arena.ofConfined()) {
            arm.invokeExact(arena.allocateFrom(disk.toString()), at, kind);
            try {
                scenario.work(disk, saved);
            } catch (SystoleException e) {
                end = e.problems().getFirst().code().code();
                if (at < 0 || !List.of("E7103", "E9102").contains(end)) throw e;
            } finally {
                operations = (long) disarm.invokeExact();
            }
            scenario.check(disk, saved.count);
        } catch (Exception | AssertionError e) {
            throw new IllegalStateException("operation " + at + ", " + KINDS.get(kind), e);
        }
        if (codes != null) codes.merge(end, 1, Integer::sum);
        return operations;
    }

    private void clear() throws IOException {
        try (var files = Files.walk(disk)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList())
                if (!file.equals(disk)) Files.delete(file);
        }
    }

    private static Outcome outcome(int row) {
        return new Outcome(Map.of("energy_mj", Math.sqrt(row), "area_mm2", row * 1e-3), "");
    }

    private static void record(Store store, int row) {
        Recorded.in(store, "key " + row, "study", DesignPoint.of(row).toString(), outcome(row), row);
    }

    private record Rows(boolean claiming) implements Scenario {
        @Override
        public void work(Path folder, Saved saved) {
            try (Store store = Store.open(folder.resolve("store.db"))) {
                Claims claims = claiming ? store.claims("one 1 0", System::currentTimeMillis) : null;
                for (int row = 0; row < ROWS; row++) {
                    if (claiming) claims.claim(List.of("key " + row));
                    record(store, row);
                    saved.count++;
                }
            }
        }

        @Override
        public void check(Path folder, int saved) {
            try (Store store = Store.open(folder.resolve("store.db"))) {
                for (int row = 0; row < saved; row++)
                    assertEquals(Optional.of(outcome(row)), store.find("key " + row), "row " + row + " of " + saved);
                assertTrue(store.counts().evaluations() <= saved + 1L);
                assertEquals(Optional.empty(), store.verify());
                for (int row = 0; row < ROWS; row++) record(store, row);
                assertEquals(new Store.Counts(ROWS, 1, ROWS), store.counts());
                assertEquals(ROWS, store.ofStudy("study").size());
                assertEquals(Optional.empty(), store.verify());
            }
        }
    }

    private static final class Migration implements Scenario {
        @Override
        public void prepare(Path folder) throws IOException {
            try (var in = FailingDiskRuns.class.getResourceAsStream("/stores/version-1.db")) {
                Files.copy(in, folder.resolve("store.db"));
            }
        }

        @Override
        public void work(Path folder, Saved saved) {
            Store.open(folder.resolve("store.db")).close();
        }

        @Override
        public void check(Path folder, int saved) {
            try (Store store = Store.open(folder.resolve("store.db"))) {
                assertEquals(5, store.counts().evaluations());
                assertEquals(Optional.empty(), store.verify());
            }
        }
    }

    private static final class Run implements Scenario {
        private static RunRecord record() {
            return new RunRecord(
                    "explore",
                    List.of(),
                    Map.of(),
                    "1",
                    "",
                    "2026-01-01T00:00:00Z",
                    Map.of(),
                    List.of(),
                    List.of(),
                    false);
        }

        @Override
        public void work(Path folder, Saved saved) {
            try (var run = RunDirectory.begin(folder.resolve("run"), false, record())) {
                for (int file = 0; file < 3; file++) {
                    run.write("file" + file, "content ".repeat(1000) + file);
                    saved.count++;
                }
                run.complete();
                saved.count++;
            }
        }

        @Override
        public void check(Path folder, int saved) throws IOException {
            Path run = folder.resolve("run");
            for (int file = 0; file < Math.min(3, saved); file++)
                assertEquals("content ".repeat(1000) + file, Files.readString(run.resolve("file" + file)));
            if (saved == 4) RunDirectory.open(run);
            // whatever was left, the run can be done again, and nothing stays behind
            work(folder, new Saved());
            RunRecord record = RunDirectory.open(run);
            for (var output : record.outputs()) RunDirectory.read(run, record, output.name());
            try (var files = Files.list(run)) {
                var names = new ArrayList<String>();
                files.forEach(file -> names.add(file.getFileName().toString()));
                names.sort(null);
                assertEquals(List.of(".lock", "file0", "file1", "file2", "run.json"), names);
            }
        }
    }

    private static final class Cache implements Scenario {
        private static final byte[] CONTENT = "content ".repeat(1000).getBytes(StandardCharsets.UTF_8);

        private static ContentCache cache(Path folder) {
            return new ContentCache(folder.resolve("cache"), 1 << 20, note -> {});
        }

        @Override
        public void work(Path folder, Saved saved) {
            cache(folder).put(ContentHash.of("key"), CONTENT);
        }

        @Override
        public void check(Path folder, int saved) {
            // a cache that could not be written is an empty one, and never a wrong one
            cache(folder).get(ContentHash.of("key")).ifPresent(is -> assertArrayEquals(CONTENT, is));
            work(folder, new Saved());
            assertArrayEquals(CONTENT, cache(folder).get(ContentHash.of("key")).orElseThrow());
        }
    }
}
