package org.systole.quantize;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.systole.data.Accuracy;
import org.systole.data.DataReader;
import org.systole.data.DataSet;
import org.systole.graph.Graph;
import org.systole.graph.Node;
import org.systole.house.Shared;
import org.systole.onnx.FloatReference;
import org.systole.onnx.OnnxReader;
import org.systole.tensor.Tensor;

/**
 * Quantized models made by others: every node, fed ONNX Runtime's own integers, at most one unit away from what ONNX Runtime
 * makes (graph optimization off), and the accuracy that the data's README measured under ONNX Runtime.
 */
class QdqImportTest {
    private static final long SEED = Long.getLong("test.seed", 20261120);

    @ParameterizedTest
    @CsvSource({
        "kws_dscnn_mlperf_int8_qdq,             kws01-flat,   0.902",
        "cifar10_resnet8_mlperf_int8_qdq,       cifar10-nhwc, 0.8750",
        "vww_mobilenetv1_025_96_int8_qdq,       vww,          0.847",
        "ad_autoencoder_int8_qdq,               ,             "
    })
    void modelsOfOthers(String model, String yaml, Double measured) {
        Graph graph =
                OnnxReader.read(Shared.path("data/models/" + model + ".onnx")).graph();
        var imported = QdqImport.read(graph);
        assertFalse(imported.exact());
        for (IntegerNode node : imported.network().nodes())
            assertFalse(node.op() instanceof IntegerOp.Float, () -> node + " stays float");
        DataSet data = yaml == null
                ? null
                : DataReader.read(Shared.repositoryPath("examples/data/" + yaml + ".yaml"), Shared.path("data"));
        var random = new SplittableRandom(SEED);
        for (int i = 0; i < 5; i++)
            nodeByNode(
                    graph,
                    imported,
                    data == null
                            ? RandomNetworks.sample(graph, random)
                            : Predictors.shaped(graph, data.sample(97 * i)));
        if (data == null) return;
        int[] all = java.util.stream.IntStream.range(0, data.samples().count()).toArray();
        try (var predictors = new Predictors()) {
            var accuracy =
                    Accuracy.of(data, all, predictors.integers(imported.graph(), imported.network()), 2, done -> {});
            // a unit here or there moves one sample in 300 across a border
            assertEquals(
                    measured,
                    accuracy.scores().getFirst().value(),
                    0.0035,
                    accuracy.scores().toString());
        }
    }

    private static void nodeByNode(Graph graph, QdqImport.Imported imported, Map<String, Tensor> sample) {
        // the integers of a value are the output of the QuantizeLinear that reads it, whatever its name in the float
        // network
        var made = new LinkedHashMap<String, String>();
        var real = new HashMap<String, String>();
        for (Node node : graph.nodes()) {
            if (graph.constant(node.input(0)).isPresent()) continue;
            String from = real.getOrDefault(node.input(0), node.input(0));
            if (node.op().equals("QuantizeLinear")) {
                made.put(from, node.output());
                real.put(node.output(), from);
            } else if (node.op().equals("DequantizeLinear")) real.put(node.output(), from);
        }
        IntegerNetwork network = imported.network();
        int compared = 0;
        try (var reference =
                        FloatReference.of(graph, FloatReference.Options.PLAIN.exposing(List.copyOf(made.values())));
                var floats = new FloatNodes(imported.graph())) {
            Map<String, Tensor> theirs = reference.run(sample);
            var values = new HashMap<String, IntegerTensor>();
            made.forEach((value, name) -> values.put(value, integers(theirs.get(name))));
            for (String input : network.inputs())
                values.putIfAbsent(input, Reals.quantize(sample.get(input).toFloats(), network.type(input)));
            var run = new IntegerRun(network, floats);
            for (IntegerNode node : network.nodes()) {
                IntegerTensor ours = run.compute(node, values::get), expected = values.get(node.output());
                if (expected == null) {
                    values.put(node.output(), ours);
                    continue;
                }
                compared++;
                for (int e = 0; e < ours.values().length; e++)
                    assertEquals(expected.values()[e], ours.values()[e], 1, node.name() + ", element " + e);
            }
        }
        assertTrue(compared >= 10, compared + " nodes compared");
    }

    private static IntegerTensor integers(Tensor t) {
        long[] values = t.toLongs();
        int[] integers = new int[values.length];
        for (int i = 0; i < integers.length; i++) integers[i] = (int) values[i];
        return new IntegerTensor(t.shape(), integers);
    }
}
