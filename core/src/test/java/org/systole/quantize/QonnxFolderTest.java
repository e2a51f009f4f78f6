package org.systole.quantize;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.systole.graph.Graph;
import org.systole.onnx.OnnxReader;
import org.systole.problem.SystoleException;

/**
 * QONNX models in a folder of the user's, node by node against ONNX Runtime: {@code -Dqonnx.folder=FOLDER}. The files with Quant
 * of fastmachinelearning/qonnx (its tests' models made by QKeras at 18841ee and b3bedd7, src/qonnx/data/onnx at cc2ec17) are 63; 45 of
 * them are read. Refused are two layers in a row without a quantization between (15), FloatQuant (1), weights that nothing
 * quantizes (1), and a file with Quant in the standard's own domain (1).
 */
class QonnxFolderTest {
    @Test
    @EnabledIfSystemProperty(named = "qonnx.folder", matches = ".+")
    void models() throws IOException {
        var outcomes = new TreeMap<String, String>();
        List<Path> files;
        try (var listed = Files.list(Path.of(System.getProperty("qonnx.folder")))) {
            files = listed.sorted().toList();
        }
        for (Path file : files) {
            String name = file.getFileName().toString();
            try {
                Graph graph = OnnxReader.read(file).graph();
                if (!QdqImport.isQuantized(graph)) continue;
                var sample = RandomNetworks.sample(graph, new SplittableRandom(1));
                var imported = QdqImport.read(graph, List.of(sample));
                outcomes.put(name, "read, " + NodeByNode.compareQonnx(graph, imported, sample) + " nodes compared");
            } catch (SystoleException e) {
                outcomes.put(name, e.problems().getFirst().toString());
            }
        }
        long read = outcomes.values().stream()
                .filter(text -> text.startsWith("read"))
                .count();
        assertTrue(read > 0, outcomes::toString);
        String wanted = System.getProperty("qonnx.read");
        if (wanted != null) assertEquals(Long.parseLong(wanted), read, outcomes::toString);
    }
}
