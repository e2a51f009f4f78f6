package org.systole.compile;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.systole.hardware.Accelerators;
import org.systole.house.Generated;
import org.systole.problem.SystoleException;
import org.systole.quantize.IntegerNetwork;
import org.systole.quantize.IntegerNode;
import org.systole.quantize.IntegerOp;
import org.systole.quantize.IntegerTensor;
import org.systole.quantize.IntegerType;
import org.systole.quantize.Quantization;
import org.systole.quantize.Requantization;
import org.systole.tensor.NumberFormat;
import org.systole.tensor.Shape;
import org.systole.tensor.Window;

/** Cores that cannot be built or cannot run a network are refused with the reason and the smallest mend. */
class CoreErrorsTest {
    @TempDir
    Path folder;

    private CoreConfig core(String... replaced) throws IOException {
        String text = Files.readString(Generated.root().resolve("hardware/systole-core-4os/accelerator.yaml"));
        text = text.substring(0, text.indexOf("constraints:"));
        for (int i = 0; i < replaced.length; i += 2) text = text.replaceFirst(replaced[i], replaced[i + 1]);
        return CoreConfigs.of(Accelerators.load(
                Files.writeString(folder.resolve("core.yaml"), text).toString()));
    }

    private static String problems(SystoleException e) {
        return e.problems().stream()
                .map(p -> p.code().code() + " " + p.place().toString().replaceFirst("^\\S+  ", "") + ": " + p.message()
                        + "; " + p.fix())
                .collect(Collectors.joining("\n"));
    }

    @Test
    void allIllegalParametersAreNamedAtOnce() {
        var e = assertThrows(
                SystoleException.class,
                () -> core(
                        "dma_bus_bits: 32", "dma_bus_bits: 64",
                        "dma_max_burst_bytes: 64", "dma_max_burst_bytes: 8192",
                        "load_queue: 8", "load_queue: 100",
                        "partial_sum: int32", "partial_sum: int14",
                        "size_kib: 16", "size_kib: 12"));
        assertEquals("""
                E5012 formats.partial_sum: it is 14, expected 16 to 48; set it to 16
                E5012 control.load_queue: it is 100, expected 1 to 64; set it to 64
                E5012 control.dma_bus_bits: it is 64 bits, expected a power of two from 8 bits that divides an input word's 32 and a weight word's 32 bits; set it to 32
                E5012 control.dma_max_burst_bytes: it is 8192, expected 4 to 1024; set it to 1024
                E5012 input_scratchpad: it is 12 KiB, 3072 words of 32 bits, expected a power of two of words, at least 4; set it to 16 KiB, 4096 words
                """, problems(e) + "\n");
        // every mend at once; the accumulator's words are half as wide
        assertDoesNotThrow(() -> core(
                "dma_max_burst_bytes: 64", "dma_max_burst_bytes: 1024",
                "load_queue: 8", "load_queue: 64",
                "partial_sum: int32", "partial_sum: int16"));
    }

    /** Words of feature maps and of weights are whole bytes; rows of the DRAM are no shorter than what a burst does not cross. */
    @Test
    void wordsThatAreNoBytesAndRowsThatAreTooShortAreRefused() {
        var e = assertThrows(
                SystoleException.class,
                () -> core(
                        "input: int8",
                        "input: int5",
                        "operand_bits: .8.",
                        "operand_bits: [5, 8]",
                        "size_kib: 16",
                        "size_kib: 10",
                        "control:",
                        "control:\n  dram_rows: {bytes: 2048, banks: 6, open_cycles: 9, close_cycles: 9}"));
        assertEquals("""
                E5012 formats: it is input words of 20 and weight words of 32 bits, expected whole bytes; use operands of a multiple of 2 bits, or 8 rows and columns
                E5012 control.dram_rows.bytes: it is 2048, expected a power of two from 4096 to 1048576; set it to 4096
                E5012 control.dram_rows.banks: it is 6, expected a power of two from 1 to 64; set it to 4
                """, problems(e) + "\n");
    }

    @Test
    void accumulatorsTooNarrowForTheProvenBoundAreRefused() throws IOException {
        CoreConfig config = core("partial_sum: int32", "partial_sum: int16", "size_kib: 8", "size_kib: 4");
        var e = assertThrows(SystoleException.class, () -> Compiler.compile(convolution(4, 3, 12), config));
        // 8 channels x 9 taps x 100 x -128 = -921,600, which takes 21 bits
        assertEquals(
                "E5005 layer 'conv': its sums may take 21 bits, the core's accumulator has 16; describe the core with"
                        + " 'partial_sum: int21' and 5.25 KiB for the accumulator's 512 words, or quantize the layer narrower",
                problems(e));
        // the mend, and one bit less
        compiles(convolution(4, 3, 12), "partial_sum: int32", "partial_sum: int21", "size_kib: 8", "size_kib: 5.25");
        CoreConfig narrower = core("partial_sum: int32", "partial_sum: int20", "size_kib: 8", "size_kib: 5");
        assertThrows(SystoleException.class, () -> Compiler.compile(convolution(4, 3, 12), narrower));
    }

