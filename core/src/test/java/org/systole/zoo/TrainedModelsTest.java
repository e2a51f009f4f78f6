package org.systole.zoo;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.systole.graph.Graph;
import org.systole.house.Shared;
import org.systole.onnx.OnnxReader;

/** The zoo's structure against files of the same networks that others trained and exported. */
class TrainedModelsTest {
    @ParameterizedTest
    @CsvSource({
        "cifar10_resnet20, resnet-20",
        "cifar10_resnet8_mlperf_fp32, resnet-8",
        "kws_dscnn_mlperf_fp32, ds-cnn",
        "vww_mobilenetv1_025_96_fp32, mobilenet-v1-0.25-vww",
    })
    void convolutionsAreTheSame(String file, String name) {
        NetworkCounts trained = counts(file);
        NetworkCounts ours = NetworkCounts.of(Zoo.graph(name));
        assertEquals(trained.convolutions(), ours.convolutions());
        assertEquals(trained.convolutionMacs(), ours.convolutionMacs());
        assertEquals(trained.convolutionWeights(), ours.convolutionWeights());
    }

    @ParameterizedTest
    @CsvSource({
        "cifar10_resnet8_mlperf_fp32, resnet-8",
        "kws_dscnn_mlperf_fp32, ds-cnn",
        "vww_mobilenetv1_025_96_fp32, mobilenet-v1-0.25-vww",
        "ad_autoencoder_fp32, anomaly-autoencoder",
    })
    void macsAreTheSame(String file, String name) {
        assertEquals(counts(file).macs(), NetworkCounts.of(Zoo.graph(name)).macs());
    }

    /** The file pads its last 1×1 convolution, as Caffe's first release did: 16×16 outputs instead of 14×14. */
    @Test
    void squeezeNetDiffersInThePaddingOfItsLastLayer() {
        NetworkCounts trained = counts("imagenet_squeezenet1.1");
        NetworkCounts ours =
                NetworkCounts.of(Zoo.entry("squeezenet-1.1").graph(ZooOptions.DEFAULT.withImage(227, 227)));
        assertEquals(trained.convolutionWeights(), ours.convolutionWeights());
        assertEquals(trained.macs() - (16 * 16 - 14 * 14) * 512_000L, ours.macs());
    }

    /** The file's classifier is a convolution and has a class for the background. */
    @Test
    void mobileNetDiffersInItsClassifier() {
        NetworkCounts trained = counts("imagenet_mobilenetv2_224");
        NetworkCounts ours = NetworkCounts.of(Zoo.graph("mobilenet-v2"));
        assertEquals(trained.macs() - 1280, ours.macs());
        assertEquals(trained.convolutionWeights() - 1280 * 1001, ours.convolutionWeights());
    }

    private static NetworkCounts counts(String file) {
        Graph graph =
                OnnxReader.read(Shared.path("data/models/" + file + ".onnx")).graph();
        return NetworkCounts.of(graph);
    }
}
