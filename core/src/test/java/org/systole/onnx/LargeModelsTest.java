package org.systole.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.systole.problem.SystoleException;

/** Models of many nodes, and of more weights than the heap holds. {@code -Dtest.large=false} leaves the latter out. */
class LargeModelsTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(ints = {20_000, 100_000})
    void chainsAreRead(int nodes) {
        byte[] bytes = SyntheticModels.chain(nodes).toByteArray();
        long begin = System.nanoTime();
        OnnxModel model = OnnxReader.read("chain", bytes, ShapeBindings.NONE);
        long millis = (System.nanoTime() - begin) / 1_000_000;
        System.out.println("chain of " + nodes + " nodes, " + (bytes.length >> 10) + " KiB: read in " + millis + " ms");
        assertEquals(nodes, model.graph().nodes().size());
        assertEquals("1x4x8x8", model.graph().type("v" + nodes).shape().toString());
    }

    /** The whole program of the forked process: reads a model and touches each weight. */
    static final class ReadIt {
        public static void main(String[] arguments) {
            OnnxModel model = OnnxReader.read(Path.of(arguments[0]));
            double sum = 0;
            for (var tensor : model.graph().constants().values()) sum += tensor.real(tensor.elements() - 1);
            System.out.println(model.graph().constants().size() + " weights, sum " + sum);
        }
    }

    @Test
    void twoGibibytesOfExternalWeightsFitASmallHeap() throws Exception {
        Assumptions.assumeFalse("false".equals(System.getProperty("test.large")), "switched off");
        Path model = SyntheticModels.external(folder, 17);
        assertTrue(Files.size(folder.resolve("weights.bin")) > 2L << 30);
        String said = fork("-Xmx512m", model);
        assertTrue(said.contains("17 weights, sum 0.0"), said);
    }

    private String fork(String heap, Path model) throws Exception {
        Path log = folder.resolve("log");
        var process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        heap,
                        "-XX:+UseSerialGC",
                        "--add-modules",
                        "jdk.incubator.vector",
                        "-cp",
                        System.getProperty("java.class.path"),
                        ReadIt.class.getName(),
                        model.toString())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        if (!process.waitFor(120, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            Assertions.fail("the forked process does not end");
        }
        return Files.readString(log, StandardCharsets.UTF_8);
    }

    @Test
    void aModelFileOfTwoGibibytesIsRefused() throws IOException {
        Path file = folder.resolve("huge.onnx");
        try (var sparse = new RandomAccessFile(file.toFile(), "rw")) {
            sparse.write(new byte[] {8, 8, 0x3a});
            sparse.setLength(1L << 31);
        }
        var refused = Assertions.assertThrows(SystoleException.class, () -> OnnxReader.read(file));
        assertEquals(OnnxProblem.FILE_TOO_LARGE, refused.problems().getFirst().code());
    }

    @Test
    void largeFilesAreMapped() throws IOException {
        // 80 MiB of raw data in the file itself: more than what is copied to the heap.
        var graph = Protos.relu()
                .addInitializer(Protos.tensor("w", Protos.FLOAT, 20 << 20).setRawData(Protos.zeros(80 << 20)))
                .addOutput(Protos.value("w"));
        Path file = Files.write(
                folder.resolve("mapped.onnx"), Protos.model(graph).build().toByteArray());
        OnnxModel model = OnnxReader.read(file);
        var weights = model.graph().constant("w").orElseThrow();
        assertEquals(0.0, weights.real(weights.elements() - 1));
        assertEquals("1x2x4x4", model.graph().type("y").shape().toString());
    }
}