    @Test
    void scratchpadsTooSmallForOneTileAreRefused() throws IOException {
        CoreConfig config = core("size_kib: 16", "size_kib: 0.125", "size_kib: 16", "size_kib: 0.5");
        var e = assertThrows(SystoleException.class, () -> Compiler.compile(convolution(4, 7, 12), config));
        // 7 x 7 pixels; 49 taps of 4 weight words
        assertEquals(
                "E5003 layer 'conv': one pixel, one channel block and one output block need 49 input words, 196 weight"
                        + " words, 1 accumulator words, the core has 16, 64 and 256 (halves, for double buffering);"
                        + " describe a core with an input scratchpad of 128 words (0.5 KiB) and a weight scratchpad of"
                        + " 512 words (2 KiB)",
                problems(e));
        // the mend, and half of one memory or of the other
        compiles(convolution(4, 7, 12), "size_kib: 16", "size_kib: 0.5", "size_kib: 16", "size_kib: 2");
        for (String[] less : new String[][] {{"0.25", "2"}, {"0.5", "1"}}) {
            CoreConfig small = core("size_kib: 16", "size_kib: " + less[0], "size_kib: 16", "size_kib: " + less[1]);
            assertThrows(SystoleException.class, () -> Compiler.compile(convolution(4, 7, 12), small));
        }
    }

    @Test
    void operandsWiderThanTheCoresAreRefused() throws IOException {
        CoreConfig config = core(
                "weight: int8",
                "weight: int4",
                "operand_bits: .8.",
                "operand_bits: [4, 8]",
                "dma_bus_bits: 32",
                "dma_bus_bits: 16");
        var e = assertThrows(SystoleException.class, () -> Compiler.compile(convolution(4, 1, 12), config));
        // the mend: weights of 8 bits
        compiles(
                convolution(4, 1, 12),
                "operand_bits: .8.",
                "operand_bits: [4, 8]",
                "dma_bus_bits: 32",
                "dma_bus_bits: 16");
        assertEquals(
                "E5002 layer 'conv': its weights have int8, 8 bits with their sign; the core computes with 4 signed bits;"
                        + " quantize them to int4 or choose"
                        + " a core with weights of 8 bits",
                problems(e));
    }

    /** A core's operands have a sign: 255 does not fit into 8 of its bits. */
    @Test
    void unsignedValuesNeedABitMore() throws IOException {
        IntegerNetwork network = convolution(4, 1, 12);
        var types = new LinkedHashMap<>(network.types());
        types.put(
                "x",
                new IntegerType(
                        Shape.of(1, 8, 12, 12),
                        Quantization.perTensor(new NumberFormat(NumberFormat.Kind.UNSIGNED, 8), 1, 0)));
        var unsigned = new IntegerNetwork("net", List.of("x"), List.of("y"), network.nodes(), types, Map.of());
        CoreConfig config = core();
        var e = assertThrows(SystoleException.class, () -> Compiler.compile(unsigned, config));
        assertEquals(
                "E5002 value 'x': it has uint8, 9 bits with its sign; the core computes with 8 signed bits; quantize it to"
                        + " int8 or choose a wider core",
                problems(e));
        types.put(
                "x",
                new IntegerType(
                        Shape.of(1, 8, 12, 12),
                        Quantization.perTensor(new NumberFormat(NumberFormat.Kind.UNSIGNED, 7), 1, 0)));
        var narrower = new IntegerNetwork("net", List.of("x"), List.of("y"), network.nodes(), types, Map.of());
        assertDoesNotThrow(() -> Compiler.compile(narrower, config));
    }

    private void compiles(IntegerNetwork network, String... mends) throws IOException {
        CoreConfig mended = core(mends);
        assertDoesNotThrow(() -> Compiler.compile(network, mended));
    }

    /** A convolution of 8 channels to {@code k}, all weights 100, with a square filter. */
    private static IntegerNetwork convolution(int k, int filter, int size) {
        int[] weights = new int[k * 8 * filter * filter];
        java.util.Arrays.fill(weights, 100);
        var op = new IntegerOp.Convolution(
                new IntegerTensor(Shape.of(k, 8, filter, filter), weights),
                Quantization.perTensor(NumberFormat.INT8, 1, 0),
                new long[k],
                1,
                new Window(1, 1, 1, 1, 0, 0, size, size),
                Requantization.of(new double[] {0.001}, 0, -128, 127));
        var types = new LinkedHashMap<String, IntegerType>();
        int out = size - filter + 1;
        types.put("x", new IntegerType(Shape.of(1, 8, size, size), Quantization.perTensor(NumberFormat.INT8, 1, 0)));
        types.put("y", new IntegerType(Shape.of(1, k, out, out), Quantization.perTensor(NumberFormat.INT8, 1, 0)));
        return new IntegerNetwork(
                "net",
                List.of("x"),
                List.of("y"),
                List.of(new IntegerNode("conv", op, List.of("x"), "y", List.of())),
                types,
                Map.of());
    }
}
