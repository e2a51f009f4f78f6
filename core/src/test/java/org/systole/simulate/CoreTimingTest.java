package org.systole.simulate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.systole.compile.Compiler;
import org.systole.compile.CoreConfig;
import org.systole.compile.CoreConfigs;
import org.systole.compile.CoreMappings;
import org.systole.compile.Instruction.Load;
import org.systole.compile.Instruction.Store;
import org.systole.compile.Program;
import org.systole.compile.RandomNetwork;
import org.systole.graph.Graph;
import org.systole.hardware.Accelerators;
import org.systole.hardware.DramRows;
import org.systole.house.Generated;
import org.systole.house.Shared;
import org.systole.mapping.CoreAction;
import org.systole.mapping.CoreCounts;
import org.systole.mapping.CoreTiming;
import org.systole.onnx.OnnxReader;
import org.systole.problem.SystoleException;
import org.systole.quantize.Calibration;
import org.systole.quantize.IntegerNetwork;
import org.systole.quantize.QuantizationSettings;
import org.systole.quantize.Quantizer;
import org.systole.tensor.Shape;
import org.systole.tensor.Tensor;
import org.systole.zoo.Zoo;

/**
 * The fifth witness: cycles and action counts of the analytical model beside the simulator's, for whole networks and for every
 * layer. The table is docs/models/systole-core-time.md; {@code -Dnightly=true} adds the large networks.
 */
class CoreTimingTest {
    private static final String PAGE = "docs/models/systole-core-time.md";
    private static final long SEED = Long.getLong("test.seed", 20261120);
    /** How many seeds; {@code -Dtest.seeds=100} for more of them, {@code -Dtest.seed} for others. */
    private static final int SEEDS = Integer.getInteger("test.seeds", 3);

    private static final double LAYER = 0.03;
    private static final double NETWORK = 0.01;

    /** One network on one core. */
    private record Row(
            String network,
            String core,
            int layers,
            long analytical,
            long simulated,
            double worst,
            double counts,
            long rows) {
        double off() {
            return (double) analytical / simulated - 1;
        }
    }

    @Test
    void smallNetworks() {
        check(
                "networks",
                List.of("kws_dscnn_mlperf_fp32", "cifar10_resnet8_mlperf_fp32", "cifar10_resnet20", "mnist_cnn_cntk"));
    }

    @Test
    @EnabledIfSystemProperty(named = "nightly", matches = "true")
    void largeNetworks() {
        check(
                "large",
                List.of(
                        "ad_autoencoder_fp32",
                        "kws_dscnn_alibaba_fp32",
                        "fsdd_dscnn",
                        "vww_mobilenetv1_025_96_fp32",
                        "imagenet_mobilenetv1_025_224",
                        "imagenet_squeezenet1.1",
                        "imagenet_mobilenetv2_224",
                        "zoo:resnet-34",
                        "zoo:mobilenet-v2"));
    }

    @Test
    void randomNetworksOnRandomCores() {
        random(false);
    }

    /** Weights of 8, 4 and 2 bits, a width for each layer. */
    @Test
    void randomWidthsOnRandomCores() {
        random(true);
    }

    private static void random(boolean widths) {
        var off = new ArrayList<String>();
        for (long seed = SEED; seed < SEED + SEEDS; seed++) {
            var random = new SplittableRandom(seed);
            int ran = 0;
            for (int i = 0; i < 300; i++) {
                CoreConfig config = queues(RandomPrograms.core(4 << random.nextInt(3), random));
                if (i % 2 == 1) config = config.outputStationary();
                var made = new RandomNetwork(random);
                IntegerNetwork network = widths ? made.widths().build() : made.build();
                try {
                    int row = 2
                            * (config.dramRows().openCycles()
                                    + config.dramRows().closeCycles());
                    row("case " + i + " of seed " + seed + " on " + config, "random", network, config, row, off);
                    ran++;
                } catch (SystoleException e) {
                    continue; // not even one tile fits
                }
            }
            assertTrue(ran > 150, ran + " of 300 networks fit their core");
        }
        assertTrue(off.isEmpty(), () -> off.size() + " layers\n" + String.join("\n", off));
    }

