package org.systole.simulate;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.systole.compile.Compiler;
import org.systole.compile.CoreConfig;
import org.systole.compile.CoreMappings;
import org.systole.compile.Instruction.Load;
import org.systole.compile.Instruction.Target;
import org.systole.compile.Interpreter;
import org.systole.compile.Listing;
import org.systole.compile.Program;
import org.systole.compile.ProgramFile;
import org.systole.compile.RandomNetwork;
import org.systole.mapping.CoreTiming;
import org.systole.problem.SystoleException;
import org.systole.quantize.IntegerNetwork;
import org.systole.quantize.IntegerNode;
import org.systole.quantize.IntegerOp;
import org.systole.quantize.IntegerType;
import org.systole.quantize.Quantization;
import org.systole.quantize.Requantization;
import org.systole.tensor.NumberFormat;
import org.systole.tensor.Shape;

/** Narrow weights lie packed in DRAM: what that saves, and which cores and programs have it. */
class PackedWeightsTest {
    private static final int CHANNELS = 256;
    private static final int LAYERS = 4;

    /** Dense layers, which wait for their weights, with weights of some bits each. */
    private static IntegerNetwork dense(int... bits) {
        var random = new SplittableRandom(1);
        var types = new LinkedHashMap<String, IntegerType>();
        var nodes = new ArrayList<IntegerNode>();
        var int8 = Quantization.perTensor(NumberFormat.INT8, 1, 0);
        types.put("v0", new IntegerType(Shape.of(1, CHANNELS), int8));
        for (int i = 0; i < bits.length; i++) {
            var format = new NumberFormat(NumberFormat.Kind.SIGNED, bits[i]);
            // values that need two bits, whatever the plan gave
            var weights = RandomNetwork.tensor(random, Shape.of(CHANNELS, CHANNELS), 1);
            var op = new IntegerOp.Dense(
                    weights,
                    Quantization.perTensor(format, 1, 0),
                    new long[CHANNELS],
                    Requantization.of(new double[] {0.01}, 0, -128, 127));
            types.put("v" + (i + 1), new IntegerType(Shape.of(1, CHANNELS), int8));
            nodes.add(new IntegerNode("n" + i, op, List.of("v" + i), "v" + (i + 1), List.of()));
        }
        return new IntegerNetwork("dense", List.of("v0"), List.of("v" + bits.length), nodes, types, Map.of());
    }

    private static CoreConfig core(int weightBits, int bus) {
        return new CoreConfig(8, true, 8, weightBits, 40, 1024, 16384, 256, 64, 256, bus, 16, 16, 8, 8, 8, 50);
    }

    private static Program program(CoreConfig core, int... bits) {
        return Compiler.compile(dense(bits), core).program();
    }

    private static long traffic(Program program) {
        return Activity.of(EventSimulator.run(program)).count(Activity.Part.DRAM, "read")
                * program.config().busBits()
                / 8;
    }

    private static long cycles(Program program) {
        return EventSimulator.run(program).cycles();
    }

    /** On a bus narrower than a word everything shrinks with the width. */
    @Test
    void imageTrafficAndCyclesShrinkWithTheWidth() {
        CoreConfig core = core(8, 16);
        Program bytes = program(core, 8, 8, 8, 8), half = program(core, 4, 4, 4, 4), mixed = program(core, 8, 4, 4, 2);
        long weights = (long) LAYERS * CHANNELS * CHANNELS, least = CHANNELS * CHANNELS / 4;
        assertEquals(weights / 2, bytes.dram().length - half.dram().length);
        assertEquals(weights / 2, traffic(bytes) - traffic(half));
        // 0 + 1/2 + 1/2 + 3/4 of a layer less
        assertEquals(7 * least, bytes.dram().length - mixed.dram().length);
        assertEquals(7 * least, traffic(bytes) - traffic(mixed));
        assertTrue(cycles(half) < 0.55 * cycles(bytes), cycles(half) + " of " + cycles(bytes));
        assertTrue(cycles(mixed) < 0.61 * cycles(bytes), cycles(mixed) + " of " + cycles(bytes));
    }

    /** A word is written a cycle: on a bus as wide as a word only traffic shrinks. */
    @Test
    void aBusAsWideAsAWordSavesTraffic() {
        CoreConfig core = core(8, 64);
        Program bytes = program(core, 8, 8, 8, 8), half = program(core, 4, 4, 4, 4);
        assertEquals((long) LAYERS * CHANNELS * CHANNELS / 2, traffic(bytes) - traffic(half));
        assertEquals(1, (double) cycles(half) / cycles(bytes), 0.02);
    }

