package org.systole.rtl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.systole.compile.CompiledNetwork;
import org.systole.compile.CoreConfig;
import org.systole.compile.CoreConfigs;
import org.systole.compile.CoreMappings;
import org.systole.compile.FastInterpreter;
import org.systole.compile.NetworkMacs;
import org.systole.compile.Program;
import org.systole.hardware.Accelerators;
import org.systole.house.Generated;
import org.systole.mapping.CoreTiming;
import org.systole.simulate.EventSimulator;
import org.systole.simulate.Timeline;

/**
 * The page of networks on Systole cores. Without a flag the small networks are compiled and simulated again and must have the page's
 * row, but for the hardware's cycles; with {@code -Dnightly=true} all networks. With {@code -Dgolden.update=true} the page is written
 * anew, the hardware's cycles included, which takes half an hour: no claim of equal outputs is taken from an older page.
 */
class NetworksPageTest {
    private static final String PAGE = "docs/models/systole-core.md";
    private static final Duration LIMIT = Duration.ofMinutes(30);
    private static final long MOST_CYCLES = 1L << 34;
    private static final List<String> CORES =
            List.of("systole-core-4os", "systole-core-8ws", "systole-core-16ws", "systole-core-64ws");

    /** Inputs of each network that run in hardware. */
    private static final int INPUTS = 3;

    /** Small enough for the hardware under Verilator, with the range of their inputs. */
    private static final Map<String, Float> SMALL = networks(
            "mnist_cnn_cntk 255",
            "fsdd_dscnn 2",
            "kws_dscnn_mlperf_fp32 50",
            "kws_dscnn_mlperf_int8_qdq 50",
            "kws_dscnn_alibaba_fp32 50",
            "ad_autoencoder_fp32 1",
            "ad_autoencoder_int8_qdq 1",
            "cifar10_resnet8_mlperf_fp32 255",
            "cifar10_resnet8_mlperf_int8_qdq 255",
            "cifar10_resnet20 1",
            "vww_mobilenetv1_025_96_fp32 1",
            "vww_mobilenetv1_025_96_int8_qdq 1");

    /** For the simulator only. */
    private static final Map<String, Float> LARGE = networks(
            "imagenet_mobilenetv1_025_224 1",
            "imagenet_squeezenet1.1 100",
            "imagenet_mobilenetv2_224 1",
            "seg_deeplab_edgetpuslim_cityscapes_513 1",
            "zoo:mobilenet-v2 1",
            "zoo:resnet-34 1");

    private static Map<String, Float> networks(String... names) {
        var map = new LinkedHashMap<String, Float>();
        for (String name : names) {
            String[] parts = name.split(" ");
            map.put(parts[0], Float.valueOf(parts[1]));
        }
        return map;
    }

    @TempDir
    Path folder;

    private final Map<String, Verification> built = new LinkedHashMap<>();

    @Test
    void smallNetworksHaveThePagesRows() throws IOException {
        for (var small : SMALL.entrySet()) check(small.getKey(), small.getValue(), CORES.subList(0, 3));
    }

    @Test
    @EnabledIfSystemProperty(named = "nightly", matches = "true")
    void allNetworksHaveThePagesRows() throws IOException {
        for (var large : LARGE.entrySet()) check(large.getKey(), large.getValue(), CORES);
        for (var small : SMALL.entrySet()) check(small.getKey(), small.getValue(), CORES.subList(3, 4));
    }

    private static void check(String name, float scale, List<String> cores) throws IOException {
        Assumptions.assumeFalse(Boolean.getBoolean("golden.update"), "the page is being written");
        String page = Files.readString(Generated.root().resolve(PAGE));
        var net = CompiledNetwork.of(name, scale, 1);
        for (String core : cores) {
            String row = row(net, core, "RTL");
            int cut = row.indexOf("RTL");
            assertTrue(
                    page.lines()
                            .anyMatch(line -> line.startsWith(row.substring(0, cut))
                                    && line.endsWith(row.substring(cut + 3).strip())),
                    () -> PAGE + " has no row " + row + "; write it with -Dgolden.update=true");
        }
    }

