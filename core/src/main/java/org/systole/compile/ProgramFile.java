package org.systole.compile;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.systole.files.Json;
import org.systole.files.JsonReader;
import org.systole.hardware.DramRows;
import org.systole.problem.Place;
import org.systole.problem.Problem;
import org.systole.problem.SystoleException;
import org.systole.tensor.Shape;

/**
 * A program as a file, {@value #FILE}, with its memory image beside it, {@value #IMAGE}.
 *
 * <p>Little-endian: the letters {@code SYSTOLEP}, the version of the file and of the instruction set (32 bits each), the
 * bytes of the head and of the code (32 bits each), the head in JSON, the code ({@link ProgramEncoding#BITS} bits an
 * instruction), and the SHA-256 of everything before. The head names the image's size and SHA-256, so that a program never
 * runs with the weights of another. Equal programs give equal bytes.
 */
public final class ProgramFile {
    /** The program's name in a run directory. */
    public static final String FILE = "program.sysp";

    /** The memory image's name in a run directory: the first bytes of DRAM. */
    public static final String IMAGE = "dram.bin";

    /** The name of the bare instructions in a run directory, as they lie in DRAM; nothing reads them back. */
    public static final String CODE = "program.bin";

    /** Version of the file's form. */
    public static final int VERSION = 2;

    private static final byte[] MAGIC = "SYSTOLEP".getBytes(StandardCharsets.US_ASCII);
    private static final int HEAD = MAGIC.length + 4 * Integer.BYTES;
    private static final int DIGEST = 32;

    private ProgramFile() {}

    /** Returns the bytes of a program without its memory image. */
    public static byte[] write(Program program) {
        byte[] head = Json.compact(head(program)).getBytes(StandardCharsets.UTF_8);
        byte[] code = code(program);
        var bytes = ByteBuffer.allocate(Math.addExact(HEAD + head.length + DIGEST, code.length))
                .order(ByteOrder.LITTLE_ENDIAN);
        bytes.put(MAGIC)
                .putInt(VERSION)
                .putInt(ProgramEncoding.VERSION)
                .putInt(head.length)
                .putInt(code.length);
        bytes.put(head).put(code);
        byte[] all = bytes.array();
        bytes.put(digest(all, all.length - DIGEST));
        return all;
    }

    /** Returns the instructions as they lie in DRAM: little-endian, {@link ProgramEncoding#BITS} bits each. */
    public static byte[] code(Program program) {
        int length = Math.multiplyExact(program.instructions().size(), ProgramEncoding.BITS / 8);
        var bytes = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        for (Instruction instruction : program.instructions())
            for (long word : ProgramEncoding.encode(instruction)) bytes.putLong(word);
        return bytes.array();
    }

    private static Map<String, Object> head(Program program) {
        var head = new LinkedHashMap<String, Object>();
        head.put("name", program.name());
        head.put("core", core(program.config()));
        head.put("layers", program.layers());
        head.put("sources", runs(program.sources()));
        head.put("dram_bytes", program.dramBytes());
        head.put("image_bytes", (long) program.dram().length);
        head.put("image_sha256", hex(digest(program.dram(), program.dram().length)));
        head.put("inputs", placements(program.inputs()));
        head.put("outputs", placements(program.outputs()));
        return head;
    }

    private static Map<String, Object> core(CoreConfig c) {
        var tree = new LinkedHashMap<String, Object>();
        try {
            for (var part : CoreConfig.class.getRecordComponents())
                tree.put(part.getName(), value(part.getAccessor().invoke(c)));
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
        return tree;
    }

    private static Object value(Object part) {
        return switch (part) {
            case Extensions extensions -> extensions.names();
            case DramRows rows -> List.of(rows.bytes(), rows.banks(), rows.openCycles(), rows.closeCycles());
            default -> part;
        };
    }

    /** Returns pairs of a value and how often it follows itself. */
    private static List<Object> runs(int[] values) {
        var runs = new ArrayList<Object>();
        for (int i = 0, from = 0; i < values.length; i++)
            if (i + 1 == values.length || values[i + 1] != values[i]) {
                runs.add(List.of(values[i], i + 1 - from));
                from = i + 1;
            }
        return runs;
    }

    private static List<Object> placements(Map<String, Program.Placement> places) {
        var list = new ArrayList<Object>();
        places.forEach((value, place) -> {
            var tree = new LinkedHashMap<String, Object>();
            tree.put("value", value);
            tree.put("dram", place.dram());
            tree.put("shape", Arrays.stream(place.shape().extents()).boxed().toList());
            tree.put("zero", place.zero());
            if (place.channelsLast()) tree.put("channels_last", true);
            list.add(tree);
        });
        return list;
    }

    /**
     * Reads a program.
     *
     * @param file what messages call it
     * @param bytes its content
     * @param image the content of its memory image
     * @throws SystoleException E5009 when either is damaged or does not belong to the other, E5010 when it is of another
     *     version
     */
    public static Program read(String file, byte[] bytes, byte[] image) {
        if (bytes.length < HEAD + DIGEST || !Arrays.equals(bytes, 0, MAGIC.length, MAGIC, 0, MAGIC.length))
            throw damaged(file, "it does not begin as a program does, or is cut off");
        var in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).position(MAGIC.length);
        version(file, "file", in.getInt(), VERSION);
        version(file, "instruction set", in.getInt(), ProgramEncoding.VERSION);
        byte[] end = Arrays.copyOfRange(bytes, bytes.length - DIGEST, bytes.length);
        if (!Arrays.equals(digest(bytes, bytes.length - DIGEST), end))
            throw damaged(file, "its checksum is not that of its content");
        int headBytes = in.getInt(), codeBytes = in.getInt();
        if (headBytes < 0 || codeBytes < 0 || (long) HEAD + headBytes + codeBytes + DIGEST != bytes.length)
            throw damaged(file, "its parts do not make up its size");
        var head = JsonReader.of(file, Arrays.copyOfRange(bytes, HEAD, HEAD + headBytes));
        if (head.get("image_bytes").whole() != image.length
                || !head.get("image_sha256").text().equals(hex(digest(image, image.length))))
            throw damaged(file, "the memory image beside it (" + IMAGE + ") is damaged or belongs to another program");
        in.position(HEAD + headBytes);
        return program(file, head, in.slice(HEAD + headBytes, codeBytes).order(ByteOrder.LITTLE_ENDIAN), image);
    }

