package org.systole.explore;

import java.util.List;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Evaluates on threads of this process. */
public final class LocalExecutor implements PointExecutor {
    private final PointEvaluator evaluator;
    private final ExecutorService pool;
    private final int threads;

    private record Done(long point, Outcome outcome, long millis) {}

    /** Creates an executor of {@code threads} threads. */
    public LocalExecutor(PointEvaluator evaluator, int threads) {
        this.evaluator = evaluator;
        this.threads = threads;
        this.pool = Executors.newFixedThreadPool(
                threads, Thread.ofPlatform().daemon().name("explore-", 0).factory());
    }

    @Override
    public void evaluate(List<Long> points, Sink sink) {
        CompletionService<Done> running = new ExecutorCompletionService<>(pool);
        int submitted = 0, taken = 0;
        try {
            // a short queue: what is not begun when the sink fails never will be
            while (taken < points.size()) {
                for (; submitted < points.size() && submitted - taken < 4 * threads; submitted++) {
                    long point = points.get(submitted);
                    running.submit(() -> timed(point));
                }
                Done done = running.take().get();
                taken++;
                sink.done(done.point, done.outcome, done.millis);
            }
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failed) throw failed;
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    private Done timed(long point) {
        long start = System.nanoTime();
        Outcome outcome = evaluator.evaluate(point);
        return new Done(point, outcome, (System.nanoTime() - start) / 1_000_000);
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
