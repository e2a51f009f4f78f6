package org.systole.rtl;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.systole.compile.Compiler;
import org.systole.compile.CoreConfig;
import org.systole.compile.FeatureMaps;
import org.systole.compile.NetworkHeader;
import org.systole.compile.Program;
import org.systole.compile.ProgramFile;
import org.systole.compile.RandomNetwork;
import org.systole.quantize.IntegerNetwork;
import org.systole.quantize.IntegerTensor;
import org.systole.simulate.RandomPrograms;

/**
 * What is written beside the hardware for those who build with it: the driver compiles without a warning as C99 and does what
 * it says on registers in memory (on the hardware it runs in every co-simulation); the top level in plain Verilog and the list
 * of files go through the tools.
 */
class DriverTest {
    private static final Duration LIMIT = Duration.ofMinutes(2);

    /** Registers that a test sets; a write of CONTROL is seen by the test only. */
    private static final String PROGRAM = """
            #include <stdio.h>
            #include "systole_driver.h"
            static uint32_t registers[32];
            static void is(const char *what, long long found) { printf("%s %lld\\n", what, found); }
            int main(void) {
              systole_core core;
              is("nothing there", systole_open(&core, registers));
              registers[SYSTOLE_ID / 4] = 0x53595354u;
              registers[SYSTOLE_CORE / 4] = SYSTOLE_ISA + 1;
              is("another version", systole_open(&core, registers));
              registers[SYSTOLE_CORE / 4] = SYSTOLE_ISA;
              is("core", systole_open(&core, registers));
              is("start", systole_start(&core, 0x1234567880ull, 77));
              is("low", registers[SYSTOLE_PROGRAM_LOW / 4]);
              is("high", registers[SYSTOLE_PROGRAM_HIGH / 4]);
              is("length", registers[SYSTOLE_PROGRAM_LENGTH / 4]);
              is("pressed", registers[SYSTOLE_CONTROL / 4]);
              registers[SYSTOLE_STATUS / 4] = 1u << SYSTOLE_STATUS_RUNNING_SHIFT;
              is("runs", systole_poll(&core));
              is("too long", systole_wait(&core, 3));
              registers[SYSTOLE_STATUS / 4] = 1u << SYSTOLE_STATUS_DONE_SHIFT;
              is("done", systole_wait(&core, 1));
              registers[SYSTOLE_STATUS / 4] |= 1u << SYSTOLE_STATUS_REFUSED_SHIFT;
              is("refused", systole_again(&core));
              registers[SYSTOLE_STATUS / 4] = 1u << SYSTOLE_STATUS_STOPPED_SHIFT;
              is("stopped", systole_stop(&core, 1));
              registers[SYSTOLE_STATUS / 4] |= 1u << SYSTOLE_STATUS_ERROR_SHIFT;
              is("error", systole_poll(&core));
              registers[SYSTOLE_ERROR / 4] = 3u | 1u << SYSTOLE_ERROR_STORE_SHIFT;
              registers[SYSTOLE_ERROR_LOW / 4] = 0xfffff000u;
              registers[SYSTOLE_ERROR_HIGH / 4] = 1;
              is("response", systole_last_error(&core).response);
              is("store", systole_last_error(&core).store);
              is("address", (long long)systole_last_error(&core).address);
              systole_interrupt(&core, 1);
              is("interrupt", registers[SYSTOLE_INTERRUPT / 4]);
              return 0;
            }
            """;

    private static final String EXPECTED = """
            nothing there -1
            another version -1
            core 0
            start 0
            low 878082176
            high 18
            length 77
            pressed 1
            runs 1
            too long -5
            done 0
            refused -2
            stopped -4
            error -3
            response 3
            store 1
            address 8589930496
            interrupt 1
            """;

    @TempDir
    Path folder;

    private Path rtl() throws IOException {
        Path rtl = folder.resolve("rtl");
        Generator.write(RandomPrograms.core(4, new SplittableRandom(2)), 16, rtl);
        return rtl;
    }

    private String run(List<String> command) {
        return ExternalTool.run(command, folder, folder.resolve("tool.log"), LIMIT, "");
    }

    @Test
    void theDriverDoesWhatItSays() throws IOException {
        Verilator.assume("gcc");
        Path source = Files.writeString(folder.resolve("main.c"), PROGRAM);
        Path program = folder.resolve("main");
        var command =
                new ArrayList<>(List.of("gcc", "-std=c99", "-Wall", "-Wextra", "-Wconversion", "-pedantic", "-Werror"));
        command.addAll(List.of("-I" + rtl(), source.toString(), "-o", program.toString()));
        assertEquals("", run(command));
        assertEquals(EXPECTED, run(List.of(program.toString())));
    }