    @Test
    void thePage() throws IOException {
        Assumptions.assumeTrue(Boolean.getBoolean("golden.update"), "half an hour; with -Dgolden.update=true");
        Verilator.assume();
        var text = new StringBuilder("| network | core | cycles analytical | simulated | RTL | outputs equal |"
                + " array used | MACs on the array | on the host | LUT | FF | DSP | BRAM |\n"
                + "|---|---|---:|---:|---:|---|---:|---:|---:|---:|---:|---:|---:|\n");
        for (var networks : List.of(SMALL, LARGE))
            for (var each : networks.entrySet()) {
                var net = CompiledNetwork.of(each.getKey(), each.getValue(), INPUTS);
                for (String core : CORES) {
                    boolean hardware = networks == SMALL && config(core).size() <= 16;
                    text.append(row(net, core, hardware ? hardware(net, core) : simulated(net, core)));
                }
            }
        Generated.block(PAGE, "networks", text.toString());
    }

    private static CoreConfig config(String core) {
        return CoreConfigs.of(Accelerators.load(core));
    }

    /** A row; holds what the project promises of every network. */
    private static String row(CompiledNetwork net, String core, String equal) {
        var compiled = net.compiled(config(core));
        Program program = compiled.program();
        CoreConfig config = program.config();
        long simulated = EventSimulator.run(program).cycles(), analytical = analytical(net, config);
        assertEquals(1, (double) analytical / simulated, 0.01, net.name() + " on " + core);
        long macs = NetworkMacs.sum(net.network(), net.network().nodes()),
                host = NetworkMacs.sum(net.network(), compiled.host());
        assertTrue(100 * host <= macs, () -> net.name() + ": less than 99 % of the MACs are on the array");
        double used = 100.0 * (macs - host) / (simulated * Math.pow(config.size(), 2));
        if (net.name().equals("zoo:resnet-34") && config.size() == 16)
            assertTrue(used >= 80, () -> "ResNet-34 uses " + used + " % of " + core);
        int entries = Integer.highestOneBit(program.instructions().size()) * 2;
        var e = SynthesisEstimate.of(config, entries, Synthesis.Family.XILINX7);
        String area =
                String.format(Locale.ROOT, "%,d | %,d | %,d | %,d", e.luts(), e.registers(), e.dsps(), e.memories());
        return String.format(
                Locale.ROOT,
                "| %s | %s | %,d | %,d | %s | %.1f %% | %.2f %% | %s | %s |%n",
                net.name(),
                core.substring("systole-core-".length()),
                analytical,
                simulated,
                equal,
                used,
                100.0 * (macs - host) / macs,
                host == 0 ? "0" : String.format(Locale.ROOT, "%,d", host),
                area);
    }

    private static long analytical(CompiledNetwork net, CoreConfig config) {
        var timing = new CoreTiming(CoreMappings.template(config));
        long cycles = 0;
        for (var mapped : CoreMappings.of(net.network(), config)) cycles = timing.after(mapped.pass(), mapped.tiling());
        return cycles;
    }

    /** Holds results against the integer reference, and says so in the page's words: no cycles of hardware, equal outputs. */
    private static String simulated(CompiledNetwork net, String core) {
        Program program = net.compiled(config(core)).program();
        for (int input = 0; input < INPUTS; input++) {
            byte[] dram = net.dram(program, input);
            FastInterpreter.run(program, dram);
            net.equalsReference(program, input, dram);
        }
        return " | integer = simulated, " + INPUTS + " inputs";
    }

    private String hardware(CompiledNetwork net, String core) {
        Program program = net.compiled(config(core)).program();
        Timeline timeline = EventSimulator.run(program);
        Verification hardware = built.computeIfAbsent(
                core, name -> Verification.build(program.config(), 1 << 14, folder.resolve(name), LIMIT));
        long cycles = 0;
        for (int input = 0; input < INPUTS; input++) {
            byte[] before = net.dram(program, input), after = before.clone();
            FastInterpreter.run(program, after);
            net.equalsReference(program, input, after);
            var run = hardware.run(program, before, MOST_CYCLES, 0);
            assertEquals("", Verification.difference(run, timeline, after), core);
            cycles = run.cycles();
        }
        return String.format(Locale.ROOT, "%,d | integer = simulated = RTL, %d inputs", cycles, INPUTS);
    }
}
