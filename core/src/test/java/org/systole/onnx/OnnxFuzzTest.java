package org.systole.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.systole.house.Shared;
import org.systole.problem.SystoleException;

/** A few thousand mutations and cuts of models; {@link OnnxFuzz} runs more. */
class OnnxFuzzTest {
    private static final int MUTATIONS = 4000;
    private static final long PATIENCE_MILLIS = 300_000;

    private static long seed() {
        String given = System.getProperty("test.seed", "");
        return given.isEmpty() ? 20261120 : Long.parseLong(given);
    }

    @Test
    void mutationsOfModelsAreReadOrRefused() throws Exception {
        List<byte[]> models = OnnxFuzz.models();
        var failures = new ArrayList<String>();
        var at = new AtomicReference<>(0L);
        // A small stack finds recursion early.
        var thread = new Thread(
                null,
                () -> {
                    for (long seed = seed(); seed < seed() + MUTATIONS; seed++) {
                        at.set(seed);
                        String failure = OnnxFuzz.run(seed, models);
                        if (failure != null) failures.add("-Dtest.seed=" + seed + ": " + failure);
                    }
                },
                "fuzz",
                512 << 10);
        thread.setDaemon(true);
        thread.start();
        thread.join(PATIENCE_MILLIS);
        assertFalse(thread.isAlive(), () -> "hangs at -Dtest.seed=" + at.get());
        assertEquals("", String.join("\n", failures));
    }

    @Test
    void aRealModelCutAnywhereIsRefused() throws IOException {
        Path file = Shared.path("data/models/kws_dscnn_mlperf_int8_qdq.onnx");
        byte[] whole = Files.readAllBytes(file);
        for (int part = 0; part < 64; part++) {
            byte[] cut = Arrays.copyOf(whole, (int) ((long) whole.length * part / 64));
            var refused = assertThrows(SystoleException.class, () -> OnnxReader.read("cut", cut, ShapeBindings.NONE));
            assertEquals(3, refused.status().code(), refused.getMessage());
        }
    }
}
