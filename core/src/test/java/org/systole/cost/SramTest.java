package org.systole.cost;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.systole.house.Shared;
import org.systole.units.Certainty;

/** Static memories against the CACTI sweep, Accelergy's logs, and properties over random memories. */
class SramTest {
    private final Sram sram = new Sram(new SramGrid(new Scaling()));

    private SramFigures of(double bits, int width, int banks, SramPorts ports, int node, Technology.Cell cell) {
        return sram.figures(bits, width, banks, ports, node, cell).orElseThrow();
    }

    @Test
    void everyRowOfTheSweepIsReproduced() {
        int rows = rowsAreReproduced("golden/cacti/sram.csv") + rowsAreReproduced("golden/cacti/sram_small.csv");
        assertEquals(12_432 + 312, rows);
    }

    private int rowsAreReproduced(String file) {
        Csv golden = Csv.parse(file, Shared.text(file));
        for (int i = 0; i < golden.size(); i++) {
            SramFigures found = of(
                    golden.number(i, "size_bytes") * 8,
                    (int) golden.number(i, "width_bits"),
                    (int) golden.number(i, "banks"),
                    SramPorts.of(golden.text(i, "ports")),
                    (int) golden.number(i, "node_nm"),
                    cell(golden.text(i, "cell_type")));
            String row = file + " row " + (i + 2);
            assertEquals(Certainty.TABULATED, found.certainty(), row);
            assertClose(golden.number(i, "read_pj"), found.readPj(), 1e-12, row);
            assertClose(golden.number(i, "write_pj"), found.writePj(), 1e-12, row);
            assertClose(golden.number(i, "leakage_mw"), found.leakageMw(), 1e-12, row);
            assertClose(golden.number(i, "area_mm2"), found.areaMm2(), 1e-12, row);
            assertClose(golden.number(i, "access_ns"), found.accessNs(), 1e-12, row);
        }
        return golden.size();
    }

    private static Technology.Cell cell(String name) {
        return Technology.Cell.valueOf(name.replace("itrs-", "").toUpperCase(Locale.ROOT));
    }

    private static void assertClose(double expected, double found, double tolerance, String what) {
        assertEquals(expected, found, tolerance * Math.abs(expected), what);
    }

    @Test
    void whatCactiRefusesIsNoStaticMemory() {
        Csv refused = Csv.parse("refused", Shared.text("golden/cacti/sram_refused.csv"));
        for (int i = 0; i < refused.size(); i++)
            assertTrue(sram.figures(
                            refused.number(i, "size_bytes") * 8,
                            (int) refused.number(i, "width_bits"),
                            (int) refused.number(i, "banks"),
                            SramPorts.of(refused.text(i, "ports")),
                            (int) refused.number(i, "node_nm"),
                            cell(refused.text(i, "cell_type")))
                    .isEmpty());
        assertEquals(798, refused.size());
    }

    /** 32 of the 37 values that Accelergy logged; it rescales the others, which are narrower or shallower. */
    @Test
    void whatAccelergyLogsIsReproduced() {
        Csv logged = Csv.parse("crosscheck", Shared.text("golden/cacti/accelergy_crosscheck.csv"));
        int equal = 0;
        for (int i = 0; i < logged.size(); i++) {
            SramFigures found = of(
                    logged.number(i, "size_bytes") * 8,
                    (int) logged.number(i, "width_bits"),
                    (int) logged.number(i, "banks"),
                    SramPorts.of(logged.text(i, "ports")),
                    (int) logged.number(i, "node_nm"),
                    cell(logged.text(i, "cell_type")));
            double value = switch (logged.text(i, "quantity")) {
                case "read_pj" -> found.readPj();
                case "write_pj" -> found.writePj();
                case "leakage_mw" -> found.leakageMw();
                case "area_mm2" -> found.areaMm2();
                default -> throw new AssertionError(logged.text(i, "quantity"));
            };
            assertClose(logged.number(i, "this_sweep"), value, 1e-4, "row " + (i + 2));
            double logs = logged.number(i, "logged_by_accelergy");
            if (Math.abs(value / logs - 1) < 1e-4) equal++;
            else assertTrue(logged.number(i, "size_bytes") == 512, "only arrays of few words differ: row " + (i + 2));
        }
        assertEquals(32, equal);
        assertEquals(37, logged.size());
    }

