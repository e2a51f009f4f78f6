package org.systole.quantize;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.systole.formats.Formats;
import org.systole.formats.Grid;
import org.systole.formats.Overflow;
import org.systole.formats.PowerSums;
import org.systole.formats.Rounding;
import org.systole.graph.Graph;
import org.systole.onnx.OnnxReader;
import org.systole.onnx.OnnxWriter;
import org.systole.tensor.Shape;
import org.systole.tensor.Tensor;
import org.systole.tensor.Window;

/** Binary, ternary, levels, powers of two and fixed point in integer networks: same bits without a multiplier, saved and read. */
class FewLevelFormatsTest {
    private static final long SEED = Long.getLong("test.seed", 20261120);

    @TempDir
    Path folder;

    private static QuantizationSettings settings(String weights, String activations) {
        return QuantizationSettings.of(new LayerSettings(
                new WeightSettings(Formats.parse(weights), WeightSettings.Scaling.MSE, false, false),
                new ActivationSettings(Formats.parse(activations), CalibrationMethod.MINMAX, 100, false)));
    }

    private static boolean onGrid(Quantization q, int code) {
        Grid grid = q.grid();
        return grid == null
                ? code >= q.low() && code <= q.high()
                : grid.nearest(code, Rounding.HALF_EVEN, Overflow.SATURATE) == code;
    }

    @ParameterizedTest
    @CsvSource({
        "binary, int8, 1",
        "ternary, levels15, 2",
        "levels7, ulevels15, 3",
        "levels5, levels3, 3",
        "pot4, int8, 4",
        "pot4x2, levels7, 8",
        "pot4x3, int8, 12",
        "int1, uint2, 1",
        "int2, uint1, 2",
        "fix8, fix8, 8",
        "q1.6, q3.4, 8",
        "fix16, q5.10, 16"
    })
    void codesStayOnTheGridAndTravel(String weights, String activations, int bits) {
        var random = new SplittableRandom(SEED);
        for (int i = 0; i < 6; i++) {
            Graph graph = RandomNetworks.of(random);
            List<Map<String, Tensor>> samples = RandomNetworks.samples(graph, random, 2);
            IntegerNetwork network =
                    Quantizer.quantize(graph, Calibration.minMax(graph, samples, 1), settings(weights, activations));
            for (IntegerNode node : network.nodes())
                if (node.op() instanceof IntegerOp.Convolution layer) {
                    assertEquals(bits, layer.weight().storedBits());
                    for (int code : layer.weights().values())
                        assertTrue(onGrid(layer.weight(), code), () -> "code " + code);
                }
            if (activations.contains("levels"))
                network.types().forEach((value, type) -> isAsked(activations, type.quantization(), value));
            Path file = folder.resolve("model.onnx");
            OnnxWriter.write(QdqExport.export(graph, network), file);
            var imported = QdqImport.read(OnnxReader.read(file).graph());
            assertTrue(imported.exact());
            network.types()
                    .forEach((name, type) -> assertTrue(
                            type.quantization()
                                    .sameAs(imported.network().type(name).quantization()),
                            name));
            sameBits(graph, network, imported, samples);
        }
    }

    /** Every value has the levels that were asked for, or as many without a sign. */
    private static void isAsked(String levels, Quantization found, String value) {
        String twin = levels.startsWith("levels") ? "u" + levels : levels;
        var names = List.of(
                Formats.parse(levels).grid().name(), Formats.parse(twin).grid().name());
        assertTrue(names.contains(found.name()), () -> value + " is " + found.name() + ", asked for " + names);
    }

