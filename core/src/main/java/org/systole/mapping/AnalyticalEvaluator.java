package org.systole.mapping;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.systole.cost.AcceleratorCosts;
import org.systole.hardware.Accelerator;
import org.systole.problem.Place;
import org.systole.problem.Problem;
import org.systole.problem.SystoleException;
import org.systole.workload.Layer;
import org.systole.workload.LayerKey;
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
        var mapper = new NetworkMapper(accelerator, costs, settings);
        var found = mapper.map(workload);
        var layers = new ArrayList<LayerCost>();
        for (Layer layer : workload.layers()) {
            layers.add(
                    switch (layer) {
                        case MacLayer mac -> {
                            var best = found.get(LayerKey.of(mac));
                            yield LayerCosts.of(mapper.binding(mac), best.mapping(), best.verdict());
                        }
                        case VectorLayer vector -> VectorLayers.cost(vector, accelerator, costs);
                    });
        }
        return NetworkCosts.of(workload, accelerator, costs, settings, layers);
    }

    /**
     * Returns what a layer costs under a given mapping.
     *
     * @param layer the layer
     * @param accelerator the hardware
     * @param costs what the accelerator's actions cost
     * @param mapping how the layer runs
     * @throws SystoleException E3003 when the mapping does not belong to the layer or the accelerator, E3004 when its tiles do
     *     not fit
     */
    public LayerCost evaluate(MacLayer layer, Accelerator accelerator, AcceleratorCosts costs, Mapping mapping) {
        var precision = Precisions.effective(layer.precision(), accelerator);
        var binding = new Binding(layer, accelerator, costs, precision, Map.of());
        MappingChecks.check(binding, mapping);
        List<String> misfits = ReadableModel.estimate(binding, mapping).misfits();
        if (!misfits.isEmpty()) {
            throw new SystoleException(Problem.of(
                    MappingProblem.MAPPING_TOO_LARGE,
                    Place.element("", "layer '" + layer.name() + "'"),
                    String.join("; ", misfits),
                    "cut a loop further out, so that the tile gets smaller"));
        }
        return LayerCosts.of(binding, mapping, SearchVerdict.GIVEN);
    }
}
