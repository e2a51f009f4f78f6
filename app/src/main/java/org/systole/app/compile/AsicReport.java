package org.systole.app.compile;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.systole.cost.Cost;
import org.systole.rtl.AsicEstimate;
import org.systole.rtl.AsicSynthesis;

/**
 * The area of a core in the cells of a library, beside what cost tables say of its parts.
 *
 * @param accelerator the accelerator's name
 * @param instructions entries of the instruction memory
 * @param liberty the library's file
 * @param measured what Yosys made of the core
 * @param estimate what the tables say
 */
public record AsicReport(
        String accelerator, int instructions, String liberty, AsicSynthesis measured, AsicEstimate estimate) {
    /** Square micrometres in a square millimetre. */
    private static final double UM2 = 1e6;

    /** Returns the tree for JSON. */
    public Map<String, Object> tree() {
        var tree = new LinkedHashMap<String, Object>();
        tree.put("schema", "systole-synthesis/1");
        tree.put("accelerator", accelerator);
        tree.put("instructions", instructions);
        tree.put("family", "asic");
        tree.put("liberty", liberty);
        tree.put("tool", measured.tool());
        tree.put("area", measured.area());
        tree.put("area_array", measured.array());
        tree.put("area_lanes", measured.lanes());
        tree.put("cells", measured.cells());
        tree.put("ff", measured.registers());
        tree.put("memory_bits", measured.memoryBits());
        var estimated = new LinkedHashMap<String, Object>();
        estimated.put("technology", estimate.technology());
        estimated.put("logic_nm", estimate.logicNm());
        estimated.put("memory_nm", estimate.memoryNm());
        estimated.put("array_um2", estimate.arrayMm2().value() * UM2);
        estimated.put("lanes_um2", estimate.unitsMm2().value() * UM2);
        estimated.put("memories_um2", estimate.memoriesMm2().value() * UM2);
        estimated.put("memory_bits", estimate.memoryBits());
        estimated.put("certainty", certainty(estimate.logicMm2().plus(estimate.memoriesMm2())));
        tree.put("estimate", estimated);
        return tree;
    }

    private static String certainty(Cost cost) {
        return cost.certainty().name().toLowerCase(Locale.ROOT);
    }

    /** Returns the lines for a terminal. */
    public List<String> lines() {
        double other = measured.area() - measured.array() - measured.lanes();
        return List.of(
                accelerator + " in the cells of " + liberty + ", " + measured.tool(),
                "                                      array        lanes  other logic    memories",
                line("measured", measured.array(), measured.lanes(), figure(other), "left out"),
                line(
                        "estimated, " + estimate.technology(),
                        estimate.arrayMm2().value() * UM2,
                        estimate.unitsMm2().value() * UM2,
                        "in no table",
                        figure(estimate.memoriesMm2().value() * UM2)),
                String.format(
                        Locale.ROOT,
                        "measured: the library's unit, %,d cells, %,d of them registers; memories of %,d bits are left out",
                        measured.cells(),
                        measured.registers(),
                        measured.memoryBits()),
                String.format(
                        Locale.ROOT,
                        "estimated: um2 at %s of logic and %s of memories, %s; memories are the %,d bits that the description names",
                        node(estimate.logicNm()),
                        node(estimate.memoryNm()),
                        certainty(estimate.logicMm2().plus(estimate.memoriesMm2())),
                        estimate.memoryBits()),
                "Comparable where the library's unit is um2 and its node that of the logic (--technology): docs/models/asic-area.md");
    }

    private static String node(int nm) {
        return nm == 0 ? "no node" : nm + " nm";
    }

    private static String line(String what, double array, double lanes, String other, String memories) {
        return String.format(
                Locale.ROOT, "  %-26s %12s %12s %12s %12s", what, figure(array), figure(lanes), other, memories);
    }

    private static String figure(double area) {
        return Double.isNaN(area) ? "unknown" : String.format(Locale.ROOT, "%,.0f", area);
    }
}