    /** The example of the page, on a memory and registers of its own: everything lies where the program has it. */
    private static final String HOST = """
            #include <stdint.h>
            #include <stdio.h>
            static uint8_t memory[1 << 20];
            static uint32_t registers[32];
            #define BOARD_REGISTERS registers
            #define BOARD_MEMORY memory
            #include "example.c"
            static uint8_t image[SYSTOLE_IMAGE_BYTES + 1], program[SYSTOLE_PROGRAM_BYTES + 1];
            static float in[SYSTOLE_INPUT_0_CHANNELS * SYSTOLE_INPUT_0_HEIGHT * SYSTOLE_INPUT_0_WIDTH];
            static float out[SYSTOLE_OUTPUT_0_CHANNELS * SYSTOLE_OUTPUT_0_HEIGHT * SYSTOLE_OUTPUT_0_WIDTH];
            static size_t from(const char *name, uint8_t *to, size_t most) {
              FILE *file = fopen(name, "rb");
              const size_t got = fread(to, 1, most, file);
              fclose(file);
              return got;
            }
            int main(int count, char **names) {
              (void)count;
              if (from(names[1], image, sizeof image) != SYSTOLE_IMAGE_BYTES) return 2;
              if (from(names[2], program, sizeof program) != SYSTOLE_PROGRAM_BYTES) return 3;
              registers[SYSTOLE_ID / 4] = 0x53595354u;
              registers[SYSTOLE_CORE / 4] = SYSTOLE_PROGRAM_ISA;
              if (network_open(image, program)) return 4;
              for (size_t i = 0; i < sizeof in / sizeof *in; i++)
                in[i] = SYSTOLE_INPUT_0_SCALE * (float)((int)(i % 256) - 128 - SYSTOLE_INPUT_0_ZERO);
              if (network_infer(in, out)) return 5;
              if (registers[SYSTOLE_PROGRAM_LOW / 4] != SYSTOLE_PROGRAM_ADDRESS) return 6;
              FILE *file = fopen(names[3], "wb");
              fwrite(memory, 1, SYSTOLE_MEMORY_BYTES, file);
              return fclose(file);
            }
            """;

    @Test
    void theExampleOfThePagePutsEverythingInPlace() throws IOException {
        Verilator.assume("gcc");
        Path rtl = rtl();
        var core = new CoreConfig(4, true, 8, 8, 32, 1024, 4096, 1024, 64, 1024, 32, 16, 8, 4, 4, 4, 50);
        IntegerNetwork network = new RandomNetwork(new SplittableRandom(7)).build();
        Program program = Compiler.compile(network, core).program();
        Files.writeString(folder.resolve(NetworkHeader.FILE), NetworkHeader.of(program, network));
        Path image = Files.write(folder.resolve(ProgramFile.IMAGE), program.dram());
        Path code = Files.write(folder.resolve(ProgramFile.CODE), ProgramFile.code(program));
        String page =
                Files.readString(Path.of(System.getProperty("basedir", "."), "../docs/reference/generated-rtl.md"));
        int begin = page.indexOf("```c\n") + 5;
        Files.writeString(folder.resolve("example.c"), page.substring(begin, page.indexOf("```", begin)));
        Path source = Files.writeString(folder.resolve("host.c"), HOST);
        Path host = folder.resolve("host"), memory = folder.resolve("memory.bin");
        var command = new ArrayList<>(List.of("gcc", "-std=c99", "-Wall", "-Wextra", "-pedantic", "-Werror"));
        command.addAll(List.of("-I" + rtl, "-I" + folder, source.toString(), "-o", host.toString()));
        assertEquals("", run(command));
        run(List.of(host.toString(), image.toString(), code.toString(), memory.toString()));
        byte[] expected = Arrays.copyOf(
                program.dram(),
                Math.toIntExact(NetworkHeader.programAddress(program)) + Math.toIntExact(Files.size(code)));
        var place = program.inputs().values().iterator().next();
        var shape = place.shape();
        int channels = shape.extent(1), plane = shape.extent(2) * shape.extent(3);
        int[] values = new int[channels * plane];
        for (int i = 0; i < values.length; i++)
            values[place.channelsLast() ? i % plane * channels + i / plane : i] = i % 256 - 128;
        FeatureMaps.write(core, expected, place, new IntegerTensor(shape, values));
        byte[] bytes = Files.readAllBytes(code);
        System.arraycopy(bytes, 0, expected, expected.length - bytes.length, bytes.length);
        assertArrayEquals(expected, Files.readAllBytes(memory));
    }

    @Test
    void theListOfFilesAndThePlainTopLevelGoThroughTheTools() throws IOException {
        Path rtl = rtl();
        for (String file : Files.readAllLines(rtl.resolve("systole.f")))
            assertEquals(true, Files.exists(rtl.resolve(file)), file);
        if (Verilator.has("verilator"))
            assertEquals(
                    "",
                    run(List.of(
                            "verilator",
                            "--lint-only",
                            "-Wall",
                            "--top-module",
                            Generator.IP,
                            "-y",
                            rtl.toString(),
                            "-F",
                            rtl.resolve("systole.f").toString())));
        Verilator.assume("yosys");
        // without -sv: what is plain Verilog is read as such
        run(List.of(
                "yosys",
                "-q",
                "-p",
                "read_verilog " + rtl.resolve(Generator.IP + ".v") + "; read_verilog -sv " + rtl
                        + "/*.sv; hierarchy -check -top " + Generator.IP + "; proc; check -assert"));
    }
}
