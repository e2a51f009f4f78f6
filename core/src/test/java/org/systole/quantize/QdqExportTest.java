package org.systole.quantize;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.systole.data.Npy;
import org.systole.graph.Graph;
import org.systole.house.Shared;
import org.systole.onnx.FloatReference;
import org.systole.onnx.OnnxReader;
import org.systole.tensor.Shape;
import org.systole.tensor.Tensor;

/**
 * The integer reference against ONNX Runtime running the exported QDQ model: every node, fed ONNX Runtime's own inputs, at
 * most one unit in the last place apart; the whole network at least 99.9 % of the final elements within one unit.
 */
class QdqExportTest {
    @ParameterizedTest
    @ValueSource(
            strings = {"kws_dscnn_mlperf_fp32", "cifar10_resnet8_mlperf_fp32", "cifar10_resnet20", "mnist_cnn_cntk"})
    void everyNodeIsWithinOneUnitOfOnnxRuntime(String model) {
        Graph graph =
                OnnxReader.read(Shared.path("data/models/" + model + ".onnx")).graph();
        String input = graph.inputs().getFirst();
        IntFunction<Tensor> sample = samples(model, graph.type(input).shape());
        var calibration = new ArrayList<Map<String, Tensor>>();
        for (int i = 0; i < 20; i++) calibration.add(Map.of(input, sample.apply(i)));
        IntegerNetwork network =
                Quantizer.quantize(graph, Calibration.minMax(graph, calibration, 2), QuantizationSettings.INT8);
        Graph qdq = QdqExport.export(graph, network);
        var exposed = new LinkedHashMap<String, String>();
        for (var node : qdq.nodes())
            if (node.op().equals("QuantizeLinear"))
                exposed.put(node.name().replaceFirst("/quantize$", ""), node.output());
        long far = 0, outside = 0, finals = 0;
        try (var reference =
                        FloatReference.of(qdq, FloatReference.Options.PLAIN.exposing(List.copyOf(exposed.values())));
                var floats = new FloatNodes(graph)) {
            var run = new IntegerRun(network, floats);
            // a softmax multiplies a unit of its input; what is compared is the last value before it
            String last = network.nodes().stream()
                    .filter(node -> node.op() instanceof IntegerOp.Dense || node.op() instanceof IntegerOp.Convolution)
                    .reduce((a, b) -> b)
                    .orElseThrow()
                    .output();
            IntegerNetwork upToLast = new IntegerNetwork(
                    network.name(), network.inputs(), List.of(last), network.nodes(), network.types(), Map.of());
            var fast = new FastRun(upToLast, floats);
            for (int i = 100; i < 300; i++) {
                Tensor x = sample.apply(i);
                Map<String, Tensor> theirs = reference.run(Map.of(input, x));
                var values = new HashMap<String, IntegerTensor>();
                exposed.forEach((value, name) -> values.put(value, integers(theirs.get(name))));
                if (i < 103)
                    for (IntegerNode node : network.nodes())
                        far += beyondOne(run.compute(node, values::get), values.get(node.output()));
                var ours = fast.outputs(Map.of(input, Reals.quantize(x.toFloats(), network.type(input))));
                outside += beyondOne(ours.get(last), values.get(last));
                finals += ours.get(last).values().length;
            }
        }
        assertEquals(0, far, model + ": elements of single nodes more than one unit apart");
        assertTrue(outside <= finals / 1000.0, model + ": " + outside + " of " + finals + " results beyond one unit");
    }

    private static IntegerTensor integers(Tensor t) {
        long[] values = t.toLongs();
        int[] integers = new int[values.length];
        for (int i = 0; i < integers.length; i++) integers[i] = (int) values[i];
        return new IntegerTensor(t.shape(), integers);
    }

    private static long beyondOne(IntegerTensor ours, IntegerTensor theirs) {
        long count = 0;
        for (int i = 0; i < ours.values().length; i++) if (Math.abs(ours.values()[i] - theirs.values()[i]) > 1) count++;
        return count;
    }

    private static IntFunction<Tensor> samples(String model, Shape shape) {
        if (model.startsWith("kws")) {
            Tensor mfcc = Npy.read(Shared.path("data/kws01/mfcc_int8_1000x490.npy"));
            return i -> Tensor.of(shape, slice(mfcc, i, shape, 83, 0.5847029f));
        }
        if (model.startsWith("mnist")) {
            Tensor digits = Npy.read(Shared.path("data/mnist/calib500_images_u8.npy"));
            return i -> Tensor.of(shape, slice(digits, i, shape, 0, 1));
        }
        Tensor images = Npy.read(Shared.path("data/cifar10/calib500_images_u8_nhwc.npy"));
        float scale = model.contains("resnet20") ? 1 / 57f : 1, mean = model.contains("resnet20") ? 120 : 0;
        return i -> Tensor.of(shape, planes(slice(images, i, shape, mean, scale)));
    }

    private static float[] slice(Tensor all, int index, Shape shape, float mean, float scale) {
        int size = Math.toIntExact(shape.elements());
        float[] values = new float[size];
        for (int i = 0; i < size; i++) values[i] = ((float) all.real((long) index * size + i) - mean) * scale;
        return values;
    }

    private static float[] planes(float[] nhwc) {
        float[] planes = new float[nhwc.length];
        for (int i = 0; i < nhwc.length; i++) planes[i % 3 * (nhwc.length / 3) + i / 3] = nhwc[i];
        return planes;
    }
}
