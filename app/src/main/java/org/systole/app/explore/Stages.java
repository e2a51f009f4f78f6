package org.systole.app.explore;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.systole.app.Build;
import org.systole.app.compile.QuantizedModel;
import org.systole.explore.DesignPoint;
import org.systole.explore.ExploreProblem;
import org.systole.explore.Fidelity;
import org.systole.explore.FidelityStage;
import org.systole.explore.NetworkPoints;
import org.systole.explore.Outcome;
import org.systole.explore.PointEvaluator;
import org.systole.explore.QuantizedPoints;
import org.systole.explore.SimulatedPoints;
import org.systole.explore.Study;
import org.systole.files.ContentHash;
import org.systole.hardware.Accelerator;
import org.systole.problem.Place;
import org.systole.problem.Problem;
import org.systole.problem.SystoleException;
import org.systole.quantize.IntegerNetwork;
import org.systole.workload.Layer;
import org.systole.workload.MacLayer;
import org.systole.workload.Workload;

/** The closer looks of a study, and the layers that its search looks at. */
final class Stages {
    private Stages() {}

    /**
     * Returns the names of the layers that a study's search looks at.
     *
     * @throws SystoleException E7008 when the network has none of a name
     */
    static Set<String> layers(Study study, String model, Workload workload) {
        Fidelity fidelity = study.fidelity();
        if (fidelity.largest() > 0)
            return workload.macLayers().stream()
                    .sorted(Comparator.comparingLong((MacLayer layer) -> -layer.macs()))
                    .limit(fidelity.largest())
                    .map(MacLayer::name)
                    .collect(Collectors.toSet());
        var known = workload.layers().stream().map(Layer::name).collect(Collectors.toSet());
        var unknown =
                fidelity.layers().stream().filter(name -> !known.contains(name)).toList();
        if (!unknown.isEmpty())
            throw new SystoleException(Problem.of(
                    ExploreProblem.FIDELITY,
                    Place.file(model),
                    "there is no layer " + String.join(", ", unknown),
                    "use names of " + String.join(", ", names(workload))));
        return Set.copyOf(fidelity.layers());
    }

    private static List<String> names(Workload workload) {
        return workload.layers().stream().map(Layer::name).limit(30).toList();
    }

    /**
     * Returns the stages of a study after its search.
     *
     * @param originals the study's networks, by name
     * @param points evaluates points over the whole network
     * @param quantized knows the points' networks, when the study says how
     */
    static List<FidelityStage> of(
            Study study,
            Map<String, NetworkPoints.Network> originals,
            NetworkPoints points,
            Optional<QuantizedPoints> quantized) {
        var stages = new ArrayList<FidelityStage>();
        for (String name : study.fidelity().stages()) {
            PointEvaluator closer = name.equals(Fidelity.WHOLE)
                    ? points
                    : new SimulatedPoints(
                            study,
                            quantized
                                    .map(QuantizedPoints::networks)
                                    .orElseGet(() -> new UniformNetworks(study, originals)),
                            point -> points.detail(point).cost().hostCycles(),
                            // the points' networks come of their models
                            ContentHash.of(Build.fingerprint(), hash(originals)));
            Function<Map<DesignPoint, Outcome>, PointEvaluator> evaluator =
                    before -> quantized.map(q -> q.carrying(closer, before)).orElse(closer);
            stages.add(new FidelityStage(name, evaluator));
        }
        return stages;
    }

    private static String hash(Map<String, NetworkPoints.Network> originals) {
        String[] hashes =
                originals.values().stream().map(NetworkPoints.Network::hash).toArray(String[]::new);
        return hashes.length == 1 ? hashes[0] : ContentHash.of(hashes);
    }

    /** The network in the formats of each point's accelerator, calibrated on random inputs: cycles do not depend on data. */
    private record UniformNetworks(
            Study study, Map<String, NetworkPoints.Network> originals, Map<String, IntegerNetwork> made)
            implements SimulatedPoints.Networks {
        UniformNetworks(Study study, Map<String, NetworkPoints.Network> originals) {
            this(study, originals, new ConcurrentHashMap<>());
        }

        @Override
        public IntegerNetwork of(DesignPoint point, Accelerator a) {
            int weights = a.precision().weight().bits(),
                    inputs = a.precision().input().bits();
            String model = study.model(point);
            return made.computeIfAbsent(weights + " " + inputs + " " + model, key -> {
                var request = new QuantizedModel.Request(
                        model, List.of(), Optional.empty(), Optional.empty(), weights, inputs, Optional.empty(), 1);
                return QuantizedModel.of(request, note -> {}).network();
            });
        }

        @Override
        public String key(DesignPoint point, Accelerator a) {
            return ContentHash.of(
                    originals.get(study.model(point)).hash(),
                    a.precision().weight().toString(),
                    a.precision().input().toString());
        }
    }
}
