package org.systole.explore;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Evaluates on threads of this process. */
public final class LocalExecutor implements PointExecutor {
    /** Quick evaluations are handed to threads together. */
    private static final int MOST_TOGETHER = 64;

    private static final long IDLE_MILLIS = 50;

    private final ExecutorService pool;
    private final int threads;

    private record Done(DesignPoint point, Outcome outcome, long millis) {}

    /** Creates an executor of {@code threads} threads. */
    public LocalExecutor(int threads) {
        this.threads = threads;
        this.pool = Executors.newFixedThreadPool(
                threads, Thread.ofPlatform().daemon().name("explore-", 0).factory());
    }

    @Override
    public void evaluate(List<Job> jobs, Sink sink) {
        var running = new ExecutorCompletionService<List<Done>>(pool);
        int together = Math.clamp(jobs.size() / (16L * threads), 1, MOST_TOGETHER);
        int submitted = 0, open = 0;
        try {
            // a short queue: what is not begun when the sink fails never will be
            while (submitted < jobs.size() && !sink.isEnded() || open > 0) {
                for (; submitted < jobs.size() && open < 4 * threads && !sink.isEnded(); open++) {
                    List<Job> part = jobs.subList(submitted, Math.min(jobs.size(), submitted + together));
                    submitted += part.size();
                    running.submit(() -> work(part, sink));
                }
                Future<List<Done>> next = running.poll(IDLE_MILLIS, TimeUnit.MILLISECONDS);
                if (next == null) {
                    sink.idle();
                    continue;
                }
                open--;
                for (Done done : next.get()) sink.done(done.point, done.outcome, done.millis);
            }
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failed) throw failed;
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    private static List<Done> work(List<Job> jobs, Sink sink) {
        var done = new ArrayList<Done>(jobs.size());
        for (Job job : jobs) {
            if (sink.isEnded()) break;
            long start = System.nanoTime();
            Outcome outcome = job.task().work().get();
            done.add(new Done(job.point(), outcome, (System.nanoTime() - start) / 1_000_000));
        }
        return done;
    }

    @Override
    public int width() {
        return threads;
    }

    @Override
    public void close() {
        pool.shutdownNow();
    }
}
