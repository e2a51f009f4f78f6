package org.systole.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.systole.explore.ClusterEngine;
import org.systole.explore.ClusterSettings;
import org.systole.explore.DesignPoint;
import org.systole.explore.ExploreProblem;
import org.systole.explore.LocalExecutor;
import org.systole.explore.Outcome;
import org.systole.explore.PointEvaluator;
import org.systole.explore.PointExecutor;
import org.systole.problem.SystoleException;

/** Members of one process; {@link WorkerProcessesTest} has real ones. */
class ClusterTest {
    private static final byte[] RECIPE = {1, 2, 3};

    private final ClusterEngine engine = ClusterEngine.find().orElseThrow();
    private final PointEvaluator idle = new Squares(new AtomicInteger(), 0);
    private final ConcurrentLinkedQueue<String> notes = new ConcurrentLinkedQueue<>();

    private static ClusterSettings settings(String name, int threads, String build) {
        return new ClusterSettings(name, "127.0.0.1", 25701, List.of(), threads, build);
    }

    /** Figures that cannot be had by accident, an unknown one, and refusals; slow enough that all members take part. */
    private record Squares(AtomicInteger count, int pauseMillis) implements PointEvaluator {
        @Override
        public Task task(DesignPoint point) {
            return new Task(point.toString(), () -> outcome(point.index(0)));
        }

        private Outcome outcome(int point) {
            count.incrementAndGet();
            try {
                Thread.sleep(pauseMillis);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            if (point % 7 == 3) return new Outcome(Map.of(), "E3001: \u00e4 " + point);
            var kpis = new TreeMap<String, Double>();
            kpis.put("area_mm2", Double.NaN);
            kpis.put("energy_mj", Math.sqrt(point));
            return new Outcome(kpis, "");
        }
    }

    private static Map<DesignPoint, Outcome> all(PointExecutor executor, PointEvaluator evaluator, int count) {
        var outcomes = new TreeMap<DesignPoint, Outcome>();
        executor.evaluate(jobs(evaluator, count), (point, outcome, millis) -> {
            if (outcomes.put(point, outcome) != null) throw new IllegalStateException("twice: " + point);
        });
        return outcomes;
    }

    private static List<PointExecutor.Job> jobs(PointEvaluator evaluator, int count) {
        return IntStream.range(0, count)
                .mapToObj(DesignPoint::of)
                .map(p -> new PointExecutor.Job(p, evaluator.task(p)))
                .toList();
    }

    @Test
    void allMembersTakePartAndNothingIsLostWhenOneDies() {
        var counts = List.of(new AtomicInteger(), new AtomicInteger(), new AtomicInteger());
        var local = new AtomicInteger();
        var workers = new ArrayList<ClusterEngine.Worker>();
        for (AtomicInteger count : counts)
            workers.add(engine.work(settings("dies", 2, "b"), recipe -> new Squares(count, 5), notes::add));
        try (PointExecutor executor =
                engine.coordinate(settings("dies", 1, "b"), RECIPE, new Squares(local, 5), notes::add)) {
            var dying = Thread.ofVirtual().start(() -> {
                while (counts.get(1).get() < 20) Thread.onSpinWait();
                workers.get(1).close();
            });
            var got = all(executor, idle, 1500);
            dying.join();
            var expected = all(new LocalExecutor(2), idle, 1500);
            assertEquals(expected, got);
            for (AtomicInteger count : counts) assertTrue(count.get() > 0, counts + " " + notes);
            assertTrue(local.get() > 0);
            assertTrue(notes.stream().anyMatch(n -> n.contains("is lost")), notes.toString());
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        } finally {
            workers.forEach(ClusterEngine.Worker::close);
        }
    }

    @Test
    void aWorkerMayComeWhenTheCoordinatorHasNoThreadsOfItsOwn() throws InterruptedException {
        var count = new AtomicInteger();
        try (PointExecutor executor =
                engine.coordinate(settings("late", 0, "b"), RECIPE, new Squares(new AtomicInteger(), 0), notes::add)) {
            var worker = new ClusterEngine.Worker[1];
            var coming = Thread.ofPlatform()
                    .start(() -> worker[0] =
                            engine.work(settings("late", 1, "b"), recipe -> new Squares(count, 0), notes::add));
            assertEquals(40, all(executor, idle, 40).size());
            coming.join();
            assertEquals(40, count.get());
            worker[0].close();
        }
    }

