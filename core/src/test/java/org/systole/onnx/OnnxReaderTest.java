package org.systole.onnx;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.systole.graph.Graph;
import org.systole.graph.Node;
import org.systole.house.Shared;

/** Reads the models of the shared data; their operators and outputs were read off with another program. */
class OnnxReaderTest {
    /** File, nodes without Constant nodes as in the file, output and its shape. */
    private static final String MODELS = """
            ad_autoencoder_fp32 20 output 1x640
            ad_autoencoder_int8_qdq 52 Identity 1x640
            cifar10_resnet20 69 output 1x10
            cifar10_resnet8_mlperf_fp32 25 output 1x10
            cifar10_resnet8_mlperf_int8_qdq 67 dense 1x10
            fsdd_dscnn 21 output 1x10
            fsdd_gru 11 output 1x10
            fsdd_lstm 16 output 1x10
            fsdd_transformer 164 output 1x10
            imagenet_mobilenetv1_025_224 60 output 1x1001
            imagenet_mobilenetv2_224 103 output 1x1001
            imagenet_squeezenet1.1 66 output 1x1000
            kws_dscnn_alibaba_fp32 22 Identity:0 1x12
            kws_dscnn_mlperf_fp32 24 output 1x12
            kws_dscnn_mlperf_int8_qdq 58 dense 1x12
            mnist_cnn_cntk 12 Plus214_Output_0 1x10
            mnist_lstm 8 output 1x10
            seg_deeplab_edgetpuslim_cityscapes_513 123 output 1x19x513x513
            vww_mobilenetv1_025_96_fp32 59 Identity 1x2
            vww_mobilenetv1_025_96_int8_qdq 148 Identity 1x2
            """;

    @TestFactory
    List<DynamicTest> sharedModelsAreReadAndTyped() {
        return MODELS.lines()
                .map(line -> line.split(" "))
                .map(row -> DynamicTest.dynamicTest(row[0], () -> check(row)))
                .toList();
    }

    private static void check(String[] row) {
        OnnxModel model = OnnxReader.read(Shared.path("data/models/" + row[0] + ".onnx"));
        Graph graph = model.graph();
        assertEquals(List.of(row[2]), graph.outputs());
        assertEquals(row[3], graph.type(row[2]).shape().toString());
        assertTrue(
                graph.nodes().size() <= Integer.parseInt(row[1]),
                () -> graph.nodes().size() + " nodes");
        for (Node node : graph.nodes())
            for (String output : node.outputs())
                if (!output.isEmpty()) assertTrue(graph.types().containsKey(output), output);
        assertEquals(64, model.sha256().length());
    }

    @TestFactory
    List<DynamicTest> tensorsHoldTheirNumbers() {
        var raw = Protos.floats("w", 2);
        var typed = Protos.tensor("w", Protos.FLOAT, 2).addFloatData(0).addFloatData(1);
        return List.of(
                DynamicTest.dynamicTest("raw", () -> assertArrayEquals(new float[] {0, 1}, weights(raw))),
                DynamicTest.dynamicTest("typed", () -> assertArrayEquals(new float[] {0, 1}, weights(typed))));
    }

    private static float[] weights(org.systole.onnx.proto.Onnx.TensorProto.Builder w) {
        byte[] bytes = Protos.model(Protos.add(w)).build().toByteArray();
        return OnnxReader.read("m", bytes, ShapeBindings.NONE)
                .graph()
                .constant("w")
                .orElseThrow()
                .toFloats();
    }
}
