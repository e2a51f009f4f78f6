package org.systole.quantize;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.systole.data.Accuracy;
import org.systole.data.DataReader;
import org.systole.data.DataSet;
import org.systole.graph.Graph;
import org.systole.house.Shared;
import org.systole.onnx.OnnxReader;

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
            assertTrue(NodeByNode.compare(
                            graph,
                            imported,
                            data == null
                                    ? RandomNetworks.sample(graph, random)
                                    : Predictors.shaped(graph, data.sample(97 * i)))
                    >= 10);
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
}
