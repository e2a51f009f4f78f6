package org.systole.explore;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What came of evaluating a design point.
 *
 * @param kpis figures by name; empty when the evaluation was refused
 * @param refusal why there are none: the problem's code and message; empty otherwise
 */
public record Outcome(Map<String, Double> kpis, String refusal) {
    /** Copies the map, keeping its order. */
    public Outcome {
        kpis = Collections.unmodifiableMap(new LinkedHashMap<>(kpis));
    }

    /** Returns whether there are figures. */
    public boolean isEvaluated() {
        return refusal.isEmpty();
    }
}
