package org.systole.onnx;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.WireFormat;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Files that are no models, and bytes that break the encoding. */
final class HostileFiles {
    private HostileFiles() {}

    static void add(HostileCase.Table table) {
        paths(table);
        otherKinds(table);
        encoding(table);
        nesting(table);
        amplification(table);
        texts(table);
    }

    private static byte[] valid() {
        return Protos.model(Protos.relu()).build().toByteArray();
    }

    private static void paths(HostileCase.Table table) {
        table.file("file missing", folder -> folder.resolve("no.onnx"));
        table.file("file is a folder", folder -> folder);
        table.file("file is a device", folder -> Path.of("/dev/null"));
        table.file("file is a pipe", HostileFiles::pipe);
        table.bytes("file empty", () -> new byte[0]);
        table.bytes("file of one byte", () -> new byte[] {8});
        table.bytes("file of zeros", () -> new byte[4096]);
        table.bytes("file of ones", () -> filled(4096, 0xff));
        table.bytes("file cut in the middle", () -> Arrays.copyOf(valid(), valid().length / 2));
        table.bytes("file cut by one byte", () -> Arrays.copyOf(valid(), valid().length - 1));
        table.bytes("file with bytes behind", () -> concat(valid(), new byte[] {1, 2, 3}));
        table.bytes("file twice in one", () -> concat(valid(), valid()));
    }

    private static void otherKinds(HostileCase.Table table) {
        text(table, "html", "<!DOCTYPE html>\n<html><body>404 Not Found</body></html>");
        text(table, "git-lfs pointer", "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 13970638\n");
        text(table, "json", "{\"error\": \"not found\"}");
        text(table, "plain text", "This is not a model.\n");
        text(table, "onnx text format", "<\n  ir_version: 8,\n  opset_import: [\"\" : 17]\n>\nagraph (float[N] x) {}");
        table.bytes("utf-16 text", () -> "model".getBytes(StandardCharsets.UTF_16));
        table.bytes("gzip", HostileFiles::gzip);
        table.bytes("zip", HostileFiles::zip);
        table.bytes("tflite", () -> "\u001c\0\0\0TFL3\u0014\0 \0".getBytes(StandardCharsets.ISO_8859_1));
        table.bytes("ort format", () -> "\u001c\0\0\0ORTM\u0014\0 \0".getBytes(StandardCharsets.ISO_8859_1));
        table.bytes("hdf5", () -> "\u0089HDF\r\n\u001a\n\0\0".getBytes(StandardCharsets.ISO_8859_1));
        table.bytes("png", () -> "\u0089PNG\r\n\u001a\n\0\0".getBytes(StandardCharsets.ISO_8859_1));
        table.bytes("elf", () -> "\u007fELF\2\1\1\0\0\0".getBytes(StandardCharsets.ISO_8859_1));
        table.bytes("pickle", () -> "\u0080\2}q\0(X\5\0".getBytes(StandardCharsets.ISO_8859_1));
        table.bytes("safetensors", () -> "@\0\0\0\0\0\0\0{\"w\":{}}".getBytes(StandardCharsets.ISO_8859_1));
        table.bytes("gguf", () -> "GGUF\3\0\0\0".getBytes(StandardCharsets.ISO_8859_1));
        table.bytes("numpy", () -> "\u0093NUMPY\1\0".getBytes(StandardCharsets.ISO_8859_1));
        table.bytes(
                "a tensor instead of a model",
                () -> Protos.floats("w", 2).build().toByteArray());
        table.bytes("a graph instead of a model", () -> Protos.relu().build().toByteArray());
    }

