package org.systole.app.explore;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.systole.app.explore.SmallStudy.POINTS;
import static org.systole.app.explore.SmallStudy.evaluated;
import static org.systole.app.explore.SmallStudy.rows;
import static org.systole.app.explore.SmallStudy.succeed;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.systole.explore.Store;
import org.systole.house.SystoleProcess;
import org.systole.house.Tally;

/**
 * Whole explorations that are killed, out of space and doubled: nothing lost, nothing double, and the result of an
 * uninterrupted run. {@code -Dreliability.rounds=67} for more of each: three kills a round.
 */
class ReliabilityTest {
    private static final int ROUNDS = Integer.getInteger("reliability.rounds", 3);

    @TempDir
    Path folder;

    private SmallStudy small;

    @BeforeEach
    void study() {
        small = new SmallStudy(folder);
    }

    @Test
    void killedAtAnyMomentItGoesOn() throws Exception {
        long start = System.nanoTime();
        try (SystoleProcess calm = small.explore("calm")) {
            succeed(calm);
        }
        long nanos = System.nanoTime() - start;
        long seed = Long.getLong("test.seed", 20261120L);
        var random = new SplittableRandom(seed);
        int kills = 0, amid = 0;
        for (int round = 0; round < ROUNDS; round++) {
            String name = "killed" + round;
            long before = 0;
            for (int kill = 0; kill < 3; kill++, kills++) {
                try (SystoleProcess process = small.explore(name)) {
                    // the first half of a run is its start
                    TimeUnit.NANOSECONDS.sleep(random.nextLong(nanos / 4, nanos * 3 / 4));
                    process.kill();
                }
                long after = small.whole(name);
                assertTrue(after >= before, "lost evaluations, seed " + seed);
                if (after > before) amid++;
                before = after;
            }
            try (SystoleProcess last = small.explore(name)) {
                succeed(last);
                assertEquals(POINTS, before + evaluated(last), last::said);
            }
            assertEquals(small.results("calm"), small.results(name), "seed " + seed);
            assertEquals(POINTS, small.whole(name));
        }
        Tally.add("C1", ROUNDS + " runs, " + kills + " kills, " + amid + " of them amid evaluations: 0 lost, 0 double");
    }

    /** Every file may grow to a limit only, from one that no store fits to one that all results fit. */
    @Test
    void aFullDiskLosesNothing() throws Exception {
        try (SystoleProcess calm = small.explore("calm")) {
            succeed(calm);
        }
        int refused = 0, rounds = Math.min(ROUNDS, 6) + 2;
        for (int kib = 2, round = 0; round < rounds; round++, kib *= 3) {
            String name = "full" + kib;
            try (SystoleProcess process = small.exploreIn(name, "ulimit -f " + kib + "; exec \"$@\"")) {
                int status = process.end();
                assertTrue(status == 0 || status == 7, process::said);
                if (status == 7) {
                    refused++;
                    assertTrue(
                            process.said().contains("E7103") || process.said().contains("E9102"), process::said);
                }
            }
            try (SystoleProcess again = small.explore(name)) {
                succeed(again);
            }
            assertEquals(small.results("calm"), small.results(name));
            assertEquals(POINTS, small.whole(name));
        }
        Tally.add("D1", rounds + " limits of file sizes, " + refused + " refused with status 7, all went on");
    }

    /** A disk of 32 MiB of which some KiB are free; then there is room again. */
    @Test
    void aFullFileSystemIsAPause() throws Exception {
        Path disk = Files.createDirectory(folder.resolve("disk"));
        String mount = "mount -t tmpfs -o size=32m none '" + disk + "'";
        String space = new ProcessBuilder("unshare", "-rm", "true").start().waitFor() == 0 ? "unshare -rm" : "";
        assumeTrue(
                !space.isEmpty()
                        && new ProcessBuilder("bash", "-c", space + " bash -c \"" + mount + "\"")
                                        .start()
                                        .waitFor()
                                == 0,
                "no file system of its own can be mounted here");
        // in one space of names: fill the disk, explore, free it, explore again, carry the result out
        String shell = space + " bash -c '" + mount.replace("'", "")
                + " && head -c $((32 * 1024 * 1024 - 200 * 1024)) /dev/zero >"
                + disk + "/filler; \"$@\"; echo first status $?; rm " + disk + "/filler; \"$@\"; echo second status $?;"
                + " cp -r " + disk + "/run " + folder + "/carried' bash \"$@\"";
        try (SystoleProcess process = small.exploreIn("disk/run", shell)) {
            process.end();
            assertTrue(process.said().contains("first status 7"), process::said);
            assertTrue(process.said().contains("second status 0"), process::said);
        }
        try (SystoleProcess calm = small.explore("calm")) {
            succeed(calm);
        }
        assertEquals(small.points("calm"), small.points("carried"));
        assertEquals(POINTS, small.whole("carried"));
        Tally.add("D1", "1 file system of 32 MiB without space: status 7, went on when there was some");
    }

