package org.systole.mapping;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.systole.cost.AcceleratorCosts;
import org.systole.hardware.Accelerator;
import org.systole.hardware.Memory;
import org.systole.workload.Layer;
import org.systole.workload.MacLayer;
import org.systole.workload.Operand;
import org.systole.workload.VectorLayer;
import org.systole.workload.Workload;

/**
 * Decides which feature maps stay on the chip between layers: {@code docs/models/mapping.md}, section 9.
 *
 * <p>A map can stay in a memory that holds inputs and outputs, if one layer of multiply-accumulates writes it without work after
 * the array, and all that read it are such layers that read it as their input. Maps are looked at in the order in which they are
 * written; one stays when the network gets better by the objective with it.
 */
final class MapKeeper {
    private final Workload workload;
    private final Accelerator accelerator;
    private final AcceleratorCosts costs;
    private final NetworkMapper mapper;
    private final Objective objective;
    private final List<Situation> situations = new ArrayList<>();
    private final List<double[]> totals = new ArrayList<>();
    private final double[] sum = new double[3];

    /** Creates the decision for a network whose layers are mapped alone. */
    MapKeeper(
            Workload workload,
            Accelerator accelerator,
            AcceleratorCosts costs,
            NetworkMapper mapper,
            Objective objective) {
        this.workload = workload;
        this.accelerator = accelerator;
        this.costs = costs;
        this.mapper = mapper;
        this.objective = objective;
        for (Layer layer : workload.layers()) {
            situations.add(Situation.ALONE);
            totals.add(
                    layer instanceof MacLayer mac ? total(mac, Situation.ALONE).orElseThrow() : vector(layer));
            for (int i = 0; i < 3; i++) sum[i] += totals.getLast()[i];
        }
    }

    /** Returns the situation of every layer, in order. */
    List<Situation> decide() {
        Memory memory = memory();
        if (memory == null) return situations;
        var readers = new HashMap<String, List<Integer>>();
        for (int i = 0; i < workload.layers().size(); i++)
            for (String map : workload.layers().get(i).reads())
                readers.computeIfAbsent(map, key -> new ArrayList<>()).add(i);
        for (int i = 0; i < workload.layers().size(); i++)
            if (workload.layers().get(i) instanceof MacLayer mac && mac.writes().size() == 1)
                keep(i, mac, readers.getOrDefault(mac.writes().getFirst(), List.of()), memory);
        return situations;
    }

    /** The outermost on-chip memory that holds inputs and outputs, all of the array's; null when there is none. */
    private Memory memory() {
        for (Memory memory : accelerator.memories()) {
            boolean both =
                    memory.holds().contains(Operand.INPUT) && memory.holds().contains(Operand.OUTPUT);
            if (both && !memory.isUnbounded() && memory.per().isEmpty()) return memory;
        }
        return null;
    }

    private void keep(int writer, MacLayer mac, List<Integer> readers, Memory memory) {
        String map = mac.writes().getFirst();
        if (readers.isEmpty()
                || workload.outputs().contains(map)
                || workload.inputs().contains(map)) return;
        if (!VectorPlan.of(mac, accelerator, costs).passes().isEmpty() || mac.steps() > 1) return;
        for (int reader : readers)
            if (reader <= writer || !readsAsInput(workload.layers().get(reader), map)) return;
        int bits = Precisions.effective(mac.precision(), accelerator).output().bits();
        long size = workload.maps().get(map).elements() * bits;
        if (size > memory.usableBits()) return;
        var changed = new HashMap<Integer, Situation>();
        changed.put(writer, situations.get(writer).with(Operand.OUTPUT, memory.name()));
        for (int i = writer + 1; i <= readers.getLast(); i++) {
            Situation now = situations.get(i);
            boolean reads = readers.contains(i);
            changed.put(i, reads ? now.with(Operand.INPUT, memory.name()) : now.with(memory.name(), size));
        }
        take(changed);
    }

    private static boolean readsAsInput(Layer layer, String map) {
        if (!(layer instanceof MacLayer mac) || !mac.constantWeights() || mac.steps() > 1) return false;
        return mac.reads().getFirst().equals(map) && mac.reads().lastIndexOf(map) == 0;
    }

    /** Takes new situations when all of their layers can be mapped and the network gets better. */
    private void take(Map<Integer, Situation> changed) {
        var fresh = new HashMap<Integer, double[]>();
        double[] now = sum.clone();
        for (int i : changed.keySet().stream().sorted().toList()) {
            double[] total = totals.get(i);
            if (workload.layers().get(i) instanceof MacLayer mac) {
                Optional<double[]> found = total(mac, changed.get(i));
                if (found.isEmpty()) return;
                total = found.get();
            }
            fresh.put(i, total);
            for (int k = 0; k < 3; k++) now[k] += total[k] - totals.get(i)[k];
        }
        if (score(now) >= score(sum)) return;
        changed.forEach(situations::set);
        fresh.forEach(totals::set);
        System.arraycopy(now, 0, sum, 0, 3);
    }

    private double score(double[] total) {
        return switch (objective) {
            case LATENCY -> total[0];
            case ENERGY -> total[1];
            case EDP -> total[0] * total[1];
            case DRAM -> total[2];
        };
    }

    /** Returns cycles, energy and off-chip bits of a layer in a situation, or nothing when no mapping fits. */
    private Optional<double[]> total(MacLayer layer, Situation situation) {
        return mapper.found(layer, situation).map(found -> {
            Estimate estimate = ReadableModel.estimate(mapper.binding(layer, situation), found.mapping());
            return new double[] {
                estimate.cycles().total(),
                Binding.known(estimate.energyPj()),
                estimate.dramReadBits() + estimate.dramWriteBits()
            };
        });
    }

    private double[] vector(Layer layer) {
        LayerCost cost = VectorLayers.cost((VectorLayer) layer, accelerator, costs);
        return new double[] {cost.cycles().total(), Binding.known(cost.energyPj()), 8 * cost.dramBytes()};
    }
}
