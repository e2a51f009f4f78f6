package org.systole.zoo;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.systole.graph.Graph;
import org.systole.graph.Node;
import org.systole.onnx.FloatReference;
import org.systole.tensor.DataType;
import org.systole.tensor.Shape;
import org.systole.tensor.Tensor;

/**
 * What random input makes of random weights: no layer dies out, saturates or explodes, at any depth. ONNX Runtime
 * computes; images are small to be quick.
 */
class ActivationsTest {
    private static final double MOST = 0.9;
    /** Too few numbers to have a distribution. */
    private static final int FEW = 16;

    private static final Set<String> SQUASHING = Set.of("Sigmoid", "Tanh", "Clip");
    private static final Set<String> WEIGHTED =
            Set.of("Conv", "Gemm", "MatMul", "BatchNormalization", "LayerNormalization", "LSTM");

    @ParameterizedTest
    @CsvSource({
        "lenet-5, 0",
        "alexnet, 0",
        "googlenet, 64",
        "googlenet-2014, 64",
        "squeezenet-1.0, 96",
        "squeezenet-1.1, 96",
        "resnet-18, 64",
        "resnet-50, 64",
        "resnet-101, 64",
        "mobilenet-v1, 96",
        "mobilenet-v2, 96",
        "efficientnet-b0, 96",
        "proxylessnas-mobile, 96",
        "tiny-darknet, 96",
        "yolov4, 96",
        "yolov4-tiny, 96",
        "yolov5s, 96",
        "yolop, 96",
        "unet-resnet-18, 96",
        "deeplabv3plus-resnet-101, 65",
        "deeplabv3plus-mobilenet-v2, 97",
        "resnet-8, 0",
        "resnet-20, 0",
        "ds-cnn, 0",
        "mobilenet-v1-0.25-vww, 0",
        "anomaly-autoencoder, 0",
        "kws-cnn, 0",
        "kws-lstm, 0",
        "kws-resnet-15, 0",
        "voice-activity, 0",
        "arc-detection, 0",
        "minilm-l12, 0",
    })
    void everyLayerIsAlive(String name, int size) {
        Graph graph = Zoo.entry(name).graph(ZooOptions.DEFAULT.withImage(size, size));
        var wrong = new ArrayList<String>();
        for (var value : activations(graph).entrySet()) {
            String fault = fault(graph, value.getKey(), value.getValue());
            if (!fault.isEmpty()) wrong.add(value.getKey() + " " + fault);
        }
        assertTrue(wrong.isEmpty(), () -> name + ": " + String.join("\n", wrong));
    }

    private static Map<String, Tensor> activations(Graph graph) {
        var exposed = new ArrayList<String>();
        for (Node node : graph.nodes())
            for (String output : node.outputs()) if (!output.isEmpty() && !graph.isOutput(output)) exposed.add(output);
        var inputs = new LinkedHashMap<String, Tensor>();
        for (String input : graph.inputs()) inputs.put(input, input(graph, input));
        var options = FloatReference.Options.PLAIN.exposing(exposed);
        try (var reference = FloatReference.of(graph, options)) {
            return reference.run(inputs);
        }
    }

    private static Tensor input(Graph graph, String input) {
        Shape shape = graph.type(input).shape();
        if (graph.type(input).dataType() == DataType.FLOAT32) return RandomParameters.normal(7, input, shape, 0, 1);
        int most = graph.constant(graph.consumers(input).getFirst().input(0))
                .orElseThrow()
                .shape()
                .extent(0);
        long[] indices = new long[Math.toIntExact(shape.elements())];
        for (int i = 0; i < indices.length; i++) indices[i] = (7919L * i) % most;
        return Tensor.of(shape, indices);
    }

    /** Returns what is wrong with a value, or nothing. */
    private static String fault(Graph graph, String name, Tensor value) {
        float[] sorted = value.toFloats();
        Arrays.sort(sorted);
        int count = sorted.length;
        if (!Float.isFinite(sorted[0]) || !Float.isFinite(sorted[count - 1])) return "is not finite";
        double square = 0;
        int zeros = 0;
        for (float x : sorted) {
            square += (double) x * x;
            if (x == 0) zeros++;
        }
        if (zeros >= MOST * count) return "is zero in " + zeros + " of " + count;
        String op = graph.producer(name).orElseThrow().op();
        if (count < FEW) return "";
        if (SQUASHING.contains(op) && atTheEnds(sorted) >= MOST * count) return op + " saturates";
        double rms = Math.sqrt(square / count);
        boolean weighted = WEIGHTED.contains(op);
        return weighted && (rms < 0.05 || rms > 20) ? op + " has a root mean square of " + rms : "";
    }

    /** Counts what lies in the outermost hundredths between the least and the largest. */
    private static int atTheEnds(float[] sorted) {
        float low = sorted[0];
        float high = sorted[sorted.length - 1];
        float edge = 0.01f * (high - low);
        int ends = 0;
        for (float x : sorted) if (x <= low + edge || x >= high - edge) ends++;
        return ends;
    }
}
