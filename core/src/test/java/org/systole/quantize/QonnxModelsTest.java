package org.systole.quantize;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.systole.graph.Attributes;
import org.systole.graph.Graph;
import org.systole.graph.GraphBuilder;
import org.systole.house.Shared;
import org.systole.onnx.OnnxReader;
import org.systole.tensor.DataType;
import org.systole.tensor.NumberFormat;
import org.systole.tensor.Shape;
import org.systole.tensor.Tensor;

/** Models of QONNX without metadata: ours with them taken out, and the shapes that others export. */
class QonnxModelsTest {
    private static final long SEED = Long.getLong("test.seed", 20261120);

    private static final String BREVITAS = "onnx.brevitas";

    private static Graph withoutMetadata(Graph graph) {
        return new Graph(
                graph.name(),
                graph.inputs(),
                graph.outputs(),
                graph.nodes(),
                graph.types(),
                graph.constants(),
                graph.opsets(),
                Map.of());
    }

    /** Integer networks at random widths, written as QONNX: what others would make of the file is what we do, to a unit. */
    @Test
    void ownModelsReadAsThoseOfOthers() {
        var random = new SplittableRandom(SEED);
        for (int i = 0; i < 25; i++) {
            var weights = new NumberFormat(NumberFormat.Kind.SIGNED, random.nextInt(2, 17));
            var activations = new NumberFormat(
                    random.nextBoolean() ? NumberFormat.Kind.SIGNED : NumberFormat.Kind.UNSIGNED,
                    random.nextInt(3, 13));
            Graph floats = RandomNetworks.of(random);
            var samples = RandomNetworks.samples(floats, random, 3);
            IntegerNetwork network = Quantizer.quantize(
                    floats, Calibration.minMax(floats, samples, 1), QuantizationSettings.of(weights, activations));
            Graph graph = withoutMetadata(QdqExport.qonnx(floats, network));
            for (var node : graph.nodes())
                assertFalse(node.op().endsWith("antizeLinear"), () -> "readers of QONNX have none: " + node);
            var imported = QdqImport.read(graph);
            assertFalse(imported.exact());
            assertTrue(NodeByNode.compareQonnx(graph, imported, samples.getFirst()) > 0);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"kws_dscnn_mlperf_fp32", "cifar10_resnet8_mlperf_fp32"})
    void realModels(String model) {
        Graph floats =
                OnnxReader.read(Shared.path("data/models/" + model + ".onnx")).graph();
        var samples = RandomNetworks.samples(floats, new SplittableRandom(SEED), 3);
        IntegerNetwork network =
                Quantizer.quantize(floats, Calibration.minMax(floats, samples, 1), QuantizationSettings.INT8);
        Graph graph = withoutMetadata(QdqExport.qonnx(floats, network));
        var imported = QdqImport.read(graph);
        assertTrue(NodeByNode.compareQonnx(graph, imported, samples.getFirst()) >= 10);
    }

    /** What Brevitas writes: Quant behind Relu, Quant on real weights and biases, Transpose behind those of dense layers. */
    private static final class Brevitas {
        private final GraphBuilder b = new GraphBuilder("brevitas", 13).opset(BREVITAS, 1);
        private final SplittableRandom random = new SplittableRandom(SEED);

        String reals(double size, int... extents) {
            Shape shape = Shape.of(extents);
            float[] values = new float[Math.toIntExact(shape.elements())];
            for (int i = 0; i < values.length; i++) values[i] = (float) (size * random.nextGaussian());
            return b.constant(b.freshValue("real"), Tensor.of(shape, values));
        }

        String number(float value) {
            return b.constant(Tensor.of(Shape.of(), value));
        }

        String quant(String x, String scale, float bits, boolean signed, boolean narrow) {
            Attributes attributes =
                    Attributes.pairs("signed", signed ? 1L : 0L, "narrow", narrow ? 1L : 0L, "rounding_mode", "ROUND");
            return b.node("Quant", BREVITAS, "Quant", List.of(x, scale, number(0), number(bits)), attributes, 1)
                    .getFirst();
        }

        String scales(int outputs, int rank) {
            int[] extents = new int[rank];
            java.util.Arrays.fill(extents, 1);
            extents[0] = outputs;
            float[] values = new float[outputs];
            for (int i = 0; i < outputs; i++) values[i] = 0.02f + 0.02f * random.nextFloat();
            return b.constant(b.freshValue("scales"), Tensor.of(Shape.of(extents), values));
        }

        String node(String op, List<String> inputs, Object... attributes) {
            return b.node(op, op, inputs, Attributes.pairs(attributes));
        }

        /** Convolution, batch normalization, clamp, quantization. */
        String block(String x, String weights, int outputs, String scale) {
            String y = node("Conv", List.of(x, weights), "pads", new long[] {1, 1, 1, 1});
            String normalized = node(
                    "BatchNormalization",
                    List.of(y, reals(0.5, outputs), reals(0.5, outputs), reals(0.5, outputs), positive(outputs)));
            return quant(node("Relu", List.of(normalized)), scale, 4, false, false);
        }

        String positive(int count) {
            float[] values = new float[count];
            for (int i = 0; i < count; i++) values[i] = 0.5f + random.nextFloat();
            return b.constant(b.freshValue("variance"), Tensor.of(Shape.of(count), values));
        }
    }