    private static void sameBits(
            Graph graph, IntegerNetwork network, QdqImport.Imported imported, List<Map<String, Tensor>> samples) {
        try (var ours = new FloatNodes(graph);
                var theirs = new FloatNodes(imported.graph())) {
            var a = new FastRun(network, ours);
            var b = new FastRun(imported.network(), theirs);
            for (Map<String, Tensor> sample : samples) {
                var inputs = new LinkedHashMap<String, IntegerTensor>();
                for (String input : network.inputs())
                    inputs.put(input, Reals.quantize(sample.get(input).toFloats(), network.type(input)));
                var expected = new LinkedHashMap<String, IntegerTensor>();
                a.observe(inputs, expected::put);
                b.observe(inputs, (name, y) -> {
                    Quantization q = network.type(name).quantization();
                    for (int code : y.values())
                        assertTrue(onGrid(q, code), () -> name + ": " + code + " in " + q.name());
                    assertArrayEquals(expected.get(name).values(), y.values(), name);
                });
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"binary", "ternary", "pot3", "pot4", "pot4x2", "pot4x3", "pot5x2"})
    void productsWithoutMultiplierAreTheKernels(String name) {
        var random = new SplittableRandom(SEED);
        var grid = Formats.parse(name).grid();
        for (int i = 0; i < 25; i++) {
            int groups = random.nextInt(1, 4), c = random.nextInt(1, 40), k = groups * random.nextInt(1, 6);
            int f = random.nextInt(1, 4), size = f + random.nextInt(5), pad = random.nextInt(f);
            int stride = random.nextInt(1, 3), out = (size + 2 * pad - f) / stride + 1;
            int[] weights = new int[k * c * f * f];
            for (int w = 0; w < weights.length; w++)
                weights[w] = (int)
                        grid.nearest(random.nextDouble(grid.low(), grid.high()), Rounding.HALF_EVEN, Overflow.SATURATE);
            var op = new IntegerOp.Convolution(
                    new IntegerTensor(Shape.of(k, c, f, f), weights),
                    new Quantization(Codes.holding(grid), new float[] {1}, new int[1], -1, Codes.few(grid)),
                    random.longs(k, -10_000, 10_000).toArray(),
                    groups,
                    new Window(stride, stride, 1, 1, pad, pad, size, size),
                    Requantization.of(new double[] {random.nextDouble() / 50}, 3, -128, 127));
            int zero = random.nextInt(-128, 128);
            Quantization input = Quantization.perTensor(org.systole.tensor.NumberFormat.INT8, 1, zero);
            Shape in = Shape.of(1, groups * c, size, size), y = Shape.of(1, k, out, out);
            var x = new IntegerTensor(in, random.ints(in.elements(), -128, 128).toArray());
            int[] free = MultiplierFree.convolution(op, x, zero, y).values();
            assertArrayEquals(IntegerDefinition.convolution(op, x, zero, y).values(), free);
            assertArrayEquals(
                    ConvolutionKernel.of(op, input)
                            .run(FastMap.of(x), zero, y)
                            .toTensor(y)
                            .values(),
                    free);
        }
    }

    @Test
    void xnorAndCountIsTheProductOfSigns() {
        var random = new SplittableRandom(SEED);
        for (int n = 1; n < 300; n += 7) {
            long[] a = random.longs(5).toArray(), w = random.longs(5).toArray();
            long sum = 0;
            for (int i = 0; i < n; i++) sum += (bit(a, i) ? 1 : -1) * (bit(w, i) ? 1 : -1);
            assertEquals(sum, MultiplierFree.xnor(a, w, n));
        }
    }

    private static boolean bit(long[] words, int i) {
        return (words[i / 64] >> i % 64 & 1) == 1;
    }

    @ParameterizedTest
    @CsvSource({
        "pot4, 64, 1",
        "pot4x2, 96, 2",
        "pot4x2, 128, 2",
        "pot4x2, 63, 2",
        "pot4x3, 7, 2",
        "pot4x3, 21, 3",
        "pot4x2, 0, 0"
    })
    void aSumOfPowersHasAsFewTermsAsItCan(String name, int number, int terms) {
        var grid = (PowerSums) Formats.parse(name).grid();
        int[] powers = grid.powers(number);
        assertEquals(terms, powers.length);
        assertEquals(number, java.util.Arrays.stream(powers).sum());
        assertEquals(terms, MultiplierFree.terms(new int[] {number}, grid));
        for (double value : grid.values()) {
            int[] found = grid.powers((int) value);
            assertEquals((int) value, java.util.Arrays.stream(found).sum());
            for (int p : found)
                assertTrue(Integer.bitCount(Math.abs(p)) == 1 && Math.abs(p) <= 1 << grid.largestShift());
        }
    }

    @ParameterizedTest
    @CsvSource({"fix8, fix8", "q1.6, q3.4", "fix4, fix8", "fix16, fix12"})
    void powerOfTwoScalesAreRequantizedByShifts(String weights, String activations) {
        var random = new SplittableRandom(SEED);
        int layers = 0;
        for (int i = 0; i < 10; i++) {
            Graph graph = RandomNetworks.of(random);
            var samples = RandomNetworks.samples(graph, random, 2);
            IntegerNetwork network =
                    Quantizer.quantize(graph, Calibration.minMax(graph, samples, 1), settings(weights, activations));
            for (IntegerNode node : network.nodes()) {
                Requantization r = node.op() instanceof IntegerOp.Convolution c
                        ? c.output()
                        : node.op() instanceof IntegerOp.Dense d ? d.output() : null;
                if (r == null) continue;
                layers++;
                assertTrue(r.isShift(), () -> node.name());
                // to the bit what rounding the sum times a power of two gives
                for (int n = 0; n < 50; n++) {
                    long acc = random.nextInt();
                    double factor = Math.scalb((double) r.multipliers()[0], -r.shifts()[0]);
                    long exact = (long) Math.floor(acc * factor + 0.5) + r.zero();
                    assertEquals(Math.clamp(exact, r.low(), r.high()), r.apply(acc, 0));
                }
            }
        }
        assertTrue(layers > 10);
    }

    @ParameterizedTest
    @CsvSource({"binary, int8", "ternary, levels15", "pot4x2, int8", "levels7, ulevels31", "q1.6, q3.4", "int4, levels7"
    })
    void everyNodeIsWithinOneUnitOfOnnxRuntime(String weights, String activations) {
        var random = new SplittableRandom(SEED);
        for (int i = 0; i < 4; i++) {
            Graph graph = RandomNetworks.of(random);
            var samples = RandomNetworks.samples(graph, random, 2);
            IntegerNetwork network =
                    Quantizer.quantize(graph, Calibration.minMax(graph, samples, 1), settings(weights, activations));
            NodeByNode.compare(graph, network, ExportedIntegers.of(graph, network), samples.getFirst());
        }
    }

    @ParameterizedTest
    @CsvSource({"ternary, int4, TERNARY, 2, 4", "pot4x2, levels15, POWER_OF_TWO, 8, 4", "int3, int8, SIGNED, 3, 8"})
    void anExportedModelCostsWhatIsStored(String weights, String activations, String kind, int bits, int inputBits) {
        Graph graph = network();
        var samples = RandomNetworks.samples(graph, new SplittableRandom(SEED), 2);
        IntegerNetwork network =
                Quantizer.quantize(graph, Calibration.minMax(graph, samples, 1), settings(weights, activations));
        var layers = org.systole.workload.Lowering.of(QdqExport.export(graph, network))
                .macLayers();
        assertEquals(2, layers.size());
        for (var layer : layers) {
            assertEquals(kind, layer.precision().weight().kind().name());
            assertEquals(bits, layer.precision().weight().bits());
            assertEquals(inputBits, layer.precision().input().bits());
        }
    }

    private static Graph network() {
        var n = new org.systole.graph.NetworkBuilder("two", 5);
        String x = n.relu(n.conv(n.input("x", 1, 3, 8, 8), 8, 3, 1, 1));
        return n.output(n.conv(x, 4, 1, 1, 0)).build();
    }

    @Test
    void weightsTakeTheirMemoryWhateverTheAccumulator() {
        Graph graph = network();
        var samples = RandomNetworks.samples(graph, new SplittableRandom(SEED), 2);
        Ranges ranges = Calibration.minMax(graph, samples, 1);
        QuantizationSettings wide = settings("ternary", "int8");
        LayerSettings narrow =
                wide.defaults().with(new AccumulatorSettings(6, org.systole.formats.Overflow.SATURATE, 48));
        long bytes =
                NetworkSize.of(graph, Quantizer.quantize(graph, ranges, wide)).integerBytes();
        assertEquals((3 * 9 * 8 + 8 * 4) * 2 / 8 + 2 * 4 * (8 + 4), bytes);
        assertEquals(
                bytes,
                NetworkSize.of(graph, Quantizer.quantize(graph, ranges, QuantizationSettings.of(narrow)))
                        .integerBytes());
    }

    @Test
    void aPlanSaysFormatsAndIsWrittenAsItIsRead() {
        Graph graph = RandomNetworks.of(new SplittableRandom(SEED));
        String text = """
                systole: quantization/1
                weights: {format: ternary, scaling: mse}
                activations: {format: levels15, method: mse}
                layers:
                  x: {activations: {format: int8}}
                """;
        Plan plan = PlanReader.read("plan.yaml", text.getBytes(java.nio.charset.StandardCharsets.UTF_8), graph);
        assertEquals("ternary", plan.defaults().weights().codes().toString());
        assertEquals("int8", plan.layer("x").activations().codes().toString());
        assertTrue(plan.defaults().activations().symmetric()
                && !plan.layer("x").activations().symmetric());
        String written = PlanWriter.text(plan, Map.of("x", List.of("Input")));
        Plan again = PlanReader.read("plan.yaml", written.getBytes(java.nio.charset.StandardCharsets.UTF_8), graph);
        assertEquals(plan.defaults(), again.defaults());
        assertEquals(plan.layer("x"), again.layer("x"));
        assertEquals(plan.steps(), again.steps());
    }
}
