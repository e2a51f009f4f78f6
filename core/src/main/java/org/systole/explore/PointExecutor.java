package org.systole.explore;

import java.util.List;

/**
 * Where points are evaluated: the cores of this machine, or a cluster.
 *
 * <p>An executor distributes and holds no truth: an evaluation counts when its {@link Sink} returns, because that is when
 * the store has it. An executor that loses a worker evaluates that worker's points again.
 */
public interface PointExecutor extends AutoCloseable {
    /** Receives outcomes as they come, in no particular order, one call at a time. */
    @FunctionalInterface
    interface Sink {
        /**
         * Takes an outcome; what it throws ends the evaluation.
         *
         * @param millis how long the evaluation took where it was done
         */
        void done(long point, Outcome outcome, long millis);
    }

    /**
     * Evaluates points, and returns when the sink has taken each of them exactly once.
     *
     * @param points distinct points
     */
    void evaluate(List<Long> points, Sink sink);

    /** Returns about how many evaluations are done at the same time, now. */
    int width();

    @Override
    void close();
}
