package org.systole.explore;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.systole.graph.Graph;
import org.systole.mapping.MapperSettings;
import org.systole.mapping.Objective;
import org.systole.workload.Workload;

/** Evaluates points by the analytical model where the network, and what the mapper makes small, may differ from point to point. */
public final class NetworkPoints implements PointEvaluator {
    private final Study study;
    private final Map<String, AnalyticalPoints> points = new LinkedHashMap<>();

    /**
     * A network of a study.
     *
     * @param workload its layers
     * @param hash SHA-256 of what the workload was read from
     * @param graph with its weights, where it has them: Systole cores are then timed by the core's own model
     */
    public record Network(Workload workload, String hash, Optional<Graph> graph) {}

    /**
     * Creates an evaluator.
     *
     * @param networks by the names that {@link Study#models} gives
     * @param settings what the mapper does at each point, but for its objective, which the study has
     * @param build names the version of models and tables
     */
    public NetworkPoints(Study study, Map<String, Network> networks, MapperSettings settings, String build) {
        this.study = study;
        networks.forEach((model, network) -> {
            for (String policy : study.policies()) {
                var own = new AnalyticalPoints(
                        study,
                        network.workload,
                        network.graph,
                        network.hash,
                        settings.with(Objective.valueOf(policy.toUpperCase(Locale.ROOT))),
                        build);
                points.put(key(model, policy), own);
            }
        });
    }

    private static String key(String model, String policy) {
        return policy + " " + model;
    }

    private AnalyticalPoints at(DesignPoint point) {
        return points.size() == 1
                ? points.values().iterator().next()
                : points.get(key(study.model(point), study.mapping(point)));
    }

    @Override
    public Task task(DesignPoint point) {
        return at(point).task(point);
    }

    /**
     * Evaluates a point down to layers.
     *
     * @throws org.systole.problem.SystoleException when it cannot be built or mapped
     */
    public AnalyticalPoints.Detail detail(DesignPoint point) {
        return at(point).detail(point);
    }

    /** Returns whether points that differ in the clock alone share a mapping. */
    public boolean sharesMappings() {
        return points.values().stream().anyMatch(AnalyticalPoints::sharesMappings);
    }
}
