package org.systole.workload;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.systole.tensor.NumberFormat;

/** A floating-point workload at the number formats of an accelerator. */
final class Requantized {
    private Requantized() {}

    /** Returns the workload at other formats; see {@link Workload#withPrecision}. */
    static Workload of(Workload workload, Precision target) {
        long floats = workload.macLayers().stream().filter(Requantized::isFloat).count();
        if (floats == 0) return workload;
        Map<String, FeatureMap> maps = new LinkedHashMap<>();
        workload.maps().forEach((name, map) -> maps.put(name, map(map, target)));
        List<Layer> layers =
                workload.layers().stream().map(layer -> layer(layer, target)).toList();
        List<String> notes = new ArrayList<>(workload.notes());
        long all = workload.macLayers().size();
        String which = floats == all ? "" : " (" + floats + " of " + all + " layers of multiply-accumulates)";
        notes.add("float model costed at " + formats(target) + which);
        return new Workload(
                workload.name(), layers, maps, workload.inputs(), workload.outputs(), workload.free(), notes);
    }

    private static String formats(Precision p) {
        String text = p.input().equals(p.weight()) ? p.input().toString() : p.input() + " x " + p.weight();
        return text + " with " + p.partialSum() + " sums";
    }

    private static boolean isFloat(MacLayer layer) {
        return layer.precision().input().isFloat() && layer.precision().weight().isFloat();
    }

    private static FeatureMap map(FeatureMap map, Precision target) {
        if (!map.format().isFloat()) return map;
        return new FeatureMap(map.name(), map.elements(), target.output(), map.parts());
    }

    private static Layer layer(Layer layer, Precision target) {
        if (!(layer instanceof MacLayer mac) || !isFloat(mac)) return layer;
        NumberFormat output =
                mac.precision().output().isFloat() ? target.output() : mac.precision().output();
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
