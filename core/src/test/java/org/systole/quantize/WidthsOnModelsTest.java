package org.systole.quantize;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.systole.formats.Formats;
import org.systole.graph.Graph;
import org.systole.house.Shared;
import org.systole.onnx.OnnxReader;
import org.systole.onnx.OnnxWriter;
import org.systole.tensor.Tensor;

/**
 * Real networks at every width of weights and activations: they are exported, read back to the bit, and every layer is within one
 * unit of ONNX Runtime running the export. Recurrent layers are not compared: ONNX Runtime keeps their state in float.
 */
class WidthsOnModelsTest {
    private static final long SEED = 20261120;

    @TempDir
    Path folder;

    @TestFactory
    Stream<DynamicTest> everyWidth() {
        boolean all = Boolean.getBoolean("nightly");
        List<String> models = all
                ? List.of(
                        "kws_dscnn_mlperf_fp32",
                        "mnist_cnn_cntk",
                        "fsdd_dscnn",
                        "fsdd_gru",
                        "fsdd_transformer",
                        "ad_autoencoder_fp32",
                        "cifar10_resnet8_mlperf_fp32",
                        "vww_mobilenetv1_025_96_fp32",
                        "cifar10_resnet20",
                        "imagenet_squeezenet1.1",
                        "fsdd_lstm",
                        "mnist_lstm",
                        "kws_dscnn_alibaba_fp32")
                : List.of("fsdd_dscnn", "fsdd_transformer", "mnist_cnn_cntk");
        int[] widths = all ? new int[] {2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16} : new int[] {2, 4, 5, 16};
        var tests = new ArrayList<DynamicTest>();
        for (String model : models) {
            for (int bits : widths) {
                tests.add(test(model, "int" + bits, "int" + bits, false));
                tests.add(test(model, "int8", "uint" + bits, false));
                if (all) {
                    tests.add(test(model, "int" + bits, "int8", true));
                    tests.add(test(model, "int" + bits, "fix" + bits, false));
                }
            }
            tests.add(test(model, "ternary", "levels15", false));
        }
        return tests.stream();
    }

    private DynamicTest test(String model, String weights, String activations, boolean asymmetric) {
        String name = model + " " + weights + (asymmetric ? " asymmetric " : " ") + activations;
        return DynamicTest.dynamicTest(name, () -> check(model, weights, activations, asymmetric));
    }

    private void check(String model, String weights, String activations, boolean asymmetric) {
        Graph graph =
                OnnxReader.read(Shared.path("data/models/" + model + ".onnx")).graph();
        var random = new SplittableRandom(SEED);
        List<Map<String, Tensor>> samples = RandomNetworks.samples(graph, random, 2);
        var settings = QuantizationSettings.of(new LayerSettings(
                new WeightSettings(Formats.parse(weights), WeightSettings.Scaling.MINMAX, false, asymmetric),
                new ActivationSettings(Formats.parse(activations), CalibrationMethod.MINMAX, 100, false)));
        IntegerNetwork network = Quantizer.quantize(graph, Calibration.minMax(graph, samples, 1), settings);
        var exported = ExportedIntegers.of(graph, network);
        Path file = folder.resolve("model.onnx");
        OnnxWriter.write(exported.qdq(), file);
        QdqImport.Imported imported = QdqImport.read(OnnxReader.read(file).graph());
        assertTrue(imported.exact());
        assertEquals(text(network), text(imported.network()));
        NodeByNode.compare(graph, network, exported, samples.getFirst());
    }

    private static String text(IntegerNetwork network) {
        return NetworkCodec.write(network, OpCodec.writer(tensor -> null, node -> node.op()));
    }
}
