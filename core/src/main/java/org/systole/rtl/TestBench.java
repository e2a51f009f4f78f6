package org.systole.rtl;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Builds the program that runs generated hardware under Verilator.
 *
 * <p>The tools get names of this project only: {@code make} knows no folder with a blank, and expands what has a dollar. A
 * folder whose path is more than plain letters is served from a private temporary one.
 */
final class TestBench {
    /** How to get the tools. */
    static final String INSTALL =
            "install it: apt-get install verilator g++ make, or set SYSTOLE_VERILATOR to its place; see 'systole doctor'";

    /** Verilator 4 does not know all of the language that the modules use. */
    static final int LEAST_VERILATOR = 5;

    private static final String PROGRAM = "bench";
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_./-]+");
    private static final Pattern VERSION = Pattern.compile("^Verilator (\\d{1,6})\\.");

    private TestBench() {}

    /**
     * Builds it.
     *
     * @param folder where to, absolute
     * @param sources the design
     * @param flags for the C++ compiler
     * @return the program
     * @throws org.systole.problem.SystoleException when a tool is missing, fails or hangs
     */
    static Path build(Path folder, List<Path> sources, Duration limit, String flags) throws IOException {
        Files.createDirectories(folder);
        checkVersion(folder, limit);
        boolean plain = PLAIN.matcher(folder.toString()).matches()
                && sources.stream()
                        .allMatch(
                                source -> PLAIN.matcher(source.toAbsolutePath().toString())
                                        .matches());
        return plain ? make(folder, folder, sources, limit, flags) : aside(folder, sources, limit, flags);
    }

    private static Path aside(Path folder, List<Path> sources, Duration limit, String flags) throws IOException {
        Path temporary = Files.createTempDirectory("systole-bench");
        try {
            var copies = new ArrayList<Path>();
            for (int i = 0; i < sources.size(); i++)
                copies.add(Files.copy(sources.get(i), temporary.resolve("source" + i + ".sv")));
            Path made = Files.createDirectory(temporary.resolve("made"));
            Path program = make(made, folder, copies, limit, flags);
            return Files.move(program, folder.resolve(PROGRAM), StandardCopyOption.REPLACE_EXISTING);
        } finally {
            delete(temporary);
        }
    }

    private static Path make(Path made, Path logs, List<Path> sources, Duration limit, String flags)
            throws IOException {
        Path program = made.resolve(PROGRAM);
        Files.writeString(made.resolve("fault.h"), "int systole_fault();\n");
        Path main = Files.writeString(made.resolve("bench.cpp"), Generator.resource("bench.cpp"));
        Files.writeString(made.resolve(RegisterWriter.MODULE + ".h"), RegisterWriter.header());
        Files.writeString(made.resolve(Generator.DRIVER), Generator.resource(Generator.DRIVER));
        var command = new ArrayList<>(List.of("verilator", "--cc", "--exe", "--build", "-O3", "--x-assign", "fast"));
        command.addAll(List.of("--assert", "-Wno-fatal", "--top-module", Generator.TOP, "--Mdir", made.toString()));
        command.addAll(List.of("-CFLAGS", flags + " -include fault.h", "-o", PROGRAM));
        for (Path source : sources) command.add(source.toAbsolutePath().toString());
        command.add(main.toString());
        ExternalTool.run(command, made, logs.resolve("build.log"), limit, INSTALL);
        if (!Files.isExecutable(program))
            throw Generator.refused(
                    RtlProblem.TOOL_FAILED,
                    logs.resolve("build.log"),
                    "verilator ended without an error, but made no program",
                    "check the tools with 'verilator --version', 'g++ --version', 'make --version'");
        return program;
    }

    private static void checkVersion(Path folder, Duration limit) {
        Path log = folder.resolve("version.log");
        String version = ExternalTool.run(List.of("verilator", "--version"), folder, log, limit, INSTALL)
                .strip();
        if (isKnown(version)) return;
        throw Generator.refused(
                RtlProblem.TOOL_MISSING,
                log,
                "'verilator --version' says '" + ExternalTool.shown(version) + "', expected Verilator "
                        + LEAST_VERILATOR + " or later",
                INSTALL);
    }

    /** Returns whether a version is one whose language has all that the modules use. */
    static boolean isKnown(String version) {
        var number = VERSION.matcher(version);
        return number.find() && Integer.parseInt(number.group(1)) >= LEAST_VERILATOR;
    }

    /** Deletes a temporary folder, if there is one. */
    static void delete(Path folder) {
        if (folder == null) return;
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) Files.deleteIfExists(file);
        } catch (IOException e) {
            // what stays is in the system's folder for temporary files
        }
    }
}
