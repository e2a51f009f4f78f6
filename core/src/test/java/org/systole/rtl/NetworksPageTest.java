package org.systole.rtl;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.systole.compile.Compiler;
import org.systole.compile.CoreConfig;
import org.systole.compile.CoreConfigs;
import org.systole.compile.FastInterpreter;
import org.systole.compile.FeatureMaps;
import org.systole.compile.NetworkMacs;
import org.systole.compile.Program;
import org.systole.cost.CostTables;
import org.systole.graph.Graph;
import org.systole.hardware.Accelerator;
import org.systole.hardware.Accelerators;
import org.systole.house.Generated;
import org.systole.house.Shared;
import org.systole.mapping.AnalyticalEvaluator;
import org.systole.mapping.MapperSettings;
import org.systole.onnx.OnnxReader;
import org.systole.quantize.Calibration;
import org.systole.quantize.FloatNodes;
import org.systole.quantize.IntegerNetwork;
import org.systole.quantize.IntegerRun;
import org.systole.quantize.IntegerTensor;
import org.systole.quantize.QuantizationSettings;
import org.systole.quantize.Quantizer;
import org.systole.quantize.Reals;
import org.systole.simulate.EventSimulator;
import org.systole.simulate.Timeline;
import org.systole.tensor.Shape;
import org.systole.tensor.Tensor;
import org.systole.workload.Lowering;
import org.systole.zoo.Zoo;
import org.systole.zoo.ZooOptions;

/**
 * The page of networks on Systole cores. Without a flag the small networks are compiled and simulated again and must have the page's
 * cycles; with {@code -Dgolden.update=true} the page is written anew, the hardware's cycles included, which takes an hour.
 */
class NetworksPageTest {
    private static final String PAGE = "docs/models/systole-core.md";
    private static final Duration LIMIT = Duration.ofMinutes(30);
    private static final long MOST_CYCLES = 1L << 34;
    private static final List<String> CORES =
            List.of("systole-core-4os", "systole-core-8ws", "systole-core-16ws", "systole-core-64ws");

    /** Small enough for the hardware under Verilator, with the range of their inputs. */
    private static final Map<String, Float> SMALL = small();

    /** For the simulator only. */
    private static final Map<String, Float> LARGE = large();

    private static Map<String, Float> small() {
        var names = new LinkedHashMap<String, Float>();
        names.put("mnist_cnn_cntk", 255f);
        names.put("fsdd_dscnn", 2f);
        names.put("kws_dscnn_mlperf_fp32", 50f);
        names.put("ad_autoencoder_fp32", 1f);
        names.put("cifar10_resnet8_mlperf_fp32", 255f);
        names.put("cifar10_resnet20", 1f);
        return names;
    }

    private static Map<String, Float> large() {
        var names = new LinkedHashMap<String, Float>();
        names.put("vww_mobilenetv1_025_96_fp32", 1f);
        names.put("imagenet_squeezenet1.1", 100f);
        names.put("imagenet_mobilenetv2_224", 1f);
        names.put("zoo:resnet-34", 1f);
        return names;
    }

    @TempDir
    Path folder;

    private final Map<String, Verification> built = new LinkedHashMap<>();

    /** A network as integers with a sample. */
    private record Net(String name, Graph graph, IntegerNetwork network, IntegerTensor input) {
        static Net of(String name, float scale) {
            Graph graph = name.startsWith("zoo:")
                    ? Zoo.entry(name.substring(4)).graph(ZooOptions.DEFAULT)
                    : OnnxReader.read(Shared.path("data/models/" + name + ".onnx"))
                            .graph();
            String input = graph.inputs().getFirst();
            Shape shape = graph.type(input).shape();
            float[] values = new float[Math.toIntExact(shape.elements())];
            var random = new SplittableRandom(7);
            for (int i = 0; i < values.length; i++) values[i] = scale * (float) random.nextDouble();
            var sample = Map.of(input, Tensor.of(shape, values));
            IntegerNetwork network =
                    Quantizer.quantize(graph, Calibration.minMax(graph, List.of(sample), 1), QuantizationSettings.INT8);
            return new Net(name, graph, network, Reals.quantize(values, network.type(input)));
        }

        long macs() {
            return NetworkMacs.sum(network, network.nodes());
        }
    }

    /** Eight columns of a row; those of the hardware are empty where it did not run. */
    private static String cycles(Net net, String core, long cycles) {
        return String.format(Locale.ROOT, "| %s | %s | %,d |", net.name(), core, cycles);
    }

