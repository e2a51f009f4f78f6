package org.systole.explore;

import java.util.function.Supplier;

/** Design point to figures. Pure and thread-safe: the same point gives the same outcome. */
public interface PointEvaluator {
    /**
     * The evaluation of a point.
     *
     * @param key a hash of everything that the outcome depends on, the same in every study
     * @param work returns the outcome; a point that cannot be built or mapped has a refusal
     */
    record Task(String key, Supplier<Outcome> work) {}

    /** Returns what is to be done for a point. */
    Task task(DesignPoint point);

    /** Returns what comes of a point. */
    default Outcome evaluate(DesignPoint point) {
        return task(point).work().get();
    }
}
