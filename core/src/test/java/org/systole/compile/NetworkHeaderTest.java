package org.systole.compile;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.systole.quantize.IntegerNetwork;
import org.systole.quantize.IntegerTensor;
import org.systole.quantize.Quantization;

/** A host that knows the header and the plain files alone gets the results of the program. */
class NetworkHeaderTest {
    private static final long SEED = Long.getLong("test.seed", 20261120);
    private static final CoreConfig CORE =
            new CoreConfig(4, true, 8, 8, 32, 1024, 4096, 1024, 64, 1024, 32, 16, 8, 4, 4, 4, 50);
    private static final Pattern DEFINE = Pattern.compile(
            "^#define SYSTOLE_([A-Z0-9_]+) \\(?([-0-9a-fx.p]+?)(?:u|ull|f)?\\)?(?: /\\*.*)?$", Pattern.MULTILINE);

    private static IntegerNetwork network(long seed) {
        return new RandomNetwork(new SplittableRandom(seed)).build();
    }

    private static Map<String, String> values(String header) {
        var values = new HashMap<String, String>();
        var matcher = DEFINE.matcher(header);
        while (matcher.find()) assertEquals(null, values.put(matcher.group(1), matcher.group(2)), matcher.group(1));
        return values;
    }

    private static int number(Map<String, String> values, String name) {
        return Integer.parseInt(values.get(name));
    }

    /** Where channel c of pixel y, x of a map lies, by the header's own formula. */
    private static int element(Map<String, String> v, String map, int c, int y, int x) {
        int lanes = number(v, "WORD_LANES");
        return number(v, map + "ADDRESS")
                + ((c / lanes * number(v, map + "HEIGHT") + y) * number(v, map + "WIDTH") + x) * number(v, "WORD_BYTES")
                + c % lanes;
    }

    @Test
    void plainFilesAndHeaderAreEnoughToRun() {
        for (int i = 0; i < 20; i++) {
            IntegerNetwork network = network(SEED + i);
            Program program = Compiler.compile(network, CORE).program();
            var v = values(NetworkHeader.of(program, network));
            var random = new SplittableRandom(SEED + i);
            byte[] memory = new byte[number(v, "MEMORY_BYTES")];
            byte[] code = ProgramFile.code(program);
            assertEquals(code.length, number(v, "PROGRAM_BYTES"));
            assertEquals(program.dram().length, number(v, "IMAGE_BYTES"));
            System.arraycopy(program.dram(), 0, memory, number(v, "IMAGE_ADDRESS"), program.dram().length);
            System.arraycopy(code, 0, memory, number(v, "PROGRAM_ADDRESS"), code.length);
            byte[] expected = Arrays.copyOf(program.dram(), Math.toIntExact(program.dramBytes()));
            int index = 0;
            for (var input : program.inputs().entrySet()) {
                String map = "INPUT_" + index++ + "_";
                described(v, map, input.getValue(), network.type(input.getKey()).quantization());
                put(v, map, memory, expected, input.getValue(), random);
            }
            assertEquals(index, number(v, "INPUTS"));
            FastInterpreter.run(program, expected);
            new Interpreter(CORE, memory).run(fetched(program, v, memory));
            index = 0;
            for (var output : program.outputs().entrySet()) {
                String map = "OUTPUT_" + index++ + "_";
                described(
                        v, map, output.getValue(), network.type(output.getKey()).quantization());
                compare(v, map, memory, expected, output.getValue());
            }
            assertEquals(index, number(v, "OUTPUTS"));
            assertTrue(number(v, "PROGRAM_ADDRESS") >= program.dramBytes());
        }
    }

