package org.systole.mapping;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.systole.hardware.VectorUnit;
import org.systole.workload.VectorWork;

/**
 * The unit that the array waits for most, after its own work, over some layers.
 *
 * @param unit its name; empty when there is no such work
 * @param host whether it is the host
 * @param kinds the kinds of work that take it longest, at most three, longest first
 * @param layers how many layers wait for it
 */
record VectorShare(String unit, boolean host, List<String> kinds, int layers) {
    /** Sums up the passes of some plans. */
    static VectorShare of(List<VectorPlan> plans) {
        var cycles = new LinkedHashMap<VectorUnit, Double>();
        for (VectorPlan plan : plans)
            for (VectorPlan.Pass pass : plan.passes()) cycles.merge(pass.unit(), pass.cycles(), Double::sum);
        VectorUnit slowest = null;
        for (VectorUnit unit : cycles.keySet())
            if (slowest == null || cycles.get(unit) > cycles.get(slowest)) slowest = unit;
        if (slowest == null) return new VectorShare("", false, List.of(), 0);
        int layers = 0;
        var kinds = new EnumMap<VectorWork.Kind, Double>(VectorWork.Kind.class);
        for (VectorPlan plan : plans) {
            boolean waits = false;
            for (VectorPlan.Pass pass : plan.passes()) {
                if (!pass.unit().equals(slowest)) continue;
                waits = true;
                pass.byKind().forEach((kind, spent) -> kinds.merge(kind, spent, Double::sum));
            }
            if (waits) layers++;
        }
        return new VectorShare(slowest.name(), slowest.host(), longest(kinds), layers);
    }

    private static List<String> longest(Map<VectorWork.Kind, Double> kinds) {
        var sorted = new ArrayList<>(kinds.keySet());
        sorted.sort((a, b) -> Double.compare(kinds.get(b), kinds.get(a)));
        return sorted.stream().limit(3).map(VectorWork.Kind::toString).toList();
    }

    /** Returns {@code the host (scale, clamp)}. */
    String text() {
        return (host ? "the host" : "the unit '" + unit + "'") + " (" + String.join(", ", kinds) + ")";
    }
}
