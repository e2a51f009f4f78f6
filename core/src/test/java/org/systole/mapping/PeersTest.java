package org.systole.mapping;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.systole.cost.CostTables;
import org.systole.hardware.Accelerator;
import org.systole.hardware.Accelerators;
import org.systole.house.Generated;
import org.systole.house.Shared;
import org.systole.workload.MacLayer;
import org.systole.workload.Operand;
import org.systole.workload.Workload;

/**
 * Our mapper beside Timeloop's and ZigZag's, on their descriptions, with their costs; docs/models/peers.md explains the
 * figures. Times and tables by layer go to {@code core/target/peers}.
 */
class PeersTest {
    private static final Path FOLDER = Path.of("target/peers");
    private static final double MAC_PJ = 0.04;
    private static final String PAGE = "docs/models/witnesses.md";
    private static final String HEAD = "| figure | theirs | ours | ratio |\n|---|---:|---:|---:|\n";

    /** The mapping of exercise 06's reference output; P is our OX, Q our OY, R our FX, S our FY, M our K. */
    private static final String REFERENCE = """
            dram [input weight output]
              for OY in 4
              for C in 4
              for OX in 7
              for K in 4
              shared_glb [input output]
                for K in 2
                for C in 4
                for OX in 8
                ifmap_spad [input]
                weights_spad [weight]
                  for FX in 3
                  for C in 8
                  psum_spad [output]
                    for K in 8
                    unroll OY by 14 along columns
                    unroll K by 4 along rows
                    unroll FY by 3 along rows
            """;

    /** A row of ZigZag's results. */
    private record Row(String layer, double energyPj, double macPj, double cycles) {}

    @Test
    void timeloopsMappingCostsWhatTimeloopSays() {
        Accelerator eyeriss = Accelerators.load("timeloop-eyeriss-like");
        LayerCost ours = new AnalyticalEvaluator()
                .evaluate(
                        Peers.vggLayer5(eyeriss),
                        eyeriss,
                        CostTables.read().costs(eyeriss),
                        MappingText.parse("reference", REFERENCE));
        Bounds.hold(Peers.vggLayer5(eyeriss), eyeriss, ours, true);
        assertEquals(timeloop("Cycles: (\\d+)"), ours.cycles().compute());
        // Energies of the reference output in pJ (stats file, "Energy (total)", leakage not included).
        assertEquals(192_082_706.69, Peers.componentPj(ours, "macs"), 0.01 * 192_082_706.69);
        assertEquals(1_022_789_234.59, Peers.componentPj(ours, "weights_spad"), 0.01 * 1_022_789_234.59);
        assertEquals(97_869_678.48, Peers.componentPj(ours, "ifmap_spad"), 0.01 * 97_869_678.48);
        assertEquals(442_356_754.02, Peers.componentPj(ours, "psum_spad"), 0.01 * 442_356_754.02);
        assertEquals(924_844_032.0, Peers.componentPj(ours, "dram"), 0.01 * 924_844_032.0);
        Accesses sums = accesses(ours, "shared_glb", Operand.OUTPUT);
        assertEquals(12_042_240, sums.reads());
        assertEquals(12_845_056, sums.updates());
        assertEquals(2_408_448, sums.refills());
        // Timeloop reads each PE's row for itself; 14 rows of outputs and 3 of the filter need 16 rows, not 42.
        assertEquals(
                12_042_240 * 16 / 42,
                accesses(ours, "shared_glb", Operand.INPUT).reads());
    }

    @Test
    void exercise06IsMappedAtFullUtilizationWithLessEnergy() throws IOException {
        Accelerator eyeriss = Accelerators.load("timeloop-eyeriss-like");
        MacLayer layer = Peers.vggLayer5(eyeriss);
        NetworkCost cost = timed("timeloop-exercise-06", Peers.alone(layer), eyeriss, Objective.EDP, 50_000);
        LayerCost ours = cost.layers().getFirst();
        Generated.block(
                PAGE,
                "timeloop-06",
                HEAD
                        + row(
                                "VGG02_layer5, EDP: cycles",
                                timeloop("Cycles: (\\d+)"),
                                ours.cycles().compute())
                        + row("VGG02_layer5, EDP: µJ", timeloop("Energy: ([0-9.]+) uJ"), Peers.dynamicPj(ours) / 1e6));
        assertEquals(timeloop("Cycles: (\\d+)"), ours.cycles().compute());
        assertEquals(0, ours.cycles().stalled());
        assertTrue(Peers.dynamicPj(ours) <= 1e6 * timeloop("Energy: ([0-9.]+) uJ"), ours.toString());
        NetworkCost again = Peers.evaluate(Peers.alone(layer), eyeriss, Objective.EDP, 50_000, 2);
        assertEquals(ours.mapping(), again.layers().getFirst().mapping());
        assertEquals(cost.energyPj().value(), again.energyPj().value());
    }

