package org.systole.rtl;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.systole.compile.CoreConfig;
import org.systole.compile.CoreConfigs;
import org.systole.compile.HostileNames;
import org.systole.hardware.Accelerators;
import org.systole.house.Generated;
import org.systole.problem.SystoleException;
import org.systole.simulate.ClockedSimulator;
import org.systole.simulate.RandomPrograms;

/** Names of accelerators and of folders never become code, commands or paths of the tools that build hardware. */
class HostileOutputTest {
    private static final Duration LIMIT = Duration.ofMinutes(5);
    private static final CoreConfig CORE = ToolCases.CORE;

    /** Blanks, quotes, what a shell expands, what make and Yosys read as their own, a new line and letters of other languages. */
    private static final List<String> PARTS = List.of(
            "sp ace",
            "do\"uble",
            "sin'gle",
            "$(touch canary)",
            "`touch canary`",
            "a;touch canary",
            "!touch canary",
            "#com ment",
            "%s%n",
            "back\\slash",
            "new\nline",
            "t\tab",
            "=x:y",
            "-dash",
            "--help",
            "*?[a]",
            "&|<>",
            "ünï-日本");

    @TempDir
    Path folder;

    private Path hostile() {
        try {
            return folder.resolve(String.join("/", PARTS));
        } catch (InvalidPathException e) {
            Assumptions.abort("paths of this machine's locale have no such letters: " + e.getMessage());
            throw e;
        }
    }

    private static Map<String, String> files(Path at) throws IOException {
        var files = new TreeMap<String, String>();
        try (Stream<Path> all = Files.walk(at)) {
            for (Path file : all.filter(Files::isRegularFile).toList())
                files.put(at.relativize(file).toString(), Files.readString(file));
        }
        return files;
    }

    private void noCanary() throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            assertTrue(all.noneMatch(file -> file.getFileName().toString().equals("canary")));
        }
        for (String at : List.of("canary", "/tmp/canary")) assertFalse(Files.exists(Path.of(at)), at);
    }

    /** The generator's files, in a plain folder and in a hostile one. */
    @Test
    void theHardwareIsTheSameWhereverItGoes() throws IOException {
        Path plain = folder.resolve("plain");
        Generator.write(CORE, 16, plain);
        Generator.write(CORE, 16, hostile());
        assertEquals(files(plain), files(hostile()));
    }

    /** Descriptions with hostile names for the accelerator and its memories: most refused, the others the same hardware. */
    @Test
    void namesOfAcceleratorsNeverReachTheHardware() throws IOException {
        String text = Files.readString(Generated.root().resolve("hardware/systole-core-4os/accelerator.yaml"));
        text = text.substring(0, text.indexOf("constraints:"));
        CoreConfig expected = CoreConfigs.of(Accelerators.load("systole-core-4os"));
        Path plain = folder.resolve("plain");
        Generator.write(expected, 16, plain);
        int taken = 0;
        for (String name : HostileNames.ALL) {
            if (name.chars().anyMatch(c -> Character.isSurrogate((char) c))) continue; // no text that UTF-8 has
            String quoted = quoted(name);
            Path file = Files.writeString(
                    folder.resolve("core.yaml"),
                    text.replaceFirst("(?m)^name: .*$", java.util.regex.Matcher.quoteReplacement("name: " + quoted))
                            .replace("input_scratchpad", quoted));
            try {
                CoreConfig config = CoreConfigs.of(Accelerators.load(file.toString()));
                assertEquals(expected, config, name);
                Path other = folder.resolve("other");
                Generator.write(config, 16, other);
                assertEquals(files(plain), files(other), name);
                taken++;
            } catch (SystoleException e) {
                assertTrue(e.problems().getFirst().code().code().startsWith("E2"), e.getMessage());
            }
        }
        assertTrue(taken >= 3, taken + " of the names are taken");
    }

    /** Returns a name as YAML's double-quoted text. */
    private static String quoted(String name) {
        var text = new StringBuilder("\"");
        for (char c : name.toCharArray())
            if (c == '"' || c == '\\') text.append('\\').append(c);
            else if (c < ' ' || c > '~') text.append(String.format(java.util.Locale.ROOT, "\\u%04x", (int) c));
            else text.append(c);
        return text.append('"').toString();
    }

    @Test
    void verilatorBuildsAndRunsInAHostileFolder() throws IOException {
        Verilator.assume();
        var hardware = Verification.build(CORE, 1 << 10, hostile(), LIMIT);
        var made = RandomPrograms.of(CORE, 3, new SplittableRandom(5));
        byte[] dram = made.dram().clone();
        var timeline = ClockedSimulator.run(made.program(), dram, 1_000_000);
        var run = hardware.run(made.program(), made.dram(), 1_000_000, 0);
        assertEquals("", Verification.difference(run, timeline, dram));
        assertArrayEquals(dram, run.dram());
        noCanary();
    }

    @Test
    @EnabledIfSystemProperty(named = "nightly", matches = "true")
    void yosysSynthesizesInAHostileFolder() throws IOException {
        Verilator.assume("yosys");
        var there = Synthesis.run(CORE, 16, Synthesis.Family.ICE40, hostile(), LIMIT);
        var plain = Synthesis.run(CORE, 16, Synthesis.Family.ICE40, folder.resolve("plain"), LIMIT);
        assertEquals(plain, there);
        noCanary();
    }
}
