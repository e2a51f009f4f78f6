package org.systole.mapping;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.systole.cost.CostTables;
import org.systole.hardware.Accelerator;
import org.systole.hardware.AcceleratorReader;
import org.systole.hardware.Accelerators;
import org.systole.hardware.TileLoop;
import org.systole.house.Generated;
import org.systole.house.Shared;
import org.systole.workload.LoopNest;

/**
 * Cycles of given mappings against Gemmini's RTL under FPGA simulation (golden/gemmini). {@code -Dsystole.firesim=FILE} holds
 * the shipped constants against another table of the same format; the fits then still use the first one.
 */
class FiresimGoldenTest {
    private static final String TABLE = "docs/reference/gemmini-rtl.md";
    private static final Accelerator GEMMINI = Accelerators.load("gemmini-16");
    private static final TileTiming TIMING = TileTiming.of(GEMMINI).orElseThrow();
    private static final TileLoop SHIPPED = GEMMINI.control().tileLoop().orElseThrow();

    @Test
    void theShippedConstantsPredictTheRtl() throws IOException {
        var rows = rows();
        var score = Score.of(rows, predict(rows, SHIPPED));
        assertEquals(148, rows.size());
        assertTrue(score.error <= 0.08, score::toString);
        assertTrue(score.rank >= 0.995, score::toString);
    }

    @Test
    void anotherTableIsPredictedAsWell() throws IOException {
        String file = System.getProperty("systole.firesim");
        var rows = file == null ? rows() : FiresimMappings.read(Path.of(file));
        var shipped = Score.of(rows, predict(rows, SHIPPED));
        assertTrue(shipped.error <= 0.10 && shipped.rank >= 0.985, () -> "shipped constants: " + shipped);
        var unseen = Score.of(rows, leaveOneLayerOut(rows));
        assertTrue(unseen.error <= 0.10 && unseen.rank >= 0.985, () -> "leave one layer out: " + unseen);
    }

    /** Every layer is predicted with constants fitted to the rows of all other layers only. */
    @Test
    void layersThatTheFitHasNotSeenArePredicted() throws IOException {
        var rows = rows();
        var score = Score.of(rows, leaveOneLayerOut(rows));
        assertTrue(score.error <= 0.09, score::toString);
        assertTrue(score.rank >= 0.99, score::toString);
    }

    /** Half of the layers must do for the other half: the constants are not fitted to particular rows. */
    @Test
    void halfOfTheLayersPredictTheOtherHalf() throws IOException {
        var rows = rows();
        for (int half = 0; half < 2; half++) {
            var score = otherHalf(rows, half);
            assertTrue(score.error <= 0.10 && score.rank >= 0.985, score::toString);
        }
    }

    private static Score otherHalf(List<FiresimMappings.Row> rows, int half) {
        var seen = new ArrayList<FiresimMappings.Row>();
        var unseen = new ArrayList<FiresimMappings.Row>();
        int index = 0;
        for (var group : layers(rows).values()) (index++ % 2 == half ? seen : unseen).addAll(group);
        return Score.of(unseen, predict(unseen, fit(seen)));
    }

    @Test
    void theShippedConstantsAreTheFitOfAllRows() throws IOException {
        var rows = rows();
        double fitted = Score.of(rows, predict(rows, fit(rows))).error;
        double shipped = Score.of(rows, predict(rows, SHIPPED)).error;
        assertTrue(shipped <= fitted + 0.002, "shipped " + shipped + ", fitted " + fitted + " " + fit(rows));
    }

    @Test
    void noLayerIsFasterThanItsArray() throws IOException {
        for (var row : rows()) {
            var cycles = TIMING.cycles(row.program());
            double ideal = row.program().nest().macs() / (16.0 * 16);
            assertTrue(cycles.total() >= ideal, row.toString());
            assertTrue(row.measured() >= ideal, row.toString());
            assertTrue(cycles.period() >= cycles.compute() && cycles.period() >= cycles.load(), row.toString());
        }
    }

    /** What the general model makes of the same macro-tiles, on memories that hold all of them: the documents say 25 %. */
    @Test
    void theGeneralModelIsAsGoodAsItsPeers() throws IOException {
        String large = """
                systole: accelerator/1
                extends: gemmini-16
                name: gemmini-large
                title: memories that hold the macro-tiles of every row
                source: this test
                memories:
                  - {name: scratchpad, size_kib: 4096}
                  - {name: accumulator, size_kib: 2048}
                """;
        Accelerator gemmini =
                new AcceleratorReader(Accelerators.SOURCES).read("large.yaml", large.getBytes(StandardCharsets.UTF_8));
        var costs = CostTables.read().costs(gemmini);
        var rows = rows();
        double[] general = rows.stream()
                .mapToDouble(row -> new AnalyticalEvaluator()
                        .evaluate(
                                RandomCases.layer(row.program().nest()),
                                gemmini,
                                costs,
                                TileMappings.of(row.program(), gemmini))
                        .cycles()
                        .total())
                .toArray();
        var score = Score.of(rows, general);
        assertTrue(score.error <= 0.27 && score.rank >= 0.95, score::toString);
    }

    @Test
    void theTableInTheDocumentsIsCurrent() throws IOException {
        var rows = rows();
        String text = table(rows, predict(rows, SHIPPED), leaveOneLayerOut(rows));
        Path file = Shared.repositoryPath(TABLE);
        if (Boolean.getBoolean("golden.update")) Files.writeString(file, text);
        assertEquals(text, Files.readString(file), TABLE + " is not up to date; -Dgolden.update=true writes it");
        int from = text.indexOf("| prediction");
        Generated.block("docs/models/witnesses.md", "gemmini-rtl", text.substring(from, text.indexOf("\n\n", from)));
    }

