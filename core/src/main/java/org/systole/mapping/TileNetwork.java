package org.systole.mapping;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.systole.cost.AcceleratorCosts;
import org.systole.hardware.Accelerator;
import org.systole.problem.Parallel;
import org.systole.workload.Layer;
import org.systole.workload.LayerKey;
import org.systole.workload.MacLayer;
import org.systole.workload.VectorLayer;
import org.systole.workload.Workload;

/**
 * Evaluates a network on an accelerator that walks macro-tiles by itself ({@code docs/models/gemmini.md}): equal layers once,
 * several at a time. Its hardware moves every result out, so no feature map stays on the chip between layers.
 */
final class TileNetwork {
    private final Accelerator accelerator;
    private final AcceleratorCosts costs;
    private final MapperSettings settings;
    private final TileTiming timing;
    private final MapperProgress progress;
    private final long deadlineNanos;

    /** Creates the evaluation; the deadline of the settings begins now. */
    TileNetwork(
            Accelerator accelerator,
            AcceleratorCosts costs,
            MapperSettings settings,
            TileTiming timing,
            MapperProgress progress) {
        this.accelerator = accelerator;
        this.costs = costs;
        this.settings = settings;
        this.timing = timing;
        this.progress = progress;
        this.deadlineNanos = settings.deadlineMillis() == 0
                ? Long.MAX_VALUE
                : System.nanoTime() + 1_000_000 * settings.deadlineMillis();
    }

    /**
     * Returns the cost of every layer in order. A layer of which not even the smallest macro-tile fits is mapped, and its
     * cycles counted, by the general model, which its notes say.
     *
     * @throws org.systole.problem.SystoleException with every layer that has no mapping either way
     */
    List<LayerCost> layers(Workload workload) {
        var first = new LinkedHashMap<LayerKey, MacLayer>();
        for (MacLayer layer : workload.macLayers()) first.putIfAbsent(LayerKey.of(layer), layer);
        var keys = new ArrayList<>(first.keySet());
        List<Optional<TileSearch.Found>> found =
                Parallel.map(settings.threads(), keys, progress.counting(keys.size(), key -> search(first.get(key))));
        var programs = new LinkedHashMap<LayerKey, TileSearch.Found>();
        for (int i = 0; i < keys.size(); i++)
            if (found.get(i).isPresent()) programs.put(keys.get(i), found.get(i).get());
        NetworkMapper general = general(workload, programs);
        var layers = new ArrayList<LayerCost>();
        for (Layer layer : workload.layers()) {
            layers.add(
                    switch (layer) {
                        case MacLayer mac -> cost(mac, programs.get(LayerKey.of(mac)), general);
                        case VectorLayer vector -> VectorLayers.cost(vector, accelerator, costs);
                    });
        }
        return layers;
    }

    private Optional<TileSearch.Found> search(MacLayer layer) {
        return new TileSearch(TileSearch.binding(layer, accelerator, costs), timing, settings.objective())
                .search(deadlineNanos);
    }

    /** Returns the general mapper with the layers that have no macro-tiles, or null when there are none. */
    private NetworkMapper general(Workload workload, Map<LayerKey, TileSearch.Found> programs) {
        List<MacLayer> others = workload.macLayers().stream()
                .filter(layer -> !programs.containsKey(LayerKey.of(layer)))
                .toList();
        if (others.isEmpty()) return null;
        var mapper = new NetworkMapper(accelerator, costs, settings, progress);
        mapper.mapAlone(others);
        return mapper;
    }

    private LayerCost cost(MacLayer layer, TileSearch.Found found, NetworkMapper general) {
        if (found != null)
            return TileLayers.cost(
                    TileSearch.binding(layer, accelerator, costs), timing, found.program(), found.verdict());
        var best = general.found(layer, Situation.ALONE).orElseThrow();
        return LayerCosts.of(general.binding(layer, Situation.ALONE), best.mapping(), best.verdict())
                .with(
                        "no macro-tile of layer '" + layer.name()
                                + "' fits the memories: its cycles are those of the general model, not of the hardware's loops");
    }
}
