package org.systole.onnx;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.systole.onnx.WireSchema.Field;
import org.systole.onnx.WireSchema.Kind;
import org.systole.problem.Place;
import org.systole.problem.Problem;
import org.systole.problem.SystoleException;

/**
 * Walks the bytes of a model once, before anything is built of them.
 *
 * <p>Checks the encoding (protocol buffers, wire format) against the schema: every length lies inside the part that
 * holds it, every known field has its own encoding, texts are UTF-8, nesting is bounded, and what the parser would
 * build fits the memory. Allocates nothing that grows with the file, and does not recurse. A protocol-buffer parser
 * alone takes a field of the wrong type for an unknown one and loses it silently.
 */
final class WireScan {
    /** Messages inside messages; a body of If, Loop or Scan takes three. The parser's own limit is usually 100. */
    static final int DEEPEST = 96;

    private static final int LONGEST_PATH = 160;
    /** Heap of a parsed message, in bytes, by estimate: its head, some twenty fields (of a tensor), its place in a list. */
    private static final int MESSAGE_COST = 140;

    /** Heap of a text or of a block of bytes beside its content, by estimate: two objects and the place in a list. */
    private static final int PART_COST = 72;

    /** Heap of a number in a list: eight bytes in an array that grows by half. */
    private static final int NUMBER_COST = 12;

    private final String file;
    private final ByteBuffer bytes;
    private final long memory;
    private final WireSchema[] schemas = new WireSchema[DEEPEST + 1];
    private final int[] ends = new int[DEEPEST + 1];
    private final int[] fields = new int[DEEPEST + 1];
    private final int[][] counts = new int[DEEPEST + 1][];
    private int depth;
    private int at;
    private long cost;

    private WireScan(String file, ByteBuffer bytes, long memory) {
        this.file = file;
        this.bytes = bytes;
        this.memory = memory;
    }

    /**
     * Checks the bytes.
     *
     * @param memory how many bytes the parsed messages may take, as an estimate
     * @throws SystoleException naming the first fault, its byte and the part it lies in
     */
    static void check(String file, ByteBuffer bytes, long memory) {
        new WireScan(file, bytes, memory).run();
    }

    private void run() {
        enter(WireSchema.MODEL, bytes.limit());
        at = bytes.position();
        while (depth > 0) {
            if (at == ends[depth]) depth--;
            else field();
        }
    }

    private void enter(WireSchema schema, int end) {
        if (depth == DEEPEST)
            throw fault(
                    OnnxProblem.TOO_DEEP,
                    "parts are nested more than " + DEEPEST + " deep",
                    "flatten the bodies of If, Loop and Scan");
        depth++;
        schemas[depth] = schema;
        ends[depth] = end;
        int size = schema.highest() + 1;
        if (counts[depth] == null || counts[depth].length < size) counts[depth] = new int[size];
        else Arrays.fill(counts[depth], 0);
        spend(MESSAGE_COST);
    }

    private void spend(long bytesOfMemory) {
        cost += bytesOfMemory;
        if (cost > memory)
            throw fault(
                    OnnxProblem.TOO_MANY_PARTS,
                    "the model's parts need more than the " + (memory >> 20) + " MiB set aside for them",
                    "give Java more memory, for example JAVA_TOOL_OPTIONS=-Xmx4g");
    }

    private void field() {
        int start = at;
        long tag = varint();
        int wire = (int) (tag & 7);
        long number = tag >>> 3;
        if (number == 0 || number > 0x1fffffff) throw malformed(start, "field number " + number + " does not exist");
        fields[depth] = (int) number;
        Field field = schemas[depth].field((int) number);
        if (field == null) skipUnknown(start, wire);
        else known(field, (int) number, wire, start);
    }

    private void skipUnknown(int start, int wire) {
        fields[depth] = 0;
        switch (wire) {
            case 0 -> varint();
            case 1 -> skip(8, "a number");
            case 2 -> skip(length(), "an unknown part");
            case 5 -> skip(4, "a number");
            default -> throw malformed(start, "wire type " + wire + " does not occur in models");
        }
    }

    private void known(Field field, int number, int wire, int start) {
        int count = counts[depth][number]++;
        if (count > 0 && field.kind() == Kind.MESSAGE && !field.repeated())
            throw malformed(start, "this part occurs twice");
        switch (wire) {
            case 0 -> number(field, Kind.VARINT, start);
            case 1 -> number(field, Kind.FIXED64, start);
            case 5 -> number(field, Kind.FIXED32, start);
            case 2 -> part(field, start);
            default -> throw malformed(start, "wire type " + wire + " does not occur in models");
        }
    }

