package org.systole.app.command;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.systole.app.compile.QuantizedModel;
import org.systole.app.evaluate.Description;
import org.systole.app.evaluate.ExploredPoint;
import org.systole.workload.Precision;
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

    @Option(
            names = "--weights",
            paramLabel = "BITS",
            description = "Bits of weights; those of an explored point's accelerator, else 8.")
    private Integer weights;

    @Option(
            names = "--activations",
            paramLabel = "BITS",
            description = "Bits of activations; those of an explored point's accelerator, else 8.")
    private Integer activations;

    @Option(
            names = "--plan",
            paramLabel = "FILE",
            description =
                    "A quantization plan, as 'systole quantize' takes it, in place of two widths; an explored point"
                            + " has its own.")
    private Path plan;

    @Option(
            names = "--threads",
            paramLabel = "N",
            converter = PositiveCount.class,
            description = "Samples that run at the same time; all cores otherwise.")
    private int threads;

    QuantizedModel.Request request(String model) {
        var point = ExploredPoint.of(model);
        boolean narrower = weights != null || activations != null;
        return new QuantizedModel.Request(
                model,
                shapes,
                Optional.ofNullable(data).or(() -> point.flatMap(ExploredPoint::data)),
                Optional.ofNullable(root),
                weights != null
                        ? weights
                        : point.map(p -> precision(p).weight().bits()).orElse(8),
                activations != null
                        ? activations
                        : point.map(p -> precision(p).input().bits()).orElse(8),
                Optional.ofNullable(plan).or(() -> narrower ? Optional.empty() : point.flatMap(ExploredPoint::plan)),
                threads());
    }

    /** Returns the request of a command that takes a model and the shapes of its inputs, and no other of these options. */
    QuantizedModel.Request of(String model, List<String> given) {
        shapes = given;
        return request(model);
    }

    private static Precision precision(ExploredPoint point) {
        return Description.of(point.accelerator().toString(), Optional.empty())
                .accelerator()
                .precision();
    }

    int threads() {
        return threads > 0 ? threads : Runtime.getRuntime().availableProcessors();
    }
}
