package org.systole.quantize;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.systole.graph.Graph;
import org.systole.graph.NetworkBuilder;
import org.systole.tensor.NumberFormat;
import org.systole.tensor.Shape;
import org.systole.tensor.Tensor;

/** A change of one layer's widths runs that layer's successors and nothing else; the results are those of a whole run. */
class IncrementalRunTest {
    private static final long SEED = Long.getLong("test.seed", 20261120);
    private static final LayerSettings INT8 = LayerSettings.of(NumberFormat.INT8, NumberFormat.INT8);

    private final Graph graph = residual();
    private final List<Map<String, Tensor>> samples = samples(6);
    private final Ranges ranges = Calibration.minMax(graph, samples, 1);
    private final IntegerNetwork base = Quantizer.quantize(graph, ranges, QuantizationSettings.INT8);

    private static Graph residual() {
        var n = new NetworkBuilder("net", 11);
        String x = n.name("stem").conv(n.input("x", 1, 3, 12, 12), 8, 3, 1, 1);
        for (int block = 0; block < 3; block++) {
            String left = n.relu(n.name("a" + block).conv(x, 8, 3, 1, 1));
            String right = n.name("b" + block).conv(left, 8, 3, 1, 1);
            x = n.relu(n.add(x, right));
        }
        String side = n.name("side").conv(x, 4, 1, 1, 0);
        String main = n.name("main").conv(x, 4, 1, 1, 0);
        return n.output(n.softmax(n.flatten(n.concat(1, side, main)), -1)).build();
    }

    private static List<Map<String, Tensor>> samples(int count) {
        var random = new SplittableRandom(SEED);
        var samples = new ArrayList<Map<String, Tensor>>();
        for (int s = 0; s < count; s++) {
            float[] values = new float[432];
            for (int i = 0; i < values.length; i++) values[i] = (float) random.nextGaussian();
            samples.add(Map.of("x", Tensor.of(Shape.of(1, 3, 12, 12), values)));
        }
        return samples;
    }

    private List<Map<String, IntegerTensor>> integers() {
        return samples.stream()
                .map(s -> Map.of("x", Reals.quantize(s.get("x").toFloats(), base.type("x"))))
                .toList();
    }

    private static float[] none(IntegerOp.Float op, List<float[]> in, List<Shape> shapes, Shape out) {
        return new float[0];
    }

    /** Returns the operation that computes a layer, and all that read it, directly or not. */
    private static Set<String> successors(IntegerNetwork network, String layer) {
        var values = new HashSet<String>();
        var names = new HashSet<String>();
        for (IntegerNode node : network.nodes())
            if (node.name().equals(layer) || node.inputs().stream().anyMatch(values::contains)) {
                values.add(node.output());
                names.add(node.name());
            }
        return names;
    }

    @Test
    void aLayersWidthRunsItsSuccessorsOnlyOnAnyNumberOfThreads() {
        for (int threads : new int[] {1, 3}) {
            var run = new IncrementalRun(base, IncrementalRunTest::none, integers(), threads);
            for (IntegerNode node : base.nodes()) {
                if (!AccumulatorBits.hasWeights(node.op())) continue;
                for (NumberFormat weights : List.of(NumberFormat.INT8, new NumberFormat(NumberFormat.Kind.SIGNED, 4)))
                    for (NumberFormat activations : List.of(NumberFormat.INT8, NumberFormat.INT16)) {
                        var settings = QuantizationSettings.INT8.with(node.name(), INT8.with(weights, activations));
                        IntegerNetwork variant = Quantizer.quantize(graph, ranges, settings);
                        IncrementalRun.Result result = run.evaluate(variant);
                        Set<String> most = successors(base, node.name());
                        assertTrue(most.containsAll(result.executed()), node.name() + " ran " + result.executed());
                        boolean same = weights.bits() == 8 && activations.bits() == 8;
                        assertEquals(same ? 0 : most.size(), result.executed().size(), node.name());
                        equalsWholeRun(variant, result);
                    }
            }
        }
    }

    private void equalsWholeRun(IntegerNetwork variant, IncrementalRun.Result result) {
        var whole = new IntegerRun(variant, IncrementalRunTest::none);
        String output = variant.outputs().getFirst();
        List<Map<String, IntegerTensor>> inputs = integers();
        for (int s = 0; s < inputs.size(); s++)
            assertArrayEquals(
                    whole.outputs(inputs.get(s)).get(output).values(),
                    result.outputs().get(s).get(output).values());
    }

    @Test
    void anAcceptedVariantIsWhatLaterOnesAreComparedWith() {
        var run = new IncrementalRun(base, IncrementalRunTest::none, integers(), 2);
        var four = new NumberFormat(NumberFormat.Kind.SIGNED, 4);
        var settings = QuantizationSettings.INT8.with("b0", INT8.with(four, NumberFormat.INT8));
        IntegerNetwork first = Quantizer.quantize(graph, ranges, settings);
        run.accept(first);
        assertEquals(List.of(), run.evaluate(first).executed());
        IntegerNetwork second = Quantizer.quantize(graph, ranges, settings.with("main", INT8.with(four, four)));
        IncrementalRun.Result result = run.accept(second);
        assertTrue(
                successors(base, "main").containsAll(result.executed()),
                result.executed().toString());
        equalsWholeRun(second, result);
    }

    @Test
    void samplesOfAnotherScaleAreRefused() {
        var run = new IncrementalRun(base, IncrementalRunTest::none, integers(), 1);
        var settings = QuantizationSettings.INT8.with("x", INT8.with(NumberFormat.INT8, NumberFormat.INT16));
        IntegerNetwork variant = Quantizer.quantize(graph, ranges, settings);
        assertThrows(IllegalArgumentException.class, () -> run.evaluate(variant));
    }
}
