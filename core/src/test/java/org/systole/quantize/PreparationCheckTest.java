package org.systole.quantize;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.systole.data.Accuracy;
import org.systole.data.DataProblem;
import org.systole.data.DataReader;
import org.systole.data.DataSet;
import org.systole.data.PreparationCheck;
import org.systole.graph.Graph;
import org.systole.house.Shared;
import org.systole.onnx.OnnxReader;
import org.systole.problem.Place;
import org.systole.problem.Problem;
import org.systole.problem.SystoleException;

/** Real models with descriptions of data that are wrong on purpose: the mistake is named, and a right description is left alone. */
class PreparationCheckTest {
    @TempDir
    Path folder;

    private Optional<PreparationCheck.Suspicion> check(String model, String yaml, String from, String to)
            throws IOException {
        String text = Files.readString(Shared.repositoryPath("examples/data/" + yaml + ".yaml"));
        assertTrue(text.contains(from), from);
        Path file = folder.resolve("data.yaml");
        Files.writeString(file, text.replace(from, to));
        DataSet data = DataReader.read(file, Shared.path("data"));
        Graph graph =
                OnnxReader.read(Shared.path("data/models/" + model + ".onnx")).graph();
        try (var predictors = new Predictors()) {
            return PreparationCheck.of(data, data.scoring(), predictors.floats(graph), 2);
        }
    }

    @Test
    void channelsInTheWrongOrder() throws IOException {
        var found = check("vww_mobilenetv1_025_96_fp32", "vww", "  - {step: reverse_channels}\n", "")
                .orElseThrow();
        assertTrue(found.what().contains("red and blue exchanged"), found.text());
        assertTrue(found.change().contains("add {step: reverse_channels} as the first step"), found.text());
        assertTrue(found.after() > found.before() + 0.08, found.text());
        assertEquals(200, found.samples());
    }

    @Test
    void forgottenNormalization() throws IOException {
        var found = check("vww_mobilenetv1_025_96_fp32", "vww", "  - {step: normalize, std: [255]}\n", "")
                .orElseThrow();
        assertTrue(found.change().contains("{step: normalize, std: [255]}"), found.text());
    }

    @Test
    void reshapeWhereTransposeIsMeant() throws IOException {
        var found = check(
                        "cifar10_resnet8_mlperf_fp32",
                        "cifar10-raw",
                        "{step: transpose, axes: [2, 0, 1]}",
                        "{step: reshape, shape: [3, 32, 32]}")
                .orElseThrow();
        assertTrue(found.change().contains("write {step: transpose, axes: [2, 0, 1]} as step 1"), found.text());
    }

    /** What a model refuses is no better than what it computes, and nobody's error. */
    @Test
    void variantsThatFailAreLeftOut() throws IOException {
        String text = Files.readString(Shared.repositoryPath("examples/data/vww.yaml"));
        Path file = folder.resolve("data.yaml");
        Files.writeString(file, text.replace("  - {step: reverse_channels}\n", ""));
        DataSet data = DataReader.read(file, Shared.path("data"));
        Graph graph = OnnxReader.read(Shared.path("data/models/vww_mobilenetv1_025_96_fp32.onnx"))
                .graph();
        try (var predictors = new Predictors()) {
            Supplier<Accuracy.Predictor> real = predictors.floats(graph);
            Supplier<Accuracy.Predictor> refusing = () -> {
                Accuracy.Predictor predictor = real.get();
                return sample -> {
                    for (float x : sample.toFloats())
                        if (x > 1)
                            throw new SystoleException(
                                    Problem.of(DataProblem.NOT_FINITE, Place.NONE, "more than 1", "none"));
                    return predictor.predict(sample);
                };
            };
            var found = PreparationCheck.of(data, data.scoring(), refusing, 2).orElseThrow();
            assertTrue(found.what().contains("red and blue exchanged"), found.text());
        }
    }

    @Test
    void rightDescriptionsAreNotSuspicious() throws IOException {
        assertEquals(Optional.empty(), check("vww_mobilenetv1_025_96_fp32", "vww", "title", "title"));
        assertEquals(Optional.empty(), check("cifar10_resnet8_mlperf_fp32", "cifar10-raw", "title", "title"));
    }
}
