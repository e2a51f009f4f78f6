package org.systole.explore;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;

/**
 * Shares the work with other processes on the same store: claims some points at a time, evaluates them, and takes from the
 * store what others evaluate. When a process ends before its points are done, another one claims them.
 */
public final class SharingExecutor implements PointExecutor {
    private static final long RENEW_NANOS = 5_000_000_000L;
    private static final long POLL_MILLIS = 100;
    /** Claims should be worth about so much work: long against a write, short against a wait for the others' last ones. */
    private static final double CLAIM_MILLIS = 2_000;

    private static final int MOST_CLAIMS = 1_000;

    private final Store store;
    private final PointExecutor inner;
    private final Claims claims;
    private double meanMillis = CLAIM_MILLIS;
    private long renewed = System.nanoTime();

    /** Creates an executor that has its work done by another one, which it closes. */
    public SharingExecutor(Store store, PointExecutor inner) {
        this(store, inner, store.claims(Claims.thisProcess(), System::currentTimeMillis));
    }

    SharingExecutor(Store store, PointExecutor inner, Claims claims) {
        this.store = store;
        this.inner = inner;
        this.claims = claims;
    }

    @Override
    public void evaluate(List<Job> jobs, Sink sink) {
        var queue = new ArrayDeque<>(jobs);
        var others = new ArrayList<Job>();
        try {
            while ((!queue.isEmpty() || !others.isEmpty()) && !sink.isEnded()) {
                if (queue.isEmpty()) {
                    pause(sink);
                    queue.addAll(others);
                    others.clear();
                }
                List<Job> mine = claim(queue, others, sink);
                if (!mine.isEmpty()) work(mine, sink);
            }
        } catch (RuntimeException | Error e) {
            try {
                claims.release();
            } catch (RuntimeException over) {
                // the first failure is the one to tell; the claims end with their time
                e.addSuppressed(over);
            }
            throw e;
        }
        claims.release();
    }

    private void pause(Sink sink) {
        try {
            sink.idle();
            Thread.sleep(POLL_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    /** Claims some of the queue; what another process has recorded is taken, what one is at work on goes to {@code others}. */
    private List<Job> claim(Deque<Job> queue, List<Job> others, Sink sink) {
        double fitting = CLAIM_MILLIS * inner.width() / Math.max(meanMillis, 0.1);
        double least = 2.0 * inner.width();
        int most = (int) Math.clamp(fitting, least, Math.max(MOST_CLAIMS, least));
        var asked = new LinkedHashMap<String, Job>();
        while (!queue.isEmpty() && asked.size() < most)
            asked.put(queue.peek().task().key(), queue.poll());
        var mine = new ArrayList<Job>();
        for (String key : claims.claim(List.copyOf(asked.keySet()))) mine.add(asked.remove(key));
        asked.forEach((key, job) ->
                store.find(key).ifPresentOrElse(outcome -> sink.known(job.point(), outcome), () -> others.add(job)));
        return mine;
    }

    private void work(List<Job> mine, Sink sink) {
        inner.evaluate(mine, new Sink() {
            @Override
            public void done(DesignPoint point, Outcome outcome, long millis) {
                meanMillis += (millis - meanMillis) * 0.1;
                sink.done(point, outcome, millis);
                renew();
            }

            @Override
            public void idle() {
                sink.idle();
                renew();
            }

            @Override
            public boolean isEnded() {
                return sink.isEnded();
            }
        });
        // what others wait for is in the store before the claims end
        sink.idle();
    }

    private void renew() {
        if (System.nanoTime() - renewed < RENEW_NANOS) return;
        claims.renew();
        renewed = System.nanoTime();
    }

    @Override
    public int width() {
        return inner.width();
    }

    @Override
    public void close() {
        inner.close();
    }
}