    private static void encoding(HostileCase.Table table) {
        table.bytes("varint of eleven bytes", () -> concat(new byte[] {8}, filled(11, 0x80)));
        table.bytes("varint cut", () -> new byte[] {8, (byte) 0x80});
        table.bytes("length beyond the file", () -> new byte[] {0x3a, 0x7f, 0, 0});
        table.bytes(
                "length of 1 GiB in 10 bytes",
                () -> wire(out -> {
                    out.writeTag(7, WireFormat.WIRETYPE_LENGTH_DELIMITED);
                    out.writeUInt32NoTag(1 << 30);
                }));
        table.bytes(
                "length negative",
                () -> wire(out -> {
                    out.writeTag(7, WireFormat.WIRETYPE_LENGTH_DELIMITED);
                    out.writeUInt64NoTag(-1);
                }));
        table.bytes(
                "length beyond its part",
                () -> inGraph(out -> {
                    out.writeTag(1, WireFormat.WIRETYPE_LENGTH_DELIMITED);
                    out.writeUInt32NoTag(1000);
                }));
        table.bytes("field number 0", () -> concat(new byte[] {0}, valid()));
        table.bytes("wire type 6", () -> new byte[] {0x0e, 0});
        table.bytes("wire type 7", () -> new byte[] {0x0f, 0});
        table.bytes("group in an unknown field", () -> concat(new byte[] {(byte) 0x83, 6, (byte) 0x84, 6}, valid()));
        table.bytes("groups nested 100000 deep", () -> concat(groups(100_000), valid()));
        table.bytes("unknown fields are skipped", () -> concat(unknownFields(), valid()));
        table.bytes("graph as a number", () -> new byte[] {0x38, 1});
        table.bytes("ir_version as text", () -> new byte[] {0x0a, 1, '8'});
        table.bytes("node name as a number", () -> inGraph(out -> out.writeByteArray(1, new byte[] {0x18, 1})));
        table.bytes(
                "dims as fixed numbers", () -> inGraph(out -> out.writeByteArray(5, new byte[] {0x0d, 1, 0, 0, 0})));
        table.bytes(
                "float_data of five bytes",
                () -> inGraph(out -> out.writeByteArray(5, new byte[] {0x22, 5, 0, 0, 0, 0, 0})));
        table.bytes(
                "packed number runs over",
                () -> inGraph(out -> out.writeByteArray(5, new byte[] {0x0a, 1, (byte) 0x80})));
    }

    private static void nesting(HostileCase.Table table) {
        table.bytes("messages nested 101 deep", () -> nestedTypes(101));
        table.bytes("messages nested 10000 deep", () -> nestedTypes(10_000));
        table.bytes("bodies nested 100 deep", () -> nestedBodies(100));
        table.bytes("bodies nested 10000 deep", () -> nestedBodies(10_000));
    }

    private static void amplification(HostileCase.Table table) {
        table.bytes("a million empty nodes", () -> inGraph(out -> repeat(out, 1_000_000, 1)));
        table.bytes("a million empty initializers", () -> inGraph(out -> repeat(out, 1_000_000, 5)));
        table.bytes("a million empty dimensions", () -> {
            byte[] shape = wire(out -> repeat(out, 1_000_000, 1));
            byte[] type = wrap(1, concat(new byte[] {8, 1}, wrap(2, shape)));
            return inGraph(out -> out.writeByteArray(11, concat(wire(o -> o.writeString(1, "x")), wrap(2, type))));
        });
        table.bytes(
                "a million attributes",
                () -> inGraph(out -> out.writeByteArray(1, wire(o -> repeat(o, 1_000_000, 5)))));
        table.bytes(
                "a million functions",
                () -> wire(out -> {
                    out.writeByteArray(7, Protos.relu().build().toByteArray());
                    repeat(out, 1_000_000, 25);
                }));
        table.bytes("ten million nodes", () -> inGraph(out -> repeat(out, 10_000_000, 1)));
    }

