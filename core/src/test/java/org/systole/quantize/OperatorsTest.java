package org.systole.quantize;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.systole.graph.Graph;
import org.systole.onnx.FloatReference;
import org.systole.tensor.NumberFormat;
import org.systole.tensor.Shape;
import org.systole.tensor.Tensor;

/**
 * Every operator with an integer form: nothing stays float; the exported QDQ network under ONNX Runtime gives, node by node and
 * fed its own inputs, integers at most one unit away; kernel and definition give the same bits.
 */
class OperatorsTest {
    private static final long SEED = Long.getLong("test.seed", 20261120);

    @TestFactory
    Stream<DynamicTest> withinOneUnitOfOnnxRuntimeAt8Bits() {
        return tests(NumberFormat.INT8);
    }

    @TestFactory
    Stream<DynamicTest> withinUnitsOfOnnxRuntimeAt16Bits() {
        return tests(NumberFormat.INT16);
    }

    private static Stream<DynamicTest> tests(NumberFormat format) {
        return OperatorNetworks.all().entrySet().stream()
                .map(entry -> DynamicTest.dynamicTest(
                        entry.getKey() + " " + format, () -> check(entry.getKey(), entry.getValue(), format)));
    }

    private static void check(String name, Supplier<Graph> made, NumberFormat format) {
        Graph graph = made.get();
        var random = new SplittableRandom(SEED);
        var samples = new ArrayList<Map<String, Tensor>>();
        for (int i = 0; i < 12; i++) samples.add(sample(graph, random));
        var settings = QuantizationSettings.of(NumberFormat.INT8, format);
        IntegerNetwork network = Quantizer.quantize(graph, Calibration.minMax(graph, samples, 1), settings);
        for (IntegerNode node : network.nodes())
            assertTrue(!(node.op() instanceof IntegerOp.Float), () -> name + " stays float: " + node);
        var exported = ExportedIntegers.of(graph, network);
        try (var reference =
                FloatReference.of(exported.qdq(), FloatReference.Options.PLAIN.exposing(exported.exposed()))) {
            for (Map<String, Tensor> sample : samples)
                compare(name, network, exported.from(reference.run(sample)), sample);
        }
    }

    private static void compare(
            String name, IntegerNetwork network, Map<String, IntegerTensor> values, Map<String, Tensor> sample) {
        var run = new IntegerRun(network, (op, in, shapes, out) -> new float[0]);
        for (IntegerNode node : network.nodes()) {
            IntegerTensor ours = run.compute(node, values::get);
            if (!values.containsKey(node.output())) {
                values.put(node.output(), ours);
                continue;
            }
            int most = isWide(network, node) ? wideUnits(node.op()) : 1;
            int[] a = ours.values(), b = values.get(node.output()).values();
            for (int i = 0; i < a.length; i++)
                assertEquals(b[i], a[i], most, name + ", node " + node.name() + ", element " + i);
        }
        var inputs = new HashMap<String, IntegerTensor>();
        for (String input : network.inputs())
            inputs.put(input, Reals.quantize(sample.get(input).toFloats(), network.type(input)));
        var fast = new FastRun(network, (op, in, shapes, out) -> new float[0]);
        for (var entry : fast.outputs(inputs).entrySet())
            assertEquals(
                    Arrays.toString(run.outputs(inputs).get(entry.getKey()).values()),
                    Arrays.toString(entry.getValue().values()),
                    name);
    }

    /**
     * At 16 bits a linear resize shows its weights of 11 bits, and a recurrence its gates of 16 bits and its tables; all others
     * are held to one unit of 2^-16 there too.
     */
    private static int wideUnits(IntegerOp op) {
        return op instanceof Recurrence ? 100 : op instanceof Interpolation ? 10 : 1;
    }

    private static boolean isWide(IntegerNetwork network, IntegerNode node) {
        return network.type(node.output()).quantization().format().bits() > 8;
    }

    private static Map<String, Tensor> sample(Graph graph, SplittableRandom random) {
        var sample = new LinkedHashMap<String, Tensor>();
        for (String input : graph.inputs()) {
            Shape shape = graph.type(input).shape();
            float[] values = new float[Math.toIntExact(shape.elements())];
            for (int i = 0; i < values.length; i++) values[i] = (float) random.nextGaussian();
            sample.put(input, Tensor.of(shape, values));
        }
        return sample;
    }
}
