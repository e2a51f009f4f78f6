package org.systole.quantize;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.systole.graph.Graph;
import org.systole.onnx.OnnxReader;
import org.systole.onnx.OnnxWriter;

/** Models that ONNX Runtime's own optimizer writes: pairs of QuantizeLinear and DequantizeLinear as operators on integers. */
final class RuntimeModels {
    private RuntimeModels() {}

    /** Returns what the optimizer makes of a model with pairs. */
    static Graph operators(Graph qdq, Path folder) {
        try {
            Path file = Files.createTempFile(folder, "operators", ".onnx");
            OrtEnvironment environment =
                    OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL, "systole");
            try (var settings = new OrtSession.SessionOptions()) {
                settings.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.EXTENDED_OPT);
                settings.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL);
                settings.setOptimizedModelFilePath(file.toString());
                environment.createSession(OnnxWriter.bytes(qdq), settings).close();
            }
            return OnnxReader.read(file).graph();
        } catch (OrtException e) {
            throw new IllegalStateException(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
