package org.systole.mapping;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.systole.cost.AcceleratorCosts;
import org.systole.cost.CostTables;
import org.systole.hardware.Accelerator;
import org.systole.hardware.AcceleratorReader;
import org.systole.hardware.Accelerators;
import org.systole.house.Generated;
import org.systole.house.Shared;
import org.systole.workload.LoopNest;
import org.systole.workload.Lowering;
import org.systole.workload.MacLayer;
import org.systole.workload.Workload;
import org.systole.zoo.Zoo;

/**
 * The case study of seed 001, section 4.5.3: ResNet-34 on Gemmini at 700 MHz, arrays of 8 to 64, scratchpads of 128 to 4096
 * KiB, accumulators of 64 to 2048 KiB that are not larger. {@code -Dgolden.update=true} writes the page of all points.
 */
class GemminiStudyTest {
    private static final String PAGE = "docs/reference/gemmini-study.md";
    private static final CostTables TABLES = CostTables.read();
    private static final Workload RESNET = Lowering.of(Zoo.graph("resnet-34"));
    private static final Map<String, Point> POINTS = new LinkedHashMap<>();

    @Test
    void noArrayOfEightReachesThirtyFrames() {
        for (Point point : List.of(point(8, 128, 64), point(8, 4096, 2048))) {
            assertTrue(point.rooflineFps() < 30, point.toString());
            assertTrue(point.rtlFps() < 30, point.toString());
        }
    }

    @Test
    void aLargerArrayIsWorthMoreThanLargerMemories() {
        Point small = point(16, 256, 64);
        Point array = point(32, 256, 64);
        Point memories = point(16, 2048, 1024);
        double arrayArea = array.area / small.area;
        double memoryArea = memories.area / small.area;
        assertEquals(1.73, arrayArea, 0.4, "area of a larger array");
        assertEquals(7, memoryArea, 1, "area of larger memories");
        double arrayGain = small.automatic / array.automatic;
        double memoryGain = small.automatic / memories.automatic;
        assertEquals(3.17, arrayGain, 0.2, "gain of a larger array");
        assertEquals(1.073, memoryGain, 0.04, "gain of larger memories");
        assertTrue(small.rtl / array.rtl > 1.5 * small.rtl / memories.rtl, small + " " + array + " " + memories);
    }

    @Test
    void theSweetSpotHasTheSizeOfTheSeeds() {
        Point point = point(32, 256, 64);
        assertEquals(
                2.25, point.automaticFps() / 59, 0.1, "the factor between the seed's frames and its own equations");
        assertEquals(3.25, point.area, 1.0);
        assertEquals(14.17e9, point.energy, 6e9);
        Point small = point(16, 256, 64);
        assertEquals(3.25 / 1.73, small.area, 0.25);
        assertEquals(59 / 3.17 * 2.25, small.automaticFps(), 3);
    }

    @Test
    void thePageHasAllPoints() throws IOException {
        var points = new ArrayList<Point>();
        if (Boolean.getBoolean("golden.update")) {
            for (int array : new int[] {8, 16, 32, 64})
                for (int scratchpad = 128; scratchpad <= 4096; scratchpad *= 2)
                    for (int accumulator = 64; accumulator <= Math.min(2048, scratchpad); accumulator *= 2)
                        points.add(point(array, scratchpad, accumulator));
            Files.writeString(Shared.repositoryPath(PAGE), page(points));
        }
        String page = Shared.repositoryText(PAGE);
        assertEquals(104, page.lines().filter(line -> line.contains("×")).count());
        for (Point point : List.of(point(16, 256, 64), point(32, 256, 64), point(16, 2048, 1024)))
            assertTrue(page.contains(point.cycles()), point.cycles() + " is not in " + PAGE);
    }

    @Test
    void thePageOfWitnessesShowsTheStatements() {
        Point small = point(16, 256, 64);
        Point array = point(32, 256, 64);
        Point memories = point(16, 2048, 1024);
        String text = "| statement | theirs | ours: equations | ours: model of the RTL |\n|---|---:|---:|---:|\n"
                + row(
                        "performance, array 16 to 32",
                        "×3.17",
                        "×%.2f",
                        small.automatic / array.automatic,
                        small.rtl / array.rtl)
                + row("area, array 16 to 32", "×1.73", "×%.2f", array.area / small.area)
                + row(
                        "performance, largest memories",
                        "×1.073",
                        "×%.3f",
                        small.automatic / memories.automatic,
                        small.rtl / memories.rtl)
                + row("area, largest memories", "×7", "×%.1f", memories.area / small.area)
                + row("frames a second at the sweet spot", "59", "%.1f", array.automaticFps(), array.rtlFps())
                + row("area at the sweet spot, mm²", "3.25", "%.2f", array.area)
                + row("energy of a frame there, mJ", "14.17", "%.2f", array.energy / 1e9);
        Generated.block("docs/models/witnesses.md", "case-study", text);
    }

