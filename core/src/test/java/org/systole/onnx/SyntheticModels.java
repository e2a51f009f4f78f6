package org.systole.onnx;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import org.systole.onnx.proto.Onnx.GraphProto;
import org.systole.onnx.proto.Onnx.ModelProto;
import org.systole.onnx.proto.Onnx.StringStringEntryProto;
import org.systole.onnx.proto.Onnx.TensorProto;

/** Models of any size, for tests of time and memory. */
final class SyntheticModels {
    private SyntheticModels() {}

    /** A chain of convolutions, biases and activations in turn, with a small weight for each third node. */
    static ModelProto chain(int nodes) {
        GraphProto.Builder graph = GraphProto.newBuilder().setName("chain").addInput(Protos.value("v0", 1, 4, 8, 8));
        for (int i = 0; i < nodes; i++) {
            String from = "v" + i;
            String to = "v" + (i + 1);
            switch (i % 3) {
                case 0 -> {
                    graph.addInitializer(Protos.floats("w" + i, 4, 4, 3, 3));
                    graph.addNode(
                            Protos.node("Conv", "conv" + i, from + ",w" + i, to, Protos.integers("pads", 1, 1, 1, 1)));
                }
                case 1 -> graph.addNode(Protos.node("Add", "add" + i, from + ",v" + (i - 1), to));
                default -> graph.addNode(Protos.node("Relu", "relu" + i, from, to));
            }
        }
        return Protos.model(graph.addOutput(Protos.value("v" + nodes))).build();
    }

    /**
     * Writes a chain of products whose weights lie in an external file of zeros, which takes no space on disk.
     *
     * @param weights how many weights of 128 MiB
     */
    static Path external(Path folder, int weights) throws IOException {
        long size = 128L << 20;
        GraphProto.Builder graph = GraphProto.newBuilder().setName("external").addInput(Protos.value("v0", 1, 8192));
        for (int i = 0; i < weights; i++) {
            long[] dims = i % 2 == 0 ? new long[] {8192, 4096} : new long[] {4096, 8192};
            graph.addInitializer(Protos.tensor("w" + i, Protos.FLOAT, dims)
                    .setDataLocation(TensorProto.DataLocation.EXTERNAL)
                    .addExternalData(entry("location", "weights.bin"))
                    .addExternalData(entry("offset", Long.toString(i * size)))
                    .addExternalData(entry("length", Long.toString(size))));
            graph.addNode(Protos.node("MatMul", "m" + i, "v" + i + ",w" + i, "v" + (i + 1)));
        }
        graph.addOutput(Protos.value("v" + weights));
        try (var file = new RandomAccessFile(folder.resolve("weights.bin").toFile(), "rw")) {
            file.setLength(weights * size);
        }
        return Files.write(
                folder.resolve("external.onnx"), Protos.model(graph).build().toByteArray());
    }

    private static StringStringEntryProto entry(String key, String value) {
        return StringStringEntryProto.newBuilder().setKey(key).setValue(value).build();
    }
}
