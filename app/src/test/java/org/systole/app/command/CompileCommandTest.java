package org.systole.app.command;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.systole.app.Cli;

/** compile, simulate, generate and verify on one directory, and what they refuse. */
class CompileCommandTest {
    @TempDir
    Path folder;

    private String path(String name) {
        return folder.resolve(name).toString();
    }

    private Cli compile(String name) {
        return Cli.run("compile", "zoo:resnet-8", "-a", "systole-core-8ws", "-o", path(name));
    }

    @Test
    void commandsShareADirectory() throws IOException {
        Cli compiled = compile("one");
        assertEquals(0, compiled.status(), compiled::err);
        assertTrue(compiled.out().contains(" MACs, 0.00 % of them on the host"), compiled::out);
        assertTrue(Files.readString(folder.resolve("one/listing.txt")).contains("; layer 0: "));
        Cli simulated = Cli.run("simulate", path("one"), "-v");
        assertEquals(0, simulated.status(), simulated::err);
        assertTrue(simulated.out().contains(" cycles, "), simulated::out);
        energyAgain(path("one"));
        Cli verified = Cli.run("verify", path("one"), "--no-rtl", "--samples", "2");
        assertEquals(0, verified.status(), verified::err);
        assertTrue(verified.out().contains("results of 2 samples equal in every bit"), verified::out);
        Cli generated = Cli.run("generate", "-o", path("one"));
        assertEquals(0, generated.status(), generated::err);
        assertTrue(Files.readString(folder.resolve("one/rtl/systole_top.sv")).contains("module systole_top"));
        assertEquals(0, Cli.run("simulate", path("one")).status(), "the directory is still a compiled one");
    }

    /** Folders and model files of any name: every command works, and nothing is made outside. */
    @Test
    void foldersMayHaveAnyName() throws IOException {
        Path hostile = Files.createDirectory(folder.resolve("sp ace \"'$(touch canary);`touch canary`\n%s #-\u00fc"));
        Path model = hostile.resolve("-m\no'd\"el.onnx");
        Path shipped = Path.of(System.getProperty("basedir", "."), "../models/fsdd_dscnn");
        Files.copy(shipped.resolve("model.onnx"), model);
        String run = hostile.resolve("-o ut").toString(),
                trace = hostile.resolve("-t\nrace.json").toString();
        for (var command : List.of(
                List.of("compile", model.toString(), "-a", "systole-core-4os", "-o", run),
                List.of(
                        "simulate",
                        run,
                        "--trace",
                        trace,
                        "--input",
                        shipped.resolve("data.yaml").toString(),
                        "--limit",
                        "2"),
                List.of(
                        "simulate",
                        run,
                        "--trace",
                        hostile.resolve("w aves.vcd").toString()),
                List.of("generate", "-o", run),
                List.of("verify", run, "--no-rtl"),
                List.of("energy", run))) {
            Cli cli = Cli.run(command.toArray(String[]::new));
            assertEquals(0, cli.status(), () -> command + "\n" + cli.out() + cli.err());
            String next = cli.out().replaceFirst("(?s).*next: systole \\w+ ", "");
            if (!next.equals(cli.out()))
                assertTrue(next.startsWith("'" + run.replace("'", "'\\''").replace('\n', '\ufffd') + "'"), next);
        }
        for (Path file : List.of(Path.of(trace), Path.of(run, "rtl/systole_top.sv"), hostile.resolve("w aves.vcd")))
            assertTrue(Files.exists(file), file.toString());
        try (var files = Files.list(folder)) {
            assertEquals(List.of(hostile), files.toList());
        }
        assertTrue(Files.notExists(Path.of("canary")));
    }

    /** The same tables give the same energy as the run; other tables another. */
    private static void energyAgain(String run) throws IOException {
        String simulated = Files.readString(Path.of(run, "simulation.json"));
        Cli same = Cli.run("energy", run, "--json");
        assertEquals(0, same.status(), same::err);
        String total = same.out()
                .lines()
                .filter(line -> line.contains("total_pj"))
                .findFirst()
                .orElseThrow()
                .strip();
        assertTrue(simulated.contains(total), total);
        Cli other = Cli.run("energy", run, "--json", "--technology", "cmos-45nm");
        assertEquals(0, other.status(), other::err);
        assertTrue(!other.out().contains(total), other::out);
    }

    @Test
    void compilingTwiceGivesEqualBytes() throws IOException {
        compile("one");
        compile("two");
        for (String file : new String[] {
            "program.sysp",
            "program.bin",
            "dram.bin",
            "network.h",
            "listing.txt",
            "memory.csv",
            "result.json",
            "model.qdq.onnx"
        })
            assertArrayEquals(
                    Files.readAllBytes(folder.resolve("one").resolve(file)),
                    Files.readAllBytes(folder.resolve("two").resolve(file)),
                    file);
    }

    /** What compile stored is what runs: the model that it was made of may be gone. */
    @Test
    void storedIntegersRunWithoutTheModel() throws IOException {
        Path shipped = Path.of(System.getProperty("basedir", "."), "../models/fsdd_dscnn");
        String data = shipped.resolve("data.yaml").toString();
        Path model = Files.copy(shipped.resolve("model.onnx"), folder.resolve("model.onnx"));
        String run = path("digits");
        assertEquals(
                0,
                Cli.run("compile", model.toString(), "-a", "systole-core-4os", "--data", data, "-o", run)
                        .status());
        Cli before = Cli.run("simulate", run, "--input", data, "--limit", "5");
        Files.delete(model);
        Cli after = Cli.run("simulate", run, "--input", data, "--limit", "5");
        assertEquals(0, after.status(), after::err);
        assertEquals(before.out(), after.out());
        assertTrue(after.err().contains("model.onnx"), after::err);
        assertEquals(0, Cli.run("verify", run, "--no-rtl").status());
    }

    @Test
    void hardwareAloneIsGenerated() {
        Cli cli = Cli.run("generate", "-a", "systole-core-16ws", "-o", path("hardware"));
        assertEquals(0, cli.status(), cli::err);
        Cli wrong = Cli.run("generate", "-a", "systole-core-8ws", "-o", path("hardware"));
        assertEquals("E9008", wrong.code(), wrong::err);
        assertEquals("E9008", Cli.run("simulate", path("hardware")).code());
    }

    @Test
    void whatCannotBeCompiledIsRefused() throws IOException {
        Cli analytical = Cli.run("compile", "zoo:resnet-8", "-a", "gemmini-16", "-o", path("none"));
        assertEquals("E5008", analytical.code(), analytical::err);
        assertTrue(analytical.err().contains("use systole-core-16ws, the nearest one"), analytical::err);
        assertEquals("E9008", Cli.run("simulate", path("nowhere")).code());
        compile("damaged");
        Path program = folder.resolve("damaged/program.sysp");
        byte[] bytes = Files.readAllBytes(program);
        bytes[bytes.length / 2] ^= 1;
        Files.write(program, bytes);
        Cli damaged = Cli.run("simulate", path("damaged"));
        assertEquals("E5009", damaged.code(), damaged::err);
        assertEquals(3, damaged.status());
    }
}
