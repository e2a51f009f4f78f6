package org.systole.app.compile;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.systole.rtl.Synthesis;
import org.systole.rtl.SynthesisEstimate;

/**
 * What a core takes of an FPGA, beside what the fitted estimate says.
 *
 * @param accelerator the accelerator's name
 * @param instructions entries of the instruction memory
 * @param measured what Yosys made of the core
 * @param estimate what the estimate says of the same core
 */
public record FpgaReport(String accelerator, int instructions, Synthesis measured, SynthesisEstimate estimate) {
    /** Returns the FPGA family's name in files and on the screen. */
    public String family() {
        return measured.family().name().toLowerCase(Locale.ROOT);
    }

    /** Returns the tree for JSON. */
    public Map<String, Object> tree() {
        var tree = new LinkedHashMap<String, Object>();
        tree.put("schema", "systole-synthesis/1");
        tree.put("accelerator", accelerator);
        tree.put("instructions", instructions);
        tree.put("family", family());
        tree.put("tool", measured.tool());
        tree.put("lut", measured.luts());
        tree.put("ff", measured.registers());
        tree.put("dsp", measured.dsps());
        tree.put("bram", measured.memories());
        tree.put("cells", measured.cells());
        var estimated = new LinkedHashMap<String, Object>();
        estimated.put("lut", estimate.luts());
        estimated.put("ff", estimate.registers());
        estimated.put("dsp", estimate.dsps());
        estimated.put("bram", estimate.memories());
        tree.put("estimate", estimated);
        return tree;
    }

    /** Returns the lines for a terminal. */
    public List<String> lines() {
        return List.of(
                accelerator + " for " + family(),
                "                            LUT          FF         DSP        BRAM",
                line("measured", measured.luts(), measured.registers(), measured.dsps(), measured.memories()),
                line("estimated", estimate.luts(), estimate.registers(), estimate.dsps(), estimate.memories()),
                "measured: " + measured.tool() + ", before place and route; estimated: docs/models/synthesis.md");
    }

    private static String line(String what, int luts, int registers, int dsps, int memories) {
        return String.format(Locale.ROOT, "  %-18s %,11d %,11d %,11d %,11d", what, luts, registers, dsps, memories);
    }
}