    @Test
    void twoProcessesShareAStoreAndRepeatNothing() throws Exception {
        String store = folder.resolve("shared.db").toString();
        try (SystoleProcess one = small.explore("one", "--store", store, "--threads", "1");
                SystoleProcess two = small.explore("two", "--store", store, "--threads", "1")) {
            succeed(one);
            succeed(two);
            assertEquals(POINTS, evaluated(one) + evaluated(two), () -> one.said() + two.said());
        }
        assertEquals(small.points("one"), small.points("two"));
        try (Store shared = Store.open(Path.of(store))) {
            assertEquals(Optional.empty(), shared.verify());
            assertEquals(POINTS, shared.counts().evaluations());
        }
        Tally.add("K1", "2 processes on one store: 64 points, each made once");
    }

    /** One of two processes is killed with claims in its hands: the other one does its work, at once. */
    @Test
    void theWorkOfAKilledProcessIsDoneByAnother() throws Exception {
        Path file = folder.resolve("shared.db");
        String store = file.toString();
        try (SystoleProcess one = small.explore("one", "--store", store, "--threads", "1")) {
            while (!Files.exists(file) || rows(file) < 2) Thread.sleep(20);
            try (SystoleProcess two = small.explore("two", "--store", store, "--threads", "1")) {
                one.kill();
                long before = rows(file);
                succeed(two);
                assertTrue(evaluated(two) <= POINTS - before, two::said);
            }
        }
        assertEquals(POINTS, rows(file));
    }

    /** A run directory is one process's: the second one says whose, at once. */
    @Test
    void theSecondProcessInARunDirectoryIsToldOfTheFirst() throws Exception {
        Files.writeString(folder.resolve("study.yaml"), SmallStudy.STUDY.replace("zoo:resnet-8", "zoo:resnet-101"));
        try (SystoleProcess one = small.explore("run", "--threads", "1")) {
            while (small.whole("run") < 1) Thread.sleep(50);
            try (SystoleProcess two = small.explore("run", "--threads", "1")) {
                assertEquals(8, two.end(), two::said);
                assertTrue(two.said().contains("E9105"), two::said);
                assertTrue(
                        java.util.regex.Pattern.compile("process \\d+ on \\S+, begun \\d{4}-.*Z is writing to it")
                                .matcher(two.said())
                                .find(),
                        two::said);
            }
            assertTrue(one.isAlive(), one::said);
        }
        Tally.add("K1", "2 processes in one run directory: the second ends with status 8 and names the first");
    }

    @Test
    void aFullStandardOutputIsAFailure() throws Exception {
        assumeTrue(Files.exists(Path.of("/dev/full")), "this system has no /dev/full");
        try (SystoleProcess process = small.exploreIn("out", "exec \"$@\" >/dev/full", "--json")) {
            assertNotEquals(0, process.end());
        }
        assertEquals(POINTS, small.whole("out"));
        try (SystoleProcess report = SystoleProcess.start(
                folder.resolve("report.txt"),
                java.util.List.of("report", folder.resolve("out").toString(), "-o", "/dev/full"))) {
            assertEquals(7, report.end(), report::said);
            assertTrue(report.said().contains("E9102"), report::said);
        }
        assertTrue(Files.readAttributes(Path.of("/dev/full"), java.nio.file.attribute.BasicFileAttributes.class)
                .isOther());
        Tally.add("D2", "/dev/full as standard output and as a report: status not 0, status 7");
    }
}
