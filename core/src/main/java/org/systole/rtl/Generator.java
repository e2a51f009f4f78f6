package org.systole.rtl;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.systole.compile.CoreConfig;
import org.systole.compile.Extensions;
import org.systole.compile.ProgramEncoding;
import org.systole.compile.ProgramEncoding.Opcode;
import org.systole.problem.Place;
import org.systole.problem.Problem;
import org.systole.problem.Problems;
import org.systole.problem.SystoleException;

/**
 * Writes the hardware of a configured core.
 *
 * <p>Every name in what is written comes from this project; no name of a user's model, layer or file does.
 */
public final class Generator {
    /** Name of the configured top level. */
    public static final String TOP = "systole_top";

    /** Name of the top level in plain Verilog. */
    static final String IP = "systole_ip";

    /** The driver in C. */
    static final String DRIVER = "systole_driver.h";

    /** A port of the plain Verilog top level that goes through to the configured one. */
    private static final Pattern AXI_PORT = Pattern.compile("\\b([ms]_axi_\\w+)[,\\n]");

    private static final List<String> MODULES = List.of(
            "systole_fifo",
            "systole_ram",
            "systole_tokens",
            "systole_delay",
            "systole_control_delay",
            "systole_bursts",
            "systole_command",
            "systole_dispatch",
            "systole_unpack",
            "systole_load",
            "systole_convolution",
            "systole_center",
            "systole_add_sums",
            "systole_accumulator",
            "systole_lane",
            "systole_store",
            "systole_core",
            "systole_control");

    /** Modules of which there is one for each dataflow. */
    private static final List<String> DATAFLOW = List.of("systole_pe", "systole_array", "systole_execute");

    private Generator() {}

    /**
     * Writes all modules, the decoders, the control registers, and the top level; beside them the top level in plain Verilog, a
     * list of all files ({@code systole.f}), and a driver in C with the offsets of the registers.
     *
     * @param config the core
     * @param instructions entries of the instruction memory, a power of two
     * @param folder where to; made when missing
     * @return the files of the design, the top level last
     * @throws IOException when a file cannot be written
     * @throws SystoleException when the core cannot be built; all reasons at once
     */
    public static List<Path> write(CoreConfig config, int instructions, Path folder) throws IOException {
        check(config, instructions);
        Files.createDirectories(folder);
        var files = new ArrayList<Path>();
        for (String module : MODULES)
            files.add(Files.writeString(folder.resolve(module + ".sv"), resource(module + ".sv")));
        for (String module : DATAFLOW)
            files.add(Files.writeString(
                    folder.resolve(module + ".sv"),
                    resource(module + (config.weightStationary() ? "_ws.sv" : "_os.sv"))));
        for (String seam : seams(config).keySet())
            files.add(Files.writeString(
                    folder.resolve("systole_seam_" + seam + ".sv"),
                    resource("systole_seam_" + seam + "_" + seams(config).get(seam) + ".sv")));
        for (Opcode opcode : Opcode.values())
            if (opcode != Opcode.HALT)
                files.add(Files.writeString(
                        folder.resolve(DecoderWriter.module(opcode) + ".sv"), DecoderWriter.write(opcode)));
        files.add(Files.writeString(folder.resolve(RegisterWriter.MODULE + ".sv"), RegisterWriter.write()));
        Files.writeString(folder.resolve(RegisterWriter.MODULE + ".h"), RegisterWriter.header());
        files.add(Files.writeString(folder.resolve(TOP + ".sv"), top(config, instructions)));
        Files.writeString(folder.resolve(DRIVER), resource(DRIVER));
        Files.writeString(folder.resolve(IP + ".v"), ip(config));
        var list = new StringBuilder();
        for (Path file : files) list.append(file.getFileName()).append('\n');
        Files.writeString(folder.resolve("systole.f"), list.append(IP + ".v\n").toString());
        return files;
    }

    /** Returns for each seam the extension that is built in. */
    private static Map<String, String> seams(CoreConfig config) {
        var seams = new TreeMap<String, String>();
        seams.put("write", config.extensions().write().name().toLowerCase(Locale.ROOT));
        seams.put("read", config.extensions().read().name().toLowerCase(Locale.ROOT));
        seams.put("stream", config.extensions().stream().name().toLowerCase(Locale.ROOT));
        return seams;
    }

