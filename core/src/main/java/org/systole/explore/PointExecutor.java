package org.systole.explore;

import java.util.List;

/**
 * Where points are evaluated: the cores of this machine, or a cluster.
 *
 * <p>An executor distributes and holds no truth: an evaluation counts when the store has it, which is when the {@link Sink}
 * says so. An executor that loses a worker evaluates that worker's points again.
 */
public interface PointExecutor extends AutoCloseable {
    /**
     * A point to be evaluated.
     *
     * @param task its key and its work in this process; elsewhere the point is evaluated anew
     */
    record Job(DesignPoint point, PointEvaluator.Task task) {}

    /** Receives outcomes as they come, in no particular order, one call at a time. */
    @FunctionalInterface
    interface Sink {
        /**
         * Takes an outcome, which may be journaled together with others a moment later; what it throws ends the evaluation.
         *
         * @param millis how long the evaluation took where it was done
         */
        void done(DesignPoint point, Outcome outcome, long millis);

        /** Takes an outcome that another process has recorded meanwhile. */
        default void known(DesignPoint point, Outcome outcome) {
            done(point, outcome, 0);
        }

        /** Called every now and then while no outcome comes, so that nothing waits long to be journaled. */
        default void idle() {}

        /** Returns whether no further point is to be begun; what has begun is still taken. Asked from any thread. */
        default boolean isEnded() {
            return false;
        }
    }

    /**
     * Evaluates points, and returns when the sink has taken each of them exactly once; when the sink has ended, each of
     * those that had begun.
     *
     * @param jobs distinct points
     */
    void evaluate(List<Job> jobs, Sink sink);

    /** Returns about how many evaluations are done at the same time, now. */
    int width();

    @Override
    void close();
}
