package org.systole.hardware;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.systole.problem.SystoleException;

/** Accelerators in files: what one takes over from another, and what it may not reach. */
class AcceleratorFilesTest {
    private static final String HEADER = "systole: accelerator/1\n";

    @TempDir
    Path folder;

    @Test
    void aVariantChangesWhatItNames() throws IOException {
        Accelerator fast = load("fast.yaml", HEADER + """
                extends: gemmini-16
                name: fast
                clock_mhz: 700
                memories:
                  - {name: scratchpad, size_mib: 1}
                """);
        Accelerator base = Accelerators.load("gemmini-16");
        assertEquals("fast", fast.name());
        assertEquals("fast", fast.title(), "the title of another accelerator is not taken over");
        assertEquals(700, fast.clockMhz());
        assertEquals(8L << 20, fast.memory("scratchpad").orElseThrow().sizeBits(), "replaces size_kib");
        assertEquals(
                base.memory("scratchpad").orElseThrow().ports(),
                fast.memory("scratchpad").orElseThrow().ports());
        assertEquals(base.memories().size(), fast.memories().size());
        assertEquals(base.memory("accumulator"), fast.memory("accumulator"));
        assertEquals(base.units(), fast.units());
        assertEquals(base.array(), fast.array());
    }

    @Test
    void aNewMemoryFollowsTheOthers() throws IOException {
        Accelerator more = load("more.yaml", HEADER + """
                extends: gemmini-16
                name: more
                memories:
                  - name: input_register
                    kind: register
                    holds: [input]
                    size_bits: 8
                    width_bits: 8
                    per: [rows]
                    ports: [{name: both, direction: read_write, bits_per_cycle: 8}]
                """);
        assertEquals("input_register", more.memories().getLast().name());
        assertEquals(16, more.instances(more.memories().getLast()));
    }

    @Test
    void aVariantThatCannotBeBuiltIsRefused() throws IOException {
        refused("E2111", "wide.yaml", HEADER + """
                extends: gemmini-16
                name: wide
                array:
                  axes: [{name: columns, size: 32}]
                """, "wide.yaml:5:9", "the array must be square, found sizes [16, 32]");
        refused("E2111", "banks.yaml", HEADER + """
                extends: gemmini-16
                name: banks
                memories: [{name: accumulator, banks: 4}]
                """, "more banks than 'accumulator', found 4 and 4");
        refused("E2111", "large.yaml", HEADER + """
                extends: gemmini-16
                name: large
                memories: [{name: accumulator, size_kib: 512}]
                """, "'accumulator' must not be larger than 'scratchpad'");
    }

    @Test
    void aChainOfFilesIsFollowed() throws IOException {
        Files.createDirectory(folder.resolve("below"));
        write("below/base.yaml", HEADER + "extends: gemmini-16\nname: base\nclock_mhz: 600\n");
        write("middle.yaml", HEADER + "extends: below/base.yaml\nname: middle\ntechnology: cmos-28nm\n");
        Accelerator top = load("top.yaml", HEADER + "extends: middle.yaml\nname: top\n");
        assertEquals(600, top.clockMhz());
        assertEquals("cmos-28nm", top.technology());
    }

    @Test
    void aProblemInTheFileUnderneathIsShownThere() throws IOException {
        write("base.yaml", HEADER + "extends: gemmini-16\nname: base\nclock_mhz: fast\n");
        refused("E2014", "top.yaml", HEADER + "extends: base.yaml\nname: top\n", "base.yaml:4:12  clock_mhz");
    }

    @Test
    void cyclesAreRefused() throws IOException {
        refused("E2025", "self.yaml", HEADER + "extends: self.yaml\nname: self\n", "self.yaml:2:10");
        write("b.yaml", HEADER + "extends: a.yaml\nname: b\n");
        refused("E2025", "a.yaml", HEADER + "extends: b.yaml\nname: a\n", "b.yaml:2:10");
        for (int i = 0; i < 12; i++) write("c" + i + ".yaml", HEADER + "extends: c" + (i + 1) + ".yaml\nname: c\n");
        refused("E2025", "c.yaml", HEADER + "extends: c0.yaml\nname: c\n", "more than 8 files");
    }

