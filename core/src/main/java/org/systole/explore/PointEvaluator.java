package org.systole.explore;

/** Design point to figures. Pure and thread-safe: the same point gives the same outcome. */
public interface PointEvaluator {
    /**
     * Returns what comes of a point; a point that cannot be built or mapped is an outcome with a refusal.
     *
     * @param point its number in the study's space
     */
    Outcome evaluate(long point);

    /**
     * Returns the key of a point's evaluation: a hash of everything that its outcome depends on, the same in every study.
     *
     * @param point its number in the study's space
     */
    String key(long point);
}
