package org.systole.mapping;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.systole.cost.AcceleratorCosts;
import org.systole.hardware.Accelerator;
import org.systole.problem.Place;
import org.systole.problem.Problem;
import org.systole.problem.SystoleException;
import org.systole.workload.MacLayer;
import org.systole.workload.VectorLayer;
import org.systole.workload.Workload;

/**
 * The analytical model: maps every layer for the stated objective and adds up what the mappings cost.
 *
 * <p>An accelerator whose hardware walks macro-tiles by itself ({@code control.tile_loop}) runs its layers in macro-tiles, timed
 * by {@link TileTiming}; any other is mapped and timed by the general model.
 */
public final class AnalyticalEvaluator implements Evaluator {
    /** Changes whenever results do; part of the canonical hash. */
    static final String VERSION = "analytical/2";

    private final MapperProgress progress;

    /** Creates the evaluator; it has no state. */
    public AnalyticalEvaluator() {
        this(MapperProgress.NONE);
    }

    /** Creates an evaluator that says how far its searches have come. */
    public AnalyticalEvaluator(MapperProgress progress) {
        this.progress = Objects.requireNonNull(progress);
    }

    @Override
    public NetworkCost evaluate(
            Workload workload, Accelerator accelerator, AcceleratorCosts costs, MapperSettings settings) {
        var timing = TileTiming.of(accelerator);
        List<LayerCost> layers = timing.isPresent()
                ? new TileNetwork(accelerator, costs, settings, timing.get(), progress).layers(workload)
                : general(workload, accelerator, costs, settings);
        return NetworkCosts.of(workload, accelerator, costs, settings, layers);
    }

    private List<LayerCost> general(
            Workload workload, Accelerator accelerator, AcceleratorCosts costs, MapperSettings settings) {
        var mapper = new NetworkMapper(accelerator, costs, settings, progress);
        mapper.mapAlone(workload.macLayers());
        List<Situation> situations = settings.keepMaps()
                ? new MapKeeper(workload, accelerator, costs, mapper, settings.objective()).decide()
                : Collections.nCopies(workload.layers().size(), Situation.ALONE);
        var layers = new ArrayList<LayerCost>();
        for (int i = 0; i < situations.size(); i++) {
            Situation situation = situations.get(i);
            layers.add(
                    switch (workload.layers().get(i)) {
                        case MacLayer mac -> {
                            var best = mapper.found(mac, situation).orElseThrow();
                            LayerCost cost =
                                    LayerCosts.of(mapper.binding(mac, situation), best.mapping(), best.verdict());
                            yield best.cutsFilters()
                                    ? cost.with(
                                            "the filters of layer '" + mac.name() + "' are larger than the array holds:"
                                                    + " they are computed in pieces, whose sums are added up in memory")
                                    : cost;
                        }
                        case VectorLayer vector -> VectorLayers.cost(vector, accelerator, costs);
                    });
        }
        return layers;
    }

    /**
     * Returns what a layer costs in given macro-tiles.
     *
     * @param layer the layer
     * @param accelerator hardware that walks macro-tiles
     * @param costs what the accelerator's actions cost
     * @param program the tiles; they fit
     * @throws IllegalArgumentException when the accelerator does not walk macro-tiles by itself
     */
    public LayerCost evaluate(MacLayer layer, Accelerator accelerator, AcceleratorCosts costs, TileProgram program) {
        TileTiming timing = TileTiming.of(accelerator)
                .orElseThrow(() -> new IllegalArgumentException(accelerator.name() + " does not walk macro-tiles"));
        return TileLayers.cost(TileSearch.binding(layer, accelerator, costs), timing, program, SearchVerdict.GIVEN);
    }

    /**
     * Returns what a layer costs under a given mapping, by the general model.
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
        var binding = new Binding(layer, accelerator, costs, precision, Situation.ALONE);
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
