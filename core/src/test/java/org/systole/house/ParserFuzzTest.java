package org.systole.house;

import static org.junit.jupiter.api.Assertions.assertNotNull;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.systole.explore.Expression;
import org.systole.explore.StudyReader;
import org.systole.hardware.AcceleratorReader;
import org.systole.hardware.Accelerators;
import org.systole.hardware.ExpectedFigure;
import org.systole.mapping.MappingText;
import org.systole.onnx.ShapeBindings;
import org.systole.workload.Precision;
import org.systole.workload.ScaleSimConfig;
import org.systole.workload.ScaleSimTopology;

/**
 * Changed files of every text format are read or refused. ONNX has {@code OnnxFuzzTest}; arrays, sounds and data descriptions
 * have {@code DataFuzzTest}, technologies {@code TechnologyBadInputTest}.
 */
class ParserFuzzTest {
    @Test
    void accelerators() throws IOException {
        var reader = new AcceleratorReader(Accelerators.SOURCES);
        Fuzz.run("accelerator", files("hardware", "accelerator.yaml"), bytes -> reader.read("fuzz.yaml", bytes));
    }

    @Test
    void expectedFigures() throws IOException {
        Fuzz.run("expected", files("hardware", "expected.yaml"), bytes -> ExpectedFigure.read("fuzz.yaml", bytes));
    }

    @Test
    void studies() throws IOException {
        Fuzz.run("study", files("studies", ".yaml"), bytes -> StudyReader.read("fuzz.yaml", bytes));
    }

    @Test
    void mappings() throws IOException {
        Fuzz.run(
                "mapping",
                files("core/src/test/resources/timeloop", ".mapping"),
                bytes -> MappingText.print(MappingText.parse("fuzz", text(bytes))));
    }

    @Test
    void scaleSimTopologies() {
        String convolutions = """
                Layer name, IFMAP Height, IFMAP Width, Filter Height, Filter Width, Channels, Num Filter, Strides,
                conv1, 224, 224, 7, 7, 3, 64, 2,
                conv2, 56, 56, 3, 3, 64, 64, 1,
                """;
        String products = """
                Layer, M, N, K,
                a, 128, 64, 32,
                """;
        Fuzz.run(
                "topology",
                texts(convolutions, products),
                bytes -> ScaleSimTopology.parse("fuzz.csv", text(bytes), Precision.INT8));
    }

    @Test
    void scaleSimConfigurations() throws IOException {
        String config = """
                [general]
                run_name = test

                [architecture_presets]
                ArrayHeight: 32
                ArrayWidth: 32
                IfmapSramSzkB: 64
                FilterSramSzkB: 64
                OfmapSramSzkB: 64
                IfmapOffset: 0
                FilterOffset: 10000000
                OfmapOffset: 20000000
                Bandwidth: 10
                Dataflow: ws
                MemoryBanks: 1

                [run_presets]
                InterfaceBandwidth: CALC
                """;
        Fuzz.run("scale-sim config", texts(config), bytes -> ScaleSimConfig.parse("fuzz.cfg", text(bytes)));
    }

    /** An expression is refused by an exception of its own, whose message the study's reader shows. */
    @Test
    void expressions() {
        Fuzz.run(
                "expression",
                texts("array * 2 <= 64 and (memory == 256 or area > 3.5)", "min(a, b) - -1 / 2"),
                bytes -> {
                    try {
                        Expression.parse(text(bytes));
                    } catch (IllegalArgumentException e) {
                        assertNotNull(e.getMessage());
                    }
                });
    }

    @Test
    void shapes() {
        Fuzz.run(
                "shapes",
                texts("x=1x3x640x640", "tokens=128", "rate:=16000"),
                bytes -> ShapeBindings.parse(List.of(text(bytes))));
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static List<byte[]> texts(String... texts) {
        var list = new ArrayList<byte[]>();
        for (String text : texts) list.add(text.getBytes(StandardCharsets.UTF_8));
        return list;
    }

    private static List<byte[]> files(String folder, String ending) throws IOException {
        var list = new ArrayList<byte[]>();
        try (var files = Files.walk(Shared.repositoryPath(folder))) {
            for (Path file :
                    files.filter(f -> f.toString().endsWith(ending)).sorted().toList())
                list.add(Files.readAllBytes(file));
        }
        return list;
    }
}
