package org.systole.mapping;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/** Hears how far the search of a network's mappings has come; called from any thread, one call at a time for a count. */
@FunctionalInterface
public interface MapperProgress {
    /** Nobody listens. */
    MapperProgress NONE = (done, all) -> {};

    /**
     * A layer has been searched.
     *
     * @param done different layers that have been
     * @param all different layers of the network
     */
    void layers(int done, int all);

    /** Returns a search that tells this when it has done one of so many layers. */
    default <T, R> Function<T, R> counting(int all, Function<T, R> search) {
        var done = new AtomicInteger();
        return layer -> {
            R found = search.apply(layer);
            layers(done.incrementAndGet(), all);
            return found;
        };
    }
}