    /**
     * Which objectives make a front is not in the seed's text. Frames a second were none of them: the fastest of its points has
     * 117, and the fastest point of any front over frames a second is the fastest of all, but its front ends at 82.5.
     */
    @Test
    void theFrontDependsOnItsObjectives() {
        List<double[]> points = Shared.repositoryText(PAGE)
                .lines()
                .filter(line -> line.contains("×"))
                .map(GemminiStudyTest::figures)
                .filter(f -> f[0] >= 30)
                .toList();
        assertEquals(78, points.size(), "all but those with an array of 8");
        String text = "| front over | points | frames a second |\n|---|---:|---:|\n"
                + front("the seed's, objectives not said", 13, 53.9, 82.5)
                + front("energy, frames a second", points, new int[] {1, 0})
                + front("energy, area", points, new int[] {1, 2})
                + front("area, frames a second", points, new int[] {2, 0})
                + front("energy, area, frames a second", points, new int[] {1, 2, 0});
        double fastest = points.stream().mapToDouble(f -> f[0]).max().orElseThrow();
        assertTrue(text.lines()
                .filter(l -> l.contains("frames a second |"))
                .skip(1)
                .allMatch(l -> l.contains(String.format(Locale.ROOT, "to %.0f", fastest))));
        Generated.block("docs/models/gemmini.md", "fronts", text);
    }

    /** Frames a second by the model of the RTL, energy, area. */
    private static double[] figures(String row) {
        String[] cells = row.split("\\|");
        return new double[] {
            Double.parseDouble(cells[9].strip()),
            Double.parseDouble(cells[12].strip()),
            Double.parseDouble(cells[13].strip())
        };
    }

    private static String front(String name, int points, double slowest, double fastest) {
        return String.format(Locale.ROOT, "| %s | %d | %.1f to %.1f |%n", name, points, slowest, fastest);
    }

    private static String front(String name, List<double[]> points, int[] objectives) {
        var front = points.stream()
                .filter(p -> points.stream().noneMatch(q -> dominates(q, p, objectives)))
                .mapToDouble(p -> p[0])
                .summaryStatistics();
        return String.format(
                Locale.ROOT, "| %s | %d | %.0f to %.0f |%n", name, front.getCount(), front.getMin(), front.getMax());
    }

    private static boolean dominates(double[] q, double[] p, int[] objectives) {
        boolean better = false;
        for (int o : objectives) {
            // frames a second are maximized
            double mine = o == 0 ? -q[0] : q[o], other = o == 0 ? -p[0] : p[o];
            if (mine > other) return false;
            better |= mine < other;
        }
        return better;
    }

    private static String row(String statement, String theirs, String format, double... ours) {
        String second = ours.length > 1 ? String.format(Locale.ROOT, format, ours[1]) : "";
        return "| " + statement + " | " + theirs + " | " + String.format(Locale.ROOT, format, ours[0]) + " | " + second
                + " |\n";
    }

    /** One design point: cycles of the roofline model, of the model of the RTL and of the general model. */
    private record Point(
            int array,
            int scratchpad,
            int accumulator,
            double roofline,
            double automatic,
            double rtl,
            double general,
            double energy,
            double area) {
        double rooflineFps() {
            return 700e6 / roofline;
        }

        double automaticFps() {
            return 700e6 / automatic;
        }

        double rtlFps() {
            return 700e6 / rtl;
        }

        /** The cells that do not depend on the general model. */
        String cycles() {
            return String.format(
                    Locale.ROOT,
                    "| %d×%d | %d | %d | %.2f | %.1f | %.2f | %.1f | %.2f | %.1f |",
                    array,
                    array,
                    scratchpad,
                    accumulator,
                    roofline / 1e6,
                    rooflineFps(),
                    automatic / 1e6,
                    automaticFps(),
                    rtl / 1e6,
                    rtlFps());
        }

        String row() {
            return cycles()
                    + String.format(
                            Locale.ROOT,
                            " %.2f | %.1f | %.2f | %.2f |%n",
                            general / 1e6,
                            700e6 / general,
                            energy / 1e9,
                            area);
        }
    }

    private static Point point(int array, int scratchpad, int accumulator) {
        return POINTS.computeIfAbsent(
                array + "/" + scratchpad + "/" + accumulator, key -> measure(array, scratchpad, accumulator));
    }