    /** The instructions that a core fetches from the header's address. */
    private static Program fetched(Program program, Map<String, String> v, byte[] memory) {
        assertEquals(0, number(v, "PROGRAM_ADDRESS") % 64);
        var words = ByteBuffer.wrap(memory).order(ByteOrder.LITTLE_ENDIAN).position(number(v, "PROGRAM_ADDRESS"));
        List<Instruction> instructions = new ArrayList<>();
        for (int i = 0; i < number(v, "PROGRAM_INSTRUCTIONS"); i++) {
            long[] instruction = new long[ProgramEncoding.LONGS];
            for (int w = 0; w < instruction.length; w++) instruction[w] = words.getLong();
            instructions.add(ProgramEncoding.decode(instruction));
        }
        assertEquals(program.instructions(), instructions);
        return new Program(
                "fetched",
                program.config(),
                instructions,
                program.sources(),
                program.layers(),
                program.dram(),
                program.dramBytes(),
                Map.of(),
                Map.of());
    }

    private static void described(Map<String, String> v, String map, Program.Placement place, Quantization q) {
        assertEquals(q.scales()[0], Float.parseFloat(v.get(map + "SCALE")));
        assertEquals(q.zeroPoints()[0], number(v, map + "ZERO"));
        assertEquals(place.shape().extent(1), number(v, map + "CHANNELS"));
        assertEquals(CORE.inputBits(), number(v, map + "BITS"));
        assertEquals(
                number(v, map + "BLOCKS")
                        * number(v, map + "HEIGHT")
                        * number(v, map + "WIDTH")
                        * number(v, "WORD_BYTES"),
                number(v, map + "BYTES"));
    }

    private static void put(
            Map<String, String> v,
            String map,
            byte[] memory,
            byte[] expected,
            Program.Placement place,
            SplittableRandom random) {
        int channels = number(v, map + "CHANNELS"),
                height = number(v, map + "HEIGHT"),
                width = number(v, map + "WIDTH");
        int from = number(v, map + "ADDRESS"), to = from + number(v, map + "BYTES");
        Arrays.fill(memory, from, to, (byte) number(v, map + "ZERO"));
        int[] values = new int[channels * height * width];
        for (int c = 0; c < channels; c++)
            for (int y = 0; y < height; y++)
                for (int x = 0; x < width; x++) {
                    int value = random.nextInt(-128, 128);
                    memory[element(v, map, c, y, x)] = (byte) value;
                    values[place.channelsLast() ? (y * width + x) * channels + c : (c * height + y) * width + x] =
                            value;
                }
        FeatureMaps.write(CORE, expected, place, new IntegerTensor(place.shape(), values));
        assertArrayEquals(Arrays.copyOfRange(expected, from, to), Arrays.copyOfRange(memory, from, to), map);
    }

    private static void compare(
            Map<String, String> v, String map, byte[] memory, byte[] expected, Program.Placement place) {
        int[] values = FeatureMaps.read(CORE, expected, place, place.shape()).values();
        int channels = number(v, map + "CHANNELS"),
                height = number(v, map + "HEIGHT"),
                width = number(v, map + "WIDTH");
        assertEquals(values.length, channels * height * width);
        for (int c = 0; c < channels; c++)
            for (int y = 0; y < height; y++)
                for (int x = 0; x < width; x++)
                    assertEquals(values[(c * height + y) * width + x], memory[element(v, map, c, y, x)]);
    }

    /** The header of a network with hostile names is that of the same network with plain ones. */
    @Test
    void namesDoNotReachIt() {
        IntegerNetwork plain = network(SEED);
        String expected = NetworkHeader.of(Compiler.compile(plain, CORE).program(), plain);
        for (String name : HostileNames.ALL) {
            IntegerNetwork renamed = HostileNames.renamed(plain, name);
            assertEquals(
                    expected, NetworkHeader.of(Compiler.compile(renamed, CORE).program(), renamed), name);
        }
        assertTrue(expected.chars().allMatch(c -> c == '\n' || c >= ' ' && c < 127));
        assertEquals(new LinkedHashMap<>(values(expected)).size(), expected.split("#define SYSTOLE_").length - 2);
    }
}
