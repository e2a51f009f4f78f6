package org.systole.app.command;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.systole.graph.Graph;
import org.systole.quantize.ActivationSettings;
import org.systole.quantize.CalibrationMethod;
import org.systole.quantize.LayerSettings;
import org.systole.quantize.Plan;
import org.systole.quantize.PlanReader;
import org.systole.quantize.WeightSettings;
import org.systole.tensor.NumberFormat;
import picocli.CommandLine;
import picocli.CommandLine.Option;

/** How a network is quantized: a plan, or the same for all layers. */
final class QuantizeOptions {
    private static final int LEAST_BITS = 2;
    private static final int MOST_BITS = 16;

    @Option(
            names = "--plan",
            paramLabel = "FILE",
            description = "A plan.yaml ('systole schema quantization'); it says all.")
    private Path file;

    @Option(names = "--weights", paramLabel = "BITS", description = "Bits of weights, 2 to 16; default 8.")
    private Integer weights;

    @Option(names = "--activations", paramLabel = "BITS", description = "Bits of activations, 2 to 16; default 8.")
    private Integer activations;

    @Option(
            names = "--method",
            paramLabel = "METHOD",
            description =
                    "How ranges of activations are chosen: minmax, moving, percentile, mse, entropy; default minmax.")
    private CalibrationMethod method;

    @Option(
            names = "--percentile",
            paramLabel = "PERCENT",
            description = "What --method percentile keeps within the range; default 99.99.")
    private Double percentile;

    @Option(
            names = "--weight-scaling",
            paramLabel = "SCALING",
            description = "How scales of weights are chosen: minmax, mse; default minmax.")
    private WeightSettings.Scaling scaling;

    @Option(
            names = "--per-tensor",
            description = "One scale for all weights of a layer, not one for each output channel.")
    private boolean perTensor;

    @Option(names = "--symmetric", description = "Activations without zero points.")
    private boolean symmetric;

    @Option(names = "--equalize", description = "Evens out channels between layers first (cross-layer equalization).")
    private boolean equalize;

    @Option(names = "--correct-bias", description = "Takes each channel's mean error from its bias.")
    private boolean correctBias;

    @Option(
            names = "--learn-rounding",
            description = "Learns the weights' roundings layer by layer on calibration samples, without labels.")
    private boolean learnRounding;

    @Option(
            names = "--first-last",
            paramLabel = "BITS",
            description = "Bits of the weights of the first and the last layer that have any; as the others otherwise.")
    private Integer firstLast;

    Path file() {
        return file;
    }

    boolean hasWidths() {
        return weights != null || activations != null;
    }

    /** Returns the plan that the options say. */
    Plan plan(CommandLine line, Graph graph) {
        if (file == null) return withFirstAndLast(line, graph);
        boolean other = weights != null
                || activations != null
                || method != null
                || percentile != null
                || scaling != null
                || perTensor
                || symmetric
                || equalize
                || correctBias
                || learnRounding
                || firstLast != null;
        if (other)
            throw new CommandLine.ParameterException(
                    line, "--plan says all: edit the plan instead of giving widths and methods beside it");
        return PlanReader.read(file, graph);
    }

    private Plan withFirstAndLast(CommandLine line, Graph graph) {
        LayerSettings defaults = defaults(line);
        Plan plan = Plan.of(defaults).with(new Plan.Steps(equalize, correctBias, learnRounding, 1));
        if (firstLast == null) return plan;
        var settings = new LayerSettings(
                defaults.weights().with(format(line, "--first-last", firstLast)), defaults.activations());
        var layers = graph.nodes().stream()
                .filter(node -> List.of("Conv", "Gemm", "MatMul").contains(node.op()))
                .filter(node -> graph.constant(node.input(1)).isPresent())
                .toList();
        if (layers.isEmpty()) return plan;
        return plan.with(layers.getFirst().name(), settings)
                .with(layers.getLast().name(), settings);
    }

    private LayerSettings defaults(CommandLine line) {
        if (percentile != null && method != CalibrationMethod.PERCENTILE)
            throw new CommandLine.ParameterException(line, "--percentile needs --method percentile");
        if (percentile != null && !(percentile > 50 && percentile <= 100))
            throw new CommandLine.ParameterException(line, "--percentile: expected more than 50, at most 100");
        return new LayerSettings(
                new WeightSettings(
                        format(line, "--weights", weights),
                        scaling == null ? WeightSettings.Scaling.MINMAX : scaling,
                        perTensor,
                        false),
                new ActivationSettings(
                        format(line, "--activations", activations),
                        method == null ? CalibrationMethod.MINMAX : method,
                        percentile == null ? ActivationSettings.PERCENTILE : percentile,
                        symmetric));
    }

    private static NumberFormat format(CommandLine line, String option, Integer bits) {
        int width = bits == null ? 8 : bits;
        if (width < LEAST_BITS || width > MOST_BITS)
            throw new CommandLine.ParameterException(
                    line,
                    String.format(
                            Locale.ROOT, "%s: expected %d to %d bits, found %d", option, LEAST_BITS, MOST_BITS, width));
        return new NumberFormat(NumberFormat.Kind.SIGNED, width);
    }
}
