package org.systole.workload;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.systole.graph.Graph;
import org.systole.house.Shared;
import org.systole.onnx.OnnxReader;
import org.systole.zoo.PublishedFigure;
import org.systole.zoo.Quantity;
import org.systole.zoo.Zoo;

/** The networks of the zoo and the trained ones: nothing is lost, nothing counts twice, published counts hold. */
class LoweringModelsTest {
    /**
     * Multiply-accumulates of the four networks of MLPerf Tiny in the float and integer files of its submissions. The
     * figures are arithmetic on the published structures; Banbury et al., "MLPerf Tiny Benchmark", NeurIPS 2021,
     * arXiv 2106.07597, describes them.
     */
    private static final Map<String, Long> MLPERF_TINY = Map.of(
            "kws_dscnn_mlperf_fp32", 2_656_768L,
            "kws_dscnn_mlperf_int8_qdq", 2_656_768L,
            "cifar10_resnet8_mlperf_fp32", 12_501_632L,
            "cifar10_resnet8_mlperf_int8_qdq", 12_501_632L,
            "vww_mobilenetv1_025_96_fp32", 7_489_664L,
            "vww_mobilenetv1_025_96_int8_qdq", 7_489_664L,
            "ad_autoencoder_fp32", 264_192L,
            "ad_autoencoder_int8_qdq", 264_192L);

    static List<String> zoo() {
        return Zoo.names();
    }

    @ParameterizedTest
    @MethodSource("zoo")
    void zooNetworksAreLoweredWhole(String name) {
        Graph graph = Zoo.graph(name);
        Workload workload = Lowering.of(graph);
        WorkloadInvariants.check(graph, workload);
        for (PublishedFigure figure : Zoo.entry(name).figures()) {
            if (figure.quantity() != Quantity.MACS || !figure.holds()) continue;
            Workload at = Lowering.of(Zoo.entry(name).graph(figure.at()));
            assertEquals(figure.value(), at.macs(), figure.tolerance(), figure.source());
        }
    }

    @Test
    void trainedModelsAreLoweredWhole() throws IOException {
        int models = 0;
        try (var folder = Files.newDirectoryStream(Shared.path("data/models"), "*.onnx")) {
            for (Path file : folder) {
                Graph graph = OnnxReader.read(file).graph();
                Workload workload = Lowering.of(graph);
                WorkloadInvariants.check(graph, workload);
                String name = file.getFileName().toString().replace(".onnx", "");
                Long macs = MLPERF_TINY.get(name);
                if (macs != null) assertEquals(macs, workload.macs(), name);
                if (name.endsWith("_qdq"))
                    for (MacLayer layer : workload.macLayers())
                        assertEquals(Precision.INT8, layer.precision(), name + " " + layer.name());
                models++;
            }
        }
        assertTrue(models >= 20, "found " + models + " models");
    }
}