    /**
     * The same core with queues of eight commands and at least eight open bursts of eight beats, and a DRAM of eight banks whose
     * rows open in at most nine cycles, as all shipped ones have. The model knows no shorter queues, and bursts that pages cut
     * and rows that they open only on average.
     */
    private static CoreConfig queues(CoreConfig c) {
        return new CoreConfig(
                        c.size(),
                        c.weightStationary(),
                        c.inputBits(),
                        c.weightBits(),
                        c.accumulatorBits(),
                        c.inputWords(),
                        c.weightWords(),
                        c.accumulatorWords(),
                        c.parameterBlocks(),
                        c.residualWords(),
                        c.busBits(),
                        Math.max(8, c.burstBeats()),
                        7 + c.outstanding(),
                        8,
                        8,
                        8,
                        c.dramLatency())
                .with(new DramRows(
                        4096, 8, c.dramRows().openCycles() % 10, c.dramRows().closeCycles() % 10));
    }

    /** Beyond: one bank to sixteen, rows that take up to 29 cycles to open and to close. The page says how far off it may be. */
    @Test
    void randomRowsBeyondTheRange() {
        double layers = 0, networks = 0;
        for (long seed = SEED; seed < SEED + SEEDS; seed++) {
            var random = new SplittableRandom(~seed);
            int ran = 0;
            for (int i = 0; i < 400; i++) {
                CoreConfig drawn = RandomPrograms.core(4 << random.nextInt(3), random);
                CoreConfig config = queues(drawn).with(drawn.dramRows());
                IntegerNetwork network = new RandomNetwork(random).build();
                try {
                    Row row = row("case " + i, "random", network, config, Integer.MAX_VALUE, new ArrayList<>());
                    layers = Math.max(layers, Math.abs(row.worst()));
                    networks = Math.max(networks, Math.abs(row.off()));
                    ran++;
                } catch (SystoleException e) {
                    continue; // not even one tile fits
                }
            }
            assertTrue(ran > 200, ran + " of 400 networks fit their core");
        }
        assertTrue(layers <= 0.30 && networks <= 0.20, "layer " + layers + ", network " + networks);
        // within the bound of the range, the range would be too narrow
        assertTrue(layers > LAYER && networks > NETWORK, "layer " + layers + ", network " + networks);
    }

    private static void check(String block, List<String> models) {
        var rows = new ArrayList<Row>();
        var refused = new ArrayList<String>();
        var off = new ArrayList<String>();
        for (String model : models) {
            IntegerNetwork network = quantized(model);
            for (var core : cores().entrySet()) {
                try {
                    rows.add(row(model, core.getKey(), network, core.getValue(), 0, off));
                } catch (SystoleException e) {
                    refused.add(model + " on " + core.getKey());
                }
            }
        }
        assertTrue(off.isEmpty(), () -> String.join("\n", off));
        for (Row row : rows) {
            assertEquals(0, row.off(), NETWORK, row.toString());
            assertEquals(0, row.counts(), NETWORK, row.toString());
        }
        String note = refused.isEmpty() ? "" : "\nThe compiler refuses " + String.join(", ", refused) + ".\n";
        Generated.block(PAGE, block, page(rows) + note);
    }

    private static Map<String, CoreConfig> cores() {
        var cores = new LinkedHashMap<String, CoreConfig>();
        for (String name : Accelerators.names())
            if (name.startsWith("systole-core-"))
                cores.put(name.substring("systole-core-".length()), CoreConfigs.of(Accelerators.load(name)));
        CoreConfig narrow = new CoreConfig(16, true, 8, 8, 32, 4096, 4096, 1024, 64, 1024, 32, 16, 8, 4, 4, 4, 50)
                .with(cores.get("16ws").dramRows());
        cores.put("16ws, 32-bit bus", narrow);
        return cores;
    }

    /**
     * Compares layer by layer and names those that are {@code far} off; in layers of a few hundred cycles {@code free} ones may
     * differ, what two rows of the DRAM take, and what {@link #addresses} may cost.
     */
    private static Row row(
            String name, String core, IntegerNetwork network, CoreConfig config, int free, List<String> far) {
        Program program = Compiler.compile(network, config).program();
        Timeline timeline = EventSimulator.run(program);
        long[] ends = ends(timeline);
        List<Activity> activity = Activity.ofLayers(timeline);
        var mapped = CoreMappings.of(network, config);
        assertEquals(ends.length, mapped.size());
        var template = CoreMappings.template(config);
        var timing = new CoreTiming(template);
        var counts = new CoreCounts(template);
        long before = 0, rows = 0;
        double worst = 0, worstCount = 0;
        for (int i = 0; i < ends.length; i++) {
            String where = name + " " + core + " " + mapped.get(i);
            long now = timing.after(mapped.get(i).pass(), mapped.get(i).tiling());
            long simulated = ends[i] - (i == 0 ? 0 : ends[i - 1]);
            double off = (double) (now - before) / simulated - 1;
            long most = free == 0 ? 0 : free + addresses(program, i);
            if (Math.abs(off) > Math.max(LAYER, (double) most / simulated))
                far.add(String.format(
                        Locale.ROOT, "%+.2f %%: %d for %d cycles, %s", 100 * off, now - before, simulated, where));
            if (Math.abs(off) > Math.abs(worst)) worst = off;
            counts.count(
                    mapped.get(i).pass(), mapped.get(i).tiling(), mapped.get(i).places());
            worstCount = Math.max(worstCount, worst(counts, activity.get(i), where));
            // addresses are the program's: the rows that they lie in are counted, not estimated
            assertEquals(activity.get(i).count(Activity.Part.DRAM, "open"), counts.get(CoreAction.DRAM_OPEN), where);
            rows += counts.get(CoreAction.DRAM_OPEN);
            before = now;
        }
        return new Row(name, core, ends.length, before, timeline.cycles(), worst, worstCount, rows);
    }

