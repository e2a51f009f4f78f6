package org.systole.explore;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.systole.house.JavaMain;
import org.systole.house.MemoryFolder;
import org.systole.house.Tally;

/**
 * The N-th operation on the disk fails, for every N of a run: with an input/output error or a full disk once, a short write, an
 * error from then on (what a kill leaves), and a write that is cut with all that follows it. The method is SQLite's own ("How
 * SQLite Is Tested", sections 3.2 and 3.3). One process does them all, with a library before the system's.
 */
class FailingDiskTest {
    private static final int STRIDE = Integer.getInteger("reliability.rounds", 0) >= 50 ? 1 : 5;

    /** A failing disk need not be a slow one. */
    @TempDir(factory = MemoryFolder.class)
    Path folder;

    private Path library() throws IOException, InterruptedException {
        Path library = folder.resolve("failing_disk.so");
        Path source = Path.of(System.getProperty("basedir", "."), "src/test/c/failing_disk.c");
        try {
            Process compiler = new ProcessBuilder(
                            "cc", "-shared", "-fPIC", "-o", library.toString(), source.toString(), "-ldl")
                    .inheritIO()
                    .start();
            assumeTrue(compiler.waitFor() == 0, "the C compiler makes no library for this system");
        } catch (IOException e) {
            assumeTrue(false, "no C compiler 'cc' to make a failing disk with");
        }
        return library;
    }

    @Test
    void whicheverOperationFailsNothingIsLost() throws Exception {
        assumeTrue(System.getProperty("os.name").equals("Linux"), "LD_PRELOAD is Linux'");
        Path library = library(), said = folder.resolve("said.txt");
        var builder = JavaMain.builder(
                FailingDiskRuns.class,
                said,
                List.of("-XX:TieredStopAtLevel=4"),
                List.of(
                        library.toString(),
                        Files.createDirectory(folder.resolve("disk")).toString(),
                        "" + STRIDE));
        builder.environment().put("LD_PRELOAD", library.toString());
        Process process = builder.start();
        boolean ended = process.waitFor(20, TimeUnit.MINUTES);
        process.destroyForcibly();
        List<String> lines = Files.readAllLines(said).stream()
                .filter(line -> !line.startsWith("SLF4J"))
                .toList();
        assertTrue(ended, "it hangs");
        assertEquals(0, process.exitValue(), () -> String.join("\n", lines));
        assertEquals(FailingDiskRuns.SCENARIOS, lines.size(), lines.toString());
        for (String line : lines) Tally.add("C2", line);
    }
}
