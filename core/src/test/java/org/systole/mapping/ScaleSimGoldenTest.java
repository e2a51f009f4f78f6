package org.systole.mapping;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.systole.hardware.Accelerator;
import org.systole.house.Generated;
import org.systole.house.Shared;
import org.systole.tensor.Window;
import org.systole.workload.Dimension;
import org.systole.workload.LoopNest;
import org.systole.workload.MacLayer;
import org.systole.workload.Operand;

/**
 * Cycles and accesses of the three systolic dataflows against SCALE-Sim v3 (golden/scalesim): the general model on the
 * description of a systolic array with a memory as large and as fast as needed.
 */
class ScaleSimGoldenTest {
    @Test
    void everyLayerThatTheToolRanHasItsCyclesAndAccesses() throws IOException {
        int rows = 0;
        var page = new StringBuilder(
                "| file | layers | cycles that differ | accesses that differ |\n|---|---:|---:|---:|\n");
        for (Path file : files("compute_")) {
            int before = rows;
            for (Map<String, String> row : csv(file)) {
                Operand stationary = stationary(row.get("dataflow"));
                long sr = number(row, "Sr");
                long sc = number(row, "Sc");
                long t = number(row, "T");
                LoopNest nest = switch (stationary) {
                    case WEIGHT -> LoopNest.matrix((int) t, (int) sc, (int) sr);
                    case OUTPUT -> LoopNest.matrix((int) sr, (int) sc, (int) t);
                    case INPUT -> LoopNest.matrix((int) sc, (int) t, (int) sr);
                };
                check(file + " " + row.get("layer name"), nest, stationary, row);
                rows++;
            }
            page.append("| `" + file.getFileName() + "` | " + (rows - before) + " | 0 | 0 |\n");
        }
        assertEquals(136, rows, "rows in the files");
        Generated.block("docs/models/witnesses.md", "scalesim", page.toString());
    }

    @Test
    void everyConvolutionHasTheCyclesOfTheClosedForm() throws IOException {
        int rows = 0;
        for (Map<String, String> row : csv(Shared.path("golden/scalesim/golden_zero_stall_closed_form.csv"))) {
            Operand stationary = stationary(row.get("dataflow"));
            LoopNest nest = convolution(row);
            assertEquals(number(row, "macs"), nest.macs(), "encoding of " + row);
            var estimate = estimate(nest, stationary, (int) number(row, "R"), (int) number(row, "C"));
            assertEquals(number(row, "zero_stall_cycles"), estimate.cycles().compute(), 0, row.toString());
            rows++;
        }
        assertTrue(rows > 500, "only " + rows + " rows");
        Generated.block(
                "docs/models/witnesses.md",
                "scalesim-closed-form",
                "By its closed forms, without a run: cycles of " + rows + " further layers, none differs.");
    }

    private static void check(String where, LoopNest nest, Operand stationary, Map<String, String> row) {
        int r = (int) number(row, "R");
        int c = (int) number(row, "C");
        var estimate = estimate(nest, stationary, r, c);
        assertEquals(number(row, "zero_stall_cycles"), estimate.cycles().compute(), 0, where);
        assertEquals(
                number(row, "ifmap_sram_reads"),
                accesses(estimate, Operand.INPUT).reads(),
                where);
        assertEquals(
                number(row, "filter_sram_reads"),
                accesses(estimate, Operand.WEIGHT).reads(),
                where);
        assertTrue(estimate.cycles().total() >= (double) nest.macs() / (r * c), where);
        for (Operand read : List.of(Operand.INPUT, Operand.WEIGHT))
            assertTrue(accesses(estimate, read).reads() >= nest.elements(read), where);
        Accesses output = accesses(estimate, Operand.OUTPUT);
        assertTrue(output.updates() + output.accumulations() >= nest.elements(Operand.OUTPUT), where);
        // Output stationary, the tool also counts r + c empty slots of every fold as writes: it writes more than M * N
        // outputs of which there is one each.
        long folds = ((nest.bound(Dimension.B) + r - 1) / r) * ((nest.bound(Dimension.K) + c - 1L) / c);
        long empty = stationary == Operand.OUTPUT ? folds * (r + c) : 0;
        assertEquals(number(row, "ofmap_sram_writes") - empty, output.updates() + output.accumulations(), where);
    }

