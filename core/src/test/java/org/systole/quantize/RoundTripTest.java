package org.systole.quantize;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.systole.graph.Graph;
import org.systole.house.Shared;
import org.systole.onnx.OnnxReader;
import org.systole.onnx.OnnxWriter;
import org.systole.tensor.NumberFormat;
import org.systole.tensor.Tensor;

/** Export as pairs and as QONNX, save, load, import: the same network and the same bits. */
class RoundTripTest {
    private static final long SEED = Long.getLong("test.seed", 20261120);

    @TempDir
    Path folder;

    @TestFactory
    Stream<DynamicTest> everyOperator() {
        return OperatorNetworks.all().entrySet().stream()
                .map(entry -> DynamicTest.dynamicTest(
                        entry.getKey(), () -> check(entry.getValue().get(), QuantizationSettings.INT8)));
    }

    @Test
    void randomNetworksAtRandomWidths() {
        var random = new SplittableRandom(SEED);
        for (int i = 0; i < 40; i++) {
            var weights = new NumberFormat(NumberFormat.Kind.SIGNED, random.nextInt(2, 17));
            var activations = new NumberFormat(
                    random.nextBoolean() ? NumberFormat.Kind.SIGNED : NumberFormat.Kind.UNSIGNED,
                    random.nextInt(3, 17));
            check(RandomNetworks.of(random), QuantizationSettings.of(weights, activations));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "kws_dscnn_mlperf_fp32",
                "cifar10_resnet8_mlperf_fp32",
                "cifar10_resnet20",
                "mnist_cnn_cntk",
                "mnist_lstm",
                "fsdd_gru",
                "fsdd_transformer",
                "vww_mobilenetv1_025_96_fp32",
                "ad_autoencoder_fp32"
            })
    void realModels(String model) {
        check(OnnxReader.read(Shared.path("data/models/" + model + ".onnx")).graph(), QuantizationSettings.INT8);
    }

    private void check(Graph graph, QuantizationSettings settings) {
        var random = new SplittableRandom(SEED);
        List<Map<String, Tensor>> samples = RandomNetworks.samples(graph, random, 3);
        IntegerNetwork network = Quantizer.quantize(graph, Calibration.minMax(graph, samples, 1), settings);
        check(graph, network, samples, QdqExport.export(graph, network));
        check(graph, network, samples, QdqExport.qonnx(graph, network));
    }

    private void check(Graph graph, IntegerNetwork network, List<Map<String, Tensor>> samples, Graph exported) {
        Path file = folder.resolve("model.onnx");
        OnnxWriter.write(exported, file);
        QdqImport.Imported imported = QdqImport.read(OnnxReader.read(file).graph());
        assertTrue(imported.exact(), "read as one of our own");
        assertEquals(text(network), text(imported.network()));
        try (var ours = new FloatNodes(graph);
                var theirs = new FloatNodes(imported.graph())) {
            var a = new FastRun(network, ours);
            var b = new FastRun(imported.network(), theirs);
            for (Map<String, Tensor> sample : samples) {
                var inputs = new java.util.LinkedHashMap<String, IntegerTensor>();
                for (String input : network.inputs())
                    inputs.put(input, Reals.quantize(sample.get(input).toFloats(), network.type(input)));
                var expected = a.outputs(inputs);
                b.outputs(inputs)
                        .forEach((name, y) ->
                                assertArrayEquals(expected.get(name).values(), y.values(), name));
            }
        }
    }

    /** Returns everything that a network says, weights written out; nodes of the float graph by their operator. */
    private static String text(IntegerNetwork network) {
        return NetworkCodec.write(network, OpCodec.writer(tensor -> null, node -> node.op()));
    }

    @Test
    void aChangedModelIsReadByItsOwnScales() {
        var random = new SplittableRandom(SEED);
        Graph graph = RandomNetworks.of(random);
        var samples = RandomNetworks.samples(graph, random, 2);
        IntegerNetwork network =
                Quantizer.quantize(graph, Calibration.minMax(graph, samples, 1), QuantizationSettings.INT8);
        Graph qdq = QdqExport.export(graph, network);
        var constants = new java.util.LinkedHashMap<>(qdq.constants());
        String weight = qdq.nodes().stream()
                .flatMap(node -> node.inputs().stream())
                .filter(name -> name.endsWith("/weight"))
                .findFirst()
                .orElseThrow();
        constants.put(
                weight,
                QdqExport.integers(
                        NumberFormat.INT8,
                        qdq.type(weight).shape(),
                        new int[Math.toIntExact(qdq.type(weight).shape().elements())]));
        Graph changed = new Graph(
                qdq.name(),
                qdq.inputs(),
                qdq.outputs(),
                qdq.nodes(),
                qdq.types(),
                constants,
                qdq.opsets(),
                qdq.metadata());
        assertFalse(QdqImport.read(changed).exact(), "weights were changed after the export");
    }
}