    @Test
    void coordinatorsDoNotWorkForEachOther() {
        var count = new AtomicInteger();
        try (PointExecutor one =
                        engine.coordinate(settings("both", 1, "b"), RECIPE, new Squares(count, 0), notes::add);
                PointExecutor two = engine.coordinate(
                        settings("both", 1, "b"), new byte[] {4}, new Squares(new AtomicInteger(), 0), notes::add)) {
            assertEquals(60, all(two, new Squares(new AtomicInteger(), 0), 60).size());
            assertEquals(0, count.get());
            assertEquals(1, one.width());
        }
    }

    @Test
    void anotherBuildIsNotUsed() {
        var count = new AtomicInteger();
        try (ClusterEngine.Worker old =
                        engine.work(settings("build", 2, "old"), recipe -> new Squares(count, 0), notes::add);
                PointExecutor executor = engine.coordinate(
                        settings("build", 1, "new"), RECIPE, new Squares(new AtomicInteger(), 0), notes::add)) {
            assertEquals(50, all(executor, idle, 50).size());
            assertEquals(0, count.get());
            assertTrue(
                    notes.stream().anyMatch(n -> n.contains(old.address() + " has another build")), notes.toString());
        }
    }

    @Test
    void aWorkerThatBreaksIsNamedWithItsPoints() {
        PointEvaluator broken = point -> new PointEvaluator.Task("", () -> {
            throw new IllegalStateException("no luck at " + point);
        });
        try (PointExecutor executor = engine.coordinate(settings("broken", 1, "b"), RECIPE, broken, notes::add)) {
            var e = assertThrows(SystoleException.class, () -> all(executor, broken, 1));
            assertEquals(ExploreProblem.WORKER_FAILED, e.problems().getFirst().code());
            assertTrue(e.getMessage().contains("no luck at 0"), e.getMessage());
        }
    }

    @Test
    void anAddressOfAnotherMachineIsRefused() {
        var foreign = new ClusterSettings("x", "192.0.2.1", 25701, List.of(), 1, "b");
        var e = assertThrows(SystoleException.class, () -> engine.work(foreign, r -> null, notes::add));
        assertEquals(ExploreProblem.CLUSTER_ADDRESS, e.problems().getFirst().code());
    }

    @Test
    void aWorkerWhoseEngineEndedIsDone() throws InterruptedException {
        try (ClusterEngine.Worker worker = engine.work(settings("ended", 1, "b"), r -> idle, notes::add)) {
            var joined = new java.util.concurrent.CountDownLatch(1);
            Thread.ofVirtual().start(() -> {
                try {
                    worker.join();
                    joined.countDown();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            });
            assertEquals(1, joined.getCount());
            Hazelcast.getAllHazelcastInstances().stream()
                    .filter(i -> i.getConfig().getClusterName().equals("ended"))
                    .forEach(i -> i.getLifecycleService().terminate());
            assertTrue(joined.await(60, java.util.concurrent.TimeUnit.SECONDS));
        }
    }

    /** What a stranger may have sent: making one of it runs its code. */
    private static final class Foreign implements java.io.Serializable {
        private static final long serialVersionUID = 1;
        static final AtomicInteger MADE = new AtomicInteger();

        private Object readResolve() {
            MADE.incrementAndGet();
            return this;
        }
    }

    /** Only the engine's own classes are made of what comes by Java's serialization: neither ours nor Java's. */
    @Test
    void whatIsNotTheEnginesIsNotMade() {
        try (ClusterEngine.Worker worker = engine.work(settings("filter", 1, "b"), r -> idle, notes::add)) {
            HazelcastInstance member = Hazelcast.getAllHazelcastInstances().stream()
                    .filter(i -> i.getConfig().getClusterName().equals("filter"))
                    .findFirst()
                    .orElseThrow();
            assertTrue(worker.address().startsWith("127.0.0.1"));
            var map = member.<String, Object>getMap("strangers");
            for (java.io.Serializable foreign :
                    List.of(new Foreign(), new AtomicInteger(3), new java.util.BitSet(3), new Foreign[2])) {
                map.set("it", foreign);
                var e = assertThrows(
                        RuntimeException.class,
                        () -> map.get("it"),
                        foreign.getClass().getName());
                Throwable root = e;
                while (root.getCause() != null) root = root.getCause();
                assertTrue(root instanceof SecurityException, e.toString());
            }
            assertEquals(0, Foreign.MADE.get());
        }
    }
}
