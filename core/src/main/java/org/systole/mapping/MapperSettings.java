package org.systole.mapping;

import java.util.Objects;

/**
 * How mappings are searched.
 *
 * @param objective what is minimized, layer by layer; ties go to fewer cycles, then less energy
 * @param seed seed of everything random
 * @param threads how many layers are searched at the same time, at least 1; the result does not depend on it
 * @param budget the most nodes of the search tree that are looked at for one layer
 * @param deadlineMillis the most time for the whole network in milliseconds, 0 for none; a search that it ends says so,
 *     because another run may end elsewhere
 * @param bypass whether mappings are tried in which an operand passes by a memory that may hold it
 * @param keepMaps whether feature maps may stay on the chip between layers
 */
public record MapperSettings(
        Objective objective,
        long seed,
        int threads,
        long budget,
        long deadlineMillis,
        boolean bypass,
        boolean keepMaps) {
    /** Energy-delay product, one thread, 50,000 nodes a layer, feature maps kept on the chip where they fit. */
    public static final MapperSettings DEFAULT = new MapperSettings(Objective.EDP, 1, 1, 50_000, 0, true, true);

    /** Checks the ranges. */
    public MapperSettings {
        Objects.requireNonNull(objective);
        if (threads < 1) throw new IllegalArgumentException("at least one thread, got " + threads);
        if (budget < 1) throw new IllegalArgumentException("a budget of at least one node, got " + budget);
        if (deadlineMillis < 0) throw new IllegalArgumentException("negative deadline " + deadlineMillis);
    }

    /** Returns these settings with another objective. */
    public MapperSettings with(Objective other) {
        return new MapperSettings(other, seed, threads, budget, deadlineMillis, bypass, keepMaps);
    }

    /** Returns these settings with another seed. */
    public MapperSettings withSeed(long other) {
        return new MapperSettings(objective, other, threads, budget, deadlineMillis, bypass, keepMaps);
    }

    /** Returns these settings with another number of threads. */
    public MapperSettings withThreads(int other) {
        return new MapperSettings(objective, seed, other, budget, deadlineMillis, bypass, keepMaps);
    }

    /** Returns these settings with another deadline in milliseconds, 0 for none. */
    public MapperSettings withDeadline(long millis) {
        return new MapperSettings(objective, seed, threads, budget, millis, bypass, keepMaps);
    }

    /** Returns these settings with another budget of nodes for a layer. */
    public MapperSettings withBudget(long nodes) {
        return new MapperSettings(objective, seed, threads, nodes, deadlineMillis, bypass, keepMaps);
    }

    /** Returns these settings with feature maps kept on the chip or not. */
    public MapperSettings withKeepMaps(boolean keep) {
        return new MapperSettings(objective, seed, threads, budget, deadlineMillis, bypass, keep);
    }
}
