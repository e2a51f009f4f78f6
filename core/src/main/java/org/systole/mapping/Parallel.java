package org.systole.mapping;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/** Does the same to many things, several at a time; the results stand in the order of the things. */
final class Parallel {
    private Parallel() {}

    /** Returns the results; an exception of any of them is passed on. */
    static <T, R> List<R> map(int threads, List<T> things, MapperProgress progress, Function<T, R> function) {
        var done = new AtomicInteger();
        Function<T, R> work = thing -> {
            R result = function.apply(thing);
            progress.layers(done.incrementAndGet(), things.size());
            return result;
        };
        return map(threads, things, work);
    }

    private static <T, R> List<R> map(int threads, List<T> things, Function<T, R> work) {
        if (threads == 1 || things.size() < 2) return things.stream().map(work).toList();
        try (var pool = Executors.newFixedThreadPool(Math.min(threads, things.size()))) {
            var futures = new ArrayList<Future<R>>();
            for (T thing : things) futures.add(pool.submit(() -> work.apply(thing)));
            var results = new ArrayList<R>();
            for (var future : futures) results.add(future.get());
            return results;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while mapping", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException cause) throw cause;
            if (e.getCause() instanceof Error cause) throw cause;
            throw new IllegalStateException("a search failed", e.getCause());
        }
    }
}
