package org.systole.workload;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.systole.tensor.NumberFormat;

/** A workload at the number formats of an accelerator. */
final class Requantized {
    private final Precision target;
    private final Predicate<MacLayer> changes;
    private final Set<NumberFormat> replaced = new LinkedHashSet<>();

    private Requantized(Workload workload, Precision target, Predicate<MacLayer> changes) {
        this.target = target;
        this.changes = changes;
        for (MacLayer layer : workload.macLayers()) {
            if (!changes.test(layer)) continue;
            replaced.add(layer.precision().input());
            replaced.add(layer.precision().weight());
            replaced.add(layer.precision().output());
        }
    }

    /** Changes the floating-point layers; see {@link Workload#withPrecision(Precision)}. */
    static Workload floats(Workload workload, Precision target) {
        return new Requantized(workload, target, Requantized::isFloat).apply(workload);
    }

    /** Changes the layers that a machine cannot compute; see {@link Workload#withPrecision(Precision, List)}. */
    static Workload unsupported(Workload workload, Precision target, List<Integer> operandBits) {
        Predicate<MacLayer> changes = layer -> {
            Precision own = layer.precision();
            boolean family = own.input().isFloat() == target.input().isFloat()
                    && own.weight().isFloat() == target.weight().isFloat();
            return !family
                    || !operandBits.contains(own.input().bits())
                    || !operandBits.contains(own.weight().bits());
        };
        return new Requantized(workload, target, changes).apply(workload);
    }

    private static boolean isFloat(MacLayer layer) {
        return layer.precision().input().isFloat() && layer.precision().weight().isFloat();
    }

    private Workload apply(Workload workload) {
        List<MacLayer> macs = workload.macLayers();
        List<MacLayer> changed = macs.stream()
                .filter(changes)
                .filter(layer -> !layer.equals(layer(layer)))
                .toList();
        if (changed.isEmpty()) return workload;
        Map<String, FeatureMap> maps = new LinkedHashMap<>();
        workload.maps().forEach((name, map) -> maps.put(name, map(map)));
        List<Layer> layers = workload.layers().stream().map(this::layer).toList();
        List<String> notes = new ArrayList<>(workload.notes());
        notes.add(note(changed, macs.size()));
        return new Workload(
                workload.name(), layers, maps, workload.inputs(), workload.outputs(), workload.free(), notes);
    }

    private String note(List<MacLayer> changed, int all) {
        boolean floats = changed.stream().allMatch(Requantized::isFloat);
        String from = floats
                ? "float"
                : changed.stream()
                        .map(layer -> formats(layer.precision()))
                        .distinct()
                        .sorted()
                        .collect(Collectors.joining(", "));
        String which =
                changed.size() == all ? "" : " (" + changed.size() + " of " + all + " layers of multiply-accumulates)";
        return from + " model costed at " + formats(target) + " with " + target.partialSum() + " sums" + which;
    }

    private static String formats(Precision p) {
        return p.input().equals(p.weight()) ? p.input().toString() : p.input() + " x " + p.weight();
    }

    private FeatureMap map(FeatureMap map) {
        boolean wanted = replaced.contains(map.format()) || map.format().isFloat();
        return wanted ? new FeatureMap(map.name(), map.elements(), target.output(), map.parts()) : map;
    }

    private Layer layer(Layer layer) {
        if (!(layer instanceof MacLayer mac) || !changes.test(mac)) return layer;
        NumberFormat before = mac.precision().output();
        NumberFormat output = before.isFloat() || replaced.contains(before) ? target.output() : before;
        Precision precision = new Precision(target.input(), target.weight(), output, target.partialSum());
        return needsRequantization(mac, precision) ? requantized(mac, precision) : mac.with(precision);
    }

    private static boolean needsRequantization(MacLayer mac, Precision precision) {
        return !precision.output().isFloat()
                && precision.output().bits() < precision.partialSum().bits()
                && mac.work().stream().noneMatch(w -> w.kind() == VectorWork.Kind.CONVERT);
    }

    /** The sums become narrow as soon as the bias is in, so that what follows works on narrow numbers. */
    private static MacLayer requantized(MacLayer mac, Precision precision) {
        List<VectorWork> work = new ArrayList<>(mac.work());
        int at = 0;
        while (at < work.size() && work.get(at).kind() == VectorWork.Kind.BIAS) at++;
        long elements = Math.multiplyExact(mac.nest().elements(Operand.OUTPUT), (long) mac.steps());
        String node = mac.nodes().isEmpty() ? mac.name() : mac.nodes().getFirst();
        work.add(at, new VectorWork(VectorWork.Kind.CONVERT, node, "Requantize", elements, elements, 0, elements));
        return new MacLayer(
                mac.name(),
                mac.kind(),
                mac.nest(),
                precision,
                mac.steps(),
                mac.constantWeights(),
                mac.reads(),
                mac.writes(),
                work,
                mac.nodes());
    }
}
