package org.systole.compile;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.systole.hardware.Accelerator;
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
        text = agreeing(text);
        return CoreConfigs.of(Accelerators.load(
                Files.writeString(folder.resolve("core.yaml"), text).toString()));
    }

    /** Returns a description whose memories are as wide as its formats and its bus say. */
    private static String agreeing(String text) {
        if (number(text, "partial_sum: int(\\d+)") < 16) return text;
        String[] parts = text.split("(?m)(?=^  - name: )|(?=^units:)");
        var each = Map.of("input_scratchpad", "input", "weight_scratchpad", "weight", "accumulator", "partial_sum");
        for (int i = 0; i < parts.length; i++) {
            String name = parts[i].lines().findFirst().orElseThrow().replace("  - name: ", "");
            int bits = -1;
            if (each.containsKey(name)) bits = 4 * number(text, "\\b" + each.get(name) + ": int(\\d+)");
            else if (name.equals("dram")) bits = number(text, "dma_bus_bits: (\\d+)");
            else if (name.equals("sum_registers")) bits = number(text, "partial_sum: int(\\d+)");
            if (name.equals("sum_registers"))
                parts[i] = parts[i].replaceAll("size_bits: \\d+", "size_bits: " + 2 * bits);
            if (bits > 0) parts[i] = parts[i].replaceAll("(width_bits|bits_per_cycle): \\d+", "$1: " + bits);
        }
        return String.join("", parts);
    }

    private static int number(String text, String pattern) {
        var matcher = java.util.regex.Pattern.compile(pattern).matcher(text);
        assertTrue(matcher.find(), pattern);
        return Integer.parseInt(matcher.group(1));
    }

    private Accelerator variant(String lines) throws IOException {
        String text = "systole: accelerator/1\nextends: systole-core-8ws\nname: wide\n" + lines;
        return Accelerators.load(
                Files.writeString(folder.resolve("variant.yaml"), text).toString());
    }

    private static final String WIDE =
            "array:\n  axes:\n    - {name: rows, size: 16}\n    - {name: columns, size: 16}\n";

    /** A larger array alone leaves memories, lanes and the preload behind: the lines that are given mend it, all in one pass. */
    @Test
    void partsThatContradictTheArrayAreNamedWithTheLinesToWrite() throws IOException {
        Accelerator half = variant(WIDE);
        var e = assertThrows(SystoleException.class, () -> CoreConfigs.of(half));
        assertEquals("""
                E5013 array.preload: it is 8 cycles, overlapped, expected 16 cycles, overlapped: one for each of the array's 16 rows; write, under 'array', preload: {cycles: 16, overlapped: true}
                E5013 memories.input_scratchpad: it is words of 64 bits and ports of read 64, fill 64 bits a cycle, expected 128 bits: 16 inputs of 8 bits in a word; write, under 'memories', - {name: input_scratchpad, width_bits: 128, ports: [{name: read, bits_per_cycle: 128}, {name: fill, bits_per_cycle: 128}]}
                E5013 memories.weight_scratchpad: it is words of 64 bits and ports of read 64, fill 64 bits a cycle, expected 128 bits: 16 weights of 8 bits in a word; write, under 'memories', - {name: weight_scratchpad, width_bits: 128, ports: [{name: read, bits_per_cycle: 128}, {name: fill, bits_per_cycle: 128}]}
                E5013 memories.accumulator: it is words of 256 bits and ports of read 256, write 256 bits a cycle, expected 512 bits: 16 partial sums of 32 bits in a word; write, under 'memories', - {name: accumulator, width_bits: 512, ports: [{name: read, bits_per_cycle: 512}, {name: write, bits_per_cycle: 512}]}
                E5013 units.post_processing: it is bias 8, scale 8, convert 8, clamp 8, function 8, add 8, max_pool 8, average_pool 8 operations a cycle, expected 16 of each: a lane for each of the array's 16 columns; write, under 'units', - {name: post_processing, operations_per_cycle: {bias: 16, scale: 16, convert: 16, clamp: 16, function: 16, add: 16, max_pool: 16, average_pool: 16}}
                """, problems(e) + "\n");
        assertTrue(CoreModel.isCore(half), "refused where its figures are asked for, not costed as another machine");
        // what the messages say, typed
        var sections = new TreeMap<String, String>(Map.of("array", WIDE));
        for (var p : e.problems()) {
            String[] typed = p.fix().replaceFirst("write, under '", "").split("', ", 2);
            String line = typed[0].equals("array") ? "  " + typed[1] : "    " + typed[1];
            sections.merge(typed[0], typed[0] + ":\n" + line + "\n", (a, b) -> a + line + "\n");
        }
        assertEquals(
                16, CoreConfigs.of(variant(String.join("", sections.values()))).size());
    }

    /** The bus is described twice; what is built is the one of the DMA. */
    @Test
    void aMemoryOfAnotherWidthThanTheBusIsRefused() throws IOException {
        Accelerator narrow = variant("memories:\n  - {name: dram, width_bits: 32}\n");
        assertEquals(
                "E5013 memories.dram: it is words of 32 bits and ports of axi_read 64, axi_write 64 bits a cycle, expected 64"
                        + " bits, the width of 'control.dma_bus_bits', which is what is built and counts in cycles; write,"
                        + " under 'memories', - {name: dram, width_bits: 64, ports: [{name: axi_read, bits_per_cycle: 64},"
                        + " {name: axi_write, bits_per_cycle: 64}]}; or another 'dma_bus_bits' under 'control'",
                problems(assertThrows(SystoleException.class, () -> CoreConfigs.of(narrow))));
        Accelerator bus = variant("control: {dma_bus_bits: 32}\n");
        assertThrows(SystoleException.class, () -> CoreConfigs.of(bus));
        String ports = "ports: [{name: axi_read, bits_per_cycle: 32}, {name: axi_write, bits_per_cycle: 32}]";
        assertEquals(
                32,
                CoreConfigs.of(variant("memories:\n  - {name: dram, width_bits: 32, " + ports
                                + "}\ncontrol: {dma_bus_bits: 32}\n"))
                        .busBits());
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