    private static Graph brevitas() {
        var m = new Brevitas();
        String x = m.quant(m.b.input("x", DataType.FLOAT32, 1, 3, 8, 8), m.number(1 / 64f), 8, true, true);
        String w1 = m.quant(m.reals(0.1, 6, 3, 3, 3), m.scales(6, 4), 3, true, true);
        String a = m.block(x, w1, 6, m.number(0.15f));
        String w2 = m.b.node(
                        "Bipolar",
                        BREVITAS,
                        "BipolarQuant",
                        List.of(m.reals(1, 6, 6, 3, 3), m.number(0.05f)),
                        Attributes.NONE,
                        1)
                .getFirst();
        String c = m.block(a, w2, 6, m.number(0.15f));
        String sum = m.quant(m.node("Add", List.of(a, c)), m.number(0.3f), 5, false, false);
        // an average of 2 x 2 as Brevitas writes it: the mean times 4 is the sum, which Trunc shifts
        String mean =
                m.node("AveragePool", List.of(sum), "kernel_shape", new long[] {2, 2}, "strides", new long[] {2, 2});
        String total = m.node("Mul", List.of(mean, m.number(4)));
        String trunc = m.b.node(
                        "Trunc",
                        BREVITAS,
                        "Trunc",
                        List.of(total, m.number(0.3f), m.number(0), m.number(7), m.number(5)),
                        Attributes.pairs("rounding_mode", "FLOOR"),
                        1)
                .getFirst();
        String flat = m.node("Flatten", List.of(trunc));
        String w3 = m.quant(m.reals(0.1, 10, 96), m.scales(10, 2), 6, true, true);
        String turned = m.node("Transpose", List.of(w3), "perm", new long[] {1, 0});
        String dense = m.node("MatMul", List.of(flat, turned));
        String bias = m.quant(m.reals(1, 10), m.number(0.001f), 16, true, false);
        m.b.output(m.node("Add", List.of(dense, bias)));
        return m.b.build();
    }

    @Test
    void brevitasShapes() {
        Graph graph = brevitas();
        var imported = QdqImport.read(graph);
        for (IntegerNode node : imported.network().nodes())
            assertFalse(node.op() instanceof IntegerOp.Float, () -> node + " stays float");
        var formats = imported.network().types().values().stream()
                .map(type -> type.quantization().name())
                .distinct()
                .toList();
        assertTrue(formats.containsAll(List.of("levels255", "uint4", "uint5", "uint7")), formats::toString);
        for (int i = 0; i < 10; i++) {
            var sample = RandomNetworks.sample(graph, new SplittableRandom(SEED + i));
            assertEquals(4, NodeByNode.compareQonnx(graph, imported, sample));
        }
    }

    /** A network of signs: what is computed has exactly the signs that ONNX Runtime finds, at ties too. */
    @Test
    void signsAreExact() {
        var b = new GraphBuilder("signs", 13).opset(BREVITAS, 1);
        var random = new SplittableRandom(SEED);
        String x = b.node(
                        "in",
                        BREVITAS,
                        "BipolarQuant",
                        List.of(b.input("x", DataType.FLOAT32, 1, 5, 9, 9), scale(b, 1)),
                        Attributes.NONE,
                        1)
                .getFirst();
        float[] values = new float[8 * 5 * 9];
        for (int i = 0; i < values.length; i++) values[i] = (float) random.nextGaussian();
        b.constant("w", Tensor.of(Shape.of(8, 5, 3, 3), values));
        String w = b.node("wq", BREVITAS, "BipolarQuant", List.of("w", scale(b, 0.5f)), Attributes.NONE, 1)
                .getFirst();
        String sums = b.node("conv", "Conv", List.of(x, w), Attributes.NONE);
        b.output(b.node("y", BREVITAS, "BipolarQuant", List.of(sums, scale(b, 0.25f)), Attributes.NONE, 1)
                .getFirst());
        Graph graph = b.build();
        var imported = QdqImport.read(graph, RandomNetworks.samples(graph, random, 1));
        try (var reference = org.systole.onnx.FloatReference.of(graph, org.systole.onnx.FloatReference.Options.PLAIN);
                var floats = new FloatNodes(imported.graph())) {
            var run = new FastRun(imported.network(), floats);
            for (int i = 0; i < 20; i++) {
                var sample = RandomNetworks.sample(graph, random);
                IntegerType in = imported.network().type("x");
                IntegerTensor integers = Reals.quantize(sample.get("x").toFloats(), in);
                float[] snapped = Reals.of(integers, in.quantization());
                String y = imported.network().outputs().getFirst();
                float[] ours = Reals.of(
                        run.outputs(Map.of("x", integers)).get(y),
                        imported.network().type(y).quantization());
                float[] theirs = reference
                        .run(Map.of("x", Tensor.of(in.shape(), snapped)))
                        .values()
                        .iterator()
                        .next()
                        .toFloats();
                assertArrayEquals(theirs, ours);
            }
        }
    }

    private static String scale(GraphBuilder b, float value) {
        return b.constant(Tensor.of(Shape.of(), value));
    }
}
