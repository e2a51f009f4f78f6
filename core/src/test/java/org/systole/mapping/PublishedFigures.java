package org.systole.mapping;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.systole.cost.CostTables;
import org.systole.hardware.Accelerator;
import org.systole.hardware.Accelerators;
import org.systole.hardware.ExpectedFigure;
import org.systole.workload.Dimension;
import org.systole.workload.FeatureMap;
import org.systole.workload.Layer;
import org.systole.workload.LoopNest;
import org.systole.workload.Lowering;
import org.systole.workload.MacLayer;
import org.systole.workload.VectorLayer;
import org.systole.workload.VectorWork;
import org.systole.workload.Workload;
import org.systole.zoo.Zoo;
import org.systole.zoo.ZooOptions;

/** Our figure for every published one that the analytical model can give. Evaluations are shared between figures. */
final class PublishedFigures {
    /** Small enough for a test, large enough that a larger one changes a figure by a percent or two. */
    private static final long BUDGET = 20_000;

    private final Map<String, NetworkCost> evaluated = new HashMap<>();

    /**
     * Returns whether the model gives such a figure: of a network of the zoo, and neither structure nor area. Other
     * tools' descriptions are compared with those tools elsewhere, with their settings.
     */
    static boolean isModelled(String accelerator, ExpectedFigure figure) {
        return !accelerator.contains("-like")
                && figure.network().startsWith("zoo:")
                && !figure.isStructural()
                && figure.kind() != ExpectedFigure.Kind.AREA_MM2;
    }

    /** Returns ours, in the unit of the figure. */
    double ours(String name, ExpectedFigure figure) {
        Accelerator accelerator = Accelerators.load(name);
        NetworkCost cost = evaluate(accelerator, figure);
        double clockHz = 1e6 * (Double.isNaN(figure.clockMhz()) ? accelerator.clockMhz() : figure.clockMhz());
        double cycles = figure.layer().isEmpty()
                ? cost.cycles().value()
                : layer(cost, figure).cycles().total();
        return switch (figure.kind()) {
            case FRAMES_PER_SECOND -> figure.batch() * clockHz / cycles;
            case LATENCY_MS -> 1000 * cycles / clockHz;
            case CYCLES -> cycles;
            case COMPUTE_CYCLES -> computeCycles(layer(cost, figure).cycles());
            case ENERGY_UJ -> cost.energyPj().value() / 1e6 / figure.batch();
            case POWER_MW -> cost.energyPj().value() * 1e-9 * clockHz / cycles;
            case DRAM_MB -> cost.dramBytes().value() / 1e6;
            case DRAM_WORDS ->
                cost.dramBytes().value() * 8 / accelerator.precision().input().bits();
            default -> throw new IllegalArgumentException(figure.toString());
        };
    }

    /** Returns the energy in µJ of a network's convolutions for images of another size. */
    double energyUj(String name, String network, ZooOptions options) {
        Accelerator accelerator = Accelerators.load(name);
        Workload workload = convolutions(Lowering.of(Zoo.entry(network).graph(options)));
        var settings = MapperSettings.DEFAULT.withBudget(BUDGET).withKeepMaps(false);
        return new AnalyticalEvaluator()
                        .evaluate(workload, accelerator, CostTables.read().costs(accelerator), settings)
                        .energyPj()
                        .value()
                / 1e6;
    }

    private static double computeCycles(CycleParts cycles) {
        return cycles.ideal() + cycles.spatialLoss() + cycles.temporalLoss();
    }

    private static LayerCost layer(NetworkCost cost, ExpectedFigure figure) {
        return cost.layers().stream()
                .filter(l -> l.name().equals(figure.layer()))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no layer " + figure.layer()));
    }

