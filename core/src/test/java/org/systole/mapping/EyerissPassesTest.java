package org.systole.mapping;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.systole.cost.CostTables;
import org.systole.hardware.Accelerator;
import org.systole.hardware.AcceleratorReader;
import org.systole.hardware.Accelerators;
import org.systole.house.Generated;
import org.systole.house.Shared;
import org.systole.tensor.Window;
import org.systole.workload.LoopNest;
import org.systole.workload.MacLayer;

/**
 * VGG-16 on Eyeriss with the chip's own passes: docs/models/eyeriss.md. How many input channels a pass adds up in the array
 * follows from the published accesses of the global buffer, how many rows it holds from the published active PEs; with both
 * given, the general model on the shipped description says how long the layer takes.
 */
class EyerissPassesTest {
    /** The shipped description; all of the filter buffer holds a pass, because the scratchpads hold the one before. */
    private static final Accelerator EYERISS =
            new AcceleratorReader(Accelerators.SOURCES).read("passes.yaml", """
            systole: accelerator/1
            extends: eyeriss-v1
            name: eyeriss-v1-passes
            title: Eyeriss, filters of the next pass ahead
            source: this test
            memories:
              - {name: filter_buffer, double_buffered: false}
            """.getBytes(StandardCharsets.UTF_8));

    private static final double MEBIBYTE = 1 << 20;

    /**
     * A layer and the passes that the chip runs it in.
     *
     * @param name as published
     * @param c input channels
     * @param k output channels
     * @param width rows and columns of the output
     * @param rows of outputs on the columns of the array
     * @param q input channels that a PE adds up
     * @param r groups of rows of PEs that add up further input channels
     * @param p filters that a PE works on
     */
    private record Pass(String name, int c, int k, int width, int rows, int q, int r, int p) {
        int filterGroups() {
            return 4 / r;
        }

        String mapping() {
            int filters = p * filterGroups();
            String channels = r > 1 ? "unroll C by " + r + " along rows\n" : "";
            return """
                    dram [input weight output]
                      for B in 3
                      for OY in %d
                      for K in %d
                      global_buffer [output]
                        for C in %d
                        global_buffer [input]
                        filter_buffer [weight]
                          for OX in %d
                          input_spad [input]
                          filter_spad [weight]
                            for FX in 3
                            for C in %d
                            sum_spad [output]
                              for K in %d
                              unroll OY by %d along columns
                              unroll K by %d along rows
                              %sunroll FY by 3 along rows
                    """.formatted(
                            Walk.ceilDiv(width, rows),
                            k / filters,
                            Walk.ceilDiv(c, q * r),
                            width,
                            Math.min(q, c),
                            p,
                            rows,
                            filterGroups(),
                            channels);
        }

        MacLayer layer() {
            var window = new Window(1, 1, 1, 1, 1, 1, width, width);
            return Peers.layer(name, LoopNest.of(3, 1, k, c, width, width, 3, 3, window), EYERISS.precision());
        }
    }

    private static final List<Pass> PASSES = List.of(
            new Pass("CONV1-1", 3, 64, 224, 13, 1, 1, 4),
            new Pass("CONV1-2", 64, 64, 224, 13, 1, 1, 4),
            new Pass("CONV2-1", 64, 128, 112, 13, 1, 1, 8),
            new Pass("CONV2-2", 128, 128, 112, 13, 1, 1, 8),
            new Pass("CONV3-1", 128, 256, 56, 13, 2, 1, 16),
            new Pass("CONV3-2", 256, 256, 56, 13, 2, 1, 16),
            new Pass("CONV3-3", 256, 256, 56, 13, 2, 1, 16),
            new Pass("CONV4-1", 256, 512, 28, 14, 4, 1, 16),
            new Pass("CONV4-2", 512, 512, 28, 14, 4, 1, 16),
            new Pass("CONV4-3", 512, 512, 28, 14, 4, 1, 16),
            new Pass("CONV5-1", 512, 512, 14, 14, 4, 2, 16),
            new Pass("CONV5-2", 512, 512, 14, 14, 4, 2, 16),
            new Pass("CONV5-3", 512, 512, 14, 14, 4, 2, 16));

    /** What a layer takes in a model and in print. */
    private record Row(Pass pass, double[] buffer, double[] processing, String bound) {}

    @Test
    void theChipsPassesTakeTheChipsTime() {
        Map<String, String[]> published = published();
        var rows = new ArrayList<Row>();
        for (Pass pass : PASSES) {
            Row row = row(pass, published.get(pass.name));
            // Published buffer accesses to 6 %, processing time to 15 %: the array's ramp in each row is not modelled.
            assertEquals(row.buffer[0], row.buffer[1], 0.06 * row.buffer[0], pass.name);
            assertEquals(row.processing[0], row.processing[1], 0.15 * row.processing[0], pass.name);
            rows.add(row);
        }
        Generated.block("docs/models/eyeriss.md", "vgg", page(rows));
    }

    private static Row row(Pass pass, String[] published) {
        var layer = pass.layer();
        var costs = CostTables.read().costs(EYERISS);
        Mapping mapping = MappingText.parse(pass.name, pass.mapping());
        var binding = new Binding(layer, EYERISS, costs, EYERISS.precision(), Situation.ALONE);
        LayerCost checked = new AnalyticalEvaluator().evaluate(layer, EYERISS, costs, mapping);
        Bounds.hold(layer, EYERISS, checked, true);
        Estimate estimate = ReadableModel.estimate(binding, mapping);
        double array = estimate.cycles().compute();
        double longest = array;
        String bound = "array";
        for (var busy : estimate.busy().entrySet()) {
            if (!busy.getKey().startsWith("global_buffer") || busy.getValue() <= longest) continue;
            longest = busy.getValue();
            bound = busy.getKey().substring("global_buffer.".length());
        }
        double words = 0;
        for (MemoryUse use : estimate.memories()) {
            if (!use.memory().equals("global_buffer")) continue;
            // Both sides: what the array reads and writes, and what comes from off the chip and leaves for it.
            words += use.accesses().read() + use.accesses().written();
        }
        return new Row(
                pass,
                new double[] {Double.parseDouble(published[8]), 2 * words / MEBIBYTE},
                new double[] {Double.parseDouble(published[5]), 1e3 * longest / (1e6 * EYERISS.clockMhz())},
                bound);
    }

    private static String page(List<Row> rows) {
        var text = new StringBuilder(
                "| layer | channels a pass | rows, filters a pass | buffer, MiB: published | ours | processing, ms: published | ours | off |"
                        + " bound by |\n|---|---:|---:|---:|---:|---:|---:|---:|---|\n");
        for (Row row : rows)
            text.append(String.format(
                    Locale.ROOT,
                    "| %s | %d | %d, %d | %.1f | %.1f | %.1f | %.1f | %+.0f %% | %s |%n",
                    row.pass.name,
                    row.pass.q * row.pass.r,
                    row.pass.rows,
                    row.pass.p * row.pass.filterGroups(),
                    row.buffer[0],
                    row.buffer[1],
                    row.processing[0],
                    row.processing[1],
                    100 * (row.processing[1] / row.processing[0] - 1),
                    row.bound));
        return text.toString();
    }

    private static Map<String, String[]> published() {
        var map = new java.util.LinkedHashMap<String, String[]>();
        Shared.text("golden/accelerators/eyeriss_layers.csv")
                .lines()
                .filter(line -> line.startsWith("vgg16,3,CONV"))
                .map(line -> line.split(","))
                .forEach(cells -> map.put(cells[2], cells));
        return map;
    }
}
