package org.systole.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.systole.problem.Problem;
import org.systole.problem.SystoleException;
import org.systole.tensor.Tensor;

/** Options for shapes, and that doing what a message says gets past it. */
class ShapeBindingsTest {
    private static final Pattern OPTION = Pattern.compile("--shape '?([^ ']+(?: [^ ']+)?)'?=([0-9x]+)");

    @TempDir
    Path folder;

    @Test
    void optionsPrintAsTheyWereGiven() {
        assertEquals(
                "x=1x3x4x4 y:0=2 rate:=16000.0",
                ShapeBindings.parse(List.of("x=1x3x4x4", "y:0=2", "rate:=16000"))
                        .toString());
    }

    @TestFactory
    Stream<DynamicTest> theFixOfAnOpenSizeGetsPastIt() {
        var table = new HostileCase.Table();
        HostileShapes.add(table);
        return table.cases().stream()
                .filter(c -> c.shapes().isEmpty() && !c.name().contains("ten thousand"))
                .map(c ->
                        DynamicTest.dynamicTest(c.name(), () -> fixed(c.bytes().make())));
    }

    private static void fixed(byte[] model) {
        var options = new ArrayList<String>();
        try {
            OnnxReader.read("m", model, ShapeBindings.NONE);
            return;
        } catch (SystoleException e) {
            Problem problem = e.problems().getFirst();
            assertEquals(OnnxProblem.SHAPE_NEEDED, problem.code());
            OPTION.matcher(problem.fix()).results().forEach(m -> options.add(m.group(1) + "=" + m.group(2)));
        }
        assertTrue(!options.isEmpty());
        OnnxReader.read("m", model, ShapeBindings.parse(options));
    }

    @Test
    void missingWeightsMayBeLeftOut() throws IOException {
        byte[] bytes = Protos.model(Protos.add(Protos.external("location", "gone.bin")))
                .build()
                .toByteArray();
        Path file = HostileFiles.write(folder, "m.onnx", bytes);
        assertThrows(SystoleException.class, () -> OnnxReader.read(file));
        OnnxModel model = OnnxReader.read(file, new ReadOptions(ShapeBindings.NONE, true));
        assertEquals("2", model.graph().type("y").shape().toString());
        assertEquals(1, model.notes().size());
        Tensor weights = model.graph().constant("w").orElseThrow();
        var refused = assertThrows(SystoleException.class, () -> weights.real(0));
        assertEquals(OnnxProblem.EXTERNAL_MISSING, refused.problems().getFirst().code());
    }

    @Test
    void aPathThatLeadsOutIsRefusedEvenThen() throws IOException {
        byte[] bytes = Protos.model(Protos.add(Protos.external("location", "../gone.bin")))
                .build()
                .toByteArray();
        Path file = HostileFiles.write(folder, "m.onnx", bytes);
        var lenient = new ReadOptions(ShapeBindings.NONE, true);
        var refused = assertThrows(SystoleException.class, () -> OnnxReader.read(file, lenient));
        assertEquals(
                OnnxProblem.EXTERNAL_LOCATION, refused.problems().getFirst().code());
    }
}
