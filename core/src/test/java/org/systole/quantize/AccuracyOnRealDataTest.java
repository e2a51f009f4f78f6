package org.systole.quantize;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.systole.data.Accuracy;
import org.systole.data.DataReader;
import org.systole.data.DataSet;
import org.systole.graph.Graph;
import org.systole.house.Shared;
import org.systole.onnx.OnnxReader;

/** The float accuracies that the data's README measured, through the shipped data descriptions. */
class AccuracyOnRealDataTest {
    @ParameterizedTest
    @CsvSource({
        "kws_dscnn_mlperf_fp32,       kws01,              0.901",
        "cifar10_resnet8_mlperf_fp32, cifar10-raw,        0.8790",
        "cifar10_resnet20,            cifar10-resnet20,   0.9165",
        "cifar10_resnet8_mlperf_int8_qdq, cifar10-nhwc,   0.8750",
        "vww_mobilenetv1_025_96_fp32, vww,                0.852",
        "mnist_cnn_cntk,              mnist-raw,          0.9891",
        "mnist_lstm,                  mnist-unit,         0.9853",
        "fsdd_dscnn,                  fsdd,               1.000",
        "fsdd_gru,                    fsdd,               0.993",
        "fsdd_lstm,                   fsdd,               0.980",
        "fsdd_transformer,            fsdd,               1.000",
        "imagenet_mobilenetv2_224,    imagenet-mobilenetv2, 0.880",
        "imagenet_squeezenet1.1,      imagenet-squeezenet,  0.635",
        "seg_deeplab_edgetpuslim_cityscapes_513, camvid-cityscapes513, 0.5875"
    })
    void equalsWhatWasMeasured(String model, String yaml, double measured) {
        Path models = Shared.path("data/models/" + model + ".onnx");
        Graph graph = OnnxReader.read(models).graph();
        DataSet data = DataReader.read(Shared.repositoryPath("examples/data/" + yaml + ".yaml"), Shared.path("data"));
        // the README scored every sample, those that would calibrate included
        int[] all = java.util.stream.IntStream.range(0, data.samples().count()).toArray();
        try (var predictors = new Predictors()) {
            Accuracy accuracy = Accuracy.of(data, all, predictors.floats(graph), 2, done -> {});
            double value = accuracy.scores().getFirst().value();
            assertEquals(measured, value, tolerance(yaml), accuracy.scores().toString());
        }
    }

    /** JPEG decoders round differently: one picture in 400 may change its class; resized pictures differ more. */
    private static double tolerance(String yaml) {
        if (yaml.startsWith("camvid")) return 0.0025;
        return yaml.startsWith("imagenet") || yaml.equals("vww") ? 0.0051 : 0.0011;
    }
}
