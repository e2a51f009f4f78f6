package org.systole.compile;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.systole.compile.Instruction.Load;
import org.systole.compile.Instruction.Target;
import org.systole.problem.SystoleException;
import org.systole.quantize.IntegerNetwork;

/** Programs as files: what was written comes back, what was changed is refused, names stay text. */
class ProgramFileTest {
    private static final long SEED = Long.getLong("test.seed", 20261120);
    private static final CoreConfig CORE =
            new CoreConfig(4, true, 8, 8, 32, 1024, 4096, 1024, 64, 1024, 32, 16, 8, 4, 4, 4, 50);

    private static IntegerNetwork network(long seed) {
        return new RandomNetwork(new SplittableRandom(seed)).build();
    }

    private static Program read(byte[] file, byte[] image) {
        return ProgramFile.read("program.sysp", file, image);
    }

    private static String refusal(byte[] file, byte[] image) {
        return assertThrows(SystoleException.class, () -> read(file, image))
                .problems()
                .getFirst()
                .code()
                .code();
    }

    @Test
    void whatWasWrittenComesBackAndCompilesToTheSameBytes() {
        for (int i = 0; i < 30; i++) {
            Program program = Compiler.compile(network(SEED + i), CORE).program();
            byte[] file = ProgramFile.write(program);
            Program back = read(file, program.dram());
            assertEquals(program.instructions(), back.instructions());
            assertArrayEquals(program.sources(), back.sources());
            assertEquals(program.layers(), back.layers());
            assertEquals(program.config(), back.config());
            assertEquals(program.inputs(), back.inputs());
            assertEquals(program.outputs(), back.outputs());
            assertEquals(program.dramBytes(), back.dramBytes());
            Program again = Compiler.compile(network(SEED + i), CORE).program();
            assertArrayEquals(file, ProgramFile.write(again), "seed " + (SEED + i));
            assertArrayEquals(program.dram(), again.dram(), "seed " + (SEED + i));
        }
    }

    @Test
    void everyChangeIsRefused() {
        Program program = Compiler.compile(network(SEED), CORE).program();
        byte[] file = ProgramFile.write(program);
        var random = new SplittableRandom(SEED);
        for (int i = 0; i < 200; i++) {
            byte[] changed = file.clone();
            int at = 16 + random.nextInt(file.length - 16);
            changed[at] ^= (byte) (1 << random.nextInt(8));
            assertEquals("E5009", refusal(changed, program.dram()), "byte " + at);
        }
        for (int length = 0; length < file.length; length += 97)
            assertEquals("E5009", refusal(java.util.Arrays.copyOf(file, length), program.dram()), "cut at " + length);
        byte[] other = program.dram().clone();
        other[other.length / 2] ^= 1;
        assertEquals("E5009", refusal(file, other));
        assertEquals("E5009", refusal(file, new byte[0]));
    }

    /** With the checksum made right again, contents that make no program are refused by themselves, and nothing else is thrown. */
    @Test
    void malformedContentsAreRefusedBehindARightChecksum() throws Exception {
        Program program = Compiler.compile(network(SEED), CORE).program();
        byte[] file = ProgramFile.write(program);
        assertEquals(program.instructions(), read(signed(file), program.dram()).instructions());
        var random = new SplittableRandom(SEED);
        int refused = 0, head = 24;
        for (int i = 0; i < 600; i++) {
            byte[] changed = file.clone();
            // half of them in the head, where the text is
            int at = i % 2 == 0 ? head + random.nextInt(600) : 16 + random.nextInt(file.length - 48);
            changed[at] ^= (byte) (1 << random.nextInt(8));
            try {
                Program read = read(signed(changed), program.dram());
                assertEquals(program.instructions().size(), read.instructions().size());
            } catch (SystoleException e) {
                String code = e.problems().getFirst().code().code();
                assertTrue(code.startsWith("E"), code);
                refused++;
            }
        }
        assertTrue(refused > 100, refused + " of 600 refused");
        // lengths that do not add up, numbers out of range, parts left out
        for (String[] change : new String[][] {
            {"\"size\":4", "\"size\":5"},
            {"\"inputBits\":8", "\"inputBits\":0"},
            {"\"dramRows\":[4096", "\"dramRows\":[4097"},
            {"\"busBits\":32", "\"busBits\":33"},
            {"\"dram_bytes\":", "\"dram_bytos\":"},
            {"\"layers\":[", "\"layers\":7,\"l\":["}
        }) {
            String text = new String(file, java.nio.charset.StandardCharsets.ISO_8859_1).replaceAll("\": *", "\":");
            int from = text.indexOf(change[0]);
            if (from < 0) throw new AssertionError("the head has no " + change[0]);
            byte[] changed = replaced(file, change[0], change[1]);
            String code = refusal(signed(changed), program.dram());
            assertTrue(code.startsWith("E"), change[1] + " " + code);
        }
    }

