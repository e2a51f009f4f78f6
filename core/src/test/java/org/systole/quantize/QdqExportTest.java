package org.systole.quantize;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
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
 * The integer reference against ONNX Runtime running the exported QDQ model. Graph optimization off: every node, fed ONNX Runtime's
 * own integers, at most one unit in the last place apart, and different at all only where the exact result lies half-way between two
 * integers, nearer than sums in single precision tell apart. Graph optimization on, signed integers kept: ONNX Runtime adds integers
 * too, and the whole network has the same final elements, of which 99.9 % within one unit is what is wanted.
 */
class QdqExportTest {
    /** Pictures that are compared node by node, and as a whole. */
    private static final int NODE_BY_NODE = 3;

    private static final int WHOLE = 200;

    /** What a float sum of some hundred products and its division may be off, in units of an output of 8 bits. */
    private static final double FLOAT_ROUNDING = 1e-3;

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
        var exported = ExportedIntegers.of(graph, network);
        // a softmax multiplies a unit of its input; what is compared is the last value before it
        String last = network.nodes().stream()
                .filter(node -> node.op() instanceof IntegerOp.Dense || node.op() instanceof IntegerOp.Convolution)
                .reduce((a, b) -> b)
                .orElseThrow()
                .output();
        long[] histogram = new long[256];
        try (var plain = FloatReference.of(exported.qdq(), FloatReference.Options.PLAIN.exposing(exported.exposed()));
                var whole = FloatReference.of(
                        exported.qdq(),
                        FloatReference.Options.INTEGERS.exposing(
                                List.of(exported.names().get(last))));
                var floats = new FloatNodes(graph)) {
            IntegerNetwork upToLast = new IntegerNetwork(
                    network.name(), network.inputs(), List.of(last), network.nodes(), network.types(), Map.of());
            var fast = new FastRun(upToLast, floats);
            for (int i = 100; i < 100 + WHOLE; i++) {
                Tensor x = sample.apply(i);
                if (i < 100 + NODE_BY_NODE) nodeByNode(network, floats, exported.from(plain.run(Map.of(input, x))));
                Tensor theirs = whole.run(Map.of(input, x)).get(exported.names().get(last));
                var ours = fast.outputs(Map.of(input, Reals.quantize(x.toFloats(), network.type(input))));
                int[] a = ours.get(last).values(),
                        b = PairScales.integers(theirs).values();
                for (int e = 0; e < a.length; e++) histogram[Math.abs(a[e] - b[e])]++;
            }
        }
        long all = Arrays.stream(histogram).sum();
        // 99.9 % within one unit are wanted; what is reached is that all are equal
        assertTrue(
                histogram[0] >= 0.999 * all,
                () -> model + ": units apart 0, 1, 2, ...: " + Arrays.toString(Arrays.copyOf(histogram, 8)));
    }

    private static void nodeByNode(IntegerNetwork network, FloatNodes floats, Map<String, IntegerTensor> values) {
        var run = new IntegerRun(network, floats);
        for (IntegerNode node : network.nodes()) {
            IntegerTensor theirs = values.get(node.output());
            if (theirs == null) continue;
            IntegerTensor ours = run.compute(node, values::get);
            for (int e = 0; e < ours.values().length; e++) {
                if (ours.values()[e] == theirs.values()[e]) continue;
                String where = node.name() + ", element " + e;
                assertEquals(theirs.values()[e], ours.values()[e], 1, where);
                double exact = exact(network, node, values, e);
                if (Double.isNaN(exact)) continue;
                double fromTie = Math.abs(exact - Math.floor(exact) - 0.5);
                assertTrue(fromTie < FLOAT_ROUNDING, () -> where + " is exactly " + exact + ", no tie");
            }
        }
    }

    /** Returns the exact result of a layer in output units, without zero point; NaN for other operations. */
    private static double exact(
            IntegerNetwork network, IntegerNode node, Map<String, IntegerTensor> values, int element) {
        if (!(node.op() instanceof IntegerOp.Convolution op)) return Double.NaN;
        var sums = new Requantization(new int[] {1}, new int[] {0}, 0, Integer.MIN_VALUE, Integer.MAX_VALUE);
        Quantization x = network.type(node.inputs().getFirst()).quantization();
        IntegerType y = network.type(node.output());
        if (y.shape().rank() != 4) return Double.NaN;
        IntegerTensor acc = IntegerDefinition.convolution(
                new IntegerOp.Convolution(op.weights(), op.weight(), op.bias(), op.groups(), op.window(), sums),
                values.get(node.inputs().getFirst()),
                x.zeroPoints()[0],
                y.shape());
        int k = element
                / (y.shape().extent(2) * y.shape().extent(3))
                % y.shape().extent(1);
        return acc.values()[element]
                * (double) x.scales()[0]
                * op.weight().scales()[k]
                / y.quantization().scales()[0];
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
