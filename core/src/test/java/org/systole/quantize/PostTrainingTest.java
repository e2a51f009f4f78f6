package org.systole.quantize;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;
import org.systole.data.ArraySource;
import org.systole.data.Labels;
import org.systole.data.Metrics;
import org.systole.data.Npy;
import org.systole.data.Preparation;
import org.systole.data.Source;
import org.systole.graph.Graph;
import org.systole.house.Shared;
import org.systole.onnx.FloatReference;
import org.systole.onnx.OnnxReader;
import org.systole.tensor.Shape;
import org.systole.tensor.Tensor;

/** Float and int8 accuracy on real data; the float figures are those of the data's README. */
class PostTrainingTest {
    @Test
    void keywordSpotting() {
        Tensor mfcc = Npy.read(Shared.path("data/kws01/mfcc_int8_1000x490.npy"));
        int[] labels = Labels.of("labels", Npy.read(Shared.path("data/kws01/labels.npy")))
                .classes();
        var prepare = new Preparation(List.of(new Preparation.Normalize(new float[] {83}, new float[] {0.5847029f})));
        check("kws_dscnn_mlperf_fp32", new ArraySource("mfcc", mfcc), prepare, labels, 0.901, 0.898, 1);
    }

    @Test
    void cifarResNet8() {
        check(
                "cifar10_resnet8_mlperf_fp32",
                images(),
                new Preparation(List.of(new Preparation.Transpose(2, 0, 1))),
                cifarLabels(),
                0.8790,
                0.873,
                1);
    }

    @Test
    void cifarResNet20() {
        // README: BSD-2 ResNet-20, normalized by the usual CIFAR means and deviations
        float[] mean = {0.485f * 255, 0.456f * 255, 0.406f * 255}, std = {0.229f, 0.224f, 0.225f}, scale = new float[3];
        for (int c = 0; c < 3; c++) scale[c] = 1 / (255 * std[c]);
        var prepare =
                new Preparation(List.of(new Preparation.Normalize(mean, scale), new Preparation.Transpose(2, 0, 1)));
        check("cifar10_resnet20", images(), prepare, cifarLabels(), 0.9165, 0.912, 1);
    }

    private static Source images() {
        return new ArraySource("images", Npy.read(Shared.path("data/cifar10/test2000_images_u8_nhwc.npy")));
    }

    private static int[] cifarLabels() {
        return Labels.of("labels", Npy.read(Shared.path("data/cifar10/test2000_labels.npy")))
                .classes();
    }

    private static void check(
            String model, Source source, Preparation prepare, int[] labels, double published, double least, int every) {
        Graph graph =
                OnnxReader.read(Shared.path("data/models/" + model + ".onnx")).graph();
        String input = graph.inputs().getFirst();
        Shape shape = graph.type(input).shape();
        IntFunction<Tensor> sample =
                i -> Tensor.of(shape, prepare.apply(source.sample(i)).toFloats());
        var calibration = new ArrayList<Map<String, Tensor>>();
        for (int i = 0; i < source.count(); i += 10) calibration.add(Map.of(input, sample.apply(i)));
        IntegerNetwork network =
                Quantizer.quantize(graph, Calibration.minMax(graph, calibration, 2), QuantizationSettings.INT8);
        int floatRight = 0, integerRight = 0, scored = 0, all = 0, allRight = 0;
        String output = graph.outputs().getFirst();
        try (var reference = FloatReference.of(graph, FloatReference.Options.PLAIN);
                var floats = new FloatNodes(graph)) {
            var run = new FastRun(network, floats);
            for (int i = 0; i < source.count(); i++) {
                Tensor x = sample.apply(i);
                float[] expected = reference.run(Map.of(input, x)).get(output).toFloats();
                boolean right = Metrics.argMax(expected, 0, expected.length, 1) == labels[i];
                all++;
                if (right) allRight++;
                if (i % 10 == 0 || i % every != 0) continue; // these calibrate, or the run is a sample
                scored++;
                if (right) floatRight++;
                IntegerTensor q = Reals.quantize(x.toFloats(), network.type(input));
                float[] got = Reals.of(
                        run.outputs(Map.of(input, q)).get(output),
                        network.type(output).quantization());
                if (Metrics.argMax(got, 0, got.length, 1) == labels[i]) integerRight++;
            }
        }
        assertEquals(published, (double) allRight / all, 0.0011, model + " float");
        double drop = (double) (floatRight - integerRight) / scored;
        assertTrue(
                drop <= published - least,
                model + ": float " + floatRight + ", int8 " + integerRight + " of " + scored);
    }
}