    @Test
    void smallNetworksHaveThePagesCycles() throws IOException {
        String page = Files.readString(Generated.root().resolve(PAGE));
        Assumptions.assumeFalse(Boolean.getBoolean("golden.update"), "the page is being written");
        Assumptions.assumeTrue(page.contains("| systole-core-"), "the page has not been written yet");
        for (var small : SMALL.entrySet()) {
            Net net = Net.of(small.getKey(), small.getValue());
            for (String core : CORES.subList(0, 3)) {
                Program program = compile(net, core).program();
                String row = cycles(net, core, EventSimulator.run(program).cycles());
                assertTrue(
                        page.contains(row), () -> PAGE + " has no row " + row + "; write it with -Dgolden.update=true");
            }
        }
    }

    @Test
    void thePage() throws IOException {
        Assumptions.assumeTrue(Boolean.getBoolean("golden.update"), "an hour; with -Dgolden.update=true");
        var text = new StringBuilder(
                "| network | core | cycles simulated | cycles RTL | cycles analytical | outputs equal |"
                        + " array used | MACs on the host |\n|---|---|---:|---:|---:|---|---:|---:|\n");
        for (var networks : List.of(SMALL, LARGE))
            for (var each : networks.entrySet()) {
                Net net = Net.of(each.getKey(), each.getValue());
                for (String core : CORES) text.append(row(net, core, networks == SMALL));
            }
        Generated.block(PAGE, "networks", text.toString());
    }

    private static Compiler.Compiled compile(Net net, String core) {
        return Compiler.compile(net.network(), CoreConfigs.of(Accelerators.load(core)));
    }

    private String row(Net net, String core, boolean small) {
        Compiler.Compiled compiled = compile(net, core);
        Program program = compiled.program();
        Timeline timeline = EventSimulator.run(program);
        byte[] before = java.util.Arrays.copyOf(program.dram(), Math.toIntExact(program.dramBytes()));
        FeatureMaps.write(
                program.config(),
                before,
                program.inputs().get(net.network().inputs().getFirst()),
                net.input());
        byte[] after = before.clone();
        FastInterpreter.run(program, after);
        equalsReference(net, program, after);
        boolean hardware = small && program.config().size() <= 16;
        String rtl = hardware ? String.format(Locale.ROOT, "%,d", rtl(core, program, timeline, before, after)) : "";
        double used = 100.0
                * net.macs()
                / (timeline.cycles() * Math.pow(program.config().size(), 2));
        double host = 100.0 * NetworkMacs.sum(net.network(), compiled.host()) / net.macs();
        return cycles(net, core, timeline.cycles())
                + String.format(
                        Locale.ROOT,
                        " %s | %,d | integer = simulated%s | %.1f %% | %.2f %% |%n",
                        rtl,
                        analytical(net, core),
                        hardware ? " = RTL" : "",
                        used,
                        host);
    }

    private static void equalsReference(Net net, Program program, byte[] dram) {
        try (var floats = new FloatNodes(net.graph())) {
            Map<String, IntegerTensor> expected = new IntegerRun(net.network(), floats)
                    .all(Map.of(net.network().inputs().getFirst(), net.input()));
            program.outputs()
                    .forEach((value, place) -> assertArrayEquals(
                            expected.get(value).values(),
                            FeatureMaps.read(
                                            program.config(),
                                            dram,
                                            place,
                                            net.network().type(value).shape())
                                    .values(),
                            net.name() + " " + value));
        }
    }

    private long rtl(String core, Program program, Timeline timeline, byte[] before, byte[] after) {
        Verification hardware = built.computeIfAbsent(core, name -> {
            CoreConfig config = program.config();
            return Verification.build(config, 1 << 14, folder.resolve(name), LIMIT);
        });
        var run = hardware.run(program, before, MOST_CYCLES, 0);
        assertEquals("", Verification.difference(run, timeline, after), core);
        return run.cycles();
    }

    private static long analytical(Net net, String core) {
        Accelerator accelerator = Accelerators.load(core);
        var workload = Lowering.of(net.graph())
                .withPrecision(accelerator.precision(), new ArrayList<>(accelerator.operandBits()));
        return Math.round(new AnalyticalEvaluator()
                .evaluate(workload, accelerator, CostTables.read().costs(accelerator), MapperSettings.DEFAULT)
                .cycles()
                .value());
    }
}
