package org.systole.mapping;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.systole.cost.AcceleratorCosts;
import org.systole.hardware.Accelerator;
import org.systole.problem.Place;
import org.systole.problem.Problems;
import org.systole.workload.Layer;
import org.systole.workload.LayerKey;
import org.systole.workload.MacLayer;
import org.systole.workload.Workload;

/**
 * Maps the layers of a network, equal ones once, several at a time. A layer's search is one thread's, so that the result does not
 * depend on how many there are.
 */
final class NetworkMapper {
    private final Accelerator accelerator;
    private final AcceleratorCosts costs;
    private final MapperSettings settings;
    private final long deadlineNanos;

    /** Creates the mapper; the deadline of the settings begins now. */
    NetworkMapper(Accelerator accelerator, AcceleratorCosts costs, MapperSettings settings) {
        this.accelerator = accelerator;
        this.costs = costs;
        this.settings = settings;
        this.deadlineNanos = settings.deadlineMillis() == 0
                ? Long.MAX_VALUE
                : System.nanoTime() + 1_000_000 * settings.deadlineMillis();
    }

    /**
     * Returns the mapping of every layer with multiply-accumulates, by key.
     *
     * @throws org.systole.problem.SystoleException with every layer that has no mapping
     */
    Map<LayerKey, LayerMapper.Found> map(Workload workload) {
        var first = new LinkedHashMap<LayerKey, MacLayer>();
        for (Layer layer : workload.layers())
            if (layer instanceof MacLayer mac) first.putIfAbsent(LayerKey.of(mac), mac);
        List<Optional<LayerMapper.Found>> found = search(new ArrayList<>(first.values()));
        var problems = new Problems();
        var map = new LinkedHashMap<LayerKey, LayerMapper.Found>();
        int i = 0;
        for (var entry : first.entrySet()) {
            Optional<LayerMapper.Found> mapping = found.get(i++);
            if (mapping.isPresent()) map.put(entry.getKey(), mapping.get());
            else
                problems.add(
                        MappingProblem.NO_MAPPING,
                        Place.element("", "layer '" + entry.getValue().name() + "'"),
                        "the layer " + entry.getValue().nest() + " has no mapping that fits the memories of "
                                + accelerator.name(),
                        "enlarge the on-chip memories of the accelerator");
        }
        problems.throwIfAny();
        return map;
    }

    private List<Optional<LayerMapper.Found>> search(List<MacLayer> layers) {
        if (settings.threads() == 1) return layers.stream().map(this::search).toList();
        try (var pool = Executors.newFixedThreadPool(settings.threads())) {
            var futures = new ArrayList<Future<Optional<LayerMapper.Found>>>();
            for (MacLayer layer : layers) futures.add(pool.submit(() -> search(layer)));
            var results = new ArrayList<Optional<LayerMapper.Found>>();
            for (var future : futures) results.add(future.get());
            return results;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while mapping", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("a search failed", e.getCause());
        }
    }

    private Optional<LayerMapper.Found> search(MacLayer layer) {
        return new LayerMapper(binding(layer), settings, deadlineNanos).search();
    }

    /** Returns a layer bound to the accelerator. */
    Binding binding(MacLayer layer) {
        var precision = Precisions.effective(layer.precision(), accelerator);
        return new Binding(layer, accelerator, costs, precision, Map.of());
    }
}
