package org.systole.quantize;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.systole.graph.Graph;
import org.systole.graph.NetworkBuilder;
import org.systole.tensor.NumberFormat;
import org.systole.tensor.Shape;
import org.systole.tensor.Tensor;

/** Whole random networks by kernels against the definition, at random widths, on one thread and on many. */
class FastRunPropertyTest {
    private static final long SEED = Long.getLong("test.seed", 20261120);

    @Test
    void randomNetworksGiveTheDefinitionsBitsOnAnyNumberOfThreads() throws Exception {
        var random = new SplittableRandom(SEED);
        for (int i = 0; i < 40; i++) {
            Graph graph = network(random);
            var samples = new ArrayList<Map<String, Tensor>>();
            for (int s = 0; s < 6; s++) samples.add(sample(graph, random));
            var settings = QuantizationSettings.of(format(random), format(random));
            for (var node : graph.nodes())
                if (random.nextInt(3) == 0)
                    settings = settings.with(node.name(), LayerSettings.of(format(random), format(random)));
            IntegerNetwork network = Quantizer.quantize(graph, Calibration.minMax(graph, samples, 1), settings);
            equal(network, samples, "case " + i + " of seed " + SEED);
        }
    }

    private static NumberFormat format(SplittableRandom random) {
        return new NumberFormat(NumberFormat.Kind.SIGNED, random.nextInt(2, 17));
    }

    private static void equal(IntegerNetwork network, List<Map<String, Tensor>> samples, String text) throws Exception {
        var definition = new IntegerRun(network, (op, in, shapes, out) -> new float[0]);
        var fast = new FastRun(network, (op, in, shapes, out) -> new float[0]);
        var inputs = new ArrayList<Map<String, IntegerTensor>>();
        for (Map<String, Tensor> sample : samples) {
            var integers = new LinkedHashMap<String, IntegerTensor>();
            sample.forEach((name, x) -> integers.put(name, Reals.quantize(x.toFloats(), network.type(name))));
            inputs.add(integers);
        }
        var tasks = new ArrayList<Callable<Map<String, IntegerTensor>>>();
        for (Map<String, IntegerTensor> input : inputs) tasks.add(() -> fast.outputs(input));
        String output = network.outputs().getFirst();
        try (var pool = Executors.newFixedThreadPool(4)) {
            var results = pool.invokeAll(tasks);
            for (int s = 0; s < samples.size(); s++) {
                int[] expected = definition.outputs(inputs.get(s)).get(output).values();
                assertArrayEquals(expected, results.get(s).get().get(output).values(), text);
                assertArrayEquals(
                        expected, fast.outputs(inputs.get(s)).get(output).values(), text);
            }
        }
    }

    private static Map<String, Tensor> sample(Graph graph, SplittableRandom random) {
        String input = graph.inputs().getFirst();
        Shape shape = graph.type(input).shape();
        float[] values = new float[Math.toIntExact(shape.elements())];
        for (int i = 0; i < values.length; i++) values[i] = (float) random.nextGaussian();
        return Map.of(input, Tensor.of(shape, values));
    }

    /** Convolutions, pools, sums, concatenations, functions and, at the end, a product of computed matrices. */
    private static Graph network(SplittableRandom r) {
        var n = new NetworkBuilder("net", r.nextLong());
        int size = r.nextInt(8, 13), channels = r.nextInt(2, 20);
        String x = n.input("x", r.nextInt(1, 3), channels, size, size);
        for (int layer = 0; layer < 6; layer++) {
            x = switch (r.nextInt(9)) {
                case 0 -> n.conv(x, r.nextInt(1, 40), 3, r.nextInt(1, 3), 1);
                case 1 -> n.conv(x, r.nextInt(1, 40), 1, 1, 0);
                case 2 -> n.depthwise(x, 3, 1, 1);
                case 3 -> n.relu(n.add(x, n.conv(x, n.shape(x).extent(1), 3, 1, 1)));
                case 4 -> n.concat(1, x, n.conv(x, r.nextInt(1, 9), 1, 1, 0));
                case 5 -> n.shape(x).extent(2) < 4 ? n.tanh(x) : n.maxPool(x, 3, 2, 1);
                case 6 -> n.shape(x).extent(2) < 4 ? x : n.averagePool(x, 2, 2, 0);
                case 7 -> n.hardSwish(x);
                default -> n.mul(x, n.sigmoid(x));
            };
        }
        Shape s = n.shape(x);
        String flat = n.reshape(x, s.extent(0), s.extent(1), (long) s.extent(2) * s.extent(3));
        return n.output(n.softmax(n.matMul(flat, n.transpose(flat, 0, 2, 1)), -1))
                .build();
    }
}
