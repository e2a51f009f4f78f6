package org.systole.mapping;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;
import org.systole.cost.AcceleratorCosts;
import org.systole.cost.CostTables;
import org.systole.hardware.Accelerator;
import org.systole.hardware.AcceleratorReader;
import org.systole.hardware.Accelerators;
import org.systole.workload.Lowering;
import org.systole.workload.MacLayer;
import org.systole.workload.Workload;
import org.systole.zoo.Zoo;

/**
 * Design points a second on one thread, on systolic-16: descriptions of which a layer or all of LeNet-5 is mapped (100 nodes a
 * layer) and costed, and bandwidths under a given mapping of a layer of VGG-16 (64 to 64 channels, 224 x 224), each costed completely.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(
        value = 1,
        jvmArgsAppend = {"--add-modules", "jdk.incubator.vector", "-Xmx512m"})
public class DesignEvaluations {
    private static final int BANDWIDTHS = 4096;

    private final CostTables tables = CostTables.read();
    private final AnalyticalEvaluator evaluator = new AnalyticalEvaluator();
    private final MapperSettings settings =
            MapperSettings.DEFAULT.with(Objective.LATENCY).withBudget(100);
    private Workload lenet;
    private Workload layer;
    private HardwareSweep sweep;
    private int kib;

    /** Reads the networks and maps the layer of the sweep. */
    @Setup
    public void read() {
        lenet = Lowering.of(Zoo.graph("lenet-5"));
        layer = new Workload(
                lenet.name(),
                List.of(lenet.macLayers().get(1)),
                lenet.maps(),
                lenet.inputs(),
                lenet.outputs(),
                lenet.free(),
                lenet.notes());
        Accelerator accelerator = Accelerators.load("systolic-16");
        MacLayer conv = Lowering.of(Zoo.graph("vgg-16"))
                .withPrecision(accelerator.precision(), accelerator.operandBits())
                .macLayers()
                .get(1);
        var rates = List.of(
                new HardwareSweep.Rate(
                        "dram.bus",
                        IntStream.rangeClosed(1, 64).map(i -> 16 * i).boxed().toList()),
                new HardwareSweep.Rate(
                        "buffer.read",
                        IntStream.rangeClosed(1, 64).map(i -> 32 * i).boxed().toList()));
        sweep = HardwareSweep.of(conv, accelerator, tables.costs(accelerator), settings, rates)
                .orElseThrow();
    }

    /** A description nobody has seen before: read, checked, its costs looked up. */
    private double evaluate(Workload workload) {
        kib = kib % 4000 + 1;
        String text = """
                systole: accelerator/1
                extends: systolic-16
                name: variant
                memories:
                  - {name: buffer, size_kib: %d}
                """.formatted(64 + kib);
        Accelerator accelerator =
                new AcceleratorReader(Accelerators.SOURCES).read("variant", text.getBytes(StandardCharsets.UTF_8));
        AcceleratorCosts costs = tables.costs(accelerator);
        Workload costed = workload.withPrecision(accelerator.precision(), accelerator.operandBits());
        return evaluator.evaluate(costed, accelerator, costs, settings).energy().value();
    }

    /** LeNet-5, from the text of the description to all figures. */
    @Benchmark
    public double lenet() {
        return evaluate(lenet);
    }

    /** Its second convolution alone. */
    @Benchmark
    public double layer() {
        return evaluate(layer);
    }

    /** Bandwidths under a given mapping. */
    @Benchmark
    @OperationsPerInvocation(BANDWIDTHS)
    public void bandwidths(Blackhole hole) {
        sweep.run((rates, cycles, pj) -> {
            hole.consume(cycles);
            hole.consume(pj);
        });
    }
}