    /** 1 KiB to 1 MiB at 45, 32 and 22 nm, 64-bit words: the points at which a peer model is to be within 10 %. */
    @Test
    void eighteenPointsPredictedFromTheirNeighboursLieWithinAFactorOfTwo() {
        var errors = new ArrayList<Double>();
        for (int node : List.of(45, 32, 22))
            for (int kib : List.of(1, 4, 16, 64, 256, 1024)) {
                SramFigures row = of(kib * 8192.0, 64, 1, SramPorts.SINGLE, node, Technology.Cell.LSTP);
                SramFigures half = of(kib * 4096.0, 64, 1, SramPorts.SINGLE, node, Technology.Cell.LSTP);
                SramFigures twice = of(kib * 16384.0, 64, 1, SramPorts.SINGLE, node, Technology.Cell.LSTP);
                double predicted = Math.sqrt(half.readPj() * twice.readPj());
                errors.add(Math.abs(Math.log(predicted / row.readPj())));
                assertClose(Math.sqrt(half.areaMm2() * twice.areaMm2()), row.areaMm2(), 0.25, kib + " KiB area");
            }
        Collections.sort(errors);
        assertEquals(18, errors.size());
        assertTrue(errors.getLast() < Math.log(2), "worst " + Math.exp(errors.getLast()));
        assertTrue(errors.get(9) < Math.log(1.15), "median " + Math.exp(errors.get(9)));
    }

    /** Energy is stepped: it stays within a factor of two of the power law of size and width. */
    @Test
    void energyFollowsAPowerLawWithinAFactorOfTwo() {
        double reference =
                of(65536 * 8, 64, 1, SramPorts.SINGLE, 45, Technology.Cell.LSTP).readPj();
        int outside = 0;
        int all = 0;
        for (int size = 1024; size <= 4 << 20; size *= 2)
            for (int width = 16; width <= 256; width *= 2) {
                if (size * 8 / width < SramSlice.FEWEST_WORDS) continue;
                double law = reference * Math.pow(size / 65536.0, 0.52) * Math.pow(width / 64.0, 0.5);
                double found = of(size * 8.0, width, 1, SramPorts.SINGLE, 45, Technology.Cell.LSTP)
                        .readPj();
                all++;
                if (Math.abs(Math.log(found / law)) > Math.log(2)) outside++;
            }
        assertTrue(outside <= all / 20, outside + " of " + all);
    }

    @Test
    void aFigureBetweenRowsLiesBetweenThem() {
        var random = new Random(20261120);
        for (int i = 0; i < 2000; i++) {
            int log = 10 + random.nextInt(12);
            int width = 8 << random.nextInt(5);
            int banks = 1 << random.nextInt(3);
            Technology.Cell cell = Technology.Cell.values()[random.nextInt(3)];
            int node = new int[] {22, 28, 32, 40, 45, 65, 90}[random.nextInt(7)];
            double size = (1L << log) * (1 + random.nextDouble());
            if ((1L << log) * 8.0 / width / banks < SramSlice.FEWEST_WORDS) continue;
            SramFigures low = of((1L << log) * 8.0, width, banks, SramPorts.SINGLE, node, cell);
            SramFigures high = of((2L << log) * 8.0, width, banks, SramPorts.SINGLE, node, cell);
            SramFigures found = of(size * 8, width, banks, SramPorts.SINGLE, node, cell);
            assertEquals(Certainty.INTERPOLATED, found.certainty());
            between(low.readPj(), found.readPj(), high.readPj());
            between(low.writePj(), found.writePj(), high.writePj());
            between(low.leakageMw(), found.leakageMw(), high.leakageMw());
            between(low.areaMm2(), found.areaMm2(), high.areaMm2());
        }
    }

    private static void between(double a, double x, double b) {
        assertTrue(x >= Math.min(a, b) * (1 - 1e-9) && x <= Math.max(a, b) * (1 + 1e-9), a + " " + x + " " + b);
    }