    /**
     * Returns what addresses may add to the loads of a layer, which the model knows only on average: the opening and closing of each
     * row behind the first, and a round trip where pages of 4 KiB cut runs into more bursts, and that is more than may be open.
     */
    private static long addresses(Program program, int layer) {
        CoreConfig config = program.config();
        DramRows dram = config.dramRows();
        long cycles = 0;
        for (int i = 0; i < program.instructions().size(); i++) {
            if (program.sources()[i] != layer || !(program.instructions().get(i) instanceof Load load)) continue;
            long beats = (long) load.words() * Bursts.beatsPerWord(config, load.target());
            long whole = (long) load.rows() * load.planes() * Math.ceilDiv(beats, config.burstBeats());
            var rows = new OpenRows(dram);
            long bursts = RowCounts.bursts(Bursts.of(config, load), rows);
            long trips = Math.ceilDiv(bursts, config.outstanding()) - Math.ceilDiv(whole, config.outstanding());
            cycles += trips * (config.dramLatency() + dram.openCycles());
            cycles += (rows.misses() - 1) * (dram.openCycles() + dram.closeCycles());
        }
        return cycles;
    }

    private static double worst(CoreCounts ours, Activity theirs, String where) {
        double worst = 0;
        for (Activity.Count count : theirs.counts()) {
            String name = count.part() + "_" + count.action().toUpperCase(Locale.ROOT);
            long our = ours.get(CoreAction.valueOf(name));
            if (count.count() == 0) {
                assertEquals(0, our, where + " " + name);
                continue;
            }
            double off = Math.abs((double) our / count.count() - 1);
            assertTrue(off <= NETWORK, name + ": " + our + " of " + count.count() + " in " + where);
            worst = Math.max(worst, off);
        }
        return worst;
    }

    /** Returns when each layer's last store ends. */
    private static long[] ends(Timeline timeline) {
        Program program = timeline.program();
        long[] ends = new long[program.layers().size()];
        for (int i = 0; i < program.instructions().size(); i++)
            if (program.instructions().get(i) instanceof Store) ends[program.sources()[i]] = timeline.ends()[i];
        return ends;
    }

    private static IntegerNetwork quantized(String model) {
        Graph graph = model.startsWith("zoo:")
                ? Zoo.graph(model.substring("zoo:".length()))
                : OnnxReader.read(Shared.path("data/models/" + model + ".onnx")).graph();
        String input = graph.inputs().getFirst();
        Shape shape = graph.type(input).shape();
        var random = new SplittableRandom(7);
        float[] values = new float[(int) shape.elements()];
        for (int e = 0; e < values.length; e++) values[e] = (float) random.nextDouble();
        var sample = Map.of(input, Tensor.of(shape, values));
        return Quantizer.quantize(graph, Calibration.minMax(graph, List.of(sample), 2), QuantizationSettings.INT8);
    }

    private static String page(List<Row> rows) {
        var text = new StringBuilder(
                "| network | core | layers | cycles: analytical | simulated | off | worst layer | worst action count | rows opened |\n"
                        + "|---|---|---:|---:|---:|---:|---:|---:|---:|\n");
        for (Row r : rows)
            text.append(String.format(
                    Locale.ROOT,
                    "| %s | %s | %d | %,d | %,d | %.3f %% | %.2f %% | %.2f %% | %,d |%n",
                    r.network,
                    r.core,
                    r.layers,
                    r.analytical,
                    r.simulated,
                    100 * Math.abs(r.off()),
                    100 * Math.abs(r.worst),
                    100 * r.counts,
                    r.rows));
        return text.toString();
    }
}
