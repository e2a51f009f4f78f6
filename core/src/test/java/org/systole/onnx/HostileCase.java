package org.systole.onnx;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.systole.onnx.proto.Onnx.GraphProto;
import org.systole.onnx.proto.Onnx.ModelProto;

/**
 * An input that a careful reader must survive; what it must answer stands in {@code hostile.txt}.
 *
 * @param name unique
 * @param maker makes the file in a folder of its own
 * @param bytes makes its bytes when they need no folder, otherwise null
 * @param shapes options given with it
 */
record HostileCase(String name, Maker maker, Bytes bytes, List<String> shapes) {
    /** Makes the file of a case. */
    @FunctionalInterface
    interface Maker {
        Path make(Path folder) throws IOException;
    }

    /** Makes the bytes of a case. */
    @FunctionalInterface
    interface Bytes {
        byte[] make() throws IOException;
    }

    @Override
    public String toString() {
        return name;
    }

    /** Collects cases. */
    static final class Table {
        private final List<HostileCase> cases = new ArrayList<>();

        List<HostileCase> cases() {
            return cases;
        }

        void file(String name, Maker maker, String... shapes) {
            cases.add(new HostileCase(name, maker, null, List.of(shapes)));
        }

        void bytes(String name, Bytes bytes, String... shapes) {
            Maker maker = folder -> Files.write(folder.resolve("m.onnx"), bytes.make());
            cases.add(new HostileCase(name, maker, bytes, List.of(shapes)));
        }

        void model(String name, ModelProto.Builder model, String... shapes) {
            bytes(name, () -> model.build().toByteArray(), shapes);
        }

        void graph(String name, GraphProto.Builder graph, String... shapes) {
            model(name, Protos.model(graph), shapes);
        }
    }
}