    @Test
    void resNet18TakesNoMoreEnergyThanZigZags() throws IOException {
        Accelerator tpu = Peers.zigzag();
        List<Row> theirs = zigzag("resnet18");
        NetworkCost ours = timed("zigzag-resnet18", Peers.zoo("resnet-18", tpu), tpu, Objective.ENERGY, Peers.BUDGET);
        compare("zigzag-resnet18", ours, theirs);
        Generated.block(PAGE, "zigzag-resnet18", HEAD + energy("ResNet-18", ours, theirs));
        assertTrue(Peers.dynamicPj(ours)
                <= theirs.stream().mapToDouble(Row::energyPj).sum());
    }

    @Test
    void mobileNetV2TakesNoMoreEnergyThanZigZags() throws IOException {
        Accelerator tpu = Peers.zigzag();
        List<Row> theirs = zigzag("mobilenetv2");
        Workload network = Peers.zoo("mobilenet-v2", tpu);
        NetworkCost ours = timed("zigzag-mobilenetv2", network, tpu, Objective.ENERGY, Peers.BUDGET);
        compare("zigzag-mobilenetv2", ours, theirs);
        Generated.block(PAGE, "zigzag-mobilenetv2", HEAD + energy("MobileNetV2", ours, theirs));
        assertTrue(Peers.dynamicPj(ours)
                <= theirs.stream().mapToDouble(Row::energyPj).sum());
    }

    @Test
    void alexNetTakesNoMoreCyclesThanZigZags() throws IOException {
        Accelerator tpu = Peers.zigzag();
        List<Row> theirs = zigzag("alexnet");
        NetworkCost ours = timed("zigzag-alexnet", Peers.alexNet(tpu), tpu, Objective.LATENCY, Peers.BUDGET);
        compare("zigzag-alexnet", ours, theirs);
        double cycles = theirs.stream().mapToDouble(Row::cycles).sum();
        Generated.block(
                PAGE,
                "zigzag-alexnet",
                HEAD + row("AlexNet, latency: cycles", cycles, ours.cycles().value()));
        assertTrue(ours.cycles().value()
                <= theirs.stream().mapToDouble(Row::cycles).sum());
        NetworkCost edp = timed("zigzag-alexnet-edp", Peers.alexNet(tpu), tpu, Objective.EDP, Peers.BUDGET);
        compare("zigzag-alexnet-edp", edp, theirs);
    }

    private static String energy(String network, NetworkCost ours, List<Row> theirs) {
        double pj = theirs.stream().mapToDouble(Row::energyPj).sum();
        return row(network + ", energy: µJ", pj / 1e6, Peers.dynamicPj(ours) / 1e6);
    }

    private static String row(String figure, double theirs, double ours) {
        String format = theirs < 1e5 ? "| %s | %,.2f | %,.2f | %.3f |%n" : "| %s | %,.0f | %,.0f | %.3f |%n";
        return String.format(Locale.ROOT, format, figure, theirs, ours, ours / theirs);
    }

    /** CPU time of whole processes, for docs/models/peers.md; no time is asserted. */
    @Test
    void aWholeProcessFindsTheSame() throws IOException, InterruptedException {
        Path folder = Files.createDirectories(FOLDER.resolve("process"));
        PeersProcess.prepare(folder);
        var text = new StringBuilder("network,process_cpu_s,search_cpu_s,theirs_cpu_s\n");
        double[] theirs = {52, 28, 66};
        String[] networks = {"resnet-18", "mobilenet-v2", "alexnet"};
        Accelerator tpu = Peers.zigzag();
        for (int i = 0; i < networks.length; i++) {
            PeersProcess.Result process = PeersProcess.run(folder, networks[i]);
            text.append(String.format(
                    Locale.ROOT,
                    "%s,%.2f,%.3f,%.0f%n",
                    networks[i],
                    process.cpuSeconds(),
                    process.searchSeconds(),
                    theirs[i]));
            boolean alexNet = networks[i].equals("alexnet");
            Workload workload = alexNet ? Peers.alexNet(tpu) : Peers.zoo(networks[i], tpu);
            NetworkCost here =
                    Peers.evaluate(workload, tpu, alexNet ? Objective.LATENCY : Objective.ENERGY, Peers.BUDGET, 1);
            assertEquals(Peers.dynamicPj(here), process.energyPj(), 1e-6 * process.energyPj());
            assertEquals(here.cycles().value(), process.cycles(), 1e-6 * process.cycles());
        }
        Files.writeString(FOLDER.resolve("processes.csv"), text);
    }