    /** Returns a file with another text in its head, whose length is adapted. */
    private static byte[] replaced(byte[] file, String from, String to) {
        var latin = java.nio.charset.StandardCharsets.ISO_8859_1;
        String text = new String(file, latin);
        int at = text.indexOf(from);
        byte[] changed = (text.substring(0, at) + to + text.substring(at + from.length())).getBytes(latin);
        var bytes = java.nio.ByteBuffer.wrap(changed).order(java.nio.ByteOrder.LITTLE_ENDIAN);
        bytes.putInt(16, bytes.getInt(16) + to.length() - from.length());
        return changed;
    }

    /** Returns a file with the checksum of its content. */
    private static byte[] signed(byte[] file) throws java.security.NoSuchAlgorithmException {
        var digest = java.security.MessageDigest.getInstance("SHA-256");
        digest.update(file, 0, file.length - 32);
        byte[] changed = file.clone();
        System.arraycopy(digest.digest(), 0, changed, file.length - 32, 32);
        return changed;
    }

    /** What the instruction set does not allow on this core does not reach simulators and hardware. */
    @Test
    void instructionsThatTheCoreDoesNotHaveAreRefused() {
        CoreConfig os = CORE.outputStationary();
        for (CoreConfig core : List.of(CORE, os)) {
            for (int taps = 1; taps <= 4; taps++) assertAccepted(core, tapped(taps, 1, 1));
            for (Instruction wrong : List.of(
                    tapped(5, 1, 1),
                    tapped(0, 1, 1),
                    tapped(3, 0, 1),
                    tapped(3, 16, 1),
                    tapped(3, 1, 0),
                    load(Target.INPUT, 1, 0, false, 4),
                    load(Target.WEIGHT, 3, 0, false, 4),
                    load(Target.PARAMETER, 0, 0, true, 4),
                    load(Target.WEIGHT, 1, 2, true, 4),
                    load(Target.WEIGHT, 1, 0, true, 0))) assertRefused(core, wrong);
            assertAccepted(core, load(Target.WEIGHT, 1, 4, true, 3));
            assertAccepted(core, load(Target.WEIGHT, 2, 4, false, 5));
        }
        assertAccepted(CORE, tapped(3, 15, 1));
        assertRefused(os, tapped(3, 2, 1));
    }

    /**
     * Programs with a random field of a random instruction changed and the checksum made right: what is not refused runs to its
     * end in both interpreters; no address leaves its memory.
     */
    @Test
    void whatIsNotRefusedStaysInItsMemories() throws Exception {
        var random = new SplittableRandom(SEED);
        int refused = 0, ran = 0;
        for (int i = 0; i < 600; i++) {
            Program program = Compiler.compile(network(SEED + i % 6), CORE).program();
            byte[] file = ProgramFile.write(program);
            int code = ProgramFile.code(program).length;
            int at = file.length - 32 - code + random.nextInt(code / 64) * 64 + random.nextInt(48);
            file[at] = (byte) (random.nextBoolean() ? file[at] ^ 1 << random.nextInt(8) : random.nextInt());
            Program changed;
            try {
                changed = read(signed(file), program.dram());
            } catch (SystoleException e) {
                assertEquals("E5009", e.problems().getFirst().code().code());
                refused++;
                continue;
            }
            long work = changed.instructions().stream()
                    .mapToLong(one -> one instanceof Instruction.Execute e ? e.tiles() * e.outputY() * e.outputX() : 0)
                    .sum();
            if (work > 1_000_000) continue;
            byte[] dram = java.util.Arrays.copyOf(changed.dram(), Math.toIntExact(changed.dramBytes()));
            byte[] fast = dram.clone();
            new Interpreter(CORE, dram).run(changed);
            FastInterpreter.run(changed, fast);
            ran++;
        }
        assertTrue(refused > 100 && ran > 100, refused + " refused, " + ran + " ran");
    }

