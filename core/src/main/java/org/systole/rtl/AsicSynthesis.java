package org.systole.rtl;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.systole.compile.CoreConfig;
import org.systole.compile.ProgramEncoding;

/**
 * Maps the logic of a generated core to the cells of a liberty file with Yosys. Memories ({@code systole_ram}) are left out: a
 * chip has macros for them; their bits are told beside.
 *
 * @param tool the tool and its version, which is part of every figure
 * @param area the area of all cells, in the liberty file's unit
 * @param array what of it the PE array takes, with the registers that skew and straighten its rows and columns
 * @param lanes what of it the lanes at write-back take
 * @param cells how many cells
 * @param registers how many of them keep a bit
 * @param memoryBits bits of the memories that are left out
 */
public record AsicSynthesis(
        String tool, double area, double array, double lanes, int cells, int registers, long memoryBits) {
    private static final Pattern AREA = Pattern.compile(
            "Chip area for (?:top )?module '\\S*': (\\d{1,15}(?:\\.\\d{1,15})?)\\s*$", Pattern.MULTILINE);
    private static final Pattern REGISTER = Pattern.compile("\\$_\\w*DFF\\w*");
    private static final Pattern GENERIC = Pattern.compile("\\$_\\w+");
    private static final Pattern NAMED = Pattern.compile("[A-Za-z]\\w*");
    private static final String CELLS = "cells.txt";
    private static final String REGISTERS = "registers.txt";

    /**
     * Generates and synthesizes a core.
     *
     * @param config the core
     * @param instructions entries of the instruction memory, a power of two
     * @param liberty the library of cells
     * @param folder where to; gets {@code rtl/} and Yosys's logs
     * @param limit how long Yosys may take
     * @throws org.systole.problem.SystoleException when Yosys is missing, fails or hangs, or the library lacks what a core needs
     */
    public static AsicSynthesis run(CoreConfig config, int instructions, Path liberty, Path folder, Duration limit) {
        return run(config, instructions, liberty, folder, limit, Generator.TOP);
    }

    /** Synthesizes the core from a module on. */
    static AsicSynthesis run(
            CoreConfig config, int instructions, Path liberty, Path folder, Duration limit, String top) {
        if (!Files.isReadable(liberty))
            throw Generator.refused(
                    RtlProblem.TOOL_FAILED, liberty, "cannot read it", "name a liberty file that can be read");
        try {
            List<Path> sources = Generator.write(config, instructions, folder.resolve("rtl"));
            // the tool gets names of this project only
            Files.write(folder.resolve("cells.lib"), Files.readAllBytes(liberty));
            String version = Synthesis.version(folder, limit);
            for (String report : List.of(CELLS, REGISTERS)) Files.deleteIfExists(folder.resolve(report));
            Files.writeString(folder.resolve("asic.ys"), script(sources, top));
            ExternalTool.run(
                    List.of("yosys", "-q", "-s", "asic.ys"),
                    folder,
                    folder.resolve("yosys.log"),
                    limit,
                    Synthesis.INSTALL);
            return read(folder, version, memoryBits(config, instructions));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Maps with {@code abc -fast}: its usual script looks for equal signals by proofs, which does not end in half an hour for
     * the multipliers of a lane. An array takes 0.9 % more area for it.
     */
    private static String script(List<Path> sources, String top) {
        String files =
                sources.stream().map(source -> "rtl/" + source.getFileName()).collect(Collectors.joining(" "));
        return "read_verilog -sv " + files + "\nhierarchy -check -top " + top
                + "\nblackbox *systole_ram*\nsynth -top " + top
                + "\ntee -q -o " + REGISTERS + " stat -top " + top
                + "\ndfflibmap -liberty cells.lib\nabc -fast -liberty cells.lib"
                + "\ntee -q -o " + CELLS + " stat -liberty cells.lib -top " + top + "\n";
    }

    private static AsicSynthesis read(Path folder, String version, long bits) throws IOException {
        String statistics = Synthesis.report(folder.resolve(CELLS));
        var cells = Synthesis.cells(statistics);
        var area = AREA.matcher(Synthesis.whole(statistics));
        int registers = count(Synthesis.cells(Synthesis.report(folder.resolve(REGISTERS))), REGISTER);
        if (cells.isEmpty() || registers <= 0)
            throw Generator.refused(
                    RtlProblem.TOOL_FAILED,
                    folder.resolve(cells.isEmpty() ? CELLS : REGISTERS),
                    "the report of " + version + " has no cells" + (cells.isEmpty() ? "" : " that keep a bit"),
                    "use Yosys 0." + Synthesis.LEAST_YOSYS + " or later, and read yosys.log");
        double sum = area.find() ? Double.parseDouble(area.group(1)) : 0;
        if (sum <= 0 || count(cells, GENERIC) != 0)
            throw Generator.refused(
                    RtlProblem.TOOL_FAILED,
                    folder.resolve(CELLS),
                    "the liberty file has no cells for all of the core: " + version
                            + " leaves generic ones, or tells no area",
                    "use one with a flip-flop, an inverter, a buffer and two-input gates that all have an area");
        var modules = new AsicModules(statistics);
        return new AsicSynthesis(
                version,
                sum,
                modules.area("systole_array"),
                modules.area("systole_lane"),
                count(cells, NAMED),
                registers,
                bits);
    }

    private static int count(Map<String, Integer> cells, Pattern names) {
        return cells.entrySet().stream()
                .filter(cell -> names.matcher(cell.getKey()).matches())
                .mapToInt(Map.Entry::getValue)
                .sum();
    }

    /** Returns the bits of all memories of a core. */
    static long memoryBits(CoreConfig c, int instructions) {
        long n = c.size(), word = n * c.inputBits();
        return word * c.inputWords()
                + n * c.weightBits() * c.weightWords()
                + n * c.accumulatorBits() * c.accumulatorWords()
                + n * 62 * c.parameterBlocks()
                + word * c.residualWords()
                + word * c.tableWords()
                + (long) ProgramEncoding.BITS * instructions;
    }
}