    /** Also where corners of the interpolation are arrays that CACTI refuses. */
    @Test
    void everyAcceptedMemoryHasFiniteFigures() {
        var random = new Random(7);
        int accepted = 0;
        for (int i = 0; i < 5000; i++) {
            double bits = Math.exp(random.nextDouble() * Math.log(1L << 31)) + 64;
            int width = 1 + random.nextInt(4096);
            int banks = 1 + random.nextInt(40);
            int node = 3 + random.nextInt(178);
            SramPorts ports = SramPorts.values()[random.nextInt(3)];
            var found = sram.figures(bits, width, banks, ports, node, Technology.Cell.values()[random.nextInt(3)]);
            assertEquals(bits / width / banks < SramSlice.FEWEST_WORDS, found.isEmpty());
            if (found.isEmpty()) continue;
            accepted++;
            for (double value : found.get().values()) assertTrue(value > 0 && Double.isFinite(value), found.toString());
        }
        assertTrue(accepted > 1000, "accepted " + accepted);
    }

    @Test
    void leakageAndAreaNeverFallWithSize() {
        var random = new Random(11);
        for (int i = 0; i < 2000; i++) {
            int width = 8 << random.nextInt(7);
            double bits = width * 64.0 * Math.exp(random.nextDouble() * 8);
            int node = new int[] {22, 28, 32, 40, 45, 65, 90}[random.nextInt(7)];
            Technology.Cell cell = Technology.Cell.values()[random.nextInt(3)];
            SramFigures small = of(bits, width, 1, SramPorts.SINGLE, node, cell);
            SramFigures large = of(bits * 1.7, width, 1, SramPorts.SINGLE, node, cell);
            assertTrue(large.leakageMw() >= small.leakageMw() * (1 - 1e-9));
            assertTrue(large.areaMm2() >= small.areaMm2() * (1 - 1e-9));
        }
    }

    @Test
    void aSmallerNodeTakesLessAreaAndLessReadEnergy() {
        int[] nodes = {130, 90, 65, 55, 45, 40, 32, 28, 22, 16, 14, 10, 7};
        for (int i = 1; i < nodes.length; i++) {
            SramFigures older = of(65536 * 8, 64, 1, SramPorts.SINGLE, nodes[i - 1], Technology.Cell.LSTP);
            SramFigures newer = of(65536 * 8, 64, 1, SramPorts.SINGLE, nodes[i], Technology.Cell.LSTP);
            assertTrue(newer.areaMm2() < older.areaMm2(), nodes[i] + " nm");
            assertTrue(newer.readPj() < older.readPj(), nodes[i] + " nm");
        }
    }

    /** Horowitz gives 10, 20 and 100 pJ for a 64-bit access to caches of 8 KB, 32 KB and 1 MB; tags included. */
    @Test
    void horowitzsCachesLieWithinAFactorOfTwo() {
        Csv golden = Csv.parse("horowitz", Shared.text("golden/technology/horowitz.csv"));
        for (int kib : List.of(8, 32, 1024)) {
            String name = "cache_access_" + (kib < 1024 ? kib + "KB" : "1MB");
            double published = golden.number(golden.find("operation", name), "energy_pj");
            double found = of(kib * 8192.0, 64, 1, SramPorts.SINGLE, 45, Technology.Cell.LSTP)
                    .readPj();
            assertTrue(found < published && found > published / 2, name + " " + found);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "128000000, 64, 1, 45, EXTRAPOLATED", // larger than any of the sweep
        "524288, 4, 1, 45, EXTRAPOLATED", // narrower
        "524288, 64, 8, 45, EXTRAPOLATED", // more banks
        "524288, 64, 1, 16, EXTRAPOLATED", // a smaller node
        "2048, 8, 1, 22, EXTRAPOLATED",
        "524288, 64, 1, 55, INTERPOLATED",
        "1048576, 2048, 1, 45, INTERPOLATED"
    })
    void rangesAreMarked(double bits, int width, int banks, int node, Certainty certainty) {
        assertEquals(
                certainty,
                of(bits, width, banks, SramPorts.SINGLE, node, Technology.Cell.LSTP)
                        .certainty());
    }

    @Test
    void fewerThan32WordsAreNoStaticMemory() {
        assertFalse(sram.figures(31 * 8, 8, 1, SramPorts.SINGLE, 45, Technology.Cell.LSTP)
                .isPresent());
    }
}
