package org.systole.mapping;

import java.util.ArrayList;
import java.util.Map;
import org.systole.cost.AcceleratorCosts;
import org.systole.hardware.Accelerator;
import org.systole.problem.Place;
import org.systole.problem.Problem;
import org.systole.problem.SystoleException;
import org.systole.workload.Layer;
import org.systole.workload.MacLayer;
import org.systole.workload.VectorLayer;
import org.systole.workload.Workload;

/** The analytical model: maps every layer for the stated objective and adds up what the mappings cost. */
public final class AnalyticalEvaluator implements Evaluator {
    /** Changes whenever results do; part of the canonical hash. */
    static final String VERSION = "analytical/1";

    /** Creates the evaluator; it has no state. */
    public AnalyticalEvaluator() {}

    @Override
    public NetworkCost evaluate(
            Workload workload, Accelerator accelerator, AcceleratorCosts costs, MapperSettings settings) {
        var layers = new ArrayList<LayerCost>();
        for (Layer layer : workload.layers()) {
            layers.add(
                    switch (layer) {
                        case MacLayer mac -> macLayer(mac, accelerator, costs);
                        case VectorLayer vector -> VectorLayers.cost(vector, accelerator, costs);
                    });
        }
        return NetworkCosts.of(workload, accelerator, costs, settings, layers);
    }

    private static LayerCost macLayer(MacLayer layer, Accelerator accelerator, AcceleratorCosts costs) {
        var precision = Precisions.effective(layer.precision(), accelerator);
        var binding = new Binding(layer, accelerator, costs, precision, Map.of());
        Mapping mapping = new GreedyMapper(binding).map().orElseThrow(() -> noMapping(layer, accelerator));
        return LayerCosts.of(binding, mapping, new SearchVerdict(SearchVerdict.Kind.BEST_FOUND, 1, 1));
    }

    private static SystoleException noMapping(MacLayer layer, Accelerator accelerator) {
        return new SystoleException(Problem.of(
                MappingProblem.NO_MAPPING,
                Place.element("", "layer '" + layer.name() + "'"),
                "the layer " + layer.nest() + " has no mapping that fits the memories of " + accelerator.name(),
                "enlarge the on-chip memories of the accelerator"));
    }
}
