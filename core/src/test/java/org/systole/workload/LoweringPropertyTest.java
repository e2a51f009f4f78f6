package org.systole.workload;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.systole.graph.Convolution;
import org.systole.graph.Graph;
import org.systole.graph.NetworkBuilder;
import org.systole.graph.Node;
import org.systole.tensor.Shape;

/** Random networks of everything that is attached, joined, cut, moved and viewed. */
class LoweringPropertyTest {
    private static final int NETWORKS = 400;
    private static final int NODES = 40;

    private Random random;
    private NetworkBuilder net;
    private List<String> values;

    @Test
    void randomNetworksAreLoweredWhole() {
        Set<String> operators = new HashSet<>();
        for (int seed = 0; seed < NETWORKS; seed++) {
            Graph graph = network(seed);
            graph.nodes().forEach(node -> operators.add(node.op()));
            Workload workload = Lowering.of(graph);
            WorkloadInvariants.check(graph, workload);
            Workload narrow = workload.withPrecision(Precision.INT8);
            assertEquals(workload.macs(), narrow.macs());
            assertEquals(elements(workload), elements(narrow));
            WorkloadAnalysis analysis = WorkloadAnalysis.of(workload);
            assertTrue(analysis.peakMapBits() >= analysis.largestMapBits() || joined(workload), "seed " + seed);
            assertTrue(analysis.layerByLayerBits() >= analysis.weightBits(), "seed " + seed);
        }
        assertTrue(operators.size() >= 14, "only " + operators);
    }

    /** The same graph gives the same workload, in the same order. */
    @Test
    void loweringRepeats() {
        for (int seed = 0; seed < 20; seed++) assertEquals(Lowering.of(network(seed)), Lowering.of(network(seed)));
    }

    private static long elements(Workload w) {
        return w.maps().values().stream().mapToLong(FeatureMap::elements).sum();
    }

    private static boolean joined(Workload w) {
        return w.maps().values().stream().anyMatch(map -> !map.parts().isEmpty());
    }

    private Graph network(int seed) {
        random = new Random(seed);
        net = new NetworkBuilder("seed" + seed, seed);
        values = new ArrayList<>();
        int batch = 1 + random.nextInt(2);
        values.add(net.input("x", batch, 4, 8, 8));
        for (int i = 0; i < NODES; i++) step();
        Graph open = net.output(values.getLast()).build();
        for (Node node : open.nodes())
            for (String output : node.outputs())
                if (open.consumers(output).isEmpty() && !open.isOutput(output)) net.output(output);
        return net.build();
    }

    private String pick() {
        // mostly recent values, so that chains form
        int back = Math.min(values.size(), 1 + (random.nextInt(3) == 0 ? random.nextInt(8) : random.nextInt(2)));
        return values.get(values.size() - back);
    }

    private void step() {
        String x = pick();
        switch (random.nextInt(20)) {
            case 0, 1, 2 -> values.add(net.conv(x, convolution(x)));
            case 3 -> values.add(net.depthwise(x, 3, 1, 1));
            case 4 -> values.add(net.batchNorm(x));
            case 5 -> values.add(net.relu(x));
            case 6 -> values.add(net.swish(x));
            case 7 -> values.add(net.sigmoid(x));
            case 8, 9 -> binary(x);
            case 10, 11 -> concat(x);
            case 12 -> split(x);
            case 13 -> pool(x);
            case 14 -> transpose(x);
            case 15 -> values.add(net.mul(x, net.scalar("factor", 2)));
            case 16 -> values.add(net.add(x, net.scalar("term", 2)));
            case 17 -> gate(x);
            case 18 -> reshape(x);
            default -> pad(x);
        }
    }

    private Convolution convolution(String x) {
        int kernel = 1 + 2 * random.nextInt(2);
        var convolution = Convolution.of(1 + random.nextInt(6), kernel).same();
        return random.nextBoolean() ? convolution.withBias() : convolution;
    }

    private void binary(String x) {
        List<String> alike = alike(x);
        String y = alike.get(random.nextInt(alike.size()));
        values.add(random.nextBoolean() ? net.add(x, y) : net.mul(x, y));
    }

    private List<String> alike(String x) {
        Shape shape = net.shape(x);
        return values.stream().filter(v -> net.shape(v).equals(shape)).toList();
    }

    private void concat(String x) {
        Shape shape = net.shape(x);
        int axis = random.nextInt(4) == 0 ? 2 : 1;
        List<String> fitting = values.stream()
                .filter(v -> net.shape(v).with(axis, 1).equals(shape.with(axis, 1)))
                .toList();
        if (shape.extent(axis) > 32) return;
        values.add(net.concat(axis, x, fitting.get(random.nextInt(fitting.size()))));
    }

    private void split(String x) {
        int axis = 1 + random.nextInt(2);
        if (net.shape(x).extent(axis) % 2 != 0) return;
        values.addAll(net.split(x, axis, 2));
    }

    private void pool(String x) {
        Shape shape = net.shape(x);
        if (shape.extent(2) < 2 || shape.extent(3) < 2) return;
        values.add(random.nextBoolean() ? net.maxPool(x, 2, 2, 0) : net.averagePool(x, 2, 1, 0));
    }

    private void transpose(String x) {
        int[][] orders = {{0, 2, 3, 1}, {0, 3, 1, 2}, {0, 1, 3, 2}};
        values.add(net.transpose(x, orders[random.nextInt(orders.length)]));
    }

    private void gate(String x) {
        String pooled = net.globalAveragePool(x);
        String gate = net.sigmoid(
                net.conv(pooled, Convolution.of(net.shape(x).extent(1), 1).withBias()));
        values.add(net.mul(x, gate));
    }

    private void reshape(String x) {
        Shape shape = net.shape(x);
        values.add(net.reshape(x, shape.extent(0), shape.extent(2), shape.extent(1), shape.extent(3)));
    }

    private void pad(String x) {
        if (net.shape(x).elements() > 4096) return;
        values.add(net.zeroPad(x, random.nextInt(2), random.nextInt(2), 1, 0));
    }
}
