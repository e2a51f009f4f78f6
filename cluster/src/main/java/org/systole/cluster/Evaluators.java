package org.systole.cluster;

import com.hazelcast.core.HazelcastInstance;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.systole.explore.ClusterEngine;
import org.systole.explore.PointEvaluator;

/** The evaluators of one process, each made once of its recipe. */
final class Evaluators {
    static final String RECIPES = "systole.recipes";
    private static final String KEY = "systole.evaluators";
    private static final int KEPT = 4;

    private final ClusterEngine.Kitchen kitchen;
    private final Map<String, PointEvaluator> made = new LinkedHashMap<>();

    Evaluators(ClusterEngine.Kitchen kitchen) {
        this.kitchen = kitchen;
    }

    /** Returns the evaluators of the process that a member lives in. */
    static Evaluators of(HazelcastInstance member) {
        return (Evaluators) member.getUserContext().get(KEY);
    }

    void attach(Map<String, Object> context) {
        context.put(KEY, this);
    }

    synchronized void put(String recipe, PointEvaluator evaluator) {
        made.put(recipe, evaluator);
    }

    /** Returns the evaluator of a recipe; empty when the cluster has lost the recipe. */
    synchronized Optional<PointEvaluator> find(String recipe, HazelcastInstance member) {
        PointEvaluator evaluator = made.get(recipe);
        if (evaluator != null) return Optional.of(evaluator);
        byte[] bytes = member.<String, byte[]>getMap(RECIPES).get(recipe);
        if (bytes == null) return Optional.empty();
        evaluator = kitchen.prepare(bytes);
        if (made.size() >= KEPT) made.remove(made.keySet().iterator().next());
        made.put(recipe, evaluator);
        return Optional.of(evaluator);
    }
}
