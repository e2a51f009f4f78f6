package org.systole.mapping;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.systole.cost.AcceleratorCosts;
import org.systole.cost.Cost;
import org.systole.hardware.Accelerator;
import org.systole.units.Certainty;
import org.systole.workload.VectorWork;
import org.systole.workload.Workload;

/** Adds up layers. */
final class NetworkCosts {
    private NetworkCosts() {}

    /** Returns the cost of a network whose layers cost what is given. */
    static NetworkCost of(
            Workload workload,
            Accelerator accelerator,
            AcceleratorCosts costs,
            MapperSettings settings,
            List<LayerCost> layers) {
        List<VectorPlan> plans = workload.layers().stream()
                .map(layer -> VectorPlan.of(layer, accelerator, costs))
                .toList();
        return of(workload, accelerator, costs, settings, TimingModel.of(accelerator), layers, plans);
    }

    /** Returns the same with the model of the cycles, and what units beside the array do. */
    static NetworkCost of(
            Workload workload,
            Accelerator accelerator,
            AcceleratorCosts costs,
            MapperSettings settings,
            TimingModel timing,
            List<LayerCost> layers,
            List<VectorPlan> plans) {
        var notes = new LinkedHashSet<>(workload.notes());
        Certainty certainty = Certainty.TABULATED;
        for (LayerCost layer : layers) {
            certainty = certainty.and(layer.certainty());
            for (String note : layer.notes()) if (!ofOneLayer(note)) notes.add(note);
        }
        Cost area = Double.isNaN(accelerator.areaMm2())
                ? costs.totalAreaMm2()
                : Cost.tabulated(accelerator.areaMm2(), "published area of " + accelerator.name());
        assumption(plans, layers).ifPresent(notes::add);
        return new NetworkCost(
                workload.name(),
                accelerator.name(),
                settings.objective(),
                timing,
                accelerator.clockMhz(),
                accelerator.array().peakMacs(),
                layers,
                area,
                certainty,
                Bottlenecks.of("The network", sum(layers), accelerator, VectorShare.of(plans)),
                new ArrayList<>(notes),
                Evaluator.hash(workload, accelerator, costs, settings));
    }

    /** Returns whether a note speaks of one layer and would only crowd those of the network. */
    private static boolean ofOneLayer(String note) {
        return note.contains(" stays in ")
                || note.startsWith("tiles of ")
                || note.endsWith("write-back of another one");
    }

    /** Nobody publishes how fast a host does such work beside an accelerator: its rates are named wherever they matter. */
    private static Optional<String> assumption(List<VectorPlan> plans, List<LayerCost> layers) {
        var rates = new EnumMap<VectorWork.Kind, Double>(VectorWork.Kind.class);
        double host = 0;
        for (VectorPlan plan : plans) {
            for (VectorPlan.Pass pass : plan.passes()) {
                if (!pass.unit().host()) continue;
                host += pass.cycles();
                for (VectorWork.Kind kind : pass.byKind().keySet())
                    rates.put(kind, pass.unit().operationsPerCycle().get(kind));
            }
        }
        if (rates.isEmpty()) return Optional.empty();
        double all =
                layers.stream().mapToDouble(layer -> layer.cycles().total()).sum();
        String text = rates.entrySet().stream()
                .map(rate -> rate.getKey() + " "
                        + BigDecimal.valueOf(rate.getValue())
                                .stripTrailingZeros()
                                .toPlainString())
                .collect(Collectors.joining(", "));
        return Optional.of(String.format(
                Locale.ROOT,
                "assumed, not measured: the host's operations a cycle (%s); it takes %.1f %% of all cycles",
                text,
                100 * host / all));
    }

    private static CycleParts sum(List<LayerCost> layers) {
        var sums = new double[9];
        Map<String, Double> stalls = new LinkedHashMap<>();
        for (LayerCost layer : layers) {
            CycleParts c = layer.cycles();
            double[] parts = {
                c.ideal(),
                c.spatialLoss(),
                c.temporalLoss(),
                c.arrayFill(),
                c.arrayPreload(),
                c.onload(),
                c.offload(),
                c.vector(),
                c.control()
            };
            for (int i = 0; i < parts.length; i++) sums[i] += parts[i];
            c.stalls().forEach((where, cycles) -> stalls.merge(where, cycles, Double::sum));
        }
        return new CycleParts(sums[0], sums[1], sums[2], sums[3], sums[4], sums[5], sums[6], stalls, sums[7], sums[8]);
    }
}
