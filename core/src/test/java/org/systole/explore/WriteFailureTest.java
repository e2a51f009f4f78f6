package org.systole.explore;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.systole.problem.SystoleException;

/**
 * A process that records evaluations one by one, in which the N-th write fails: files may grow to a limit only, from the first page
 * of the log to the last one. {@code -Dreliability.rounds=200} for every page instead of some.
 */
class WriteFailureTest {
    private static final int ROWS = 50;
    /** A page of the log with its head. */
    private static final int FRAME = 4120;

    private static final boolean EVERY = Integer.getInteger("reliability.rounds", 0) >= 50;

    @TempDir
    Path folder;

    private static Outcome outcome(int row) {
        return new Outcome(Map.of("energy_mj", Math.sqrt(row), "area_mm2", row * 1e-3), "");
    }

    private static void record(Store store, int row) {
        Recorded.in(store, "key " + row, "study", DesignPoint.of(row).toString(), outcome(row), row);
    }

    /** The process: tells each row that the store has acknowledged, then how it ended. */
    static final class Writer {
        private Writer() {}

        public static void main(String[] arguments) throws IOException {
            var out = Path.of(arguments[1]);
            var acknowledged = new StringBuilder();
            try (Store store = Store.open(Path.of(arguments[0]))) {
                boolean claiming = arguments.length > 2;
                Claims claims = claiming ? store.claims("one 1 0", System::currentTimeMillis) : null;
                for (int row = 0; row < ROWS; row++) {
                    if (claiming) claims.claim(List.of("key " + row));
                    record(store, row);
                    acknowledged.append(row).append('\n');
                }
                acknowledged.append("done\n");
            } catch (SystoleException e) {
                acknowledged.append(e.problems().getFirst().code().code()).append('\n');
                if (!acknowledged.toString().endsWith("E7103\n")) throw e;
            }
            Files.writeString(out, acknowledged);
        }
    }

    private List<String> write(Path store, long kib, boolean claiming) throws Exception {
        Path said = folder.resolve("said.txt");
        Files.deleteIfExists(said);
        String limit = kib == 0 ? "" : "ulimit -f " + kib + "; ";
        var command = new ArrayList<>(List.of("bash", "-c", limit + "exec \"$@\"", "bash"));
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-XX:-UsePerfData",
                "-Dorg.sqlite.lib.path=" + folder,
                "-Dorg.sqlite.lib.name=libsqlitejdbc.so",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                Writer.class.getName(),
                store.toString(),
                said.toString()));
        if (claiming) command.add("claiming");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("printed.txt").toFile())
                .start();
        assertTrue(process.waitFor(2, TimeUnit.MINUTES));
        assertTrue(Files.exists(said), () -> kib + " KiB: " + printed());
        return Files.readAllLines(said);
    }

    private String printed() {
        try {
            return Files.readString(folder.resolve("printed.txt"));
        } catch (IOException e) {
            return e.toString();
        }
    }

    /** Unpacked once: a limited process could not. */
    private void library() throws IOException {
        String arch = System.getProperty("os.arch").replace("amd64", "x86_64");
        try (var in =
                org.sqlite.JDBC.class.getResourceAsStream("/org/sqlite/native/Linux/" + arch + "/libsqlitejdbc.so")) {
            assumeTrue(in != null, "SQLite has no library for Linux on " + arch);
            Files.copy(in, folder.resolve("libsqlitejdbc.so"));
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whicheverWriteFailsNothingAcknowledgedIsLost(boolean claiming) throws Exception {
        library();
        Path calm = folder.resolve("calm.db");
        assertEquals("done", write(calm, 0, claiming).getLast());
        // the log of a whole run is its largest file: it is cut off at every page, or at some
        int refused = 0, failures = 0;
        for (long frame = 0; ; frame += EVERY ? 1 : 1 + frame / 2) {
            Path file = folder.resolve("store" + frame + ".db");
            List<String> said = write(file, 1 + frame * FRAME / 1024, claiming);
            boolean done = said.getLast().equals("done");
            if (!done) {
                assertEquals("E7103", said.getLast(), "frame " + frame);
                refused++;
            }
            int acknowledged = said.size() - 1;
            try (Store store = Store.open(file)) {
                for (int row = 0; row < acknowledged; row++)
                    assertEquals(Optional.of(outcome(row)), store.find("key " + row), "frame " + frame);
                assertTrue(store.counts().evaluations() <= acknowledged + 1L);
                assertEquals(Optional.empty(), store.verify());
                for (int row = 0; row < ROWS; row++) record(store, row);
                assertEquals(ROWS, store.counts().evaluations());
                assertEquals(ROWS, store.ofStudy("study").size());
                assertEquals(Optional.empty(), store.verify());
            }
            failures++;
            if (done) break;
        }
        assertTrue(refused >= 5, refused + " of " + failures + " writes failed");
    }
}