    /** 4, 8 and 16 bits on one core: the same bits as on a core that has no others. */
    @Test
    void threeWidthsOnACoreOf16Bits() {
        CoreConfig core = core(16, 32);
        Program wide = program(core, 16, 16, 16, 16), narrow = program(core, 16, 8, 4, 4);
        assertEquals(CHANNELS * CHANNELS * 2 * (1 + 0.5 + 0.25 + 0.25), weights(narrow));
        assertTrue(cycles(narrow) < 0.55 * cycles(wide), cycles(narrow) + " of " + cycles(wide));
        byte[] first = dram(wide), second = dram(narrow);
        new Interpreter(core, first).run(wide);
        new Interpreter(core, second).run(narrow);
        int at = Math.toIntExact(wide.outputs().get("v4").dram()),
                other = Math.toIntExact(narrow.outputs().get("v4").dram());
        assertArrayEquals(
                java.util.Arrays.copyOfRange(first, at, at + CHANNELS),
                java.util.Arrays.copyOfRange(second, other, other + CHANNELS));
        assertTrue(Listing.of(narrow).contains(" packing=2 "), "the listing says how weights lie");
    }

    private static byte[] dram(Program program) {
        byte[] dram = java.util.Arrays.copyOf(program.dram(), Math.toIntExact(program.dramBytes()));
        var input = program.inputs().get("v0");
        for (int i = 0; i < CHANNELS; i++) dram[Math.toIntExact(input.dram()) + i] = (byte) (i * 37);
        return dram;
    }

    /** Returns the bytes of weights that loads bring. */
    private static double weights(Program program) {
        double bytes = 0;
        for (var instruction : program.instructions())
            if (instruction instanceof Load load && load.target() == Target.WEIGHT)
                bytes += (double) Traffic.beats(program.config(), load)
                        * program.config().busBits()
                        / 8;
        return bytes;
    }

    /** The analytical model sees the same. */
    @Test
    void theAnalyticalModelAgrees() {
        for (int bus : new int[] {8, 16, 32, 64})
            for (int[] bits : new int[][] {{8, 8, 8, 8}, {4, 4, 4, 4}, {8, 4, 2, 2}}) {
                CoreConfig core = core(8, bus);
                var timing = new CoreTiming(CoreMappings.template(core));
                long cycles = 0;
                for (var mapped : CoreMappings.of(dense(bits), core))
                    cycles = timing.after(mapped.pass(), mapped.tiling());
                assertEquals(1, (double) cycles / cycles(program(core, bits)), 0.01, bus + "-bit bus");
            }
    }

    @Test
    void coresUnpackWhatFitsTheirBeats() {
        CoreConfig bytes = core(8, 64), wide = core(16, 64), narrow = core(4, 8), odd = core(12, 32);
        assertTrue(bytes.packs(1) && bytes.packs(2) && !bytes.packs(3));
        assertTrue(wide.packs(1) && wide.packs(2) && wide.packs(3));
        assertTrue(narrow.packs(1) && !narrow.packs(2));
        // a word of 96 bits is three beats: half of it is none
        assertFalse(odd.packs(1));
        assertTrue(core(12, 16).packs(1) && !core(12, 16).packs(2));
        assertEquals(
                List.of(0, 1, 1, 2, 2),
                List.of(bytes.packing(5), bytes.packing(4), bytes.packing(3), bytes.packing(2), bytes.packing(1)));
    }

    @Test
    void programsThatTheCoreDoesNotUnpackAreRefused() {
        Program program = program(core(8, 16), 8);
        var instructions = new ArrayList<>(program.instructions());
        for (int i = 0; i < instructions.size(); i++)
            if (instructions.get(i) instanceof Load l && l.target() == Target.WEIGHT)
                instructions.set(
                        i,
                        new Load(
                                l.tokens(),
                                l.target(),
                                l.dram(),
                                l.to(),
                                l.words(),
                                l.rows(),
                                l.dramRow(),
                                l.toRow(),
                                l.planes(),
                                l.dramPlane(),
                                l.toPlane(),
                                l.diagonal(),
                                3,
                                0));
        var wrong = new Program(
                program.name(),
                program.config(),
                instructions,
                program.sources(),
                program.layers(),
                program.dram(),
                program.dramBytes(),
                program.inputs(),
                program.outputs());
        var e = assertThrows(
                SystoleException.class, () -> ProgramFile.read("p", ProgramFile.write(wrong), wrong.dram()));
        assertEquals("E5009", e.problems().getFirst().code().code());
        byte[] dram = dram(wrong);
        assertThrows(IllegalArgumentException.class, () -> new Interpreter(wrong.config(), dram).run(wrong));
    }
}
