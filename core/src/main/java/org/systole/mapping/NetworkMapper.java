package org.systole.mapping;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.systole.cost.AcceleratorCosts;
import org.systole.hardware.Accelerator;
import org.systole.problem.Parallel;
import org.systole.problem.Place;
import org.systole.problem.Problems;
import org.systole.workload.LayerKey;
import org.systole.workload.MacLayer;

/**
 * Maps the layers of a network, equal ones once, several at a time. A layer's search is one thread's, so that the result does not
 * depend on how many there are.
 */
final class NetworkMapper {
    private final Accelerator accelerator;
    private final AcceleratorCosts costs;
    private final MapperSettings settings;
    private final MapperProgress progress;
    private final long deadlineNanos;
    private final Map<Task, Optional<LayerMapper.Found>> known = new LinkedHashMap<>();

    /** A layer in a situation, whatever it is called. */
    private record Task(LayerKey key, Situation situation) {}

    /** Creates the mapper; the deadline of the settings begins now. */
    NetworkMapper(Accelerator accelerator, AcceleratorCosts costs, MapperSettings settings) {
        this(accelerator, costs, settings, MapperProgress.NONE);
    }

    /** The same, and says how far it has come. */
    NetworkMapper(Accelerator accelerator, AcceleratorCosts costs, MapperSettings settings, MapperProgress progress) {
        this.progress = progress;
        this.accelerator = accelerator;
        this.costs = costs;
        this.settings = settings;
        this.deadlineNanos = settings.deadlineMillis() == 0
                ? Long.MAX_VALUE
                : System.nanoTime() + 1_000_000 * settings.deadlineMillis();
    }

    /**
     * Maps every layer with multiply-accumulates as if it were alone.
     *
     * @throws org.systole.problem.SystoleException with every layer that has no mapping
     */
    void mapAlone(List<MacLayer> layers) {
        var first = new LinkedHashMap<LayerKey, MacLayer>();
        for (MacLayer layer : layers) first.putIfAbsent(LayerKey.of(layer), layer);
        List<Optional<LayerMapper.Found>> found = Parallel.map(
                settings.threads(), List.copyOf(first.values()), progress.counting(first.size(), this::search));
        int i = 0;
        for (LayerKey key : first.keySet()) known.put(new Task(key, Situation.ALONE), found.get(i++));
        var problems = new Problems();
        var small = new LinkedHashSet<LayerKey>();
        for (MacLayer layer : layers) {
            if (found(layer, Situation.ALONE).isPresent() || !small.add(LayerKey.of(layer))) continue;
            problems.add(
                    MappingProblem.NO_MAPPING,
                    Place.element("", "layer '" + layer.name() + "'"),
                    "the layer " + layer.nest() + " has no mapping that fits the memories of " + accelerator.name(),
                    "enlarge the on-chip memories of the accelerator");
        }
        problems.throwIfAny();
    }

    /** Returns the mapping of a layer in a situation, or nothing when none fits. */
    Optional<LayerMapper.Found> found(MacLayer layer, Situation situation) {
        var task = new Task(LayerKey.of(layer), situation);
        Optional<LayerMapper.Found> result = known.get(task);
        if (result == null) {
            // A layer beside kept maps is searched with less: there are many such situations.
            MapperSettings fewer = settings.withBudget(Math.max(1, settings.budget() / 5));
            result = new LayerMapper(binding(layer, situation), fewer, deadlineNanos).search();
            known.put(task, result);
        }
        return result;
    }

    private Optional<LayerMapper.Found> search(MacLayer layer) {
        return new LayerMapper(binding(layer, Situation.ALONE), settings, deadlineNanos).search();
    }

    /** Returns a layer bound to the accelerator. */
    Binding binding(MacLayer layer, Situation situation) {
        var precision = Precisions.effective(layer.precision(), accelerator);
        return new Binding(layer, accelerator, costs, precision, situation);
    }
}