    private static Load load(Target target, int packing, long dram, boolean diagonal, int words) {
        return new Load(Tokens.NONE, target, dram, 0, words, 1, 0, 0, 1, 0, 0, diagonal, packing, 0);
    }

    private static Instruction.Execute tapped(int filterX, int strideX, int outputX) {
        return new Instruction.Execute(
                Tokens.NONE,
                0,
                8,
                8,
                64,
                0,
                0,
                1,
                strideX,
                1,
                1,
                3,
                filterX,
                1,
                1,
                1,
                2,
                outputX,
                0,
                0,
                false,
                0,
                0,
                true);
    }

    private static Program of(CoreConfig core, Instruction instruction) {
        return new Program(
                "one",
                core,
                List.of(instruction, new Instruction.Halt(Tokens.NONE)),
                new int[2],
                List.of("layer"),
                new byte[64],
                64,
                Map.of(),
                Map.of());
    }

    private static void assertAccepted(CoreConfig core, Instruction instruction) {
        Program program = of(core, instruction);
        assertEquals(
                program.instructions(),
                read(ProgramFile.write(program), program.dram()).instructions());
    }

    private static void assertRefused(CoreConfig core, Instruction instruction) {
        Program program = of(core, instruction);
        assertEquals("E5009", refusal(ProgramFile.write(program), program.dram()), instruction.toString());
        assertThrows(IllegalArgumentException.class, () -> new Interpreter(core, program.dram()).step(instruction));
    }

    @Test
    void otherVersionsAreRefused() {
        Program program = Compiler.compile(network(SEED), CORE).program();
        for (int at : new int[] {8, 12}) {
            byte[] file = ProgramFile.write(program);
            file[at]++;
            assertEquals("E5010", refusal(file, program.dram()));
        }
    }

    /** The same network with hostile names has the same code, image and number of lines in its listing. */
    @Test
    void namesStayText() {
        IntegerNetwork plain = network(SEED);
        Program expected = Compiler.compile(plain, CORE).program();
        long lines = Listing.of(expected).lines().count();
        for (String name : HostileNames.ALL) {
            var compiled = Compiler.compile(HostileNames.renamed(plain, name), CORE);
            Program program = compiled.program();
            assertEquals(expected.instructions(), program.instructions());
            assertArrayEquals(expected.dram(), program.dram());
            String listing = Listing.of(program);
            assertEquals(lines, listing.lines().count(), () -> "lines with the name " + name);
            assertTrue(listing.chars().noneMatch(c -> c < ' ' && c != '\n' || c == 0x7f || c == 0x202e));
            var ranges = MemoryTimeline.of(compiled);
            assertEquals(ranges.size() + 1, MemoryTimeline.csv(ranges).lines().count(), () -> "CSV with " + name);
            if (name.chars().noneMatch(c -> Character.isSurrogate((char) c)))
                assertEquals(
                        program.layers(),
                        read(ProgramFile.write(program), program.dram()).layers());
        }
    }

    /** No two ranges of an on-chip memory overlap while both are in use, and none leaves its memory. */
    @Test
    void liveRangesDoNotOverlap() {
        for (int i = 0; i < 20; i++) {
            var compiled = Compiler.compile(network(SEED + i), CORE);
            var ranges = MemoryTimeline.of(compiled);
            for (var a : ranges)
                for (var b : ranges) {
                    if (a == b || a.memory() != b.memory()) continue;
                    boolean space = a.first() < b.first() + b.size() && b.first() < a.first() + a.size();
                    boolean time = a.from() < b.to() && b.from() < a.to();
                    assertTrue(!(space && time), () -> a + " and " + b);
                }
            var peaks = MemoryTimeline.peaks(ranges);
            assertTrue(peaks.get(MemoryTimeline.Memory.INPUT) <= CORE.inputWords());
            assertTrue(peaks.get(MemoryTimeline.Memory.WEIGHT) <= CORE.weightWords());
            assertTrue(peaks.get(MemoryTimeline.Memory.ACCUMULATOR) <= CORE.accumulatorWords());
            assertEquals(
                    compiled.program().dramBytes(),
                    ranges.stream()
                            .filter(live -> live.memory() == MemoryTimeline.Memory.DRAM)
                            .mapToLong(live -> live.first() + live.size())
                            .max()
                            .orElseThrow(),
                    63);
        }
    }
}
