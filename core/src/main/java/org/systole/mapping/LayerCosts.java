package org.systole.mapping;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.systole.units.Certainty;
import org.systole.workload.MacLayer;
import org.systole.workload.VectorWork;

/** Turns the estimate of a mapped layer into its cost. */
final class LayerCosts {
    private LayerCosts() {}

    /** Returns the cost of a layer under a mapping. */
    static LayerCost of(Binding binding, Mapping mapping, SearchVerdict verdict) {
        return of(binding, mapping, ReadableModel.estimate(binding, mapping), verdict);
    }

    /** Returns the cost of a layer under a mapping whose estimate is given. */
    static LayerCost of(Binding binding, Mapping mapping, Estimate estimate, SearchVerdict verdict) {
        MacLayer layer = binding.layer;
        CycleParts cycles = estimate.cycles();
        var notes = new ArrayList<>(binding.vector().notes());
        String precision = Precisions.note(layer.precision(), binding.precision);
        if (!precision.isEmpty()) notes.add(precision);
        binding.situation.homes().entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(
                        home -> notes.add("the " + home.getKey() + " stays in " + home.getValue() + " between layers"));
        return new LayerCost(
                layer.name(),
                layer.kind().toString(),
                layer.nodes(),
                layer.macs(),
                operations(layer.work()),
                cycles,
                cycles.total() > 0 ? cycles.ideal() / cycles.total() : 0,
                estimate.memories(),
                estimate.energy(),
                estimate.dramReadBits() / 8,
                estimate.dramWriteBits() / 8,
                Bottlenecks.of("The layer", cycles, binding.accelerator, VectorShare.of(List.of(binding.vector()))),
                Optional.of(mapping),
                verdict,
                binding.vector().complete() ? Certainty.TABULATED : Certainty.INCOMPLETE,
                notes);
    }

    /** Returns the elementary operations of some work. */
    static long operations(List<VectorWork> work) {
        return work.stream().mapToLong(VectorWork::operations).sum();
    }
}
