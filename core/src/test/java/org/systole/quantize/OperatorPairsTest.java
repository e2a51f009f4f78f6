package org.systole.quantize;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.systole.data.Accuracy;
import org.systole.data.DataReader;
import org.systole.data.DataSet;
import org.systole.graph.Graph;
import org.systole.graph.Node;
import org.systole.house.Shared;
import org.systole.onnx.OnnxReader;
import org.systole.tensor.Shape;
import org.systole.tensor.Tensor;

/**
 * Models of operators on integers (QLinearConv and its kin) against ONNX Runtime: every node, fed ONNX Runtime's own integers, at
 * most one unit apart. The models are what ONNX Runtime's optimizer makes of models with pairs, and one by hand for each
 * operator that it does not write.
 */
class OperatorPairsTest {
    private static final long SEED = Long.getLong("test.seed", 20261120);

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({
        "kws_dscnn_mlperf_int8_qdq,             kws01-flat,   0.902",
        "cifar10_resnet8_mlperf_int8_qdq,       cifar10-nhwc, ",
        "vww_mobilenetv1_025_96_int8_qdq,       vww,          ",
        "ad_autoencoder_int8_qdq,               ,             "
    })
    void realModels(String model, String yaml, Double measured) {
        Graph graph = RuntimeModels.operators(
                OnnxReader.read(Shared.path("data/models/" + model + ".onnx")).graph(), folder);
        assertTrue(graph.nodes().stream()
                        .filter(node -> OperatorPairs.isOperator(node.op()))
                        .count()
                >= 5);
        var imported = QdqImport.read(graph);
        for (IntegerNode node : imported.network().nodes())
            assertFalse(node.op() instanceof IntegerOp.Float, () -> node + " stays float");
        DataSet data = yaml == null
                ? null
                : DataReader.read(Shared.repositoryPath("examples/data/" + yaml + ".yaml"), Shared.path("data"));
        var random = new SplittableRandom(SEED);
        for (int i = 0; i < 3; i++) {
            Map<String, Tensor> sample =
                    data == null ? RandomNetworks.sample(graph, random) : Predictors.shaped(graph, data.sample(97 * i));
            assertTrue(NodeByNode.compare(graph, imported, sample) >= 9);
        }
        if (measured == null) return;
        int[] all = java.util.stream.IntStream.range(0, data.samples().count()).toArray();
        try (var predictors = new Predictors()) {
            var accuracy =
                    Accuracy.of(data, all, predictors.integers(imported.graph(), imported.network()), 2, done -> {});
            assertEquals(measured, accuracy.scores().getFirst().value(), 0.0035);
        }
    }

    @Test
    void randomNetworks() {
        var operators = new TreeSet<String>();
        for (int i = 0; i < 25; i++) {
            var random = new SplittableRandom(SEED + i);
            Graph floats = RandomNetworks.of(random);
            IntegerNetwork network = Quantizer.quantize(
                    floats,
                    Calibration.minMax(floats, RandomNetworks.samples(floats, random, 3), 1),
                    QuantizationSettings.INT8);
            Graph graph = RuntimeModels.operators(QdqExport.export(floats, network), folder);
            // ONNX Runtime's QLinearSoftmax makes 0 of the larger of two where the output's scale is not 1/256
            if (graph.nodes().stream().anyMatch(node -> node.op().equals("QLinearSoftmax"))) continue;
            for (Node node : graph.nodes()) if (OperatorPairs.isOperator(node.op())) operators.add(node.op());
            String seed = "seed " + (SEED + i);
            var imported = QdqImport.read(graph);
            assertFalse(imported.exact(), seed);
            NodeByNode.compare(graph, imported, RandomNetworks.sample(floats, random));
        }
        assertEquals(
                "QGemm QLinearAveragePool QLinearConv QLinearGlobalAveragePool QLinearLeakyRelu QLinearSigmoid",
                String.join(" ", operators));
    }

    @ParameterizedTest
    @CsvSource({"SIGNED, false", "UNSIGNED, false", "SIGNED, true", "UNSIGNED, true"})
    void everyOperator(OperatorModels.Stored stored, boolean integerInput) {
        Graph graph = OperatorModels.everyOperator(stored, integerInput);
        var imported = QdqImport.read(graph);
        for (IntegerNode node : imported.network().nodes())
            assertFalse(node.op() instanceof IntegerOp.Float, () -> node + " stays float");
        var random = new SplittableRandom(SEED);
        for (int i = 0; i < 20; i++) {
            Map<String, Tensor> sample = RandomNetworks.sample(graph, random);
            if (integerInput) {
                int[] values = random.ints(
                                4 * 81, Quantization.low(stored.format()), Quantization.high(stored.format()) + 1)
                        .toArray();
                sample = Map.of("x", QdqExport.integers(stored.format(), Shape.of(1, 4, 9, 9), values));
            }
            assertTrue(NodeByNode.compare(graph, imported, sample) >= 10);
        }
    }
}
