package org.systole.app.command;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.systole.app.compile.QuantizedModel;
import picocli.CommandLine.Option;

/** The options of commands that quantize a model before they go on. */
final class ModelOptions {
    @Option(
            names = "--data",
            paramLabel = "FILE",
            description = "A data.yaml with samples for calibration; random inputs otherwise.")
    private Path data;

    @Option(
            names = "--data-root",
            paramLabel = "DIR",
            description = "The folder that names in data.yaml are relative to; its own folder otherwise.")
    private Path root;

    @Option(
            names = "--shape",
            paramLabel = "INPUT=SHAPE",
            description = "The shape of an input that the model leaves open; repeatable.")
    private List<String> shapes = new ArrayList<>();

    @Option(names = "--weights", paramLabel = "BITS", defaultValue = "8", description = "Bits of weights; default 8.")
    private int weights = 8;

    @Option(
            names = "--activations",
            paramLabel = "BITS",
            defaultValue = "8",
            description = "Bits of activations; default 8.")
    private int activations = 8;

    @Option(
            names = "--threads",
            paramLabel = "N",
            converter = PositiveCount.class,
            description = "Samples that run at the same time; all cores otherwise.")
    private int threads;

    QuantizedModel.Request request(String model) {
        return new QuantizedModel.Request(
                model, shapes, Optional.ofNullable(data), Optional.ofNullable(root), weights, activations, threads());
    }

    int threads() {
        return threads > 0 ? threads : Runtime.getRuntime().availableProcessors();
    }
}