    private static Accesses accesses(LayerCost layer, String memory, Operand operand) {
        return layer.memories().stream()
                .filter(use -> use.memory().equals(memory) && use.operand() == operand)
                .findFirst()
                .orElseThrow()
                .accesses();
    }

    /** Evaluates five times, the first one cold, and notes the times; on one thread, whose CPU time it is. */
    private static NetworkCost timed(String name, Workload w, Accelerator a, Objective objective, long budget)
            throws IOException {
        var text = new StringBuilder("run,wall_s,search_cpu_s,cycles,energy_without_leakage_pJ\n");
        NetworkCost cost = null;
        for (int run = 0; run < 5; run++) {
            long wall = System.nanoTime();
            long cpu = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
            cost = Peers.evaluate(w, a, objective, budget, 1);
            double cpuSeconds = (ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - cpu) / 1e9;
            double wallSeconds = (System.nanoTime() - wall) / 1e9;
            double cycles = cost.cycles().value();
            double energy = Peers.dynamicPj(cost);
            text.append(String.format(Locale.ROOT, "%d,%.3f,%.3f,", run, wallSeconds, cpuSeconds));
            text.append(String.format(Locale.ROOT, "%.0f,%.6e%n", cycles, energy));
        }
        Bounds.hold(w, a, cost, true);
        Files.createDirectories(FOLDER);
        Files.writeString(FOLDER.resolve(name + "-times.csv"), text);
        return cost;
    }

    /** Checks that both computed the same layers and writes them side by side. */
    private static void compare(String name, NetworkCost ours, List<Row> theirs) throws IOException {
        var left = new ArrayList<>(theirs);
        var text = new StringBuilder(
                "layer,theirs_pJ,ours_pJ,ratio,ours_dram_pJ,ours_dram_bytes," + "theirs_cycles,ours_cycles,ratio\n");
        for (LayerCost layer : ours.layers()) {
            Row row = left.stream()
                    .filter(r -> Math.abs(r.macPj() / MAC_PJ - layer.macs()) < 1e-4 * layer.macs())
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("ZigZag has no layer like " + layer.name()));
            left.remove(row);
            double energy = Peers.dynamicPj(layer);
            double cycles = layer.cycles().total();
            text.append(layer.name()).append(',');
            text.append(String.format(Locale.ROOT, "%.4e,%.4e,%.3f,", row.energyPj(), energy, energy / row.energyPj()));
            double dram = Peers.componentPj(layer, "dram");
            text.append(String.format(Locale.ROOT, "%.4e,%.0f,", dram, layer.dramBytes()));
            text.append(String.format(Locale.ROOT, "%.0f,%.0f,%.3f%n", row.cycles(), cycles, cycles / row.cycles()));
        }
        Files.writeString(FOLDER.resolve(name + "-layers.csv"), text);
        assertEquals(List.of(), left, "layers that only ZigZag has");
    }

    private static List<Row> zigzag(String network) {
        return Shared.text("golden/zigzag/" + network + "_tpu_like_layers.csv")
                .lines()
                .skip(1)
                .map(line -> line.split(","))
                .map(c -> new Row(c[0], number(c[1]), number(c[2]), number(c[7])))
                .toList();
    }

    private static double timeloop(String pattern) {
        String text = Shared.text("golden/timeloop/reference_outputs_summary.txt");
        Matcher matcher = Pattern.compile("06-mapper[^\\n]*:" + pattern).matcher(text);
        assertTrue(matcher.find(), pattern);
        return number(matcher.group(1));
    }

    private static double number(String text) {
        return Double.parseDouble(text);
    }
}
