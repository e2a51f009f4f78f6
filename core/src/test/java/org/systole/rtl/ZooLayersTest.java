package org.systole.rtl;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.systole.compile.Compiler;
import org.systole.compile.CoreConfig;
import org.systole.compile.FastInterpreter;
import org.systole.compile.FeatureMaps;
import org.systole.compile.Program;
import org.systole.graph.Graph;
import org.systole.hardware.DramRows;
import org.systole.quantize.Calibration;
import org.systole.quantize.IntegerNetwork;
import org.systole.quantize.IntegerNode;
import org.systole.quantize.IntegerOp;
import org.systole.quantize.IntegerRun;
import org.systole.quantize.IntegerTensor;
import org.systole.quantize.IntegerType;
import org.systole.quantize.QuantizationSettings;
import org.systole.quantize.Quantizer;
import org.systole.simulate.EventSimulator;
import org.systole.tensor.Shape;
import org.systole.tensor.Tensor;
import org.systole.zoo.Zoo;

/**
 * One layer of each kind of SqueezeNet and MobileNetV2, at its full size, in hardware: the bits of the integer reference and the
 * cycles of the simulator. With {@code -Dnightly=true} complete inferences of ResNet-34 and MobileNetV2 on 16 x 16.
 */
class ZooLayersTest {
    private static final Duration LIMIT = Duration.ofMinutes(60);
    private static final long MOST_CYCLES = 1_000_000_000;
    private static final int INSTRUCTIONS = 1 << 15;

    @TempDir
    static Path folder;

    private static Verification hardware;

    private static final CoreConfig CORE = new CoreConfig(
                    8, true, 8, 8, 32, 4096, 4096, 2048, 64, 2048, 64, 16, 8, 8, 8, 8, 50)
            .with(new DramRows(4096, 8, 9, 9));

    @BeforeAll
    static void build() {
        Verilator.assume();
        hardware = Verification.build(CORE, INSTRUCTIONS, folder, LIMIT);
    }

    private static IntegerNetwork quantized(String name) {
        Graph graph = Zoo.graph(name);
        String input = graph.inputs().getFirst();
        Shape shape = graph.type(input).shape();
        var random = new SplittableRandom(11);
        float[] values = new float[(int) shape.elements()];
        for (int i = 0; i < values.length; i++) values[i] = (float) random.nextDouble(-2, 2);
        var ranges = Calibration.minMax(graph, List.of(Map.of(input, Tensor.of(shape, values))), 1);
        return Quantizer.quantize(graph, ranges, QuantizationSettings.INT8);
    }

    @ParameterizedTest
    @ValueSource(strings = {"squeezenet-1.0", "mobilenet-v2"})
    void oneLayerOfEachKind(String name) {
        IntegerNetwork network = quantized(name);
        var smallest = new LinkedHashMap<String, IntegerNode>();
        for (IntegerNode node : network.nodes()) {
            String kind = kind(node.op());
            if (kind.isEmpty()) continue;
            IntegerNode other = smallest.get(kind);
            if (other == null || size(network, node) < size(network, other)) smallest.put(kind, node);
        }
        assertTrue(smallest.size() >= 5, smallest.keySet().toString());
        var random = new SplittableRandom(12);
        smallest.forEach((kind, node) -> check(alone(network, node), random, name + ", " + kind + ", " + node.name()));
    }

    /** Returns what layers are of one kind, or nothing for those that are not on the core. */
    private static String kind(IntegerOp op) {
        return switch (op) {
            case IntegerOp.Convolution c -> {
                var w = c.weights().shape();
                yield (c.groups() > 1 ? "depthwise " : "convolution ") + w.extent(2) + "x" + w.extent(3) + "/"
                        + c.window().strideY();
            }
            case IntegerOp.MaxPool p ->
                "maximum " + p.kernelY() + "/" + p.window().strideY();
            case IntegerOp.AveragePool p -> "average";
            case IntegerOp.Dense d -> "dense";
            case IntegerOp.Add a -> "add";
            case IntegerOp.Concatenate c -> "concatenation";
            default -> "";
        };
    }

    private static long size(IntegerNetwork network, IntegerNode node) {
        long weights = node.op() instanceof IntegerOp.Convolution c
                ? c.weights().shape().elements() / c.weights().shape().extent(0)
                : 1;
        return network.type(node.output()).shape().elements() * weights;
    }

    private static IntegerNetwork alone(IntegerNetwork network, IntegerNode node) {
        var types = new LinkedHashMap<String, IntegerType>();
        for (String input : node.inputs()) types.put(input, network.type(input));
        types.put(node.output(), network.type(node.output()));
        return new IntegerNetwork(
                node.name(),
                List.copyOf(new LinkedHashSet<>(node.inputs())),
                List.of(node.output()),
                List.of(node),
                types,
                Map.of());
    }

    private static void check(IntegerNetwork network, SplittableRandom random, String what) {
        var compiled = Compiler.compile(network, CORE);
        assertEquals(List.of(), compiled.host(), what);
        Program program = compiled.program();
        byte[] before = Arrays.copyOf(program.dram(), Math.toIntExact(program.dramBytes()));
        var inputs = new LinkedHashMap<String, IntegerTensor>();
        for (String input : network.inputs()) {
            Shape shape = network.type(input).shape();
            var map = new IntegerTensor(
                    shape, random.ints(shape.elements(), -128, 128).toArray());
            inputs.put(input, map);
            FeatureMaps.write(CORE, before, program.inputs().get(input), map);
        }
        byte[] after = before.clone();
        FastInterpreter.run(program, after);
        var run = hardware.run(program, before, MOST_CYCLES, 0);
        assertEquals("", Verification.difference(run, EventSimulator.run(program), after), what);
        String output = network.outputs().getFirst();
        assertArrayEquals(
                new IntegerRun(network, (o, a, b, s) -> new float[0])
                        .outputs(inputs)
                        .get(output)
                        .values(),
                FeatureMaps.read(
                                CORE,
                                run.dram(),
                                program.outputs().get(output),
                                network.type(output).shape())
                        .values(),
                what);
    }

    @ParameterizedTest
    @ValueSource(strings = {"resnet-34", "mobilenet-v2"})
    @EnabledIfSystemProperty(named = "nightly", matches = "true")
    void completeInferences(String name, @TempDir Path wide) {
        var core = new CoreConfig(16, true, 8, 8, 32, 8192, 8192, 2048, 64, 2048, 128, 16, 8, 8, 8, 8, 50)
                .with(new DramRows(4096, 8, 9, 9));
        Program program = Compiler.compile(quantized(name), core).program();
        var built = Verification.build(
                core, Integer.highestOneBit(program.instructions().size()) * 2, wide, LIMIT);
        byte[] before = Arrays.copyOf(program.dram(), Math.toIntExact(program.dramBytes()));
        var random = new SplittableRandom(13);
        program.inputs()
                .forEach((input, place) -> FeatureMaps.write(
                        core,
                        before,
                        place,
                        new IntegerTensor(
                                place.shape(),
                                random.ints(place.shape().elements(), -128, 128).toArray())));
        byte[] after = before.clone();
        FastInterpreter.run(program, after);
        var run = built.run(program, before, MOST_CYCLES, 0);
        assertEquals("", Verification.difference(run, EventSimulator.run(program), after), name);
    }
}
