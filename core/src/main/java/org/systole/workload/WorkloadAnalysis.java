package org.systole.workload;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a workload needs whatever it runs on: how much each layer computes and must at least move.
 *
 * <p>Traffic is compulsory: every weight, every parameter and every element of a map that is touched, once. One
 * multiply-accumulate counts as two operations.
 *
 * @param rows one for each layer, in order
 * @param macs multiply-accumulates of the network
 * @param vectorOperations elementary operations of the work that is not multiply-accumulates
 * @param weightBits constant weights and parameters of all layers, each once
 * @param borderBits network inputs and outputs
 * @param largestMapBits the largest feature map
 * @param peakMapBits the most that is alive at once when layers run one after another: what a layer reads and writes,
 *     and what later ones still need
 */
public record WorkloadAnalysis(
        List<Row> rows,
        long macs,
        long vectorOperations,
        long weightBits,
        long borderBits,
        long largestMapBits,
        long peakMapBits) {
    /** Copies the rows. */
    public WorkloadAnalysis {
        rows = List.copyOf(rows);
    }

    /**
     * One layer.
     *
     * @param name its name
     * @param kind {@code convolution}, {@code grouped}, {@code depthwise}, {@code dense}, {@code matrix},
     *     {@code recurrent} or, without multiply-accumulates, {@code vector}
     * @param nest its loops, with {@code x STEPS} when they are repeated; empty for a vector layer
     * @param macs multiply-accumulates of all steps
     * @param vectorOperations elementary operations of its other work
     * @param weightElements constant weights, without bias
     * @param weightBits those and the parameters of its other work
     * @param readBits what it touches of the maps that it reads
     * @param writeBits the maps that it writes
     */
    public record Row(
            String name,
            String kind,
            String nest,
            long macs,
            long vectorOperations,
            long weightElements,
            long weightBits,
            long readBits,
            long writeBits) {
        /** Returns the least that is moved when the layer runs on its own: everything it reads and writes, once. */
        public long trafficBits() {
            return weightBits + readBits + writeBits;
        }

        /** Returns operations for each byte of that; a multiply-accumulate is two operations. */
        public double operationsPerByte() {
            return intensity(macs, vectorOperations, trafficBits());
        }
    }

    /** Returns the least that is moved when all maps between layers stay on chip, in bits. */
    public long trafficBits() {
        return weightBits + borderBits;
    }

    /** Returns the least that is moved when every layer reads its maps from outside and writes them there, in bits. */
    public long layerByLayerBits() {
        return rows.stream().mapToLong(Row::trafficBits).sum();
    }

    /** Returns the operations for each byte of {@link #trafficBits}. */
    public double operationsPerByte() {
        return intensity(macs, vectorOperations, trafficBits());
    }

    private static double intensity(long macs, long vectorOperations, long bits) {
        return bits == 0 ? Double.POSITIVE_INFINITY : (2.0 * macs + vectorOperations) / (bits / 8.0);
    }

    /** Returns the analysis of a workload. */
    public static WorkloadAnalysis of(Workload workload) {
        List<Row> rows =
                workload.layers().stream().map(layer -> row(workload, layer)).toList();
        Set<String> border = new LinkedHashSet<>(workload.inputs());
        border.addAll(workload.outputs());
        return new WorkloadAnalysis(
                rows,
                workload.macs(),
                rows.stream().mapToLong(Row::vectorOperations).sum(),
                rows.stream().mapToLong(Row::weightBits).sum(),
                border.stream()
                        .mapToLong(name -> workload.maps().get(name).bits())
                        .sum(),
                workload.maps().values().stream()
                        .mapToLong(FeatureMap::bits)
                        .max()
                        .orElse(0),
                peak(workload));
    }

    private static Row row(Workload workload, Layer layer) {
        long operations =
                layer.work().stream().mapToLong(VectorWork::operations).sum();
        long writes = bits(workload, layer.writes());
        if (!(layer instanceof MacLayer mac)) {
            int width = workload.maps().get(layer.writes().getFirst()).format().bits();
            long parameters = parameters(layer) * width;
            return new Row(
                    layer.name(), "vector", "", 0, operations, 0, parameters, vectorReads(workload, layer), writes);
        }
        long weights = mac.constantWeights() ? mac.nest().elements(Operand.WEIGHT) : 0;
        long weightBits = weights * mac.precision().weight().bits()
                + parameters(mac) * mac.precision().partialSum().bits();
        String nest = mac.steps() == 1 ? mac.nest().toString() : mac.nest() + " x " + mac.steps();
        return new Row(
                mac.name(),
                mac.kind().toString(),
                nest,
                mac.macs(),
                operations,
                weights,
                weightBits,
                macReads(workload, mac),
                writes);
    }

    private static long parameters(Layer layer) {
        return layer.work().stream().mapToLong(VectorWork::parameterElements).sum();
    }

    /** The nest touches what its taps reach; of the other maps, all of what is read. */
    private static long macReads(Workload workload, MacLayer mac) {
        long bits = mac.nest().elements(Operand.INPUT) * mac.precision().input().bits();
        List<String> others = mac.reads().subList(1, mac.reads().size());
        if (!mac.constantWeights() && !others.isEmpty()) {
            bits += mac.nest().elements(Operand.WEIGHT)
                    * mac.precision().weight().bits();
            others = others.subList(1, others.size());
        }
        return bits + bits(workload, others);
    }

    /** A slice reads no more than its work says, whatever the size of the map. */
    private static long vectorReads(Workload workload, Layer layer) {
        long maps = bits(workload, layer.reads());
        if (layer.reads().size() != 1 || layer.work().isEmpty()) return maps;
        int width = workload.maps().get(layer.reads().getFirst()).format().bits();
        return Math.min(maps, layer.work().getFirst().inputElements() * width);
    }

    private static long bits(Workload workload, List<String> maps) {
        return maps.stream().mapToLong(name -> workload.maps().get(name).bits()).sum();
    }

    /** Walks through the layers with the maps that are alive: from their writer to their last reader. */
    private static long peak(Workload workload) {
        Map<String, Integer> last = new HashMap<>();
        List<Layer> layers = workload.layers();
        for (int i = 0; i < layers.size(); i++)
            for (String map : layers.get(i).reads()) for (String leaf : workload.leaves(map)) last.put(leaf, i);
        for (String output : workload.outputs())
            for (String leaf : workload.leaves(output)) last.put(leaf, layers.size());
        Set<String> alive = new LinkedHashSet<>();
        for (String input : workload.inputs()) alive.addAll(workload.leaves(input));
        long peak = bits(workload, new ArrayList<>(alive));
        long now = peak;
        for (int i = 0; i < layers.size(); i++) {
            for (String map : layers.get(i).writes())
                if (alive.add(map)) now += workload.maps().get(map).bits();
            peak = Math.max(peak, now);
            Set<String> touched = new LinkedHashSet<>(layers.get(i).writes());
            for (String map : layers.get(i).reads()) touched.addAll(workload.leaves(map));
            for (String leaf : touched)
                if (last.getOrDefault(leaf, -1) <= i && alive.remove(leaf))
                    now -= workload.maps().get(leaf).bits();
        }
        return peak;
    }
}