    private static List<FiresimMappings.Row> rows() throws IOException {
        return FiresimMappings.read(Shared.path("golden/gemmini/firesim_mappings.csv"));
    }

    private static Map<LoopNest, List<FiresimMappings.Row>> layers(List<FiresimMappings.Row> rows) {
        var layers = new LinkedHashMap<LoopNest, List<FiresimMappings.Row>>();
        for (var row : rows)
            layers.computeIfAbsent(row.program().nest(), n -> new ArrayList<>()).add(row);
        return layers;
    }

    private static TileLoop fit(List<FiresimMappings.Row> rows) {
        return TileFit.fit(
                rows.stream().map(row -> TIMING.work(row.program())).toList(),
                rows.stream().map(FiresimMappings.Row::measured).toList(),
                SHIPPED);
    }

    private static double[] predict(List<FiresimMappings.Row> rows, TileLoop loop) {
        return rows.stream()
                .mapToDouble(row ->
                        TileTiming.cycles(TIMING.work(row.program()), loop).total())
                .toArray();
    }

    private static double[] leaveOneLayerOut(List<FiresimMappings.Row> rows) {
        var constants = fitsWithout(rows);
        return rows.stream()
                .mapToDouble(row -> TileTiming.cycles(
                                TIMING.work(row.program()),
                                constants.get(row.program().nest()))
                        .total())
                .toArray();
    }

    /** Returns for each layer the constants that the rows of all other layers give. */
    private static Map<LoopNest, TileLoop> fitsWithout(List<FiresimMappings.Row> rows) {
        var constants = new LinkedHashMap<LoopNest, TileLoop>();
        for (LoopNest layer : layers(rows).keySet()) {
            var others = rows.stream()
                    .filter(row -> !row.program().nest().equals(layer))
                    .toList();
            constants.put(layer, fit(others));
        }
        return constants;
    }

    private static String ranges(List<FiresimMappings.Row> rows) {
        var fits = fitsWithout(rows).values();
        var text = new StringBuilder("\n| constant | shipped | fits without one layer |\n|---|---:|---:|\n");
        Map<String, ToDoubleFunction<TileLoop>> constants = new LinkedHashMap<>();
        constants.put("compute_cycles", TileLoop::computeCycles);
        constants.put("store_row_cycles", TileLoop::storeRowCycles);
        constants.put("store_miss_cycles", TileLoop::storeMissCycles);
        constants.put("page_walk_cycles", TileLoop::pageWalkCycles);
        constants.put("page_miss_cycles", TileLoop::pageMissCycles);
        constants.forEach((name, get) -> {
            var range = fits.stream().mapToDouble(get).summaryStatistics();
            text.append(String.format(
                    Locale.ROOT,
                    "| `%s` | %.1f | %.1f to %.1f |%n",
                    name,
                    get.applyAsDouble(SHIPPED),
                    range.getMin(),
                    range.getMax()));
        });
        return text.toString();
    }

    private static String table(List<FiresimMappings.Row> rows, double[] shipped, double[] unseen) {
        double[] theirs =
                rows.stream().mapToDouble(FiresimMappings.Row::predicted).toArray();
        var text = new StringBuilder();
        text.append("# Gemmini's RTL under FPGA simulation, row by row\n\n")
                .append(
                        "Generated by FiresimGoldenTest with `-Dgolden.update=true`. Measured cycles and mappings: data")
                .append(" published with ucb-bar/dosa (MICRO 2023).\n")
                .append("Model: [gemmini.md](../models/gemmini.md).\n\n")
                .append("| prediction | mean absolute error | rank correlation |\n|---|---|---|\n")
                .append(summary("Systole, shipped constants", Score.of(rows, shipped)))
                .append(summary("Systole, leave one layer out", Score.of(rows, unseen)))
                .append(summary("Systole, odd layers from even ones", otherHalf(rows, 0)))
                .append(summary("Systole, even layers from odd ones", otherHalf(rows, 1)))
                .append(summary("the table's own analytical model", Score.of(rows, theirs)))
                .append(ranges(rows))
                .append("\n| layer | mapping | RTL cycles | Systole | error | left out | table's model | bound |\n")
                .append("|---|---|---:|---:|---:|---:|---:|---|\n");
        for (int i = 0; i < rows.size(); i++) {
            var row = rows.get(i);
            var cycles = TIMING.cycles(row.program());
            text.append(String.format(
                    Locale.ROOT,
                    "| %s | `%s` | %.0f | %.0f | %+.1f %% | %+.1f %% | %+.1f %% | %s |%n",
                    row.program().nest(),
                    row.mapping(),
                    row.measured(),
                    shipped[i],
                    100 * (shipped[i] / row.measured() - 1),
                    100 * (unseen[i] / row.measured() - 1),
                    100 * (theirs[i] / row.measured() - 1),
                    cycles.bound()));
        }
        return text.toString();
    }

    private static String summary(String name, Score score) {
        return String.format(Locale.ROOT, "| %s | %.1f %% | %.4f |%n", name, 100 * score.error, score.rank);
    }

    private record Score(double error, double rank) {
        static Score of(List<FiresimMappings.Row> rows, double[] predicted) {
            double[] measured =
                    rows.stream().mapToDouble(FiresimMappings.Row::measured).toArray();
            double sum = 0;
            for (int i = 0; i < measured.length; i++) sum += Math.abs(predicted[i] / measured[i] - 1);
            return new Score(sum / measured.length, TileFit.rankCorrelation(predicted, measured));
        }
    }
}
