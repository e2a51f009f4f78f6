package org.systole.explore;

import java.util.Map;
import java.util.function.Function;

/**
 * A closer look at the points that came through so far.
 *
 * @param name one of {@link Fidelity#stages()}
 * @param evaluator gives the evaluation of points whose outcomes so far are known
 */
public record FidelityStage(String name, Function<Map<DesignPoint, Outcome>, PointEvaluator> evaluator) {}