    /** Returns the text of a file that ships with this package. */
    static String resource(String name) {
        try (InputStream in = Generator.class.getResourceAsStream(name)) {
            if (in == null) throw new IllegalStateException("no resource " + name);
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static void check(CoreConfig c, int instructions) {
        var problems = new Problems();
        if (c.busBits() % 8 != 0 || c.size() * c.inputBits() % c.busBits() != 0)
            problem(
                    problems,
                    "busBits",
                    c.busBits() + " bits",
                    "a divisor of an input word's " + c.size() * c.inputBits() + " bits",
                    "choose a narrower bus");
        if (c.size() * c.weightBits() % c.busBits() != 0)
            problem(
                    problems,
                    "busBits",
                    c.busBits() + " bits",
                    "a divisor of a weight word's " + c.size() * c.weightBits() + " bits",
                    "choose a narrower bus");
        if (c.extensions().stream() == Extensions.Stream.SIGN_MAGNITUDE
                && (c.busBits() % c.inputBits() != 0 || c.busBits() % c.weightBits() != 0))
            problem(
                    problems,
                    "extensions",
                    "SIGN_MAGNITUDE with a bus of " + c.busBits() + " bits",
                    "a bus of whole inputs and whole weights",
                    "choose operands whose bits divide the bus");
        if (c.accumulatorWords() < 4)
            problem(problems, "accumulatorWords", "" + c.accumulatorWords(), "at least 4", "set it to 4");
        if (Integer.bitCount(instructions) != 1)
            problem(problems, "instructions", "" + instructions, "a power of two", "round it up");
        problems.throwIfAny();
    }

    private static void problem(Problems problems, String what, String found, String expected, String fix) {
        problems.add(
                RtlProblem.NOT_BUILDABLE, Place.element("", what), "it is " + found + ", expected " + expected, fix);
    }

    /** Returns the problem of files that cannot be read or written. */
    static SystoleException refused(RtlProblem code, Path file, String message, String fix) {
        return new SystoleException(Problem.of(code, Place.file(file.toString()), message, fix));
    }

    /** Returns the top level in plain Verilog: every port of AXI goes through, but what the core has no wire for. */
    private static String ip(CoreConfig c) {
        String text = resource(IP + ".v.template");
        String ports = text.substring(0, text.indexOf(");"));
        String connections = AXI_PORT.matcher(ports)
                .results()
                .map(port -> port.group(1))
                .filter(port -> !port.endsWith("prot") && !port.endsWith("cache"))
                .map(port -> "      ." + port + "(" + port + ")")
                .collect(Collectors.joining(",\n"));
        return text.replace("@CONNECTIONS@", connections)
                .replace("@ADDRESS_LAST@", "" + (RegisterWriter.addressBits() - 1))
                .replace("@BUS_LAST@", "" + (c.busBits() - 1))
                .replace("@STROBE_LAST@", "" + (c.busBits() / 8 - 1));
    }

    private static String top(CoreConfig c, int instructions) {
        return resource("systole_top.sv.template")
                .replace("@N@", "" + c.size())
                .replace("@ADDRESS_BITS@", "" + RegisterWriter.addressBits())
                .replace("@ISA_VERSION@", "" + ProgramEncoding.VERSION)
                .replace("@OUTPUT_STATIONARY@", c.weightStationary() ? "1'b0" : "1'b1")
                .replace("@INPUT_BITS@", "" + c.inputBits())
                .replace("@WEIGHT_BITS@", "" + c.weightBits())
                .replace("@SUM_BITS@", "" + c.accumulatorBits())
                .replace("@INPUT_WORDS@", "" + c.inputWords())
                .replace("@WEIGHT_WORDS@", "" + c.weightWords())
                .replace("@SUM_WORDS@", "" + c.accumulatorWords())
                .replace("@PARAMETER_BLOCKS@", "" + c.parameterBlocks())
                .replace("@RESIDUAL_WORDS@", "" + c.residualWords())
                .replace("@BUS_BITS@", "" + c.busBits())
                .replace("@BUS_BYTES@", "" + c.busBits() / 8)
                .replace("@BUS_SIZE@", "" + Integer.numberOfTrailingZeros(c.busBits() / 8))
                .replace("@BURST_BEATS@", "" + c.burstBeats())
                .replace("@OUTSTANDING@", "" + c.outstanding())
                .replace("@LOAD_QUEUE@", "" + c.loadQueue())
                .replace("@EXECUTE_QUEUE@", "" + c.executeQueue())
                .replace("@STORE_QUEUE@", "" + c.storeQueue())
                .replace("@INSTRUCTIONS@", "" + instructions)
                .replace("@PROGRAM_BITS@", "" + Math.max(1, Integer.numberOfTrailingZeros(instructions)));
    }
}