    private void number(Field field, Kind found, int start) {
        if (field.kind() != found) throw mismatch(field, start);
        if (field.repeated()) spend(NUMBER_COST);
        switch (found) {
            case VARINT -> varint();
            case FIXED32 -> skip(4, "a number");
            default -> skip(8, "a number");
        }
    }

    private void part(Field field, int start) {
        int length = length();
        switch (field.kind()) {
            case MESSAGE -> {
                need(length, field.name());
                enter(field.message(), at + length);
            }
            case TEXT -> {
                need(length, field.name());
                spend(PART_COST + length);
                text(length);
            }
            case BYTES -> {
                spend(PART_COST);
                skip(length, field.name());
            }
            default -> packed(field, length, start);
        }
    }

    private void packed(Field field, int length, int start) {
        if (!field.repeated()) throw mismatch(field, start);
        need(length, field.name());
        int end = at + length;
        int size = field.kind() == Kind.FIXED32 ? 4 : 8;
        if (field.kind() != Kind.VARINT) {
            if (length % size != 0) throw malformed(start, length + " bytes are no whole count of numbers");
            spend((long) length / size * NUMBER_COST);
            at = end;
            return;
        }
        while (at < end) {
            varint(end);
            spend(NUMBER_COST);
        }
    }

    private void text(int length) {
        int end = at + length;
        int ascii = at;
        while (ascii < end && bytes.get(ascii) >= 0) ascii++;
        if (ascii < end) {
            try {
                StandardCharsets.UTF_8.newDecoder().decode(bytes.slice(ascii, end - ascii));
            } catch (CharacterCodingException e) {
                throw fault(OnnxProblem.BAD_TEXT, "text is not valid UTF-8", "export the model again");
            }
        }
        at = end;
    }

    private int length() {
        int start = at;
        long length = varint();
        if (length < 0 || length > Integer.MAX_VALUE)
            throw malformed(start, "a part claims " + unsigned(length) + " bytes");
        return (int) length;
    }

    private void skip(int length, String what) {
        need(length, what);
        at += length;
    }

    private void need(int length, String what) {
        int left = ends[depth] - at;
        if (length <= left) return;
        String message = "'" + what + "' needs " + length + " bytes, " + left + " are left";
        boolean whole = ends[depth] == bytes.limit();
        throw whole
                ? fault(OnnxProblem.TRUNCATED, "the file ends too early: " + message, "copy or export the file again")
                : malformed(at, message + " in the part that holds it");
    }

    private long varint() {
        return varint(ends[depth]);
    }

    private long varint(int end) {
        long value = 0;
        int start = at;
        for (int shift = 0; shift < 70; shift += 7) {
            if (at == end) {
                if (end == bytes.limit())
                    throw fault(
                            OnnxProblem.TRUNCATED,
                            "the file ends too early: inside a number",
                            "copy or export the file again");
                throw malformed(start, "a number runs over the end of its part");
            }
            byte next = bytes.get(at++);
            value |= (long) (next & 0x7f) << shift;
            if (next >= 0) return value;
        }
        throw malformed(start, "a number has more than 10 bytes");
    }

    private SystoleException mismatch(Field field, int start) {
        return malformed(start, "'" + field.name() + "' is encoded as another type than it has");
    }

    private SystoleException malformed(int position, String message) {
        return fault(OnnxProblem.MALFORMED, "byte " + position + ": " + message, "copy or export the file again");
    }

    private SystoleException fault(OnnxProblem code, String message, String fix) {
        return new SystoleException(Problem.of(code, Place.element(file, path()), message, fix));
    }

    /** Returns where the walk stands, as {@code graph.node[3].attribute[0]}. */
    private String path() {
        var path = new StringBuilder();
        for (int level = 1; level <= depth; level++) {
            Field field = schemas[level].field(fields[level]);
            if (field == null) break;
            if (!path.isEmpty()) path.append('.');
            path.append(field.name());
            if (field.repeated())
                path.append('[')
                        .append(Math.max(0, counts[level][fields[level]] - 1))
                        .append(']');
        }
        // Deep paths repeat themselves.
        if (path.length() > LONGEST_PATH) path.replace(LONGEST_PATH / 2, path.length() - LONGEST_PATH / 2, " ... ");
        return path.toString();
    }

    private static String unsigned(long value) {
        return Long.toUnsignedString(value);
    }
}
