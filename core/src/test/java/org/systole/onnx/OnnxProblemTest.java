package org.systole.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.systole.problem.SystoleException;

/** The codes: unique, in their range, and each reached by a test. */
class OnnxProblemTest {
    /** Reached by other tests than the hostile models. */
    private static final Set<OnnxProblem> ELSEWHERE = EnumSet.of(
            OnnxProblem.FILE_TOO_LARGE,
            OnnxProblem.EXTERNAL_NO_FOLDER,
            OnnxProblem.RUNTIME_REFUSED,
            OnnxProblem.RUNTIME_FAILED,
            OnnxProblem.RUNTIME_INPUT,
            OnnxProblem.UNWRITABLE);

    @Test
    void codesAreUniqueAndInTheirRange() {
        var codes = new HashSet<String>();
        for (OnnxProblem problem : OnnxProblem.values()) {
            assertTrue(codes.add(problem.code()), problem.code());
            assertTrue(problem.code().matches("E10[0-9]{2}"), problem.code());
            assertTrue(problem.explanation().length() > 30, problem.code());
        }
    }

    @Test
    void everyCodeIsReachedByAHostileModel() throws IOException {
        String answers =
                Files.readString(Path.of("src/test/resources/org/systole/onnx/hostile.txt"), StandardCharsets.UTF_8);
        assertEquals(
                ELSEWHERE,
                EnumSet.copyOf(Arrays.stream(OnnxProblem.values())
                        .filter(problem -> !answers.contains("\n" + problem.code() + " "))
                        .toList()));
    }

    @Test
    void externalDataNeedsAFolder() {
        byte[] bytes = Protos.model(Protos.add(Protos.external("location", "w.bin")))
                .build()
                .toByteArray();
        var refused = assertThrows(SystoleException.class, () -> OnnxReader.read("m", bytes, ShapeBindings.NONE));
        assertEquals(
                OnnxProblem.EXTERNAL_NO_FOLDER, refused.problems().getFirst().code());
    }
}
