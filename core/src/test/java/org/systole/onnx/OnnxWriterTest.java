package org.systole.onnx;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.systole.graph.Attributes;
import org.systole.graph.Graph;
import org.systole.graph.Node;
import org.systole.house.Shared;
import org.systole.problem.SystoleException;
import org.systole.tensor.Tensor;

/** What is written reads back equal. */
class OnnxWriterTest {
    @TempDir
    Path folder;

    @TestFactory
    Stream<DynamicTest> roundTripIsEqual() throws IOException {
        try (Stream<Path> files = Files.list(Shared.path("data/models"))) {
            return files.filter(f -> f.toString().endsWith(".onnx")).sorted().toList().stream()
                    .map(f -> DynamicTest.dynamicTest(f.getFileName().toString(), () -> {
                        Graph graph = OnnxReader.read(f).graph();
                        assertSame(
                                graph,
                                OnnxReader.read("again", OnnxWriter.bytes(graph), ShapeBindings.NONE)
                                        .graph());
                    }));
        }
    }

    @Test
    void largeWeightsLieBesideTheModel() {
        Graph graph = OnnxReader.read(Shared.path("data/models/cifar10_resnet20.onnx"))
                .graph();
        Path file = folder.resolve("m.onnx");
        OnnxWriter.write(graph, file, 100_000);
        assertTrue(Files.exists(folder.resolve("m.onnx.data")));
        OnnxModel again = OnnxReader.read(file);
        assertSame(graph, again.graph());
        assertEquals(
                List.of("m.onnx.data"),
                again.externalFiles().stream().map(ExternalFile::location).toList());
        try (var reference = FloatReference.of(file, FloatReference.Options.PLAIN.exposing(List.of("output")))) {
            assertEquals(1, reference.run(RandomTensors.inputs(graph, 1)).size());
        }
    }

    @Test
    void bytesAreTheSameEveryTime() {
        Path file = Shared.path("data/models/fsdd_gru.onnx");
        assertArrayEquals(
                OnnxWriter.bytes(OnnxReader.read(file).graph()),
                OnnxWriter.bytes(OnnxReader.read(file).graph()));
    }

    @Test
    void aFolderThatIsMissingIsAProblem() throws IOException {
        Graph graph = OnnxReader.read("m", Protos.model(Protos.relu()).build().toByteArray(), ShapeBindings.NONE)
                .graph();
        Path file = folder.resolve("missing/m.onnx");
        var refused = assertThrows(SystoleException.class, () -> OnnxWriter.write(graph, file));
        assertEquals(OnnxProblem.UNWRITABLE, refused.problems().getFirst().code());
        assertFalse(Files.exists(file));
    }

    private static void assertSame(Graph expected, Graph found) {
        assertEquals(expected.name(), found.name());
        assertEquals(expected.inputs(), found.inputs());
        assertEquals(expected.outputs(), found.outputs());
        assertEquals(expected.opsets(), found.opsets());
        assertEquals(expected.metadata(), found.metadata());
        assertEquals(expected.types(), found.types());
        assertEquals(expected.nodes().size(), found.nodes().size());
        for (int i = 0; i < expected.nodes().size(); i++)
            assertSame(expected.nodes().get(i), found.nodes().get(i));
        assertEquals(expected.constants().keySet(), found.constants().keySet());
        expected.constants()
                .forEach((name, tensor) ->
                        assertSame(name, tensor, found.constants().get(name)));
    }

    private static void assertSame(Node expected, Node found) {
        assertEquals(expected.name(), found.name());
        assertEquals(expected.domain() + expected.op(), found.domain() + found.op());
        assertEquals(expected.inputs(), found.inputs());
        assertEquals(expected.outputs(), found.outputs());
        Attributes attributes = expected.attributes();
        assertEquals(attributes.names(), found.attributes().names());
        for (String name : attributes.names()) {
            switch (attributes.get(name)) {
                case long[] longs ->
                    assertArrayEquals(longs, (long[]) found.attributes().get(name));
                case float[] floats ->
                    assertArrayEquals(floats, (float[]) found.attributes().get(name));
                case Tensor tensor ->
                    assertSame(name, tensor, found.attributes().tensor(name));
                case Graph body ->
                    assertSame(
                            body,
                            assertInstanceOf(Graph.class, found.attributes().get(name)));
                default -> assertEquals(attributes.get(name), found.attributes().get(name));
            }
        }
    }

    private static void assertSame(String name, Tensor expected, Tensor found) {
        assertEquals(expected.toString(), found.toString(), name);
        long length = expected.type().bytes(expected.elements());
        assertEquals(
                -1, expected.bytes().asSlice(0, length).mismatch(found.bytes().asSlice(0, length)), name);
    }
}
