package org.systole.rtl;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.systole.compile.CoreConfig;

/**
 * Synthesizes a generated core with Yosys and counts cells. Before place and route: what a chip's tools make of it later
 * differs. Modules keep their borders: each kind is synthesized once, so that a large array takes little longer than a small
 * one, and the figures of modules add up to those of the core.
 *
 * @param family the FPGA family
 * @param tool the tool and its version, which is part of every figure
 * @param cells how many of each cell the design has
 */
public record Synthesis(Family family, String tool, Map<String, Integer> cells) {
    private static final Pattern CELL = Pattern.compile("^ {5,}(\\S+) +(\\d{1,9})$", Pattern.MULTILINE);
    private static final Pattern MODULE = Pattern.compile("systole_|paramod");
    private static final Pattern VERSION = Pattern.compile("^Yosys (\\d{1,6})\\.(\\d{1,6})");

    /** How to get the tool. */
    static final String INSTALL =
            "install it: apt-get install yosys, or set SYSTOLE_YOSYS to its place; see 'systole doctor'";

    /** Version 0 of this and later ones: the first whose figures were compared. */
    static final int LEAST_YOSYS = 23;

    /** The families that Yosys synthesizes for, with the cells that count as what. */
    public enum Family {
        /** Lattice iCE40. */
        ICE40("synth_ice40 -dsp -noflatten -top %s", "SB_LUT4", "SB_DFF\\w*", "SB_MAC16", "SB_RAM40_4K\\w*"),
        /** Lattice ECP5; without wide multiplexers, with which Yosys needs more tables, and now and then many more. */
        ECP5("synth_ecp5 -noflatten -nowidelut -top %s", "LUT4", "TRELLIS_FF", "MULT18X18D", "DP16KD"),
        /** AMD 7 series. */
        XILINX7("synth_xilinx -family xc7 -noiopad -top %s", "LUT[1-6]", "FD[RSCP]E", "DSP48E1", "RAMB\\d+E1");

        private final String script;
        private final Pattern lut;
        private final Pattern register;
        private final Pattern dsp;
        private final Pattern memory;

        Family(String script, String lut, String register, String dsp, String memory) {
            this.script = script;
            this.lut = Pattern.compile(lut);
            this.register = Pattern.compile(register);
            this.dsp = Pattern.compile(dsp);
            this.memory = Pattern.compile(memory);
        }
    }

    /** Copies the map, in the order of names. */
    public Synthesis {
        cells = java.util.Collections.unmodifiableMap(new TreeMap<>(cells));
    }

    /**
     * Generates and synthesizes a core.
     *
     * @param config the core
     * @param instructions entries of the instruction memory, a power of two
     * @param family what for
     * @param folder where to; gets {@code rtl/} and Yosys's logs
     * @param limit how long Yosys may take
     * @throws org.systole.problem.SystoleException when Yosys is missing, fails or hangs
     */
    public static Synthesis run(CoreConfig config, int instructions, Family family, Path folder, Duration limit) {
        try {
            List<Path> sources = Generator.write(config, instructions, folder.resolve("rtl"));
            String version = version(folder, limit);
            String files = sources.stream()
                    .map(source -> "rtl/" + source.getFileName())
                    .collect(Collectors.joining(" "));
            Path report = folder.resolve("cells.txt");
            Files.deleteIfExists(report);
            Path script = Files.writeString(
                    folder.resolve("synthesis.ys"),
                    "read_verilog -sv " + files + "\n" + family.script.replace("%s", Generator.TOP)
                            + "\ntee -q -o cells.txt stat -top " + Generator.TOP + "\n");
            ExternalTool.run(
                    List.of("yosys", "-q", "-s", script.getFileName().toString()),
                    folder,
                    folder.resolve("yosys.log"),
                    limit,
                    INSTALL);
            var figures = new Synthesis(family, version, cells(report(report)));
            if (figures.registers() == 0 || figures.luts() == 0)
                throw Generator.refused(
                        RtlProblem.TOOL_FAILED,
                        report,
                        "the report of " + version + " has no cells of " + family,
                        "use Yosys 0.23 or later, and read yosys.log");
            return figures;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns what Yosys wrote to a file; nothing when it wrote none. Its names may have bytes of any kind. */
    static String report(Path file) throws IOException {
        return Files.exists(file) ? Files.readString(file, StandardCharsets.ISO_8859_1) : "";
    }

    /** Returns what Yosys says of itself; refuses one whose reports are not known. */
    static String version(Path folder, Duration limit) {
        Path log = folder.resolve("yosys.version");
        String version = ExternalTool.run(List.of("yosys", "-V"), folder, log, limit, INSTALL)
                .strip();
        if (isKnown(version)) return version;
        throw Generator.refused(
                RtlProblem.TOOL_MISSING,
                log,
                "'yosys -V' says '" + ExternalTool.shown(version) + "', expected Yosys 0." + LEAST_YOSYS + " or later",
                INSTALL);
    }

    /** Returns whether a version is one whose reports are known. */
    static boolean isKnown(String version) {
        var number = VERSION.matcher(version);
        return number.find()
                && (Integer.parseInt(number.group(1)) > 0 || Integer.parseInt(number.group(2)) >= LEAST_YOSYS);
    }

    /** Returns the figures of the whole design, which stand behind those of the modules where there are several. */
    static String whole(String statistics) {
        return statistics.substring(Math.max(0, statistics.indexOf("=== design hierarchy ===")));
    }

    /** Returns how many of each cell the whole design has. */
    static Map<String, Integer> cells(String statistics) {
        var cells = new TreeMap<String, Integer>();
        var matcher = CELL.matcher(whole(statistics));
        while (matcher.find())
            if (!MODULE.matcher(matcher.group(1)).find())
                cells.merge(matcher.group(1), Integer.parseInt(matcher.group(2)), Integer::sum);
        return cells;
    }

    /**
     * Returns what each kind of module takes: look-up tables, registers, multiplier and memory blocks of one of its
     * instances without the modules in it; of the first kind where there are several.
     *
     * @param statistics the report of Yosys
     */
    static Map<String, int[]> modules(String statistics, Family family) {
        var modules = new TreeMap<String, int[]>();
        for (String section : statistics.split("(?m)^===")) {
            var name = Pattern.compile("^.*?systole_(\\w+)").matcher(section);
            if (!name.find()) continue;
            var figures = new Synthesis(family, "", cells(section));
            modules.putIfAbsent(
                    name.group(1), new int[] {figures.luts(), figures.registers(), figures.dsps(), figures.memories()});
        }
        return modules;
    }

    /** Returns the look-up tables. */
    public int luts() {
        return count(family.lut);
    }

    /** Returns the registers. */
    public int registers() {
        return count(family.register);
    }

    /** Returns the multiplier blocks. */
    public int dsps() {
        return count(family.dsp);
    }

    /** Returns the memory blocks. */
    public int memories() {
        return count(family.memory);
    }

    private int count(Pattern cell) {
        return cells.entrySet().stream()
                .filter(e -> cell.matcher(e.getKey()).matches())
                .mapToInt(Map.Entry::getValue)
                .sum();
    }
}
