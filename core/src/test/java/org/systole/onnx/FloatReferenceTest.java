package org.systole.onnx;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.systole.graph.Graph;
import org.systole.graph.Node;
import org.systole.graph.ValueType;
import org.systole.house.Shared;
import org.systole.onnx.FloatReference.Options;
import org.systole.problem.SystoleException;
import org.systole.tensor.Shape;
import org.systole.tensor.Tensor;

/** ONNX Runtime as the outside witness: of inferred types, of folding, and of what is written. */
class FloatReferenceTest {
    private static final long SEED = 20261120;
    private static final long MOST_EXPOSED = 48L << 20;

    private static Stream<Path> models() throws IOException {
        try (Stream<Path> files = Files.list(Shared.path("data/models"))) {
            return files.filter(f -> f.toString().endsWith(".onnx")).sorted().toList().stream();
        }
    }

    @TestFactory
    Stream<DynamicTest> inferredTypesAreThoseOfTheRun() throws IOException {
        return models().map(f -> DynamicTest.dynamicTest(f.getFileName().toString(), () -> inferredTypes(f)));
    }

    private static void inferredTypes(Path file) {
        Graph graph = OnnxReader.read(file).graph();
        List<String> exposed = exposed(graph);
        try (var reference = FloatReference.of(file, Options.PLAIN.exposing(exposed))) {
            Map<String, Tensor> values = reference.run(RandomTensors.inputs(graph, SEED));
            assertTrue(values.keySet().containsAll(exposed));
            values.forEach((name, tensor) ->
                    assertEquals(new ValueType(tensor.type(), tensor.shape()), graph.type(name), name));
        }
    }

    private static List<String> exposed(Graph graph) {
        var exposed = new ArrayList<String>();
        long bytes = 0;
        for (Node node : graph.nodes()) {
            for (String output : node.outputs()) {
                ValueType type = graph.types().get(output);
                if (output.isEmpty() || type == null) continue;
                bytes += type.dataType().bytes(type.shape().elements());
                if (bytes < MOST_EXPOSED) exposed.add(output);
            }
        }
        return exposed;
    }

    @TestFactory
    Stream<DynamicTest> theGraphComputesWhatTheFileComputes() throws IOException {
        return models().map(f -> DynamicTest.dynamicTest(f.getFileName().toString(), () -> sameOutputs(f)));
    }

    private static void sameOutputs(Path file) {
        Graph graph = OnnxReader.read(file).graph();
        Map<String, Tensor> inputs = RandomTensors.inputs(graph, SEED);
        try (var ofFile = FloatReference.of(file, Options.PLAIN);
                var ofGraph = FloatReference.of(graph, Options.PLAIN)) {
            Map<String, Tensor> expected = ofFile.run(inputs);
            Map<String, Tensor> found = ofGraph.run(inputs);
            assertEquals(expected.keySet(), found.keySet());
            expected.forEach((name, tensor) ->
                    assertArrayEquals(tensor.toFloats(), found.get(name).toFloats(), 1e-5f, name));
        }
    }

    @Test
    void repeatsBitForBitOnOneThreadAndOnTwo() {
        Path file = Shared.path("data/models/kws_dscnn_mlperf_fp32.onnx");
        Map<String, Tensor> inputs = RandomTensors.inputs(OnnxReader.read(file).graph(), SEED);
        var runs = new ArrayList<float[]>();
        for (int threads : new int[] {1, 1, 2})
            try (var reference = FloatReference.of(file, new Options(threads, true, List.of()))) {
                runs.add(reference.run(inputs).get("output").toFloats());
            }
        assertArrayEquals(runs.get(0), runs.get(1));
        assertArrayEquals(runs.get(0), runs.get(2));
    }

    @Test
    void refusalsAreProblems(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("odd.onnx");
        var odd = Protos.model(Protos.relu());
        odd.getGraphBuilder().getNodeBuilder(0).setOpType("NoSuchOperator");
        Files.write(file, odd.build().toByteArray());
        var refused = assertThrows(SystoleException.class, () -> FloatReference.of(file, Options.PLAIN));
        assertEquals(OnnxProblem.RUNTIME_REFUSED, refused.problems().getFirst().code());
        assertTrue(refused.getMessage().contains("NoSuchOperator"), refused.getMessage());
    }

    @Test
    void externalDataOutsideIsRefusedBeforeTheRuntimeSeesIt(@TempDir Path folder) throws IOException {
        var table = new HostileCase.Table();
        HostileExternalData.add(table);
        for (HostileCase c : table.cases()) {
            if (!c.name().startsWith("external data out")) continue;
            Path own = Files.createDirectories(folder.resolve(c.name()).resolve("model"));
            Path file = c.maker().make(own);
            var refused = assertThrows(SystoleException.class, () -> FloatReference.of(file, Options.PLAIN), c.name());
            assertEquals(
                    OnnxProblem.EXTERNAL_LOCATION, refused.problems().getFirst().code(), c.name());
        }
    }

    @Test
    void wrongInputsAreAllReported() {
        byte[] bytes = Protos.model(Protos.relu()).build().toByteArray();
        Graph graph = OnnxReader.read("m", bytes, ShapeBindings.NONE).graph();
        try (var reference = FloatReference.of(graph, Options.PLAIN)) {
            Map<String, Tensor> wrong = Map.of("x", Tensor.of(Shape.of(1), 0f), "z", Tensor.of(Shape.of(1), 0f));
            var refused = assertThrows(SystoleException.class, () -> reference.run(wrong));
            assertEquals(2, refused.problems().size());
            assertTrue(refused.getMessage().contains("it has shape 1, expected [1, 2, 4, 4]"), refused.getMessage());
            assertTrue(refused.getMessage().contains("the model has no such input"), refused.getMessage());
        }
    }
}
