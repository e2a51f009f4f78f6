package org.systole.simulate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.systole.compile.CompiledNetwork;
import org.systole.compile.CoreConfigs;
import org.systole.compile.CoreModel;
import org.systole.compile.NetworkMacs;
import org.systole.cost.CostTables;
import org.systole.graph.Attributes;
import org.systole.graph.Graph;
import org.systole.graph.GraphBuilder;
import org.systole.hardware.Accelerators;
import org.systole.house.Generated;
import org.systole.mapping.MapperSettings;
import org.systole.mapping.TimingModel;
import org.systole.tensor.DataType;
import org.systole.tensor.Shape;
import org.systole.tensor.Tensor;
import org.systole.units.Certainty;
import org.systole.workload.Lowering;

/** What an evaluation says of a network on a Systole core, without data, beside the simulator after calibration. */
class CoreModelTest {
    private static final double NETWORK = 0.01;

    @ParameterizedTest
    @CsvSource({
        "kws_dscnn_mlperf_fp32, 50, systole-core-4os",
        "kws_dscnn_mlperf_fp32, 50, systole-core-16ws",
        "cifar10_resnet8_mlperf_fp32, 255, systole-core-8ws",
        "cifar10_resnet20, 1, systole-core-16ws",
        "fsdd_dscnn, 2, systole-core-16ws",
        "ad_autoencoder_fp32, 1, systole-core-64ws",
        "kws_dscnn_mlperf_int8_qdq, 50, systole-core-16ws"
    })
    void cyclesAndEnergyAreTheSimulators(String model, float scale, String core) {
        var accelerator = Accelerators.load(core);
        var costs = CostTables.read().costs(accelerator);
        var source = CompiledNetwork.of(model, scale, 2);
        var compiled = source.compiled(CoreConfigs.of(accelerator));
        Timeline timeline = EventSimulator.run(compiled.program());
        var workload = Lowering.of(source.graph())
                .withPrecision(accelerator.precision(), new ArrayList<>(accelerator.operandBits()));
        var cost = new CoreModel(source.graph())
                .cost(workload, accelerator, costs, MapperSettings.DEFAULT)
                .orElseThrow();
        assertEquals(TimingModel.CORE, cost.timing());
        // what the host does, the simulator does not time
        double cycles = cost.layers().stream()
                .mapToDouble(layer -> layer.cycles().total() - layer.cycles().vector())
                .sum();
        assertEquals(1, cycles / timeline.cycles(), NETWORK, cycles + " of " + timeline.cycles());
        long macs = NetworkMacs.sum(source.network(), source.network().nodes());
        double traffic = cost.dramBytes().value(),
                beats = traffic(timeline) * compiled.program().config().busBits() / 8;
        assertTrue(traffic >= 0.99 * beats, traffic + " of " + beats + " bytes");
        var shares = ActivityEnergy.of(Activity.of(timeline), macs, accelerator, costs);
        for (var share : shares) {
            double ours = cost.layers().stream()
                    .flatMap(layer -> layer.energy().stream())
                    .filter(part -> part.component().equals(share.component()))
                    .mapToDouble(part -> part.pj().value())
                    .sum();
            boolean host = share.component().equals("dram") || share.component().equals("leakage");
            if (share.component().equals("post_processing") || share.component().equals("idle")) continue;
            assertEquals(1, ours / share.pj().value(), host ? 0.1 : NETWORK, share.component());
        }
    }

    /** With a memory whose energy per bit leaves the opening of rows out, both witnesses add it, for as many rows. */
    @Test
    void openedRowsCostWhatTheTableSays(@TempDir Path folder) throws IOException {
        String text = Files.readString(Generated.root().resolve("hardware/systole-core-16ws/accelerator.yaml"))
                .replace("component: LPDDR4-3200", "component: \"LPDDR3-1600 core, IDD4R-IDD3N\"");
        var accelerator = Accelerators.load(
                Files.writeString(folder.resolve("core.yaml"), text).toString());
        var costs = CostTables.read().costs(accelerator);
        var source = CompiledNetwork.of("kws_dscnn_mlperf_fp32", 50, 1);
        var config = CoreConfigs.of(accelerator);
        Timeline timeline = EventSimulator.run(source.compiled(config).program());
        var workload = Lowering.of(source.graph())
                .withPrecision(accelerator.precision(), new ArrayList<>(accelerator.operandBits()));
        var cost = new CoreModel(source.graph())
                .cost(workload, accelerator, costs, MapperSettings.DEFAULT)
                .orElseThrow();
        double opened = RowCounts.of(timeline.program()).opened() * 32768 * 0.043, bits = 128 * 5.37;
        var simulated = ActivityEnergy.of(Activity.of(timeline), 1, accelerator, costs).stream()
                .filter(share -> share.component().equals("dram"))
                .findFirst()
                .orElseThrow();
        assertEquals(opened, simulated.pj().value() - simulated.count() * bits, 1e-6 * opened);
        double ours = cost.layers().stream()
                .flatMap(layer -> layer.energy().stream())
                .filter(part -> part.component().equals("dram"))
                .mapToDouble(part -> part.pj().value() - part.count() * bits)
                .sum();
        assertEquals(1, ours / opened, NETWORK);
        assertEquals(Certainty.INCOMPLETE, simulated.pj().certainty());
    }

    private static long traffic(Timeline timeline) {
        Activity activity = Activity.of(timeline);
        return activity.count(Activity.Part.DRAM, "read") + activity.count(Activity.Part.DRAM, "write");
    }

    /** Models of QONNX usually leave their input real, and one without data is timed all the same. */
    @Test
    void realInputsOfQuantizedModels() {
        var b = new GraphBuilder("qonnx", 13).opset("qonnx.custom_op.general", 1);
        b.input("x", DataType.FLOAT32, 1, 8, 8, 8);
        float[] values = new float[8 * 8];
        for (int i = 0; i < values.length; i++) values[i] = (i % 13 - 6) * 0.1f;
        b.constant("w", Tensor.of(Shape.of(8, 8, 1, 1), values));
        String sums = b.node("conv", "Conv", List.of("x", quant(b, "wq", "w", 1)), Attributes.NONE);
        b.output(quant(b, "yq", b.node("relu", "Relu", List.of(sums), Attributes.NONE), 0));
        Graph graph = b.build();
        var accelerator = Accelerators.load("systole-core-8ws");
        var workload =
                Lowering.of(graph).withPrecision(accelerator.precision(), new ArrayList<>(accelerator.operandBits()));
        var costs = CostTables.read().costs(accelerator);
        var cost = new CoreModel(graph)
                .cost(workload, accelerator, costs, MapperSettings.DEFAULT)
                .orElseThrow();
        assertEquals(TimingModel.CORE, cost.timing());
    }

    private static String quant(GraphBuilder b, String name, String value, long signed) {
        String scale = b.constant(Tensor.of(Shape.of(), 0.1f)), zero = b.constant(Tensor.of(Shape.of(), 0f));
        String bits = b.constant(Tensor.of(Shape.of(), 8f));
        Attributes attributes = Attributes.pairs("signed", signed, "narrow", 0L, "rounding_mode", "ROUND");
        return b.node(name, "qonnx.custom_op.general", "Quant", List.of(value, scale, zero, bits), attributes, 1)
                .getFirst();
    }

    @Test
    void otherAcceleratorsAreNoCores() {
        for (String name : Accelerators.names())
            assertEquals(name.startsWith("systole-core-"), CoreModel.isCore(Accelerators.load(name)), name);
    }
}
