package org.systole.cluster;

import com.hazelcast.cluster.Member;
import com.hazelcast.core.ExecutionCallback;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.IExecutorService;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.systole.explore.ClusterSettings;
import org.systole.explore.DesignPoint;
import org.systole.explore.ExploreProblem;
import org.systole.explore.PointExecutor;
import org.systole.problem.Place;
import org.systole.problem.Problem;
import org.systole.problem.SystoleException;

/** Pushes batches to all members and gives those of a lost one to another. */
final class HazelcastExecutor implements PointExecutor {
    /** A batch should take about so long: long against a message's way, short against a loss. */
    private static final double BATCH_MILLIS = 200;

    private static final int LARGEST_BATCH = 1000;
    private static final int PUBLISH_SECONDS = 20;
    private static final int PUBLISH_TRIALS = 6;
    private static final int BATCHES_A_THREAD = 2;

    private final HazelcastInstance self;
    private final ClusterSettings settings;
    private final IExecutorService service;
    private final String hash;
    private final byte[] recipe;
    private final Consumer<String> notes;
    private final Map<UUID, Integer> open = new HashMap<>();
    private final Set<UUID> seen = new HashSet<>();
    private final BlockingQueue<Returned> returned = new LinkedBlockingQueue<>();
    private double meanMillis = BATCH_MILLIS;

    /** A batch that came back: with an answer, or with the error that the engine gave for it. */
    private record Returned(Member member, DesignPoint[] points, Answer answer, Throwable lost) {}

    HazelcastExecutor(
            HazelcastInstance self, ClusterSettings settings, String hash, byte[] recipe, Consumer<String> notes) {
        this.self = self;
        this.settings = settings;
        this.service = self.getExecutorService(Members.EXECUTOR);
        this.hash = hash;
        this.recipe = recipe;
        this.notes = notes;
        publish();
    }

    /** While members come and go a message may be lost, which the engine would notice after two minutes only. */
    private void publish() {
        for (int trial = 1; ; trial++) {
            try {
                self.<String, byte[]>getMap(Evaluators.RECIPES)
                        .setAsync(hash, recipe)
                        .toCompletableFuture()
                        .get(PUBLISH_SECONDS, TimeUnit.SECONDS);
                return;
            } catch (TimeoutException e) {
                if (trial == PUBLISH_TRIALS) throw new IllegalStateException("the cluster takes no recipe", e);
            } catch (ExecutionException e) {
                throw new IllegalStateException(e.getCause());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted", e);
            }
        }
    }

    @Override
    public void evaluate(List<Job> jobs, Sink sink) {
        Deque<DesignPoint> waiting =
                new ArrayDeque<>(jobs.stream().map(Job::point).toList());
        int left = jobs.size();
        try {
            while (left > 0) {
                if (!sink.isEnded()) send(waiting);
                else if (open.values().stream().allMatch(batches -> batches == 0)) return;
                Returned batch = returned.poll(200, TimeUnit.MILLISECONDS);
                if (batch != null) left -= take(batch, waiting, sink);
                else sink.idle();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    private void send(Deque<DesignPoint> waiting) {
        for (Member member : self.getCluster().getMembers()) {
            int threads = threads(member);
            while (!waiting.isEmpty() && open.getOrDefault(member.getUuid(), 0) < BATCHES_A_THREAD * threads)
                submit(member, draw(waiting));
        }
    }

    private DesignPoint[] draw(Deque<DesignPoint> waiting) {
        // the last points are spread thin, so that no member has a long batch when the others are done
        int fair = Math.max(1, waiting.size() / (BATCHES_A_THREAD * width()));
        int size = (int) Math.clamp(BATCH_MILLIS / Math.max(meanMillis, 1e-3), 1, Math.min(fair, LARGEST_BATCH));
        DesignPoint[] points = new DesignPoint[Math.min(size, waiting.size())];
        for (int i = 0; i < points.length; i++) points[i] = waiting.poll();
        return points;
    }

    private void submit(Member member, DesignPoint[] points) {
        open.merge(member.getUuid(), 1, Integer::sum);
        try {
            service.submitToMember(new Batch(hash, points), member, new ExecutionCallback<Answer>() {
                @Override
                public void onResponse(Answer answer) {
                    returned.add(new Returned(member, points, answer, null));
                }

                @Override
                public void onFailure(Throwable lost) {
                    returned.add(new Returned(member, points, null, lost));
                }
            });
        } catch (RuntimeException e) {
            // the member left between the look and the call
            returned.add(new Returned(member, points, null, e));
        }
    }

    /** Returns how many points are done now. */
    private int take(Returned batch, Deque<DesignPoint> waiting, Sink sink) {
        open.merge(batch.member.getUuid(), -1, Integer::sum);
        if (batch.lost != null || batch.answer.isWithoutRecipe()) {
            again(batch, waiting);
            return 0;
        }
        if (!batch.answer.failure().isEmpty())
            throw new SystoleException(Problem.of(
                    ExploreProblem.WORKER_FAILED,
                    Place.NONE,
                    "worker " + HazelcastEngine.address(batch.member) + " failed at points "
                            + Arrays.toString(batch.points) + ": " + batch.answer.failure(),
                    "everything evaluated so far is saved; mend the worker or leave it out, then resume"));
        for (int i = 0; i < batch.points.length; i++) {
            long millis = batch.answer.millis(i);
            meanMillis += (millis - meanMillis) * 0.1;
            sink.done(batch.points[i], batch.answer.outcomes().get(i), millis);
        }
        return batch.points.length;
    }

    private void again(Returned batch, Deque<DesignPoint> waiting) {
        if (batch.lost == null) publish();
        else if (self.getCluster().getMembers().contains(batch.member))
            throw new SystoleException(Problem.of(
                    ExploreProblem.WORKER_FAILED,
                    Place.NONE,
                    "worker " + HazelcastEngine.address(batch.member) + " is there and gives no answer: " + batch.lost,
                    "everything evaluated so far is saved; start that worker again, then resume"));
        else
            notes.accept("worker " + HazelcastEngine.address(batch.member) + " is lost: " + batch.points.length
                    + " points are evaluated again");
        for (int i = batch.points.length - 1; i >= 0; i--) waiting.addFirst(batch.points[i]);
    }

    /** Returns how many threads of a member may be used; says once what is to be said of a new member. */
    private int threads(Member member) {
        if (!member.localMember() && "true".equals(member.getAttribute(Members.COORDINATES))) return 0;
        boolean fits = settings.build().equals(member.getAttribute(Members.BUILD));
        int threads = fits ? Integer.parseInt(member.getAttribute(Members.THREADS)) : 0;
        if (seen.add(member.getUuid()) && !member.localMember()) {
            String address = HazelcastEngine.address(member);
            notes.accept(
                    fits
                            ? "worker " + address + " joined, " + threads + " threads"
                            : "worker " + address + " has another build of Systole and is not used");
        }
        return threads;
    }

    @Override
    public int width() {
        int sum = 0;
        for (Member member : self.getCluster().getMembers())
            if (settings.build().equals(member.getAttribute(Members.BUILD))
                    && (member.localMember() || !"true".equals(member.getAttribute(Members.COORDINATES))))
                sum += Integer.parseInt(member.getAttribute(Members.THREADS));
        return Math.max(1, sum);
    }

    @Override
    public void close() {
        self.getLifecycleService().terminate();
    }
}
