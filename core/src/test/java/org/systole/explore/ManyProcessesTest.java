package org.systole.explore;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.systole.house.JavaMain;
import org.systole.house.Tally;

/** Sixteen processes that record into one store; {@code -Dreliability.rounds=1000}: so many evaluations each. */
class ManyProcessesTest {
    private static final int PROCESSES = 16;
    private static final int EACH = Math.max(60, Integer.getInteger("reliability.rounds", 0));

    @TempDir
    Path folder;

    private static Outcome outcome(int row) {
        return new Outcome(Map.of("energy_mj", Math.sqrt(row), "area_mm2", row * 1e-3), "");
    }

    /** Records evaluations one by one: a half that nobody else has, and a half that the next one has, too. */
    static final class Writer {
        private Writer() {}

        /** Arguments: the store, the number of the process, how many evaluations. */
        public static void main(String[] arguments) throws Exception {
            int writer = Integer.parseInt(arguments[1]), each = Integer.parseInt(arguments[2]);
            Path file = Path.of(arguments[0]);
            Files.createFile(file.resolveSibling("ready" + writer));
            for (int i = 0; i < PROCESSES; i++) while (!Files.exists(file.resolveSibling("ready" + i))) Thread.sleep(5);
            // together they also make the file and its tables
            try (Store store = Store.open(file)) {
                for (int i = 0; i < each; i++) {
                    int row = writer * each / 2 + i;
                    Recorded.in(
                            store,
                            "key " + row,
                            "study " + writer,
                            DesignPoint.of(row).toString(),
                            outcome(row),
                            row);
                }
            }
        }
    }

    @Test
    void sixteenProcessesLoseAndDoubleNothing() throws Exception {
        Path file = folder.resolve("store.db");
        var processes = new ArrayList<Process>();
        try {
            for (int i = 0; i < PROCESSES; i++)
                processes.add(JavaMain.start(
                        Writer.class,
                        folder.resolve("said" + i),
                        List.of("-Xmx48m"),
                        List.of(file.toString(), "" + i, "" + EACH)));
            for (int i = 0; i < PROCESSES; i++) {
                assertTrue(processes.get(i).waitFor(20, TimeUnit.MINUTES), "process " + i + " hangs");
                assertEquals(0, processes.get(i).exitValue(), Files.readString(folder.resolve("said" + i)));
            }
        } finally {
            processes.forEach(Process::destroyForcibly);
        }
        int rows = (PROCESSES + 1) * EACH / 2;
        try (Store store = Store.openToRead(file)) {
            assertEquals(Optional.empty(), store.verify());
            assertEquals(new Store.Counts(rows, PROCESSES, (long) PROCESSES * EACH), store.counts());
            for (int row = 0; row < rows; row++) assertEquals(Optional.of(outcome(row)), store.find("key " + row));
            for (int i = 0; i < PROCESSES; i++)
                assertEquals(EACH, store.ofStudy("study " + i).size());
        }
        Tally.add(
                "K3",
                PROCESSES + " processes, " + EACH + " appends each: " + PROCESSES * EACH + " points, " + rows
                        + " evaluations, 0 lost, 0 double");
    }
}
