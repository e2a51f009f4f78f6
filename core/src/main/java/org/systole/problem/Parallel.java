package org.systole.problem;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;

/** Does the same to many things, several at a time; what one of them throws is thrown as if it were the only one. */
public final class Parallel {
    private Parallel() {}

    /**
     * Returns the results in the order of the things.
     *
     * @param threads how many run at the same time; 1 runs all of them on the caller's thread
     */
    public static <T, R> List<R> map(int threads, List<T> things, Function<T, R> work) {
        if (threads == 1 || things.size() < 2) return things.stream().map(work).toList();
        try (var pool = Executors.newFixedThreadPool(Math.min(threads, things.size()))) {
            var futures = new ArrayList<Future<R>>();
            for (T thing : things) futures.add(pool.submit(() -> work.apply(thing)));
            var results = new ArrayList<R>();
            for (Future<R> future : futures) results.add(future.get());
            return results;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while working", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException cause) throw cause;
            if (e.getCause() instanceof Error cause) throw cause;
            throw new IllegalStateException("a worker failed", e.getCause());
        }
    }

    /** Runs one piece of work on each thread, numbered from 0. */
    public static void each(int threads, IntConsumer work) {
        map(threads, IntStream.range(0, threads).boxed().toList(), thread -> {
            work.accept(thread);
            return thread;
        });
    }
}