    private static Accesses accesses(Estimate estimate, Operand operand) {
        return estimate.memories().stream()
                .filter(use -> use.operand() == operand)
                .findFirst()
                .orElseThrow()
                .accesses();
    }

    private static Estimate estimate(LoopNest nest, Operand stationary, int r, int c) {
        Accelerator accelerator = TestAccelerators.systolic(r, c, stationary);
        MacLayer layer = RandomCases.layer(nest);
        var binding = new Binding(
                layer, accelerator, TestAccelerators.costs(accelerator), layer.precision(), Situation.ALONE);
        return ReadableModel.estimate(binding, mapping(binding, stationary));
    }

    /** The stationary operand's dimensions over the array, the remaining one innermost in time, folds outside. */
    private static Mapping mapping(Binding binding, Operand stationary) {
        var spatial = new LinkedHashMap<String, List<Loop>>();
        var loops = new ArrayList<Loop>();
        for (Dimension walked : Dimension.values()) {
            int extent = binding.extent(walked);
            if (extent == 1) continue;
            var axis = binding.accelerator.array().axes().stream()
                    .filter(a -> a.unroll().contains(walked))
                    .findFirst();
            int factor = axis.map(a -> Math.min(a.size(), extent)).orElse(1);
            axis.ifPresent(a -> spatial.put(a.name(), List.of(new Loop(walked, factor))));
            Loop loop = new Loop(walked, (extent + factor - 1) / factor);
            if (stationary.isRelevant(walked)) loops.add(loop);
            else loops.addFirst(loop);
        }
        var home = List.of(new Placement("sram", loops.size()));
        return new Mapping(spatial, loops, Map.of(Operand.INPUT, home, Operand.WEIGHT, home, Operand.OUTPUT, home));
    }

    private static LoopNest convolution(Map<String, String> row) {
        int h = (int) number(row, "ifmap_h");
        int w = (int) number(row, "ifmap_w");
        int fh = (int) number(row, "filt_h");
        int fw = (int) number(row, "filt_w");
        int stride = (int) number(row, "stride");
        // The tool rounds up: the last window may reach over the edge.
        int oh = (h - fh + 2 * stride - 1) / stride;
        int ow = (w - fw + 2 * stride - 1) / stride;
        return LoopNest.of(
                1,
                1,
                (int) number(row, "filters"),
                (int) number(row, "channels"),
                oh,
                ow,
                fh,
                fw,
                new Window(stride, stride, 1, 1, 0, 0, h, w));
    }

    private static Operand stationary(String dataflow) {
        return switch (dataflow) {
            case "ws" -> Operand.WEIGHT;
            case "os" -> Operand.OUTPUT;
            case "is" -> Operand.INPUT;
            default -> throw new IllegalArgumentException(dataflow);
        };
    }

    private static long number(Map<String, String> row, String column) {
        return Long.parseLong(row.get(column));
    }

    private static List<Path> files(String prefix) throws IOException {
        try (var list = Files.list(Shared.path("golden/scalesim"))) {
            return list.filter(p -> p.getFileName().toString().startsWith(prefix))
                    .sorted()
                    .toList();
        }
    }

    private static List<Map<String, String>> csv(Path file) throws IOException {
        List<String> lines = Files.readAllLines(file);
        String[] names = lines.getFirst().split(",");
        var rows = new ArrayList<Map<String, String>>();
        for (String line : lines.subList(1, lines.size())) {
            if (line.isBlank()) continue;
            String[] cells = line.split(",");
            var row = new LinkedHashMap<String, String>();
            for (int i = 0; i < names.length && i < cells.length; i++) row.put(names[i], cells[i]);
            rows.add(row);
        }
        return rows;
    }
}
