package org.systole.rtl;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.systole.rtl.Synthesis.Family;

/**
 * Measures what the estimate of synthesis is set with and held against: runs Yosys for each core and family that {@code
 * synthesis-measured.csv} does not have yet. About half an hour of one core; only with {@code
 * -Dsynthesis.measure=true}, and {@code -Dsynthesis.family=ECP5} for one family. To
 * measure all of them again, after a change of the hardware or with another Yosys, empty that file first.
 */
class SynthesisMeasurement {
    /** Parameters in the order of the file, from the size to the extensions. */
    private static final int[][] SET = {
        {4, 1, 8, 8, 32, 1024, 1024, 512, 16, 256, 32, 16, 8, 4, 4, 4, 256, 0},
        {2, 0, 8, 8, 32, 512, 512, 512, 16, 256, 16, 8, 2, 1, 1, 1, 16, 0},
        {4, 1, 16, 16, 48, 1024, 1024, 512, 16, 256, 64, 16, 8, 4, 4, 4, 256, 0},
        {2, 0, 16, 16, 48, 512, 512, 512, 16, 256, 16, 8, 2, 1, 2, 1, 32, 0},
        {4, 1, 4, 4, 20, 512, 1024, 512, 16, 256, 16, 16, 8, 4, 4, 4, 256, 1},
        {2, 0, 4, 4, 24, 512, 512, 512, 16, 256, 8, 8, 2, 1, 1, 1, 16, 1},
        {2, 1, 12, 4, 40, 512, 512, 512, 16, 256, 8, 8, 2, 1, 1, 1, 16, 0},
        {2, 1, 8, 8, 32, 512, 512, 512, 16, 256, 16, 8, 2, 1, 1, 1, 16, 0},
        {4, 0, 8, 8, 32, 1024, 1024, 512, 16, 256, 32, 16, 8, 4, 4, 4, 256, 0},
    };

    private static final int[][] CHECK = {
        {4, 0, 16, 16, 48, 1024, 2048, 512, 16, 256, 32, 16, 8, 4, 2, 4, 256, 0},
        {8, 1, 4, 4, 20, 1024, 1024, 512, 16, 512, 32, 16, 8, 4, 4, 4, 256, 0},
        {4, 0, 8, 8, 32, 4096, 4096, 1024, 64, 1024, 32, 16, 8, 4, 4, 4, 4096, 0},
        {4, 1, 16, 8, 40, 2048, 1024, 512, 32, 512, 32, 16, 8, 4, 4, 4, 512, 0},
        {4, 1, 6, 6, 26, 1024, 512, 256, 16, 256, 8, 16, 4, 2, 2, 2, 128, 0},
        {4, 1, 8, 8, 32, 4096, 4096, 1024, 64, 1024, 32, 16, 8, 4, 2, 16, 512, 0},
        {8, 0, 8, 8, 32, 1024, 1024, 512, 16, 256, 64, 16, 8, 4, 4, 4, 256, 1},
    };

    private static final Duration LIMIT = Duration.ofMinutes(20);

    @TempDir
    Path folder;

    private static List<SynthesisRow> wanted() {
        var rows = new ArrayList<SynthesisRow>();
        for (Family family : Family.values()) {
            for (int[] v : SET) rows.add(row(family, true, v));
            for (int[] v : CHECK) rows.add(row(family, false, v));
        }
        return rows;
    }

    private static SynthesisRow row(Family family, boolean set, int[] v) {
        return new SynthesisRow(family, set, SynthesisRow.core(v), v[16], new int[4], "", Map.of());
    }

    @Test
    @EnabledIfSystemProperty(named = "synthesis.measure", matches = "true")
    void measure() throws IOException {
        Verilator.assume("yosys");
        String only = System.getProperty("synthesis.family", "");
        for (SynthesisRow row : wanted()) {
            if (kept(row).isPresent() || !only.isEmpty() && row.family() != Family.valueOf(only)) continue;
            Path made = folder.resolve(row.family() + "-" + row.hashCode());
            var figures = Synthesis.run(row.core(), row.instructions(), row.family(), made, LIMIT);
            var modules = Synthesis.modules(Files.readString(made.resolve("cells.txt")), row.family());
            int[] sums = {figures.luts(), figures.registers(), figures.dsps(), figures.memories()};
            keep(new SynthesisRow(
                    row.family(), row.set(), row.core(), row.instructions(), sums, figures.tool(), modules));
        }
    }

    private static Optional<SynthesisRow> kept(SynthesisRow wanted) throws IOException {
        for (SynthesisRow row : SynthesisRow.read()) if (row.sameAs(wanted)) return Optional.of(row);
        return Optional.empty();
    }

    /** Writes what is kept so far, in the order of what is wanted. */
    private static void keep(SynthesisRow fresh) throws IOException {
        var rows = new ArrayList<SynthesisRow>();
        for (SynthesisRow row : wanted())
            if (row.sameAs(fresh)) rows.add(fresh);
            else kept(row).ifPresent(rows::add);
        SynthesisRow.write(rows);
    }
}
