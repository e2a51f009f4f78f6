package org.systole.mapping;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.systole.cost.AcceleratorCosts;
import org.systole.cost.Cost;
import org.systole.hardware.Accelerator;
import org.systole.hardware.VectorUnit;
import org.systole.workload.Layer;
import org.systole.workload.MacLayer;
import org.systole.workload.Operand;
import org.systole.workload.VectorWork;

/**
 * Which unit does the work of a layer that is not multiply-accumulates, and what that takes whatever the mapping.
 *
 * <p>Work attached to a layer runs on a unit at write-back as long as every work before it did: it reads results as they leave
 * the array, beside which it works, and only further operands and parameters come from memory. Any other work is a
 * {@link Pass} of its own: the unit reads its operands from memory and writes its results back, after the array is done.
 * Neighbouring works on one unit share a pass.
 *
 * @param writtenElements elements that the layer writes home after all work at write-back
 * @param extraElements further operands of work at write-back, read from home
 * @param parameterElements constants of work at write-back, read from home
 * @param beside cycles of units that work beside the array
 * @param passes work after the array, in order
 * @param energy what the operations cost, by unit
 * @param complete whether every kind of work has a unit
 * @param notes work without a unit
 */
record VectorPlan(
        long writtenElements,
        long extraElements,
        long parameterElements,
        Map<VectorUnit, Double> beside,
        List<Pass> passes,
        List<EnergyPart> energy,
        boolean complete,
        List<String> notes) {
    /**
     * Neighbouring works on one unit.
     *
     * @param unit the unit
     * @param cycles of its operations
     * @param reads elements read from feature maps
     * @param parameters constants read
     * @param writes elements written
     * @param byKind the cycles of each kind of work
     */
    record Pass(
            VectorUnit unit,
            double cycles,
            long reads,
            long parameters,
            long writes,
            Map<VectorWork.Kind, Double> byKind) {
        private static Pass of(VectorUnit unit, VectorWork work, double cycles) {
            return new Pass(
                    unit,
                    cycles,
                    work.inputElements(),
                    work.parameterElements(),
                    work.outputElements(),
                    Map.of(work.kind(), cycles));
        }

        private Pass with(VectorWork work, double more) {
            var kinds = new EnumMap<VectorWork.Kind, Double>(byKind);
            kinds.merge(work.kind(), more, Double::sum);
            return new Pass(
                    unit,
                    cycles + more,
                    reads + further(work),
                    parameters + work.parameterElements(),
                    work.outputElements(),
                    kinds);
        }
    }

    /** Returns the plan of a layer. */
    static VectorPlan of(Layer layer, Accelerator accelerator, AcceleratorCosts costs) {
        return new Planner(layer, accelerator, costs).plan();
    }

    /** Returns the elements of operands beside the one that comes from the work before. */
    private static long further(VectorWork work) {
        return switch (work.kind()) {
            case ADD, MULTIPLY, COMPARE -> Math.max(0, work.inputElements() - work.outputElements());
            default -> 0;
        };
    }

    /** Collects the plan, work by work. */
    private static final class Planner {
        private final Layer layer;
        private final Accelerator accelerator;
        private final AcceleratorCosts costs;
        private final Map<VectorUnit, Double> beside = new LinkedHashMap<>();
        private final List<Pass> passes = new ArrayList<>();
        private final Map<String, Double> operations = new LinkedHashMap<>();
        private final Map<String, List<Cost>> spent = new LinkedHashMap<>();
        private final List<String> notes = new ArrayList<>();
        private long written;
        private long extra;
        private long parameters;
        private boolean fresh;

        Planner(Layer layer, Accelerator accelerator, AcceleratorCosts costs) {
            this.layer = layer;
            this.accelerator = accelerator;
            this.costs = costs;
            this.fresh = layer instanceof MacLayer;
            if (layer instanceof MacLayer mac) written = mac.nest().elements(Operand.OUTPUT) * mac.steps();
        }

        VectorPlan plan() {
            for (VectorWork work : layer.work()) add(work);
            var energy = new ArrayList<EnergyPart>();
            spent.forEach((unit, parts) -> energy.add(new EnergyPart(unit, operations.get(unit), Costs.sum(parts))));
            return new VectorPlan(written, extra, parameters, beside, passes, energy, notes.isEmpty(), notes);
        }

        private void add(VectorWork work) {
            VectorUnit unit = unit(work.kind());
            if (unit == null) {
                notes.add("no unit for " + work.kind() + " (" + work.op() + " of node '" + work.node()
                        + "'): its time and energy are not counted");
                spend("no unit", work, Cost.unknown("no unit for " + work.kind()));
                return;
            }
            double cycles = work.operations() / unit.operationsPerCycle().get(work.kind());
            spend(unit.name(), work, costs.vectorPj().get(work.kind()));
            if (fresh && unit.atWriteBack()) {
                beside.merge(unit, cycles, Double::sum);
                written = work.outputElements();
                extra += further(work);
                parameters += work.parameterElements();
                return;
            }
            fresh = false;
            if (!passes.isEmpty() && passes.getLast().unit().equals(unit))
                passes.add(passes.removeLast().with(work, cycles));
            else passes.add(Pass.of(unit, work, cycles));
        }

        private void spend(String unit, VectorWork work, Cost each) {
            operations.merge(unit, (double) work.operations(), Double::sum);
            spent.computeIfAbsent(unit, key -> new ArrayList<>()).add(each.times(work.operations()));
        }

        /** Returns the unit for a kind of work: one at write-back while results are fresh, otherwise the first that can. */
        private VectorUnit unit(VectorWork.Kind kind) {
            VectorUnit first = null;
            for (VectorUnit unit : accelerator.units()) {
                if (!unit.operationsPerCycle().containsKey(kind)) continue;
                if (fresh && unit.atWriteBack()) return unit;
                if (first == null) first = unit;
            }
            return first;
        }
    }
}