    private static Point measure(int array, int scratchpad, int accumulator) {
        Accelerator accelerator = variant(array, scratchpad, accumulator);
        AcceleratorCosts costs = TABLES.costs(accelerator);
        var timing = TileTiming.of(accelerator).orElseThrow();
        var mapper = new TiledMapper(accelerator);
        var seen = new LinkedHashMap<LoopNest, double[]>();
        double[] sums = new double[5];
        for (MacLayer layer : RESNET.macLayers()) {
            double[] cycles = seen.computeIfAbsent(layer.nest(), nest -> {
                TileProgram seeds = mapper.best(
                                nest, p -> SeedSystolicModel.of(p, accelerator).cycles())
                        .orElseThrow();
                TileProgram best =
                        mapper.best(nest, p -> timing.cycles(p).total()).orElseThrow();
                var evaluator = new AnalyticalEvaluator();
                LayerCost general = evaluator.evaluate(layer, accelerator, costs, TileMappings.of(best, accelerator));
                LayerCost cost = evaluator.evaluate(layer, accelerator, costs, best);
                Bounds.hold(layer, accelerator, general, true);
                Bounds.hold(layer, accelerator, cost, true);
                assertTrue(timing.cycles(best).total() >= Bounds.peakCycles(layer, accelerator), layer.name());
                return new double[] {
                    SeedSystolicModel.of(seeds, accelerator).cycles(),
                    SeedSystolicModel.of(mapper.automatic(nest), accelerator).cycles(),
                    timing.cycles(best).total(),
                    general.cycles().total(),
                    cost.energyPj().value()
                };
            });
            for (int i = 0; i < sums.length; i++) sums[i] += cycles[i];
        }
        double area = costs.totalAreaMm2().value();
        return new Point(array, scratchpad, accumulator, sums[0], sums[1], sums[2], sums[3], sums[4], area);
    }

    private static Accelerator variant(int array, int scratchpad, int accumulator) {
        String text = """
                systole: accelerator/1
                extends: gemmini-%d
                name: gemmini-%d-%d-%d
                title: a point of the study
                source: seed 001 section 4.5.3
                clock_mhz: 700
                memories:
                  - {name: scratchpad, size_kib: %d}
                  - {name: accumulator, size_kib: %d}
                """.formatted(array, array, scratchpad, accumulator, scratchpad, accumulator);
        return new AcceleratorReader(Accelerators.SOURCES).read("study.yaml", text.getBytes(StandardCharsets.UTF_8));
    }

    private static String page(List<Point> points) {
        var text = new StringBuilder();
        text.append("# ResNet-34 on Gemmini: all points of the study\n\n")
                .append("Generated by GemminiStudyTest with `-Dgolden.update=true`; what it says stands in")
                .append(" [gemmini.md](../models/gemmini.md). Cycles in millions, sizes in KiB,\n")
                .append(
                        "frames a second at 700 MHz, energy of a frame in mJ (off-chip memory included), area in mm².\n\n")
                .append(
                        "| array | scratchpad | accumulator | roofline | frames | own tiling | frames | RTL model | frames | general model | frames")
                .append(" | energy | area |\n|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|\n");
        for (Point point : points) text.append(point.row());
        text.append("\n## Area with a scratchpad of 256 KiB and an accumulator of 64 KiB\n\n")
                .append("| array | part | instances | mm² |\n|---|---|---:|---:|\n");
        for (int array : new int[] {16, 32})
            for (var part : TABLES.costs(variant(array, 256, 64)).parts())
                text.append(String.format(
                        Locale.ROOT,
                        "| %dx%d | %s | %d | %.3f |%n",
                        array,
                        array,
                        part.name(),
                        part.instances(),
                        part.totalAreaMm2().value()));
        text.append("\n## Energy of a frame, 32x32, 256 KiB and 64 KiB\n\n| part | mJ |\n|---|---:|\n");
        energy(variant(32, 256, 64))
                .forEach((name, pj) -> text.append(String.format(Locale.ROOT, "| %s | %.2f |%n", name, pj / 1e9)));
        return text.toString();
    }

    private static Map<String, Double> energy(Accelerator accelerator) {
        AcceleratorCosts costs = TABLES.costs(accelerator);
        var timing = TileTiming.of(accelerator).orElseThrow();
        var mapper = new TiledMapper(accelerator);
        var sums = new LinkedHashMap<String, Double>();
        for (MacLayer layer : RESNET.macLayers()) {
            TileProgram best =
                    mapper.best(layer.nest(), p -> timing.cycles(p).total()).orElseThrow();
            var cost = new AnalyticalEvaluator().evaluate(layer, accelerator, costs, best);
            for (var part : cost.energy())
                sums.merge(part.component(), part.pj().value(), Double::sum);
        }
        return sums;
    }
}
