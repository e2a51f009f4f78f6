package org.systole.cost;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.systole.hardware.Accelerator;
import org.systole.hardware.AcceleratorReader;
import org.systole.hardware.Accelerators;
import org.systole.house.Shared;

/** Our areas and powers beside published ones; the table in {@code docs/models/cost.md} is the one that this test makes. */
class PublishedFiguresTest {
    /** The shipped accelerators whose published area the page compares with. */
    private static final List<String> CHIPS = List.of("eyeriss-v1", "nvdla-small", "nvdla-full");

    private final CostTables tables = CostTables.read();

    private AcceleratorCosts variant(String base, String changes) {
        String text = "systole: accelerator/1\nextends: " + base + "\nname: variant\n" + changes;
        Accelerator accelerator =
                new AcceleratorReader(Accelerators.SOURCES).read("variant", text.getBytes(StandardCharsets.UTF_8));
        return tables.costs(accelerator);
    }

    private double total(String base, String changes) {
        return variant(base, changes).totalAreaMm2().value();
    }

    private double part(AcceleratorCosts costs, String... names) {
        return costs.parts().stream()
                .filter(part -> List.of(names).contains(part.name()))
                .mapToDouble(part -> part.totalAreaMm2().value())
                .sum();
    }

    private static String memories(int scratchpadKib, int accumulatorKib) {
        return "memories:\n  - {name: scratchpad, size_kib: " + scratchpadKib + "}\n  - {name: accumulator, size_kib: "
                + accumulatorKib + "}\n";
    }

    private static String row(String what, double published, double ours, String source) {
        return String.format(
                Locale.ROOT,
                "| %s | %.3g | %.3g | %+.0f %% | %s |",
                what,
                published,
                ours,
                100 * (ours / published - 1),
                source);
    }

    private List<String> rows() {
        var rows = new ArrayList<String>();
        rows.addAll(caseStudy());
        rows.addAll(gemminiAt22nm());
        rows.addAll(tpu());
        rows.add(eyerissPower());
        for (String name : CHIPS) {
            Accelerator accelerator = Accelerators.shipped(name);
            Cost ours = tables.costs(accelerator).totalAreaMm2();
            assertTrue(accelerator.areaMm2() > 0, name);
            rows.add(row(name + ", mm²", accelerator.areaMm2(), ours.value(), "the accelerator's README"));
        }
        return rows;
    }

    private List<String> caseStudy() {
        String seed = "seed 001 section 4.5.3";
        double small = total("gemmini-16", memories(256, 64));
        double large = total("gemmini-16", memories(2048, 1024));
        double wide = total("gemmini-32", memories(256, 64));
        return List.of(
                row("32 x 32 array, 256 and 64 KiB, mm²", 3.25, wide, seed),
                row("array 16 to 32, 256 and 64 KiB, ratio", 1.73, wide / small, seed),
                row("256 and 64 KiB to 2048 and 1024 KiB, ratio", 7, large / small, seed));
    }

    private List<String> gemminiAt22nm() {
        String source = "Genc et al., DAC 2021, recalled";
        AcceleratorCosts costs = variant("gemmini-16", "technology: cmos-22nm\n");
        return List.of(
                row("Gemmini 22FFL, array, mm²", 0.116, part(costs, "array", "weight_registers"), source),
                row("Gemmini 22FFL, scratchpad, mm²", 0.544, part(costs, "scratchpad"), source),
                row("Gemmini 22FFL, accumulator, mm²", 0.146, part(costs, "accumulator"), source));
    }

    private List<String> tpu() {
        String source = "Jouppi et al., ISCA 2017, shares of at most 331 mm², recalled";
        AcceleratorCosts costs = tables.costs(Accelerators.shipped("tpu-v1"));
        return List.of(
                row("tpu-v1 unified buffer, mm²", 0.29 * 331, part(costs, "unified_buffer"), source),
                row("tpu-v1 matrix unit, mm²", 0.24 * 331, part(costs, "array", "weight_registers"), source),
                row("tpu-v1 accumulators, mm²", 0.06 * 331, part(costs, "accumulator"), source));
    }

    /** AlexNet's convolutions: a multiply-accumulate reads input, weight and sum from its PE and writes the sum. */
    private String eyerissPower() {
        double framesPerSecond = 34.7;
        double macs = 665_784_864;
        AcceleratorCosts costs = tables.costs(Accelerators.shipped("eyeriss-v1"));
        double perMac = costs.macPj().value()
                + costs.memory("input_spad").readPj().value()
                + costs.memory("filter_spad").readPj().value()
                + costs.memory("sum_spad").readPj().value()
                + costs.memory("sum_spad").writePj().value();
        double milliwatts =
                framesPerSecond * macs * perMac * 1e-9 + costs.totalLeakageMw().value();
        return row("eyeriss-v1 on AlexNet, PEs and leakage alone, mW", 278, milliwatts, "JSSC 2017, whole chip");
    }

    @Test
    void theTableOfTheDocumentationIsCurrent() {
        String page = Shared.repositoryText("docs/models/cost.md");
        var wrong = new ArrayList<String>();
        for (String row : rows()) if (!isCurrent(page, row)) wrong.add(row);
        assertEquals("", String.join("\n", wrong), "rows that belong into docs/models/cost.md");
    }

    /** A row is current when the page's figure of ours is within 2 %. */
    private static boolean isCurrent(String page, String row) {
        String[] ours = row.split("\\|");
        return page.lines()
                .map(line -> line.split("\\|"))
                .filter(cells -> cells.length == ours.length && cells[1].equals(ours[1]) && cells[2].equals(ours[2]))
                .anyMatch(cells -> Math.abs(Double.parseDouble(cells[3]) / Double.parseDouble(ours[3]) - 1) < 0.02);
    }

    /** The seed's statements hold in direction, and in size within the differences that the page explains. */
    @Test
    void theCaseStudysAreasHoldInDirection() {
        double small = total("gemmini-16", memories(256, 64));
        double wide = total("gemmini-32", memories(256, 64));
        double large = total("gemmini-16", memories(2048, 1024));
        assertTrue(wide > 1.5 * small && wide < 2.5 * small, wide / small + " times");
        assertTrue(large > 4 * small && large < 8 * small, large / small + " times");
        assertTrue(wide > 3.25 / 1.5 && wide < 3.25 * 1.5, wide + " mm2");
    }
}