    @Test
    void nothingOutsideTheFolderIsReached() throws IOException {
        Path inside = Files.createDirectory(folder.resolve("inside"));
        write("secret.yaml", "password: hunter2\n");
        for (String name : new String[] {
            "../secret.yaml",
            "a/../../secret.yaml",
            folder.resolve("secret.yaml").toString(),
            "..\\secret.yaml",
            "/etc/passwd"
        }) {
            String said = refused("E2026", "inside/x.yaml", HEADER + "extends: '" + name + "'\nname: x\n");
            assertTrue(!said.contains("hunter2") && !said.contains("root:"), said);
        }
        Files.createSymbolicLink(inside.resolve("link.yaml"), folder.resolve("secret.yaml"));
        refused("E2026", "inside/x.yaml", HEADER + "extends: link.yaml\nname: x\n", "a link that leaves the folder");
        Files.createSymbolicLink(inside.resolve("up"), folder);
        refused("E2026", "inside/x.yaml", HEADER + "extends: up/secret.yaml\nname: x\n");
    }

    @Test
    void filesThatCannotBeReadAreRefused() throws IOException {
        assertEquals(
                "E2001",
                code(() -> Accelerators.load(folder.resolve("none.yaml").toString())));
        assertEquals("E2001", code(() -> Accelerators.load(folder + "/")));
        refused("E2024", "x.yaml", HEADER + "extends: none.yaml\nname: x\n", "there is no file 'none.yaml'");
        Files.write(folder.resolve("large.yaml"), new byte[(1 << 20) + 1]);
        assertEquals(
                "E2002",
                code(() -> Accelerators.load(folder.resolve("large.yaml").toString())));
    }

    @Test
    void aNameThatIsNotShippedIsRefusedWithTheNearest() {
        var refused = assertThrows(SystoleException.class, () -> Accelerators.load("gemini-16"));
        assertEquals("""
                error[E2101]: there is no accelerator 'gemini-16'; did you mean 'gemmini-16'?
                  fix: write 'gemmini-16', another name of 'systole list accelerators' or a YAML file""", refused.getMessage());
        assertEquals(2, refused.status().code());
        assertEquals("E2101", code(() -> Accelerators.load("tpu")));
        assertEquals("E2101", code(() -> Accelerators.load("a\0b")));
        assertEquals("E2101", code(() -> Accelerators.shipped("../pom.xml")));
    }

    @Test
    void theHashKnowsWhatMatters() throws IOException {
        String hash = AcceleratorWriter.hash(Accelerators.load("gemmini-16"));
        Accelerator renamed = load("renamed.yaml", HEADER + "# a comment\nname: renamed\nextends: gemmini-16\n");
        assertEquals(hash, AcceleratorWriter.hash(renamed));
        Accelerator sized = load("sized.yaml", HEADER + """
                extends: gemmini-16
                name: sized
                memories: [{size_bytes: 262144, name: scratchpad}]
                """);
        assertEquals(hash, AcceleratorWriter.hash(sized), "256 KiB in another unit");
        Accelerator faster = load("faster.yaml", HEADER + "extends: gemmini-16\nname: faster\nclock_mhz: 1001\n");
        assertNotEquals(hash, AcceleratorWriter.hash(faster));
    }

    private Accelerator load(String name, String text) throws IOException {
        return Accelerators.load(write(name, text).toString());
    }

    private Path write(String name, String text) throws IOException {
        return Files.write(folder.resolve(name), text.getBytes(StandardCharsets.UTF_8));
    }

    private String refused(String code, String name, String text, String... parts) throws IOException {
        write(name, text);
        var refused = assertThrows(SystoleException.class, () -> load(name, text));
        assertEquals(code, refused.problems().getFirst().code().code(), refused.getMessage());
        assertEquals(3, refused.status().code());
        for (String part : parts) assertTrue(refused.getMessage().contains(part), refused.getMessage());
        return refused.getMessage();
    }

    private static String code(org.junit.jupiter.api.function.Executable executable) {
        return assertThrows(SystoleException.class, executable)
                .problems()
                .getFirst()
                .code()
                .code();
    }
}