    private static void texts(HostileCase.Table table) {
        table.bytes(
                "name is no utf-8",
                () -> inGraph(out -> {
                    out.writeByteArray(1, wire(o -> o.writeByteArray(3, new byte[] {'a', (byte) 0xc3, '('})));
                }));
        table.bytes(
                "name with an overlong slash",
                () -> inGraph(out -> {
                    out.writeByteArray(1, wire(o -> o.writeByteArray(3, new byte[] {(byte) 0xc0, (byte) 0xaf})));
                }));
        table.bytes(
                "name with a surrogate",
                () -> inGraph(out -> {
                    out.writeByteArray(
                            1, wire(o -> o.writeByteArray(3, new byte[] {(byte) 0xed, (byte) 0xa0, (byte) 0x80})));
                }));
        for (String[] name : new String[][] {
            {"newline", "a\nerror[E0000]: forged"},
            {"escape sequence", "\u001b[31mred\u001b]0;title\u0007"},
            {"nul", "a\0b"},
            {"right-to-left override", "conv\u202exnno"},
            {"a million characters", "n".repeat(1_000_000)}
        }) {
            table.graph(
                    "bad node named with " + name[0], Protos.relu().addNode(Protos.node("Conv", name[1], "x", "z")));
            table.graph(
                    "good value named with " + name[0],
                    Protos.relu()
                            .clearNode()
                            .clearOutput()
                            .addNode(Protos.node("Relu", "r", "x", name[1]))
                            .addOutput(Protos.value(name[1])));
        }
    }

    private static void text(HostileCase.Table table, String name, String content) {
        table.bytes("file is " + name, () -> content.getBytes(StandardCharsets.UTF_8));
    }

    private static Path pipe(Path folder) throws IOException {
        Path pipe = folder.resolve("pipe.onnx");
        try {
            new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
        return pipe;
    }

    private static byte[] gzip() throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var zip = new GZIPOutputStream(bytes)) {
            zip.write(valid());
        }
        return bytes.toByteArray();
    }

    private static byte[] zip() throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var zip = new ZipOutputStream(bytes)) {
            zip.putNextEntry(new ZipEntry("model.onnx"));
            zip.write(valid());
        }
        return bytes.toByteArray();
    }

    private static byte[] groups(int count) {
        byte[] bytes = new byte[2 * count];
        for (int i = 0; i < bytes.length; i += 2) {
            bytes[i] = (byte) 0x83;
            bytes[i + 1] = 6;
        }
        return bytes;
    }

    private static byte[] unknownFields() {
        return new byte[] {(byte) 0xf8, 6, 1, (byte) 0xfa, 6, 2, 1, 2, (byte) 0xfd, 6, 0, 0, 0, 0};
    }

    /** Writes fields. */
    @FunctionalInterface
    interface Fields {
        void write(CodedOutputStream out) throws IOException;
    }

    static byte[] wire(Fields fields) throws IOException {
        var bytes = new ByteArrayOutputStream();
        CodedOutputStream out = CodedOutputStream.newInstance(bytes);
        fields.write(out);
        out.flush();
        return bytes.toByteArray();
    }

    private static byte[] inGraph(Fields fields) throws IOException {
        byte[] graph = wire(fields);
        return wire(out -> {
            out.writeInt64(1, 8);
            out.writeByteArray(7, graph);
        });
    }

    private static byte[] wrap(int field, byte[] content) throws IOException {
        return wire(out -> out.writeByteArray(field, content));
    }

    private static void repeat(CodedOutputStream out, int count, int field) throws IOException {
        for (int i = 0; i < count; i++) out.writeBytes(field, ByteString.EMPTY);
    }

    /** A value of type sequence of sequence of ... of a tensor. */
    private static byte[] nestedTypes(int depth) throws IOException {
        byte[] type = new byte[0];
        for (int i = 0; i < depth; i += 2) type = wrap(4, wrap(1, type));
        byte[] input = wrap(2, type);
        return inGraph(out -> out.writeByteArray(11, input));
    }

    private static byte[] nestedBodies(int depth) throws IOException {
        byte[] graph = new byte[0];
        for (int i = 0; i < depth; i++)
            graph = wrap(1, concat(wrap(4, "If".getBytes(StandardCharsets.UTF_8)), wrap(5, wrap(6, graph))));
        byte[] outer = graph;
        return wire(out -> {
            out.writeInt64(1, 8);
            out.writeByteArray(7, outer);
        });
    }

    static byte[] filled(int count, int value) {
        byte[] bytes = new byte[count];
        Arrays.fill(bytes, (byte) value);
        return bytes;
    }

    static byte[] concat(byte[] first, byte[] second) {
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }

    /** Used by tests that need a file of a folder. */
    static Path write(Path folder, String name, byte[] bytes) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.write(file, bytes);
    }
}
