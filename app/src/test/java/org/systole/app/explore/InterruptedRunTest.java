package org.systole.app.explore;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.systole.app.explore.SmallStudy.POINTS;
import static org.systole.app.explore.SmallStudy.evaluated;
import static org.systole.app.explore.SmallStudy.rows;
import static org.systole.app.explore.SmallStudy.succeed;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.systole.house.SystoleProcess;
import org.systole.house.Tally;

/** Explorations that get signals: to stop, twice, and to stand still. {@code -Dreliability.rounds=20} for more signals. */
class InterruptedRunTest {
    private static final int SIGNALS = Math.clamp(Integer.getInteger("reliability.rounds", 3), 3, 60);

    private static final Map<String, Integer> STATUS = Map.of("INT", 130, "TERM", 143, "INT INT", 130);

    /** Slow enough that the first results are stored long before the last. */
    private static final String[] SLOW = {"--threads", "1", "--effort", "12000"};

    @TempDir
    Path folder;

    @Test
    void anInterruptedRunSaysHowToGoOn() throws Exception {
        var study = new SmallStudy(folder);
        int sent = 0, runs = 0;
        for (; sent < SIGNALS; runs++) {
            assertTrue(runs < 5 + SIGNALS, "runs are over before they are interrupted");
            String name = "stopped" + runs;
            boolean over = false;
            for (int part = 0; !over && sent < SIGNALS; part++) {
                String signals = List.of("INT", "TERM", "INT INT").get(sent % 3);
                try (SystoleProcess process = part == 0 ? study.explore(name, SLOW) : study.resume(name)) {
                    over = !interrupt(study, name, process, signals);
                    if (!over) sent++;
                }
            }
            long before = study.whole(name);
            try (SystoleProcess last = study.resume(name)) {
                succeed(last);
                assertEquals(POINTS, before + evaluated(last), last::said);
            }
        }
        try (SystoleProcess calm = study.explore("calm", SLOW)) {
            succeed(calm);
        }
        for (int run = 0; run < runs; run++) assertEquals(study.results("calm"), study.results("stopped" + run));
        Tally.add("C4", sent + " signals (SIGINT, SIGTERM, SIGINT twice) in " + runs + " runs: 0 lost, 0 double");
    }

    /** Interrupts a run amid its evaluations; returns whether it was not over before. */
    private boolean interrupt(SmallStudy study, String name, SystoleProcess process, String signals) throws Exception {
        long before = study.whole(name);
        while (process.isAlive() && study.whole(name) < before + 2) Thread.sleep(20);
        for (String signal : signals.split(" ")) process.signal(signal);
        assertTrue(process.endsWithin(Duration.ofMinutes(2)), process::said);
        if (process.end() == 0) return false;
        assertEquals(STATUS.get(signals), process.end(), process::said);
        assertTrue(process.said().contains("systole resume " + folder.resolve(name)), process::said);
        return study.whole(name) < POINTS;
    }

    /**
     * A process that stands still keeps its claims until their time is over; then another one does its work. When it goes on,
     * what it evaluated late is there already, and both have the same result.
     */
    @Test
    void aSuspendedProcessIsNotWaitedForLongerThanItsClaims() throws Exception {
        var study = new SmallStudy(folder);
        Path file = folder.resolve("shared.db");
        String store = file.toString();
        try (SystoleProcess one = study.explore("one", "--store", store, "--threads", "1", "--effort", "12000")) {
            while (!Files.exists(file) || rows(file) < 2) Thread.sleep(20);
            suspend(one, file);
            long before = rows(file);
            assertTrue(before < POINTS, "it was over before it was suspended");
            try (SystoleProcess two = study.explore("two", "--store", store, "--threads", "1", "--effort", "12000")) {
                succeed(two);
                assertEquals(POINTS, before + evaluated(two), two::said);
                assertEquals(POINTS, rows(file));
            }
            assertTrue(one.isAlive());
            one.signal("CONT");
            succeed(one);
            assertTrue(evaluated(one) >= before, one::said);
        }
        assertEquals(POINTS, rows(file));
        assertEquals(study.points("one"), study.points("two"));
        Tally.add("C6", "1 process suspended with claims for longer than they last: its late results are there once");
    }

    /** Suspends a process, but not in the middle of a write: that would be the whole store's pause. */
    private static void suspend(SystoleProcess process, Path store) throws Exception {
        while (true) {
            process.signal("STOP");
            Thread.sleep(50);
            try (var c = DriverManager.getConnection("jdbc:sqlite:" + store);
                    var s = c.createStatement()) {
                s.execute("PRAGMA busy_timeout = 0");
                s.execute("BEGIN IMMEDIATE");
                s.execute("ROLLBACK");
                return;
            } catch (SQLException e) {
                process.signal("CONT");
                Thread.sleep(20);
            }
        }
    }
}
