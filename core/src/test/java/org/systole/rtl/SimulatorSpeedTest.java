package org.systole.rtl;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.systole.compile.CompiledModel;
import org.systole.compile.Compiler;
import org.systole.compile.CoreConfig;
import org.systole.compile.CoreConfigs;
import org.systole.compile.FastInterpreter;
import org.systole.compile.Program;
import org.systole.graph.Graph;
import org.systole.hardware.Accelerators;
import org.systole.house.Generated;
import org.systole.quantize.Calibration;
import org.systole.quantize.IntegerNetwork;
import org.systole.quantize.QuantizationSettings;
import org.systole.quantize.Quantizer;
import org.systole.simulate.EventSimulator;
import org.systole.simulate.Timeline;
import org.systole.tensor.Shape;
import org.systole.tensor.Tensor;
import org.systole.zoo.Zoo;
import org.systole.zoo.ZooOptions;

/**
 * The simulator's speed beside the hardware's under Verilator, in one run: {@code ./mvnw -pl core test
 * -Dtest=SimulatorSpeedTest -Dspeed=true}. CPU time of one thread each; writes {@code bench/results/simulator-speed.md}.
 */
@EnabledIfSystemProperty(named = "speed", matches = "true")
class SimulatorSpeedTest {
    private static final Duration LIMIT = Duration.ofMinutes(30);
    private static final long MOST_CYCLES = 1L << 34;
    private static final int WARM = 30;

    @TempDir
    Path folder;

    private final StringBuilder page = new StringBuilder();

    @Test
    void ratios() throws IOException {
        Verilator.assume();
        page.append("# Speed of the simulator\n\nCPU seconds of one thread, warm (the least of ")
                .append(WARM)
                .append(
                        " runs), written by `SimulatorSpeedTest`. The simulator computes cycles and every output bit; the")
                .append(
                        " hardware runs under Verilator (-O3, native, one thread, no trace), the whole core with its memories, queues,")
                .append(
                        " bus and checks. A bare array of 16 x 16 or 32 x 32 such PEs alone does about 6e8 PE updates a")
                .append(" second there (Verilator 5.006, measured once on this kind of machine).\n\n")
                .append("| network | array | cycles | simulator s | RTL s | RTL PE updates/s | ratio |\n")
                .append("|---|---|---:|---:|---:|---:|---:|\n");
        beside(CoreConfigs.of(Accelerators.load("systole-core-16ws")));
        beside(CoreConfigs.of(Accelerators.load("systole-core-64ws")));
        large();
        Files.writeString(Generated.root().resolve("bench/results/simulator-speed.md"), page);
    }

    private void beside(CoreConfig config) throws IOException {
        var model = CompiledModel.of("cifar10_resnet20", 1, config);
        Program program = model.compiled().program();
        byte[] before = model.dram(0), after = before.clone();
        Timeline timeline = EventSimulator.run(program);
        double fast = simulator(program, before);
        FastInterpreter.run(program, after);
        Path where = folder.resolve("n" + config.size());
        int entries = Integer.highestOneBit(program.instructions().size()) * 2;
        List<Path> sources = Generator.write(config, entries, where.resolve("rtl"));
        var hardware = Verification.build(config, entries, where, sources, LIMIT, "-O3 -march=native");
        var run = hardware.run(program, before, MOST_CYCLES, 0);
        assertEquals("", Verification.difference(run, timeline, after));
        double slow = again(where, config);
        double updates = timeline.cycles() * Math.pow(config.size(), 2) / slow;
        page.append(String.format(
                Locale.ROOT,
                "| ResNet-20 | %d x %d | %,d | %.4f | %.3f | %.2g | %.0f |%n",
                config.size(),
                config.size(),
                timeline.cycles(),
                fast,
                slow,
                updates,
                slow / fast));
    }

    /** Runs the test bench once more and returns its CPU seconds; the least of three. */
    private double again(Path where, CoreConfig config) throws IOException {
        double least = Double.POSITIVE_INFINITY;
        for (int i = 0; i < 3; i++) {
            Path at = where.toAbsolutePath();
            String command = "TIMEFORMAT='cpu %U'; time " + at.resolve("bench/bench") + " " + at.resolve("program.bin")
                    + " " + at.resolve("dram.bin") + " " + at.resolve("dram.out") + " " + config.busBits() / 8 + " "
                    + config.dramLatency() + " " + MOST_CYCLES + " 0 " + at.resolve("events.txt") + " 0 "
                    + config.dramRows().bytes() + " " + config.dramRows().banks() + " "
                    + config.dramRows().openCycles() + " " + config.dramRows().closeCycles() + " 0";
            String output = ExternalTool.run(List.of("bash", "-c", command), at, at.resolve("time.log"), LIMIT, "");
            String cpu = output.lines()
                    .filter(line -> line.startsWith("cpu "))
                    .findFirst()
                    .orElseThrow();
            least = Math.min(least, Double.parseDouble(cpu.substring(4)));
        }
        return least;
    }

    private static double simulator(Program program, byte[] before) {
        var clock = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        double least = Double.POSITIVE_INFINITY;
        for (int i = 0; i < WARM; i++) {
            byte[] dram = before.clone();
            long from = clock.getCurrentThreadCpuTime();
            EventSimulator.run(program);
            FastInterpreter.run(program, dram);
            least = Math.min(least, (clock.getCurrentThreadCpuTime() - from) / 1e9);
        }
        return least;
    }

    /** ResNet-34 at 224 x 224: compile, cycles and every output bit. */
    private void large() {
        CoreConfig config = CoreConfigs.of(Accelerators.load("systole-core-16ws"));
        Graph graph = Zoo.entry("resnet-34").graph(ZooOptions.DEFAULT);
        String input = graph.inputs().getFirst();
        Shape shape = graph.type(input).shape();
        float[] values = new float[Math.toIntExact(shape.elements())];
        var random = new SplittableRandom(1);
        for (int i = 0; i < values.length; i++) values[i] = (float) random.nextDouble();
        IntegerNetwork network = Quantizer.quantize(
                graph,
                Calibration.minMax(graph, List.of(Map.of(input, Tensor.of(shape, values))), 1),
                QuantizationSettings.INT8);
        var clock = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long from = clock.getCurrentThreadCpuTime();
        Program program = Compiler.compile(network, config).program();
        double compile = (clock.getCurrentThreadCpuTime() - from) / 1e9;
        byte[] dram = java.util.Arrays.copyOf(program.dram(), Math.toIntExact(program.dramBytes()));
        double fast = simulator(program, dram);
        page.append(String.format(
                Locale.ROOT,
                "%nResNet-34 at 224 x 224 on 16 x 16: %,d cycles, cycle-exact with every output bit in %.3f s; compiled (first"
                        + " time in the process) in %.2f s; the virtual machine used %,d MiB.%n",
                EventSimulator.run(program).cycles(),
                fast,
                compile,
                (Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory()) >> 20));
    }
}
