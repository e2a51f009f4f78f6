package org.systole.explore;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Explorations on one store do not do the same work, and none waits for one that is gone. */
class SharingExecutorTest {
    private static final int POINTS = 60;

    @TempDir
    Path folder;

    private static List<PointExecutor.Job> jobs(AtomicInteger count, int pause) {
        return IntStream.range(0, POINTS)
                .mapToObj(i -> new PointExecutor.Job(DesignPoint.of(i), new PointEvaluator.Task("key " + i, () -> {
                    count.incrementAndGet();
                    try {
                        Thread.sleep(pause);
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                    return new Outcome(Map.of("energy_mj", (double) i), "");
                })))
                .toList();
    }

    /** Journals at once, as an exploration does a moment later. */
    private static Map<DesignPoint, Outcome> run(Store store, PointExecutor executor, List<PointExecutor.Job> jobs) {
        var outcomes = new TreeMap<DesignPoint, Outcome>();
        executor.evaluate(jobs, new PointExecutor.Sink() {
            @Override
            public void done(DesignPoint point, Outcome outcome, long millis) {
                Recorded.in(store, "key " + point.index(0), "study", point.toString(), outcome, millis);
                known(point, outcome);
            }

            @Override
            public void known(DesignPoint point, Outcome outcome) {
                if (outcomes.put(point, outcome) != null) throw new IllegalStateException("twice: " + point);
            }
        });
        return outcomes;
    }

    @Test
    void fourOnOneStoreDoEachPointOnce() throws InterruptedException {
        var count = new AtomicInteger();
        var found = java.util.Collections.synchronizedList(new ArrayList<Map<DesignPoint, Outcome>>());
        var threads = new ArrayList<Thread>();
        Path file = folder.resolve("shared.db");
        for (int i = 0; i < 4; i++) {
            String owner = "machine " + i + " 0";
            threads.add(Thread.ofPlatform().start(() -> {
                try (Store store = Store.open(file);
                        PointExecutor executor = new SharingExecutor(
                                store, new LocalExecutor(1), store.claims(owner, System::currentTimeMillis))) {
                    found.add(run(store, executor, jobs(count, 5)));
                }
            }));
        }
        for (Thread thread : threads) thread.join();
        assertEquals(4, found.size());
        for (var outcomes : found) {
            assertEquals(POINTS, outcomes.size());
            assertEquals(found.getFirst(), outcomes);
        }
        assertEquals(POINTS, count.get());
    }

    /** An executor as wide as a large cluster. */
    private record Wide(PointExecutor inner) implements PointExecutor {
        @Override
        public void evaluate(List<Job> jobs, Sink sink) {
            inner.evaluate(jobs, sink);
        }

        @Override
        public int width() {
            return 600;
        }

        @Override
        public void close() {
            inner.close();
        }
    }

    @Test
    void aWideExecutorClaimsForAllItsThreads() {
        try (Store store = Store.open(folder.resolve("wide.db"));
                PointExecutor executor = new SharingExecutor(store, new Wide(new LocalExecutor(2)))) {
            assertEquals(
                    POINTS, run(store, executor, jobs(new AtomicInteger(), 0)).size());
        }
    }

    @Test
    void theFirstFailureIsTheOneToldEvenWhenTheClaimsCannotBeGivenUp() {
        Path file = folder.resolve("failing.db");
        Store store = Store.open(file);
        var jobs = List.of(new PointExecutor.Job(DesignPoint.of(0), new PointEvaluator.Task("key", () -> {
            // claims cannot be given up afterwards
            store.close();
            throw new IllegalStateException("the first failure");
        })));
        try (store;
                PointExecutor executor = new SharingExecutor(store, new LocalExecutor(1))) {
            var e = org.junit.jupiter.api.Assertions.assertThrows(
                    IllegalStateException.class, () -> run(store, executor, jobs));
            assertEquals("the first failure", e.getMessage());
            assertEquals(1, e.getSuppressed().length);
        }
    }

    @Test
    void aClaimEndsWithItsTimeOrItsProcess() {
        var now = new AtomicLong(1_000_000);
        try (Store store = Store.open(folder.resolve("claims.db"))) {
            var silent = store.claims("elsewhere 1 0", now::get);
            var other = store.claims("elsewhere 2 0", now::get);
            assertEquals(List.of("a", "b"), silent.claim(List.of("a", "b")));
            assertEquals(List.of("c"), other.claim(List.of("a", "b", "c")));
            now.addAndGet(Claims.LEASE_MILLIS - 1);
            silent.renew();
            now.addAndGet(2);
            assertEquals(List.of(), other.claim(List.of("a")), "renewed");
            now.addAndGet(Claims.LEASE_MILLIS);
            assertEquals(List.of("a"), other.claim(List.of("a")), "its time is over");
            // an hour back: nobody waits for an hour
            now.addAndGet(-3_600_000);
            assertEquals(List.of("b"), other.claim(List.of("b")));
            other.release();
            assertEquals(List.of("a", "b", "c"), silent.claim(List.of("a", "b", "c")));
            // a process of this machine that is no more: its number is free or another's
            String me = Claims.thisProcess();
            assertFalse(Claims.isGone(me));
            String[] parts = me.split(" ");
            for (String odd : List.of("x y", " 1", " 1 x", " 99999999999999999999 1", " -1 1"))
                assertFalse(Claims.isGone(parts[0] + odd), odd);
            // a container of this machine: its process numbers are its own
            String[] machine = parts[0].split(":", 2);
            assertFalse(Claims.isGone(machine[0] + ":pid:[1] 4000000 12345"));
            String dead = parts[0] + " " + parts[1] + " 12345";
            if (!parts[0].equals("unknown")) {
                assertTrue(Claims.isGone(dead));
                store.claims(dead, now::get).claim(List.of("d"));
                assertEquals(List.of("d"), silent.claim(List.of("d")));
            }
            Recorded.in(store, "e", "study", "0", new Outcome(Map.of(), "refused"), 1);
            assertEquals(List.of(), silent.claim(List.of("e")), "what is recorded is nobody's work");
        }
    }
}