    private static Program program(String file, JsonReader head, ByteBuffer code, byte[] image) {
        try {
            var instructions = new ArrayList<Instruction>();
            long[] words = new long[ProgramEncoding.LONGS];
            while (code.hasRemaining()) {
                for (int i = 0; i < words.length; i++) words[i] = code.getLong();
                instructions.add(ProgramEncoding.decode(words));
            }
            CoreConfig core = core(head.get("core"));
            long dramBytes = head.get("dram_bytes").whole();
            if (dramBytes < image.length) throw damaged(file, "its image is larger than its DRAM");
            for (int i = 0; i < instructions.size(); i++) {
                String broken = InstructionRules.broken(core, instructions.get(i));
                if (broken.isEmpty()) broken = MemoryRules.broken(core, dramBytes, instructions.get(i));
                if (!broken.isEmpty())
                    throw damaged(file, "instruction " + i + ": " + broken + ": " + instructions.get(i));
            }
            int[] sources = head.get("sources").list(run -> run.list(JsonReader::whole)).stream()
                    .flatMapToInt(run -> java.util.stream.IntStream.generate(() -> Math.toIntExact(run.getFirst()))
                            .limit(Math.min(run.get(1), instructions.size() + 1L)))
                    .limit(instructions.size() + 1L)
                    .toArray();
            if (sources.length != instructions.size()) throw damaged(file, "its layers do not cover its instructions");
            var inputs = places(head.get("inputs"));
            var outputs = places(head.get("outputs"));
            for (var places : List.of(inputs, outputs))
                for (Program.Placement place : places.values())
                    if (!MemoryRules.inside(core, dramBytes, place))
                        throw damaged(file, "an input or output lies outside its DRAM");
            return new Program(
                    head.get("name").text(),
                    core,
                    instructions,
                    sources,
                    head.get("layers").list(JsonReader::text),
                    image,
                    dramBytes,
                    inputs,
                    outputs);
        } catch (IllegalArgumentException
                | ArithmeticException
                | IndexOutOfBoundsException
                | java.util.NoSuchElementException
                | java.nio.BufferUnderflowException e) {
            throw damaged(file, "its content makes no program: " + e.getMessage());
        }
    }

    private static CoreConfig core(JsonReader tree) {
        var parts = CoreConfig.class.getRecordComponents();
        var types = new Class<?>[parts.length];
        var values = new Object[parts.length];
        for (int i = 0; i < parts.length; i++) {
            types[i] = parts[i].getType();
            var value = tree.get(parts[i].getName());
            if (types[i] == Extensions.class) values[i] = Extensions.of(value.list(JsonReader::text));
            else if (types[i] == DramRows.class) values[i] = rows(value.list(JsonReader::whole));
            else values[i] = types[i] == boolean.class ? (Object) value.truth() : Math.toIntExact(value.whole());
        }
        try {
            return CoreConfig.class.getDeclaredConstructor(types).newInstance(values);
        } catch (java.lang.reflect.InvocationTargetException e) {
            throw new IllegalArgumentException(e.getCause().getMessage(), e);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static DramRows rows(List<Long> n) {
        if (n.size() != 4) throw new IllegalArgumentException("rows of the DRAM by " + n.size() + " numbers");
        return new DramRows(
                Math.toIntExact(n.get(0)),
                Math.toIntExact(n.get(1)),
                Math.toIntExact(n.get(2)),
                Math.toIntExact(n.get(3)));
    }

    private static Map<String, Program.Placement> places(JsonReader list) {
        var places = new LinkedHashMap<String, Program.Placement>();
        list.list(place -> {
            int[] extents = place.get("shape").list(JsonReader::whole).stream()
                    .mapToInt(Math::toIntExact)
                    .toArray();
            places.put(
                    place.get("value").text(),
                    new Program.Placement(
                            place.get("dram").whole(),
                            Shape.of(extents),
                            Math.toIntExact(place.get("zero").whole()),
                            place.has("channels_last")
                                    && place.get("channels_last").truth()));
            return place;
        });
        return places;
    }

    private static void version(String file, String what, int found, int expected) {
        if (found != expected)
            throw new SystoleException(Problem.of(
                    CompileProblem.PROGRAM_VERSION,
                    Place.file(file),
                    "its " + what + " has version " + found + ", this Systole reads version " + expected,
                    "compile again: systole compile"));
    }

    private static SystoleException damaged(String file, String what) {
        return new SystoleException(
                Problem.of(CompileProblem.DAMAGED_PROGRAM, Place.file(file), what, "compile again: systole compile"));
    }

    private static byte[] digest(byte[] bytes, int length) {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            digest.update(bytes, 0, length);
            return digest.digest();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }
}