    private NetworkCost evaluate(Accelerator accelerator, ExpectedFigure figure) {
        boolean convolutions = figure.convolutionsOnly() || !figure.layer().isEmpty();
        boolean energy = switch (figure.kind()) {
            case ENERGY_UJ, POWER_MW, DRAM_MB, DRAM_WORDS -> true;
            default -> false;
        };
        Objective objective = energy ? Objective.EDP : Objective.LATENCY;
        String key = accelerator.name() + " " + figure.network() + " " + figure.batch() + convolutions + objective;
        return evaluated.computeIfAbsent(key, k -> {
            Workload workload = Lowering.of(Zoo.graph(figure.network().substring("zoo:".length())));
            MapperSettings d = MapperSettings.DEFAULT;
            var settings =
                    new MapperSettings(objective, d.seed(), 2, BUDGET, 0, d.bypass(), !convolutions && d.keepMaps());
            Workload batched = batched(convolutions ? convolutions(workload) : workload, figure.batch());
            NetworkCost cost = new AnalyticalEvaluator()
                    .evaluate(batched, accelerator, CostTables.read().costs(accelerator), settings);
            Bounds.hold(batched, accelerator, cost, !settings.keepMaps());
            return cost;
        });
    }

    private static Workload convolutions(Workload w) {
        List<Layer> layers = w.layers().stream()
                .filter(l -> l instanceof MacLayer m
                        && (m.kind() == MacLayer.Kind.CONVOLUTION
                                || m.kind() == MacLayer.Kind.GROUPED
                                || m.kind() == MacLayer.Kind.DEPTHWISE))
                .map(l -> withoutPooling((MacLayer) l))
                .toList();
        return new Workload(w.name(), layers, w.maps(), w.inputs(), w.outputs(), w.free(), w.notes());
    }

    private static Layer withoutPooling(MacLayer m) {
        var kept = m.work().stream()
                .filter(v -> v.kind() == VectorWork.Kind.BIAS || v.kind() == VectorWork.Kind.CLAMP)
                .toList();
        return new MacLayer(
                m.name(),
                m.kind(),
                m.nest(),
                m.precision(),
                m.steps(),
                m.constantWeights(),
                m.reads(),
                m.writes(),
                kept,
                m.nodes());
    }

    private static Workload batched(Workload w, int batch) {
        if (batch == 1) return w;
        var maps = new LinkedHashMap<String, FeatureMap>();
        w.maps()
                .forEach(
                        (name, m) -> maps.put(name, new FeatureMap(name, m.elements() * batch, m.format(), m.parts())));
        var layers = new ArrayList<Layer>();
        for (Layer layer : w.layers())
            layers.add(
                    switch (layer) {
                        case MacLayer m ->
                            new MacLayer(
                                    m.name(),
                                    m.kind(),
                                    batched(m.nest(), batch),
                                    m.precision(),
                                    m.steps(),
                                    m.constantWeights(),
                                    m.reads(),
                                    m.writes(),
                                    batched(m.work(), batch),
                                    m.nodes());
                        case VectorLayer v ->
                            new VectorLayer(v.name(), v.reads(), v.writes(), batched(v.work(), batch), v.nodes());
                    });
        return new Workload(w.name(), layers, maps, w.inputs(), w.outputs(), w.free(), w.notes());
    }

    private static LoopNest batched(LoopNest n, int batch) {
        return LoopNest.of(
                n.bound(Dimension.B) * batch,
                n.bound(Dimension.G),
                n.bound(Dimension.K),
                n.bound(Dimension.C),
                n.bound(Dimension.OY),
                n.bound(Dimension.OX),
                n.bound(Dimension.FY),
                n.bound(Dimension.FX),
                n.window());
    }

    private static List<VectorWork> batched(List<VectorWork> work, int batch) {
        return work.stream()
                .map(v -> new VectorWork(
                        v.kind(),
                        v.node(),
                        v.op(),
                        v.operations() * batch,
                        v.inputElements() * batch,
                        v.parameterElements(),
                        v.outputElements() * batch))
                .toList();
    }
}
